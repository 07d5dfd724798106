/** What an emulator refuses before it starts, whatever the chip. */
import type { SpikeInput } from '../src/model/events.ts';
import type { ProgramImage } from '../src/model/program.ts';
import { EmulationError } from '../src/support/errors.ts';
import type { EmulationOptions } from './emulation-options.ts';

/** Throws EmulationError E_STEPS or E_EARLY_EXIT. */
export function checkEmulation({ steps, betweenSamples, earlyExitMargin }: EmulationOptions): void {
  if (!(Number.isInteger(steps) && steps > 0)) {
    throw new EmulationError('E_STEPS', `--steps ${steps}: at least one step is needed.`);
  }
  if (betweenSamples === 'continue' && earlyExitMargin !== null) {
    throw new EmulationError(
      'E_EARLY_EXIT',
      'leaving a sample early needs a reset between samples: a stream has no end to cut.',
    );
  }
}

/** Throws EmulationError E_INPUT_CODING for input that is no spikes. */
export function checkCoding({ sample, currents }: SpikeInput): void {
  if (!currents) return;
  throw new EmulationError(
    'E_INPUT_CODING',
    `sample "${sample}" is coded as constant current; a chip's inputs are spikes. Use --coding rate or latency.`,
  );
}

/** Throws EmulationError E_NEGATIVE_COUNT for a count below zero where a count is a number of spikes. */
export function checkCounts(
  { header }: ProgramImage,
  { sample, steps, indices, counts }: SpikeInput,
): void {
  const at = counts.findIndex((count) => count < 0);
  if (at < 0) return;
  throw new EmulationError(
    'E_NEGATIVE_COUNT',
    `sample "${sample}": input ${indices[at]} has a count of ${counts[at]} in step ${steps[at]}, and spikes of ${header.profile.name} have no sign. Use counts of 0 or more, or a chip whose spikes carry a payload (network.payload: graded).`,
    { sample, step: steps[at]!, index: indices[at]!, count: counts[at]! },
  );
}
