/** Profiles of analog chips with parts changed. */
import { loadProfile } from '../../../chip-profiles/load.ts';
import type { AnalogOptions } from '../../../compiler/analog/options.ts';
import { DEFAULT_ANALOG_OPTIONS } from '../../../compiler/analog/options.ts';
import {
  type Compilation,
  type CompileOptions,
  compile,
  DEFAULT_COMPILE_OPTIONS,
} from '../../../compiler/compile.ts';
import type { AnalogCore, OtaNeuron } from '../../../src/model/analog.ts';
import type { ChipProfile, CoreType } from '../../../src/model/chip.ts';
import type { Network } from '../../../src/model/network.ts';
import { SpikeloomError } from '../../../src/support/errors.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends object ? Mutable<T[K]> : T[K] };

/** A copy of a built-in profile that `change` may write to. */
export function analogChip(
  name: string,
  change: (core: Mutable<CoreType>, profile: Mutable<ChipProfile>) => void = () => {},
): ChipProfile {
  const profile = structuredClone(loadProfile(name).profile) as Mutable<ChipProfile>;
  change(profile.coreTypes[0]!, profile);
  return profile as ChipProfile;
}

export function analogCoreOf(profile: ChipProfile): AnalogCore {
  return profile.coreTypes[0]!.analog!;
}

export function otaOf(core: Mutable<CoreType>): Mutable<OtaNeuron> {
  return core.analog!.neuron as Mutable<OtaNeuron>;
}

export function compileAnalog(
  network: Network,
  profile: ChipProfile,
  analog: Partial<AnalogOptions> = {},
  options: Partial<CompileOptions> = {},
): Compilation {
  return compile(network, profile, {
    ...DEFAULT_COMPILE_OPTIONS,
    parameterSet: profile.defaultParameterSet,
    analog: { ...DEFAULT_ANALOG_OPTIONS, ...analog },
    ...options,
  });
}

/** `E_CODE: message` of what `run` throws. */
export function errorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof SpikeloomError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'no error';
}
