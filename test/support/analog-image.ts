/** Program images of analog chips laid out by hand, so that the emulator is tested without the compiler. */
import { loadProfile } from '../../chip-profiles/load.ts';
import type { EmulationOptions } from '../../emulator/emulate.ts';
import { createEmulator, DEFAULT_EMULATION_OPTIONS } from '../../emulator/emulate.ts';
import { ANALOG_NEURONS, type AnalogRegisters } from '../../src/model/analog.ts';
import type { ChipProfile } from '../../src/model/chip.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type { CoreProgram, InputRoutes, ProgramImage } from '../../src/model/program.ts';
import { SPARSE_SLOT_BITS } from '../../src/model/program.ts';
import type { SampleTrace } from '../../src/model/trace.ts';

/** Codes of the circuit of behavioural.json on analog-ota-180nm: 1 pF, 50 pA, 0.75 V, 0.5 ms. */
export const BEHAVIOURAL_CODES: AnalogRegisters = {
  leak: 341,
  threshold: 130,
  capacitor: 2,
  gain: 0,
  refractory: 170,
  unit: 0,
  tau: 0,
  input: 0,
  tsvs: 0,
  tier: 0,
};

export interface ImageSpec {
  readonly profile: ChipProfile;
  readonly dtS: number;
  readonly timeScale?: number;
  readonly seed?: string;
  /** Inputs have no registers. All neurons' codes, one value or one each. */
  readonly populations: readonly {
    readonly name: string;
    readonly size: number;
    readonly registers?: Partial<Record<keyof AnalogRegisters, number | Int32Array>>;
  }[];
  /** Default: the last one. */
  readonly outputs?: readonly number[];
  /** [pre population, pre index, post population, post index, code]. */
  readonly synapses: readonly (readonly [number, number, number, number, number])[];
  /** Physical core of each neuron; default: all on core 0. */
  readonly coreOf?: (population: number, index: number) => number;
}

