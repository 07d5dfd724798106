/** Short ways from a network to an image and from an image to its traces. */
import { loadProfile } from '../../chip-profiles/load.ts';
import type { Compilation, CompileOptions } from '../../compiler/compile.ts';
import { compile, DEFAULT_COMPILE_OPTIONS } from '../../compiler/compile.ts';
import type { EmulationOptions } from '../../emulator/emulate.ts';
import { createEmulator, DEFAULT_EMULATION_OPTIONS } from '../../emulator/emulate.ts';
import type { ChipProfile, CoreLimits, ParameterSet } from '../../src/model/chip.ts';
import { UNLIMITED } from '../../src/model/chip.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type { Network } from '../../src/model/network.ts';
import type { ProgramImage } from '../../src/model/program.ts';
import type { SampleTrace, SpikeColumns } from '../../src/model/trace.ts';

export const LOIHI: ChipProfile = loadProfile('loihi1').profile;
export const UNLIMITED_LOIHI: ChipProfile = loadProfile('loihi1-unlimited').profile;

export function compileOn(
  profile: ChipProfile,
  network: Network,
  options: Partial<CompileOptions> = {},
): Compilation {
  const { defaultParameterSet: parameterSet } = profile;
  return compile(network, profile, { ...DEFAULT_COMPILE_OPTIONS, parameterSet, ...options });
}

/** Rows without end in the tables that compartments and synapses share, for partitions drawn without regard to them. */
export function withRoomyTables(profile: ChipProfile): ChipProfile {
  return withLimits(profile, {
    compartmentProfiles: UNLIMITED,
    thresholdProfiles: UNLIMITED,
    voltageRanges: UNLIMITED,
    synapseFormats: UNLIMITED,
  });
}

/** The profile with other limits of its core and, where given, another number of tiles in a row. */
export function withLimits(
  profile: ChipProfile,
  limits: Partial<Record<keyof CoreLimits, number>>,
  grid: Partial<ChipProfile['grid']> = {},
): ChipProfile {
  const [core] = profile.coreTypes;
  const changed = Object.fromEntries(
    Object.entries(limits).map(([name, value]) => [
      name,
      { ...core!.limits[name as keyof CoreLimits], value },
    ]),
  );
  return {
    ...profile,
    grid: { ...profile.grid, ...grid },
    coreTypes: [{ ...core!, limits: { ...core!.limits, ...changed } }],
  };
}

export function parametersOf(image: ProgramImage): ParameterSet {
  return image.header.profile.parameterSets[image.header.parameterSet]!;
}

/** Traces of all samples. */
export function emulate(
  image: ProgramImage,
  inputs: readonly SpikeInput[],
  options: Partial<EmulationOptions> & { steps: number },
): SampleTrace[] {
  const traces: SampleTrace[] = [];
  const set = parametersOf(image);
  const emulator = createEmulator(
    image,
    set,
    { ...DEFAULT_EMULATION_OPTIONS, recordSpikes: true, ...options },
    (trace) => traces.push(trace),
  );
  inputs.forEach((input, k) => {
    emulator.feed(input, k === inputs.length - 1);
  });
  return traces;
}

/** `step/population/index` of every spike, steps counted from `begin`. */
export function spikeKeys({ steps, populations, indices }: SpikeColumns, begin = 0): string[] {
  return Array.from(steps, (step, k) => `${step + begin}/${populations[k]}/${indices[k]}`);
}

export function sumOf(column: ArrayLike<number>): number {
  return Array.from(column).reduce((sum, value) => sum + value, 0);
}
