/** The product's way from a network to spikes: compile, write the image, read it back, emulate. */
import { loadProfile } from '../../chip-profiles/load.ts';
import type { Compilation } from '../../compiler/compile.ts';
import { compile, DEFAULT_COMPILE_OPTIONS } from '../../compiler/compile.ts';
import type { EmulationOptions } from '../../emulator/emulate.ts';
import { createEmulator, DEFAULT_EMULATION_OPTIONS } from '../../emulator/emulate.ts';
import type { ChipProfile } from '../../src/model/chip.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type { Partition } from '../../src/model/mapping.ts';
import type { Network } from '../../src/model/network.ts';
import type { SampleTrace } from '../../src/model/trace.ts';
import { decodeImage, encodeImage } from '../../src/program-file/index.ts';

export interface OnChipOptions extends Partial<EmulationOptions> {
  readonly steps: number;
  /** Default: the built-in profile loihi1. */
  readonly profile?: ChipProfile;
  readonly partition?: Partition;
  /** Default: lava. */
  readonly arithmetic?: string;
}

export interface OnChipRun {
  readonly compilation: Compilation;
  readonly traces: readonly SampleTrace[];
}

/** Compiles `network` once and emulates its image, as read back from .loom bytes, on each input. */
export function runOnChip(
  network: Network,
  inputs: readonly SpikeInput[],
  options: OnChipOptions,
): OnChipRun {
  const { profile = loadProfile('loihi1').profile, partition, arithmetic, ...emulation } = options;
  const parameterSet = profile.defaultParameterSet;
  const compilation = compile(network, profile, {
    ...DEFAULT_COMPILE_OPTIONS,
    parameterSet,
    ...(partition ? { partition } : {}),
    ...(arithmetic ? { arithmetic } : {}),
  });
  const image = decodeImage(encodeImage(compilation.image), `${network.name}.loom`);
  const traces: SampleTrace[] = [];
  const emulator = createEmulator(
    image,
    profile.parameterSets[parameterSet]!,
    { ...DEFAULT_EMULATION_OPTIONS, ...emulation },
    (trace) => traces.push(trace),
  );
  inputs.forEach((input, k) => {
    emulator.feed(input, k === inputs.length - 1);
  });
  return { compilation, traces };
}

/** A partition of one population into cores of `perCore` neurons in order. */
export function evenPartition(population: number, size: number, perCore: number): Partition {
  const parts = Array.from({ length: Math.ceil(size / perCore) }, (_, part) => {
    const length = Math.min(perCore, size - part * perCore);
    return [{ population, neurons: Int32Array.from({ length }, (_, k) => part * perCore + k) }];
  });
  return { partitioner: 'by hand', parts };
}

/** Spikes of one population as [step, index] rows. */
export function spikeRows(trace: SampleTrace, population: number): [number, number][] {
  const { steps, populations, indices } = trace.spikes!;
  const rows: [number, number][] = [];
  for (let k = 0; k < steps.length; k++) {
    if (populations[k] === population) rows.push([steps[k]!, indices[k]!]);
  }
  return rows;
}
