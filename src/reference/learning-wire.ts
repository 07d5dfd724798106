/**
 * One learning projection of the integer reference, whole: weights, traces and sums on their way through
 * delays. Conventions as on the chip: a source's spike carries the step in which it was sent, a target's
 * the step in which it fires; a synapse is read one step after the spike was sent, whatever its delay; the
 * weights that an epoch ending with step t leaves are read by spikes of step t + 1.
 */
import type { LearningDraws } from '../learning/draws.ts';
import { createSeededDraws } from '../learning/draws.ts';
import { createLearning, resetLearning, stepLearning } from '../learning/engine.ts';
import type { LearningMap, LearningState } from '../learning/learning-state.ts';
import { parseRule } from '../learning/parse-rule.ts';
import { forEachTarget, postSize, preSize } from '../model/fan-out.ts';
import type { QuantProjection } from '../model/mapping.ts';
import type { LearntWeights } from '../model/trace.ts';
import { invariant } from '../support/errors.ts';

/** Spikes of one population in one step, with what each carries. */
interface Spikes {
  readonly indices: readonly number[];
  readonly counts: readonly number[];
}

/** Sums of all synapses of one delay, by the step in which they act modulo their number. */
interface DelayGroup {
  readonly delaySteps: number;
  readonly sums: readonly Float64Array[];
}

export interface LearningWire {
  readonly projection: QuantProjection;
  readonly map: LearningMap;
  readonly initial: Int16Array;
  readonly state: LearningState;
  readonly draws: LearningDraws;
  readonly groups: readonly DelayGroup[];
  /** Group of each synapse; null where all have one delay. */
  readonly groupOf: Uint8Array | null;
}

export function createLearningWire(projection: QuantProjection): LearningWire {
  const { connectivity, learning, synapseDelaySteps, delaySteps, signMode, name } = projection;
  invariant(learning !== undefined, `projection "${name}" learns`);
  const isPlain = connectivity.kind === 'dense' || connectivity.kind === 'sparse';
  invariant(isPlain, `projection "${name}" has a weight for each synapse`);
  const { rule, epochSteps, traces, seed } = learning;
  const map: LearningMap = { ...connectivity, weights: connectivity.weights.slice() };
  const own = synapseDelaySteps ? [...new Set(synapseDelaySteps)].sort((a, b) => a - b) : [0];
  const delays = Int16Array.from(map.weights, (_, k) => delaySteps + (synapseDelaySteps?.[k] ?? 0));
  return {
    projection,
    map,
    initial: map.weights.slice(),
    state: createLearning(map, { rule: parseRule(rule), signMode, epochSteps, traces, delays }),
    draws: createSeededDraws(seed, name),
    groups: own.map((delay) => ({
      delaySteps: delaySteps + delay,
      sums: Array.from(
        { length: delaySteps + delay + 1 },
        () => new Float64Array(postSize(connectivity)),
      ),
    })),
    groupOf: synapseDelaySteps ? synapseDelaySteps.map((delay) => own.indexOf(delay)) : null,
  };
}

/** Back to the weights of the quantized network, without a trace. */
export function resetLearningWire({ map, initial, state, groups }: LearningWire): void {
  map.weights.set(initial);
  resetLearning(state);
  for (const { sums } of groups) for (const each of sums) each.fill(0);
}

/** Reads the synapses of what was sent in the step before `step`, and adds what acts in `step` to `input`. */
export function gatherLearning(
  wire: LearningWire,
  sent: Spikes,
  step: number,
  input: Int32Array,
): void {
  const { map, groups, groupOf, projection } = wire;
  sent.indices.forEach((pre, e) => {
    forEachTarget(map, pre, (post, k) => {
      const { sums, delaySteps } = groups[groupOf === null ? 0 : groupOf[k]!]!;
      sums[(step + delaySteps) % sums.length]![post]! += map.weights[k]! * sent.counts[e]!;
    });
  });
  const scale = 2 ** projection.weightExp;
  for (const { sums } of groups) {
    const due = sums[step % sums.length]!;
    for (let k = 0; k < due.length; k++) input[k]! += Math.floor(due[k]! * scale);
    due.fill(0);
  }
}

/** Learns from step `step - 1`: what the sources sent in it and which targets fired. Does nothing in step 0. */
export function learnFrom(wire: LearningWire, sent: Spikes, fired: Spikes, step: number): void {
  if (step === 0) return;
  const pre = Int32Array.from(sent.indices.filter((_, e) => sent.counts[e] !== 0));
  const post = Int32Array.from(fired.indices);
  stepLearning(wire.state, pre, pre.length, post, post.length, step, wire.draws);
}

/** The weights as they are now, in the form in which the emulator gives them. */
export function learntWeightsOf(wire: LearningWire, index: number): LearntWeights {
  const { map, projection } = wire;
  const rows: { pre: number; post: number; delay: number; weight: number }[] = [];
  for (let pre = 0; pre < preSize(map); pre++) {
    forEachTarget(map, pre, (post, k) => {
      const delay = projection.delaySteps + (projection.synapseDelaySteps?.[k] ?? 0);
      rows.push({ pre, post, delay, weight: map.weights[k]! });
    });
  }
  rows.sort((a, b) => a.pre - b.pre || a.post - b.post || a.delay - b.delay);
  return {
    projection: index,
    pre: Int32Array.from(rows, (row) => row.pre),
    post: Int32Array.from(rows, (row) => row.post),
    delaySteps: Uint16Array.from(rows, (row) => row.delay),
    weights: Int16Array.from(rows, (row) => row.weight),
  };
}
