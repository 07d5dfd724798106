/** Images of the same network on an analog chip with something else: more vias, more or less mismatch. */
import { type AnalogCore, type AnalogMismatch, BIAS_SPREAD_MAX } from '../model/analog.ts';
import type { ChipProfile, Cited, CoreType } from '../model/chip.ts';
import type { CoreSlice, ProgramImage } from '../model/program.ts';
import { InputError } from '../support/errors.ts';

/** Throws InputError E_USAGE where the chip has no analog circuits; `flag` is what asked for them. */
export function checkAnalog({ name, coreTypes }: ChipProfile, flag: string): void {
  if (coreTypes.some(({ analog }) => analog)) return;
  throw new InputError(
    'E_USAGE',
    `${flag}: ${name} has no analog circuits, so no two of its chips differ. Leave it out, or choose an analog profile (spikeloom chips).`,
  );
}

/**
 * Throws InputError E_USAGE for vias where the chip is no stack or its membranes stay on their tier, and for multiples
 * of mismatch that no devices have.
 */
export function checkVariants(profile: ChipProfile, { vias, mismatch }: Variants): void {
  if (vias !== null) checkVias(profile);
  const spread = Math.max(0, ...circuitsOf(profile).map((core) => core.mismatch.biasLn.value));
  const most = Math.max(0, ...(mismatch ?? []));
  if (spread * most <= BIAS_SPREAD_MAX) return;
  throw new InputError(
    'E_USAGE',
    `--mismatch ${most}: bias currents of ${profile.name} would spread by ${Number((spread * most).toPrecision(3))} in their logarithm, beyond ${BIAS_SPREAD_MAX} no device is like another. The largest multiple here is ${Number((BIAS_SPREAD_MAX / spread).toPrecision(3))}.`,
  );
}

/** What a study varies; null for nothing. */
export interface Variants {
  readonly vias: readonly number[] | null;
  readonly mismatch: readonly number[] | null;
}

function circuitsOf({ coreTypes }: ChipProfile): AnalogCore[] {
  return coreTypes.flatMap(({ analog }) => (analog ? [analog] : []));
}

function checkVias(profile: ChipProfile): void {
  const stacks = circuitsOf(profile).flatMap(({ stack }) => (stack ? [stack] : []));
  if (stacks.some(({ crossing }) => crossing === 'membrane')) return;
  const why =
    stacks.length === 0
      ? 'is no stack of dies, and its profile says nothing of vias. Choose one that is'
      : 'sends spikes between its tiers, and no membrane has a via. Choose a stack whose membranes cross';
  throw new InputError('E_USAGE', `--vias: ${profile.name} ${why}, such as analog-ota-3d.`);
}

/** `more` vias on the membrane of every neuron of a stack. */
export function withMoreVias(image: ProgramImage, more: number): ProgramImage {
  if (more === 0) return image;
  return {
    ...image,
    cores: image.cores.map((core) => ({
      ...core,
      slices: core.slices.map((slice) => withRegister(slice, 'tsvs', (vias) => vias + more)),
    })),
  };
}

function withRegister(
  slice: CoreSlice,
  name: string,
  change: (value: number) => number,
): CoreSlice {
  const value = slice.registers[name] ?? 0;
  const changed = typeof value === 'number' ? change(value) : value.map(change);
  return { ...slice, registers: { ...slice.registers, [name]: changed } };
}

/** All deviations of devices times `factor`. */
export function withMismatch(image: ProgramImage, factor: number): ProgramImage {
  if (factor === 1) return image;
  const { profile } = image.header;
  const coreTypes = profile.coreTypes.map((core): CoreType => {
    const { analog } = core;
    if (!analog) return core;
    return { ...core, analog: { ...analog, mismatch: scaled(analog.mismatch, factor) } };
  });
  return { ...image, header: { ...image.header, profile: { ...profile, coreTypes } } };
}

function scaled(mismatch: AnalogMismatch, factor: number): AnalogMismatch {
  const by = (cited: Cited): Cited => ({ ...cited, value: cited.value * factor });
  return {
    biasLn: by(mismatch.biasLn),
    thresholdV: by(mismatch.thresholdV),
    capacitance: by(mismatch.capacitance),
    weightUnit: by(mismatch.weightUnit),
  };
}
