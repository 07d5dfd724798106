/** Spike patterns that only their order in time tells apart. */
import type { SpikeInput } from '../../src/model/events.ts';
import type { Rng } from '../../src/support/rng.ts';

export const CHANNELS = 16;
export const STEPS = 100;
const BURST_SPIKES = 3;
const BURST_STEPS = 6;
/** Standard deviation of the moment of a channel's burst, steps. */
const JITTER_STEPS = 9;
/** The last burst begins this many steps after the first. */
const SWEEP_STEPS = 75;

/** Rank of a channel's burst, 0 to 1, by class: all channels burst once in each class, so counts say nothing. */
export const CLASSES: readonly { readonly name: string; readonly rank: (x: number) => number }[] = [
  { name: 'rising', rank: (x) => x },
  { name: 'falling', rank: (x) => 1 - x },
  { name: 'inward', rank: (x) => 1 - Math.abs(2 * x - 1) },
  { name: 'outward', rank: (x) => Math.abs(2 * x - 1) },
];

/** Samples in turn of the classes, each with its own jitter. */
export function drawPatterns(count: number, rng: Rng): SpikeInput[] {
  return Array.from({ length: count }, (_, k) =>
    drawPattern(`pattern-${k}`, k % CLASSES.length, rng),
  );
}

function drawPattern(sample: string, label: number, rng: Rng): SpikeInput {
  const events: { step: number; channel: number }[] = [];
  for (let channel = 0; channel < CHANNELS; channel++) {
    const begin =
      SWEEP_STEPS * CLASSES[label]!.rank(channel / (CHANNELS - 1)) + 8 + JITTER_STEPS * normal(rng);
    for (let k = 0; k < BURST_SPIKES; k++) {
      const step = Math.round(begin + BURST_STEPS * rng.next());
      events.push({ step: Math.min(STEPS - 1, Math.max(0, step)), channel });
    }
  }
  events.sort((a, b) => a.step - b.step || a.channel - b.channel);
  return {
    sample,
    steps: Int32Array.from(events, ({ step }) => step),
    indices: Int32Array.from(events, ({ channel }) => channel),
    counts: new Int32Array(events.length).fill(1),
    droppedEvents: 0,
    label,
  };
}

/** Box and Muller 1958. */
export function normal(rng: Rng): number {
  return Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
}
