/** Networks of SANA-FE on the emulator, and the tables that SANA-FE wrote for them. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { compile, DEFAULT_COMPILE_OPTIONS } from '../../compiler/compile.ts';
import type { EmulationOptions } from '../../emulator/emulate.ts';
import { createEmulator, DEFAULT_EMULATION_OPTIONS } from '../../emulator/emulate.ts';
import type { ParameterSet } from '../../src/model/chip.ts';
import { EVENT_KINDS, type EventKind } from '../../src/model/chip.ts';
import type { ProgramImage } from '../../src/model/program.ts';
import type { SampleTrace } from '../../src/model/trace.ts';
import { decodeImage, encodeImage } from '../../src/program-file/index.ts';
import {
  importSanafe,
  readSanafeArchitecture,
  readSanafeNetwork,
  SANAFE_ARITHMETIC,
} from '../../src/readers/sana-fe/index.ts';

export interface SanafeRun {
  readonly image: ProgramImage;
  readonly set: ParameterSet;
  readonly trace: SampleTrace;
}

/** A network file on an architecture file with the mapping it came with. */
export function runSanafe(
  networkFile: string | { readonly name: string; readonly text: string },
  architectureFile: string,
  options: Partial<EmulationOptions> & { readonly steps: number },
): SanafeRun {
  const architecture = readSanafeArchitecture(readFileSync(architectureFile), architectureFile);
  const draft =
    typeof networkFile === 'string'
      ? readSanafeNetwork(readFileSync(networkFile), networkFile)
      : readSanafeNetwork(new TextEncoder().encode(networkFile.text), networkFile.name);
  const { network, profile, mapping } = importSanafe(draft, architecture, { remap: false });
  const set = profile.parameterSets[profile.defaultParameterSet]!;
  const compilation = compile(network, profile, {
    ...DEFAULT_COMPILE_OPTIONS,
    parameterSet: profile.defaultParameterSet,
    arithmetic: SANAFE_ARITHMETIC,
    ...(mapping ? { given: mapping } : {}),
  });
  const image = decodeImage(encodeImage(compilation.image), `${network.name}.loom`);
  const traces: SampleTrace[] = [];
  const emulation = { ...DEFAULT_EMULATION_OPTIONS, ...options };
  const emulator = createEmulator(image, set, emulation, (trace) => traces.push(trace));
  emulator.feed(NO_INPUT, true);
  return { image, set, trace: traces[0]! };
}

const NO_INPUT = {
  sample: 'bias',
  steps: new Int32Array(0),
  indices: new Int32Array(0),
  counts: new Int32Array(0),
  droppedEvents: 0,
};

/** A CSV of numbers by column name; text columns are NaN. */
export function readTable(file: string): ReadonlyMap<string, readonly number[]> {
  const [head, ...rows] = readLines(file);
  const cells = rows.map((row) => row.split(',').map(Number));
  return new Map(head!.split(',').map((name, k) => [name, cells.map((row) => row[k]!)]));
}

/** Lines of a text, unpacked where it is gzipped. */
export function readLines(file: string): string[] {
  const bytes = readFileSync(file);
  const text = file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  return new TextDecoder().decode(text).trimEnd().split('\n');
}

/** The columns of SANA-FE's perf table as our trace gives them; energies in joule, time in second. */
export function perfRows({ trace, set }: SanafeRun): ReadonlyMap<string, readonly number[]> {
  const { steps } = trace;
  const energyJ = (kinds: readonly EventKind[]): number[] =>
    Array.from({ length: trace.stepsRun }, (_, step) =>
      kinds.reduce((sum, kind) => {
        const count = steps.kinds[step * EVENT_KINDS.length + EVENT_KINDS.indexOf(kind)]!;
        return sum + (count * set.energyPj[kind].value) / 1e12;
      }, 0),
    );
  return new Map<string, readonly number[]>([
    ['timestep', Array.from({ length: trace.stepsRun }, (_, step) => step + 1)],
    ['fired', Array.from(steps.fired)],
    ['updated', Array.from(steps.updated)],
    ['packets', Array.from(steps.packets)],
    ['hops', Array.from(steps.hops)],
    ['spikes', Array.from(steps.synapticEvents)],
    ['sim_time', Array.from(steps.stepPs, (ps) => ps / 1e12)],
    ['synapse_energy', energyJ(['synapseDense', 'synapseSparse', 'synapseConv'])],
    ['dendrite_energy', energyJ([])],
    ['soma_energy', energyJ(['neuronAccess', 'neuronUpdate', 'neuronSpike'])],
    ['network_energy', energyJ(['axonOut', 'axonIn', 'hopEastWest', 'hopNorthSouth'])],
    ['total_energy', energyJ(EVENT_KINDS)],
  ]);
}