/** One sparse block for each source population, target population and core. */
export function analogImage(spec: ImageSpec): ProgramImage {
  const { profile, populations, synapses } = spec;
  const coreOf = spec.coreOf ?? (() => 0);
  const isInput = (p: number): boolean => populations[p]!.registers === undefined;
  const placed = populations.flatMap(({ size }, population) =>
    isInput(population)
      ? []
      : Array.from({ length: size }, (_, index) => ({
          population,
          index,
          core: coreOf(population, index),
        })),
  );
  const physical = [...new Set(placed.map(({ core }) => core))].sort((a, b) => a - b);
  const model = ANALOG_NEURONS[profile.coreTypes[0]!.analog!.neuron.kind];
  const pairs = new Map<string, number>();
  for (const [pre, , post] of synapses) {
    const key = `${pre}/${post}`;
    if (!pairs.has(key)) pairs.set(key, pairs.size);
  }
  /** Axon of a source on a core, by `core/population/index`. */
  const axons = new Map<string, number>();
  const cores = physical.map((core): CoreProgram => {
    const own = placed.filter((each) => each.core === core);
    const slotOf = new Map(own.map(({ population, index }, s) => [`${population}/${index}`, s]));
    const slices = [...new Set(own.map(({ population }) => population))].map((population) => {
      const slots = own.flatMap((each, s) => (each.population === population ? [s] : []));
      const codes = { ...BEHAVIOURAL_CODES, ...populations[population]!.registers };
      return {
        population,
        slotBegin: slots[0]!,
        slotEnd: slots.at(-1)! + 1,
        startStep: 0,
        neuron: model,
        registers: Object.fromEntries(
          Object.entries(codes).map(([name, code]) => [
            name,
            typeof code === 'number' ? code : Int32Array.from(slots, (s) => code[own[s]!.index]!),
          ]),
        ),
      };
    });
    const here = synapses.filter(([, , post, index]) => slotOf.has(`${post}/${index}`));
    const sources = new Map<number, number[]>();
    for (const [pre, index] of here) {
      const list = sources.get(pre) ?? [];
      if (!list.includes(index)) list.push(index);
      sources.set(pre, list);
    }
    let axon = 0;
    const ports = [...sources.entries()]
      .sort(([a], [b]) => a - b)
      .map(([population, indices]) => {
        indices.sort((a, b) => a - b);
        const axonBegin = axon;
        for (const index of indices) axons.set(`${core}/${population}/${index}`, axon++);
        return { population, axonBegin, axonEnd: axon, format: '' };
      });
    const groups: CoreProgram['groups'][number][] = [];
    const blocks: CoreProgram['blocks'][number][] = [];
    ports.forEach((port, p) => {
      slices.forEach((slice, s) => {
        const between = here.filter(
          ([pre, , post]) => pre === port.population && post === slice.population,
        );
        if (between.length === 0) return;
        groups.push({
          projection: pairs.get(`${port.population}/${slice.population}`)!,
          slice: s,
          input: 0,
          delaySteps: 0,
          weightExp: 0,
          weightBits: 8,
          signMode: 'mixed',
        });
        const indices = sources.get(port.population)!;
        const rows = indices.map((index) => between.filter((each) => each[1] === index));
        const offsets = new Int32Array(indices.length + 1);
        rows.forEach((row, r) => {
          offsets[r + 1] = offsets[r]! + row.length;
        });
        const words = rows.flatMap((row) =>
          row.map(
            ([, , post, index, code]) =>
              (code << SPARSE_SLOT_BITS) | slotOf.get(`${post}/${index}`)!,
          ),
        );
        blocks.push({
          kind: 'sparse',
          port: p,
          group: groups.length - 1,
          offsets,
          words: Int32Array.from(words),
        });
      });
    });
    return {
      core,
      slices,
      neurons: Int32Array.from(own, ({ index }) => index),
      ports,
      axonSources: Int32Array.from(ports.flatMap(({ population }) => sources.get(population)!)),
      groups,
      blocks,
      routeOffsets: new Int32Array(0),
      routeCores: new Int32Array(0),
      routeAxons: new Int32Array(0),
      use: {
        compartments: own.length,
        inputAxons: axon,
        outputAxons: 0,
        synapseMemoryBits: 0,
        compartmentProfiles: 1,
        thresholdProfiles: 1,
        voltageRanges: 1,
        synapseFormats: 1,
      },
    };
  });
  const waysOf = (population: number, index: number): [number, number][] =>
    physical.flatMap((core, c): [number, number][] => {
      const axon = axons.get(`${core}/${population}/${index}`);
      return axon === undefined ? [] : [[c, axon]];
    });
  const layOut = (of: readonly (readonly [number, number])[][]) => {
    const offsets = new Int32Array(of.length + 1);
    of.forEach((ways, k) => {
      offsets[k + 1] = offsets[k]! + ways.length;
    });
    return {
      offsets,
      cores: Int32Array.from(of.flat(), ([core]) => core),
      axons: Int32Array.from(of.flat(), ([, axon]) => axon),
    };
  };
  const routed = cores.map((core): CoreProgram => {
    const ways = layOut(
      placed.filter((each) => each.core === core.core).map((n) => waysOf(n.population, n.index)),
    );
    return {
      ...core,
      routeOffsets: ways.offsets,
      routeCores: ways.cores,
      routeAxons: ways.axons,
    };
  });
  const inputs = populations.flatMap(({ size }, population): InputRoutes[] =>
    isInput(population)
      ? [
          {
            population,
            ...layOut(Array.from({ length: size }, (_, index) => waysOf(population, index))),
          },
        ]
      : [],
  );
  return {
    header: {
      formatVersion: 2,
      networkName: 'by hand',
      sourceSha256: '',
      profile,
      profileSha256: '',
      parameterSet: profile.defaultParameterSet,
      arithmetic: 'lava',
      inputLagSteps: 0,
      dtS: spec.dtS,
      seed: spec.seed ?? '1',
      populations: populations.map(({ name, size }, p) => ({
        name,
        shape: [size],
        size,
        level: 0,
        startStep: 0,
        input: isInput(p),
        output: (spec.outputs ?? [populations.length - 1]).includes(p),
        spiking: true,
        scale: 1,
        offset: 0,
      })),
      projections: [...pairs.keys()].map((key) => {
        const [pre, post] = key.split('/').map(Number) as [number, number];
        return {
          name: `${populations[pre]!.name} to ${populations[post]!.name}`,
          pre,
          post,
          kind: 'sparse',
          synapses: synapses.filter((each) => each[0] === pre && each[2] === post).length,
          weightExp: 0,
          weightBits: 8,
          signMode: 'mixed',
          delaySteps: 0,
          scale: 1,
          clippedCount: 0,
          sqnrDb: null,
          maxAbsError: 0,
        };
      }),
      outputs: spec.outputs ?? [populations.length - 1],
      depth: 0,
      chipsUsed: 1,
      partitioner: 'by hand',
      placer: 'by hand',
      mappingWallMs: 0,
      assumptions: [],
      warnings: [],
      ...(spec.timeScale === undefined ? {} : { analog: { timeScale: spec.timeScale } }),
    },
    inputs,
    cores: routed,
  };
}

/** The built-in profile of the behavioural circuits: no mismatch, ideal comparator. */
export function idealProfile(): ChipProfile {
  return loadProfile('analog-ota-180nm-ideal').profile;
}

/** Traces of all samples on the default parameter set of the image's profile. */
export function runFreely(
  image: ProgramImage,
  inputs: readonly SpikeInput[],
  options: Partial<EmulationOptions> & { readonly steps: number },
): SampleTrace[] {
  const traces: SampleTrace[] = [];
  const { profile, parameterSet } = image.header;
  const emulator = createEmulator(
    image,
    profile.parameterSets[parameterSet]!,
    { ...DEFAULT_EMULATION_OPTIONS, recordSpikes: true, ...options },
    (trace) => traces.push(trace),
  );
  inputs.forEach((input, k) => {
    emulator.feed(input, k === inputs.length - 1);
  });
  return traces;
}
