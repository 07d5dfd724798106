/** Connectivity that a network file describes instead of listing: drawn from a seed, the same on every machine. */
import type { Sparse } from '../model/network.ts';
import { createRng, type Rng } from '../support/rng.ts';
import type { RandomText, RangeText } from './network-file-schema.ts';

/** How many synapses a file's random projections may have together. */
export const RANDOM_SYNAPSES_MAX: number = 2 ** 26;

/** Synapses that are to be expected: exact for a fan-out, the mean for a probability. */
export function expectedSynapses(text: RandomText, preSize: number, postSize: number): number {
  return preSize * (text.fanOut ?? (text.probability ?? 0) * postSize);
}

/**
 * Rows in order of sources, targets ascending and each at most once a row. Targets, weights and delays
 * come from streams of their own, so that a change of one leaves the others. `wholeWeights`: a range
 * without a step has whole numbers.
 */
export function drawSparse(
  text: RandomText,
  preSize: number,
  postSize: number,
  wholeWeights: boolean,
  dtS: number,
): Sparse<Float32Array> {
  const rng = createRng(String(text.seed));
  const { offsets, targets } =
    text.fanOut === undefined
      ? drawByChance(rng.fork('targets'), preSize, postSize, text.probability ?? 0)
      : drawFanOut(rng.fork('targets'), preSize, postSize, text.fanOut);
  const weights = drawValues(rng.fork('weights'), text.weights, targets.length, wholeWeights);
  const sparse = { kind: 'sparse' as const, preSize, postSize, offsets, targets, weights };
  if (text.delaySteps === undefined) return sparse;
  const steps = drawValues(rng.fork('delays'), text.delaySteps, targets.length, true);
  return { ...sparse, delaysS: steps.map((step) => step * dtS) };
}

interface Rows {
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
}

/** Targets of one source after the other, as `drawSparse` draws them, without keeping any. */
export function openRandomRows(
  text: RandomText,
  preSize: number,
  postSize: number,
): { readonly targets: Int32Array; readonly next: () => number } {
  const rng = createRng(String(text.seed)).fork('targets');
  const targets = new Int32Array(text.fanOut ?? postSize);
  const { fanOut } = text;
  if (fanOut !== undefined) {
    return { targets, next: () => drawRow(rng, postSize, fanOut, targets, 0) };
  }
  const probability = text.probability ?? 0;
  const gap = gapsOf(rng.fork('gaps'), probability);
  let [row, at] = [0, probability === 0 ? preSize * postSize : gap() - 1];
  const next = (): number => {
    const begin = row++ * postSize;
    let count = 0;
    for (; at < begin + postSize; at += gap()) targets[count++] = at - begin;
    return count;
  };
  return { targets, next };
}

/** Drawn twice from the same stream, once to count. */
function drawByChance(rng: Rng, preSize: number, postSize: number, probability: number): Rows {
  const offsets = new Int32Array(preSize + 1);
  forEachByChance(rng.fork('gaps'), preSize * postSize, probability, (at) => {
    offsets[Math.floor(at / postSize) + 1]!++;
  });
  for (let row = 0; row < preSize; row++) offsets[row + 1]! += offsets[row]!;
  const targets = new Int32Array(offsets[preSize]!);
  let filled = 0;
  forEachByChance(rng.fork('gaps'), preSize * postSize, probability, (at) => {
    targets[filled++] = at % postSize;
  });
  return { offsets, targets };
}

/** Jumps from synapse to synapse: the gap between two is distributed geometrically. */
function forEachByChance(
  rng: Rng,
  end: number,
  probability: number,
  visit: (at: number) => void,
): void {
  if (probability === 0) return;
  const gap = gapsOf(rng, probability);
  for (let at = gap() - 1; at < end; at += gap()) visit(at);
}

function gapsOf(rng: Rng, probability: number): () => number {
  if (probability === 1) return () => 1;
  return () => 1 + Math.floor(Math.log(1 - rng.next()) / Math.log1p(-probability));
}

/** Floyd's way to draw `fanOut` different targets: as many draws as targets (Bentley, CACM 30(9), 1987). */
function drawFanOut(rng: Rng, preSize: number, postSize: number, fanOut: number): Rows {
  const targets = new Int32Array(preSize * fanOut);
  for (let row = 0; row < preSize; row++) drawRow(rng, postSize, fanOut, targets, row * fanOut);
  return { offsets: Int32Array.from({ length: preSize + 1 }, (_, row) => row * fanOut), targets };
}

function drawRow(
  rng: Rng,
  postSize: number,
  fanOut: number,
  targets: Int32Array,
  at: number,
): number {
  const chosen = new Set<number>();
  for (let last = postSize - fanOut; last < postSize; last++) {
    const target = rng.integer(last + 1);
    chosen.add(chosen.has(target) ? last : target);
  }
  let end = at;
  for (const target of chosen) targets[end++] = target;
  targets.subarray(at, end).sort();
  return fanOut;
}

function drawValues(
  rng: Rng,
  text: number | readonly number[] | RangeText,
  count: number,
  whole: boolean,
): Float32Array {
  const draw = drawOf(rng, text, whole);
  const values = new Float32Array(count);
  for (let k = 0; k < count; k++) values[k] = draw();
  return values;
}

function drawOf(
  rng: Rng,
  text: number | readonly number[] | RangeText,
  whole: boolean,
): () => number {
  if (typeof text === 'number') return () => text;
  if (isSet(text)) return () => text[rng.integer(text.length)]!;
  const { min, max, step = whole ? 1 : undefined } = text;
  if (step === undefined) return () => min + (max - min) * rng.next();
  const count = Math.floor((max - min) / step) + 1;
  return () => min + step * rng.integer(count);
}

function isSet(text: readonly number[] | RangeText): text is readonly number[] {
  return Array.isArray(text);
}
