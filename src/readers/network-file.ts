/**
 * Spikeloom's own network files (`format: spikeloom/network/1`, YAML or JSON): real-valued models, Loihi
 * registers and register-level models by name, with connectivity, delays and learning rules. Examples and a
 * schema for editors stand in examples/networks.
 */
import type { Assumption, Network, Population } from '../model/network.ts';
import { parseYamlSource, type YamlSource } from '../support/yaml-source.ts';
import { openBeside } from './network-file-beside.ts';
import { faultAt, networkFileError, schemaError } from './network-file-faults.ts';
import { populationNamed, readProjections } from './network-file-links.ts';
import { readPopulations } from './network-file-neurons.ts';
import { NETWORK_FORMAT, type NetworkText, networkTextSchema } from './network-file-schema.ts';
import type { Reading } from './network-file-values.ts';

const DETECTED_BYTES = 65_536;
const FORMAT_LINE = /["']?\bformat["']?\s*:\s*["']?spikeloom\/network\//;

export interface NetworkFile {
  readonly network: Network;
  /** Contents of the array files that it names, in the order of their first use. */
  readonly besides: readonly Uint8Array[];
}

/** True where the beginning of a text says that it is a network file, of whatever version. */
export function isNetworkFile(bytes: Uint8Array): boolean {
  return FORMAT_LINE.test(new TextDecoder().decode(bytes.subarray(0, DETECTED_BYTES)));
}

/**
 * Reads a network file; `path` names it in messages and says in which folder its arrays lie. Throws
 * InputError E_NETWORK_FILE with file, line and column for everything that is wrong in it.
 */
export function readNetworkFile(bytes: Uint8Array, path: string): NetworkFile {
  const { reading, text, name, populations, outputs } = openNetworkFile(bytes, path);
  const network: Network = {
    name,
    units: text.units ?? 'dimensionless',
    populations,
    projections: readProjections(reading, text, populations),
    outputs,
    assumptions: assumptionsOf(text),
  };
  return { network, besides: reading.beside.files() };
}

/** A network file with its populations read, its projections not yet. */
export interface OpenNetworkFile {
  readonly reading: Reading;
  readonly text: NetworkText;
  readonly name: string;
  readonly populations: readonly Population[];
  /** Indices into `populations`. */
  readonly outputs: readonly number[];
}

/** Throws as `readNetworkFile` does. */
export function openNetworkFile(bytes: Uint8Array, path: string): OpenNetworkFile {
  const source = parseYamlSource(bytes, path, networkFileError);
  checkFormat(source);
  const parsed = networkTextSchema.safeParse(source.value);
  if (!parsed.success) throw schemaError(source, parsed.error.issues);
  const text = parsed.data;
  const reading = { source, beside: openBeside(path) };
  const populations = readPopulations(reading, text);
  const outputs = text.outputs.map((name, k) =>
    populationNamed(reading, ['outputs', k], name, populations),
  );
  return { reading, text, name: text.name ?? stemOf(path), populations, outputs };
}

/** Asked first: of a text of another kind, nothing else is worth saying. */
function checkFormat(source: YamlSource): void {
  const { format } = source.value;
  if (format === NETWORK_FORMAT) return;
  const found =
    format === undefined ? 'missing' : `${JSON.stringify(format).slice(0, 60)} is not known`;
  const message = `${found}; a network file says "format: ${NETWORK_FORMAT}" (chip profiles are given by --chip)`;
  throw faultAt(source, ['format'], message);
}

function stemOf(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? path).replace(/(?!^)\.[^.]+$/, '');
}

function assumptionsOf({ dtS, projections = [] }: NetworkText): Assumption[] {
  const hasSteps = projections.some(({ delaySteps = 0 }) => delaySteps > 0);
  if (dtS !== undefined || !hasSteps) return [];
  const text = 'network file: delays count steps of 1 ms; another --dt changes their steps.';
  return [{ code: 'A_NETWORK_DT', text }];
}
