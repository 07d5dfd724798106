/**
 * The sum of products of one synapse at an epoch's end:
 *   acc = 128 w; for each open product: acc = clip(acc + clip(floor(product / 2^shift) * 2^sExp));
 *   w = clip(round(acc / 128)), rounded up or down by a draw.
 * A product opened by x0 or y0 reads the traces at that side's last spike, one opened by u at the
 * epoch's end. All values are integers below 2^53 in float64: exact.
 */
import type { LearningDraws } from './draws.ts';
import type { LearningState } from './learning-state.ts';
import type { ProductTable } from './product-table.ts';
import {
  DELAY,
  GATE_U,
  GATE_X0,
  SPIKED_X,
  SPIKED_Y,
  TAG,
  WEIGHT,
  X_TRACE,
  Y_TRACE,
} from './product-table.ts';

const ACCUMULATOR_MAX = 2 ** 15 - 1;
/** One below the 16-bit range, as lava clips. */
const ACCUMULATOR_MIN = -(2 ** 15) - 1;
const WEIGHT_UNIT = 128;

/** Updates all synapses that a product can reach in the epoch ending at `endStep`; returns how many. */
export function updateWeights(state: LearningState, endStep: number, draws: LearningDraws): number {
  const isOpen = opensAll(state.table, endStep / state.epochSteps);
  return state.map.kind === 'dense'
    ? updateDense(state, endStep, isOpen, draws)
    : updateSparse(state, endStep, isOpen, draws);
}

/** Whether a product of u acts in this epoch: every 2^k-th one. */
function opensAll(table: ProductTable, epoch: number): boolean {
  return table.decimateExponent !== null && epoch % 2 ** table.decimateExponent === 0;
}

function updateDense(
  state: LearningState,
  endStep: number,
  isOpen: boolean,
  draws: LearningDraws,
): number {
  const { pre, post } = state;
  let updated = 0;
  for (let target = 0; target < post.count; target++) {
    const row = target * pre.count;
    if (isOpen || post.spikeStep[target]! > 0) {
      for (let source = 0; source < pre.count; source++) {
        updateSynapse(state, row + source, source, target, endStep, isOpen, draws);
      }
      updated += pre.count;
    } else {
      for (let n = 0; n < pre.spikedCount; n++) {
        const source = pre.spiked[n]!;
        updateSynapse(state, row + source, source, target, endStep, isOpen, draws);
      }
      updated += pre.spikedCount;
    }
  }
  return updated;
}

function updateSparse(
  state: LearningState,
  endStep: number,
  isOpen: boolean,
  draws: LearningDraws,
): number {
  const { pre, post, map } = state;
  if (map.kind !== 'sparse') return 0;
  let updated = 0;
  for (let source = 0; source < pre.count; source++) {
    const isRowOpen = isOpen || pre.spikeStep[source]! > 0;
    const end = map.offsets[source + 1]!;
    for (let position: number = map.offsets[source]!; position < end; position++) {
      const target = map.targets[position]!;
      if (!isRowOpen && post.spikeStep[target] === 0) continue;
      updateSynapse(state, position, source, target, endStep, isOpen, draws);
      updated++;
    }
  }
  return updated;
}

function updateSynapse(
  state: LearningState,
  position: number,
  source: number,
  target: number,
  endStep: number,
  isOpen: boolean,
  draws: LearningDraws,
): void {
  const { table, pre, post } = state;
  const weights = state.map.weights;
  const xStep = pre.spikeStep[source]!;
  const yStep = post.spikeStep[target]!;
  const uStep = isOpen ? state.epochSteps : 0;
  let sum = weights[position]! * WEIGHT_UNIT;
  for (let p = 0; p < table.productCount; p++) {
    const gate = table.gates[p]!;
    const at = gate === GATE_X0 ? xStep : gate === GATE_U ? uStep : yStep;
    if (at === 0) continue;
    let product = table.mantissas[p]!;
    const end = table.offsets[p + 1]!;
    for (let f = table.offsets[p]!; f < end; f++) {
      product *= factorValue(state, f, position, source, target, at);
    }
    const scaled = Math.floor(product * table.shrink[p]!) * table.grow[p]!;
    sum = clip(
      sum + clip(scaled, ACCUMULATOR_MIN, ACCUMULATOR_MAX),
      ACCUMULATOR_MIN,
      ACCUMULATOR_MAX,
    );
  }
  if (state.signMode === 'excitatory' && sum < 0) sum = 0;
  else if (state.signMode === 'inhibitory' && sum > 0) sum = 0;
  const whole = Math.floor(sum / WEIGHT_UNIT);
  const fraction = sum / WEIGHT_UNIT - whole;
  const roundsUp =
    fraction > 0 && draws.weight(pre.ids[source]!, post.ids[target]!, endStep) < fraction;
  weights[position] = clip(roundsUp ? whole + 1 : whole, state.weightMin, state.weightMax);
}

/** Factor `f` of the table for one synapse, with the traces after step `at` of the epoch. */
function factorValue(
  state: LearningState,
  f: number,
  position: number,
  source: number,
  target: number,
  at: number,
): number {
  const { table, pre, post } = state;
  const kind = table.kinds[f]!;
  let value = 0;
  if (kind === SPIKED_X) value = pre.spikeStep[source]! > 0 ? 1 : 0;
  else if (kind === SPIKED_Y) value = post.spikeStep[target]! > 0 ? 1 : 0;
  else if (kind < Y_TRACE) {
    value = pre.history[(at * pre.traceCount + kind - X_TRACE) * pre.count + source]!;
  } else if (kind < WEIGHT) {
    value = post.history[(at * post.traceCount + kind - Y_TRACE) * post.count + target]!;
  } else if (kind === WEIGHT) value = state.map.weights[position]!;
  else if (kind === DELAY) value = state.delays === null ? 0 : state.delays[position]!;
  else if (kind === TAG) value = state.tags === null ? 0 : state.tags[position]!;
  const limit = table.limits[f]!;
  return clip(value + table.constants[f]!, -limit, limit - 1);
}

function clip(value: number, min: number, max: number): number {
  return value < min ? min : value > max ? max : value;
}
