/**
 * Loihi's learning engine for one projection, in integers (Davies et al. 2018,
 * doi:10.1109/MM.2018.112130359; arithmetic as in lava-nc's learning engine, lava 0.11, commit b6822fbc,
 * which its authors call bit-approximate to the chip). Spikes are noted in each step; at the end of each
 * epoch of `epochSteps` steps traces are brought up to date and weights change.
 */
import type { SignMode, Sparse } from '../model/network.ts';
import { InputError, invariant } from '../support/errors.ts';
import type { LearningDraws } from './draws.ts';
import type { LearningMap, LearningState } from './learning-state.ts';
import { createProductTable } from './product-table.ts';
import type { LearningRule } from './rule.ts';
import { LEARNING_NEURONS_MAX, settingsFault, type TraceName } from './settings.ts';
import type { TraceSettings } from './traces.ts';
import {
  closeEpoch,
  createTraceSide,
  recordSpikes,
  replayEpoch,
  resetTraceSide,
} from './traces.ts';
import { updateWeights } from './update-weights.ts';

export interface LearningOptions {
  readonly rule: LearningRule;
  readonly signMode: SignMode;
  /** Steps of an epoch, 1 .. 63. */
  readonly epochSteps: number;
  /** Traces that are not named stay at 0. */
  readonly traces: Readonly<Partial<Record<TraceName, TraceSettings>>>;
  /** Ids of the sources and targets in their whole populations, where the map is a part; default 0, 1, ... */
  readonly preIds?: Int32Array;
  readonly postIds?: Int32Array;
  /** Values of the factors d and t, one a synapse in the order of the weights; default 0. */
  readonly delays?: Int16Array;
  readonly tags?: Int16Array;
}

const OFF: TraceSettings = { impulse: 0, tauSteps: 0 };

/**
 * The state of a learning projection; all that a run needs is allocated here. Throws E_LEARNING where
 * options are out of range, arrays do not fit the map, or weights break the sign mode.
 */
export function createLearning(map: LearningMap, options: LearningOptions): LearningState {
  checkOptions(map, options);
  const { rule, signMode, epochSteps, traces } = options;
  const of = (name: TraceName): TraceSettings => traces[name] ?? OFF;
  const preIds = options.preIds ?? countUp(map.preSize);
  const postIds = options.postIds ?? countUp(map.postSize);
  return {
    map,
    table: createProductTable(rule),
    pre: createTraceSide([of('x1'), of('x2')], 0, preIds, epochSteps),
    post: createTraceSide([of('y1'), of('y2'), of('y3')], 2, postIds, epochSteps),
    epochSteps,
    signMode,
    ...weightRange(signMode),
    delays: options.delays ?? null,
    tags: options.tags ?? null,
    step: 0,
  };
}

/**
 * One step: `preSpikes[0 .. preCount)` and `postSpikes[0 .. postCount)` are the sources and targets that
 * spike in `step`, each once, as places in the map. Steps count from 1 and none is left out. Where the
 * step ends an epoch, weights change in place. Returns the synapses whose sums were computed.
 */
export function stepLearning(
  state: LearningState,
  preSpikes: Int32Array,
  preCount: number,
  postSpikes: Int32Array,
  postCount: number,
  step: number,
  draws: LearningDraws,
): number {
  invariant(step === state.step + 1, `learning step ${step} follows step ${state.step}`);
  state.step = step;
  const { pre, post, epochSteps } = state;
  const epochStep = ((step - 1) % epochSteps) + 1;
  recordSpikes(pre, preSpikes, preCount, epochStep, step, draws);
  recordSpikes(post, postSpikes, postCount, epochStep, step, draws);
  if (epochStep < epochSteps) return 0;
  replayEpoch(pre, step, draws);
  replayEpoch(post, step, draws);
  const updated = updateWeights(state, step, draws);
  closeEpoch(pre);
  closeEpoch(post);
  return updated;
}

/** Traces, spike times and the step back to the start; weights stay as learnt. */
export function resetLearning(state: LearningState): void {
  resetTraceSide(state.pre);
  resetTraceSide(state.post);
  state.step = 0;
}

/** A view of the traces after the last epoch, one a neuron (impulses of repeated spikes since then included). */
export function traceValues(state: LearningState, name: TraceName): Uint8Array {
  const side = name === 'x1' || name === 'x2' ? state.pre : state.post;
  const k = Number(name[1]) - 1;
  return side.history.subarray(k * side.count, (k + 1) * side.count);
}

/** Weights that a sign mode allows, at full width. */
export function weightRange(signMode: SignMode): { weightMin: number; weightMax: number } {
  if (signMode === 'excitatory') return { weightMin: 0, weightMax: 255 };
  if (signMode === 'inhibitory') return { weightMin: -255, weightMax: 0 };
  return { weightMin: -256, weightMax: 255 };
}

function countUp(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, k) => k);
}

function checkOptions(map: LearningMap, options: LearningOptions): void {
  const { signMode, preIds, postIds, delays, tags } = options;
  const fault = settingsFault(options);
  if (fault !== null) fail(fault);
  checkSize('sources', map.preSize);
  checkSize('targets', map.postSize);
  const synapses = map.kind === 'dense' ? map.preSize * map.postSize : map.targets.length;
  if (map.kind === 'sparse') checkRows(map);
  checkLength('weights', map.weights, synapses);
  checkLength('delays', delays, synapses);
  checkLength('tags', tags, synapses);
  checkLength('source ids', preIds, map.preSize);
  checkLength('target ids', postIds, map.postSize);
  checkWeights(map.weights, signMode);
}

function checkSize(what: string, count: number): void {
  if (Number.isInteger(count) && count >= 0 && count <= LEARNING_NEURONS_MAX) return;
  fail(`there are ${count} ${what}; an engine holds 0 to ${LEARNING_NEURONS_MAX}`);
}

function checkRows(map: Sparse<Int16Array>): void {
  const { offsets, targets, preSize, postSize } = map;
  checkLength('row offsets', offsets, preSize + 1);
  const ascends = offsets.every((offset, k) => offset >= (k === 0 ? 0 : offsets[k - 1]!));
  if (!ascends || offsets[0] !== 0 || offsets[preSize] !== targets.length) {
    fail(`row offsets must ascend from 0 to the ${targets.length} targets`);
  }
  const k = targets.findIndex((target) => target < 0 || target >= postSize);
  if (k >= 0) fail(`target ${targets[k]} of synapse ${k} is outside 0 to ${postSize - 1}`);
}

function checkLength(
  what: string,
  values: { readonly length: number } | undefined,
  expected: number,
): void {
  if (values === undefined || values.length === expected) return;
  fail(`there are ${values.length} ${what} where the map needs ${expected}`);
}

function checkWeights(weights: Int16Array, signMode: SignMode): void {
  const { weightMin, weightMax } = weightRange(signMode);
  const k = weights.findIndex((weight) => weight < weightMin || weight > weightMax);
  if (k < 0) return;
  const range = `${weightMin} to ${weightMax}`;
  fail(`weight ${k} is ${weights[k]}; ${signMode} weights are ${range}: cut them before learning`);
}

function fail(problem: string): never {
  throw new InputError('E_LEARNING', `learning: ${problem}.`);
}
