/**
 * Files of SANA-FE (github.com/SLAM-Lab/SANA-FE, version 2.2.1): architectures, networks in YAML and legacy netlists,
 * plain or gzipped. Kernels stand in src/neurons/sanafe, the semantics of steps in the arithmetic mode `sanafe`.
 */
import type { ChipProfile } from '../../model/chip.ts';
import type { GivenMapping } from '../../model/mapping.ts';
import type { Assumption, Network, Population } from '../../model/network.ts';
import type { SanafeArchitecture } from './architecture.ts';
import { readArchitecture } from './architecture.ts';
import { sanafeKind } from './detect.ts';
import type { NetworkDraft } from './draft.ts';
import { givenMapping } from './mapping.ts';
import { readNetlist } from './netlist.ts';
import { readNetworkYaml } from './network-yaml.ts';
import { priceUnits } from './pricing.ts';
import { profileOfArchitecture } from './profile.ts';
import {
  addInputMax,
  draftProjections,
  finishProjection,
  weightFractionBits,
} from './projections.ts';
import { registersOf, unitOf } from './registers.ts';
import { faultAt, sourceOf, unpacked } from './source.ts';
import { resolveUnits } from './units.ts';

export type { SanafeArchitecture } from './architecture.ts';
export type { NetworkDraft } from './draft.ts';

/** Arithmetic mode of compiler/arithmetic.ts in which imported networks run. */
export const SANAFE_ARITHMETIC = 'sanafe';

/** Throws InputError E_SANAFE with file, line and column for what is wrong in it. */
export function readSanafeArchitecture(bytes: Uint8Array, path: string): SanafeArchitecture {
  return readArchitecture(sourceOf(unpacked(bytes, path), path));
}

/** A network in either format. Throws InputError E_SANAFE with file and line for what is wrong in it. */
export function readSanafeNetwork(bytes: Uint8Array, path: string): NetworkDraft {
  const plain = unpacked(bytes, path);
  const source = sourceOf(plain, path);
  return sanafeKind(plain) === 'netlist' ? readNetlist(plain, source) : readNetworkYaml(source);
}

/** A network on the architecture it is mapped to, in our terms. */
export interface ImportedSanafe {
  readonly network: Network;
  /** With the costs of the units that the network uses. */
  readonly profile: ChipProfile;
  /** Null where mappings were not asked for. */
  readonly mapping: GivenMapping | null;
}

/**
 * Throws InputError E_SANAFE, E_SANAFE_COST and E_SANAFE_UNITS where network and architecture do not fit each other.
 * With `remap`, the file's mapping is not read, and neurons without one are no fault.
 */
export function importSanafe(
  draft: NetworkDraft,
  architecture: SanafeArchitecture,
  { remap }: { readonly remap: boolean },
): ImportedSanafe {
  if (draft.groups.length === 0) throw faultAt(draft.source, 1, 'there is no group of neurons.');
  const units = resolveUnits(draft, architecture);
  const mapping = remap ? null : givenMapping(draft, architecture);
  const drafts = draftProjections(draft, units);
  const scales = draft.groups.map((group, g) => {
    const incoming = drafts.filter(({ post }) => post === g);
    const sums = new Float64Array(group.size);
    for (const each of incoming) addInputMax(each, sums);
    const bits = Math.max(0, ...incoming.map(weightFractionBits));
    const inputMax = sums.reduce((most, sum) => Math.max(most, sum), 0);
    return unitOf(draft.source, group, bits, inputMax);
  });
  const registers = draft.groups.map((group, g) =>
    registersOf(draft.source, group, units.models[g]!, scales[g]!),
  );
  const projections = drafts.map((each) => finishProjection(each, scales[each.post]!));
  const shapes = shapesOf(draft);
  const populations = draft.groups.map(({ name, size }, g): Population => {
    const { neuron, registers: values } = registers[g]!;
    const parameters = { model: 'registers' as const, neuron, registers: values };
    return { name, shape: shapes[g] ?? [size], size, parameters, bias: 0 };
  });
  const notes = [...registers, ...projections].flatMap((each) => each.notes);
  return {
    network: {
      name: draft.name === '' ? 'network' : draft.name,
      units: 'dimensionless',
      populations,
      projections: projections.map(({ projection }) => projection),
      outputs: outputsOf(draft),
      assumptions: notes.map((text): Assumption => ({ code: 'A_SANAFE_ROUNDED', text })),
    },
    profile: profileOfArchitecture(architecture, units.pricing),
    mapping,
  };
}

/** Groups that no edge leaves; the last one where there is none. */
function outputsOf({ groups, edges, hyperEdges }: NetworkDraft): number[] {
  const sending = new Set([...edges.values(), ...hyperEdges].map(({ pre }) => pre));
  const outputs = groups.flatMap((_, g) => (sending.has(g) ? [] : [g]));
  return outputs.length > 0 ? outputs : [groups.length - 1];
}

/** [channels, rows, columns] of groups at an end of a convolution. */
function shapesOf({ groups, hyperEdges }: NetworkDraft): (readonly number[] | undefined)[] {
  const shapes: (readonly number[] | undefined)[] = groups.map(() => undefined);
  for (const { pre, post, shape } of hyperEdges) {
    if (shape.kind !== 'conv2d') continue;
    shapes[pre] ??= shape.input;
    shapes[post] ??= shape.output;
  }
  return shapes;
}

/** The chip alone, with the costs of the first unit of each kind. Throws as `importSanafe`. */
export function profileOfSanafe(architecture: SanafeArchitecture): ChipProfile {
  const [synapse, dendrite] = [architecture.synapses[0]!, architecture.dendrites[0]!];
  const uses = [{ synapse, dendrite, count: 1 }];
  return profileOfArchitecture(architecture, priceUnits(architecture, [], uses));
}
