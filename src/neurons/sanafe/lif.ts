/**
 * The neuron `leaky_integrate_fire` of SANA-FE 2.2.1 (github.com/SLAM-Lab/SANA-FE). Per step, in doubles:
 *   u = u inputDecay; v = trunc(64 v leakDecay) / 64;
 *   unless refractory: v = v + bias; u = u + input; v = v + u; spike where v > threshold, then the reset of its mode
 *   and a pause of `refractorySteps`; below the reverse threshold, the reverse reset of its mode.
 * A step counts as an update where v was not 0 before the leak, any input arrived (of sum 0, too), the bias is not 0
 * or `forceUpdate` is set; a spike is one as well. The state is kept in doubles that are integers of the registers'
 * unit as long as no current decays over several steps.
 */
import type {
  Compartments,
  IntegerNeuronModel,
  SpikeBuffer,
  UpdateCounts,
} from '../integer-model.ts';
import { registerColumns } from '../loihi2/register-columns.ts';
import {
  COMMON_FIELDS,
  doublesOf,
  doubleWords,
  RESET_MODES,
  toRegister,
  wordField,
} from './fields.ts';

const NAME = 'sanafe-lif';
const FRACTION_BITS_MAX = 16;
const [ONE_HIGH, ONE_LOW] = doubleWords(1);

const FIELDS = [
  ...COMMON_FIELDS,
  wordField('leakDecayHigh', 'factor on v in every step: high word of its double', ONE_HIGH),
  wordField('leakDecayLow', 'low word of that double', ONE_LOW),
  wordField('inputDecayHigh', 'factor on u in every step: high word of its double'),
  wordField('inputDecayLow', 'low word of that double'),
  {
    name: 'refractorySteps' as const,
    min: 0,
    max: 2 ** 31 - 1,
    default: 0,
    description: 'steps without integration after a spike',
  },
  {
    name: 'fractionBits' as const,
    min: 0,
    max: FRACTION_BITS_MAX,
    default: 0,
    description: 'bits of the unit below 1/64',
  },
];

interface LifColumns {
  readonly threshold: Int32Array;
  readonly reset: Int32Array;
  readonly resetMode: Int32Array;
  readonly reverseThreshold: Int32Array;
  readonly reverseReset: Int32Array;
  readonly reverseResetMode: Int32Array;
  readonly bias: Int32Array;
  readonly forceUpdate: Int32Array;
  readonly refractorySteps: Int32Array;
  readonly leakDecay: Float64Array;
  readonly inputDecay: Float64Array;
  /** 1/64 in the registers' unit. */
  readonly grid: Int32Array;
  /** What a product with is a division by `grid`: a power of two, so that both are exact. */
  readonly perGrid: Float64Array;
  /** 1 where a potential of 0 stays there without input. */
  readonly rests: Uint8Array;
}

interface LifState {
  readonly u: Float64Array;
  readonly v: Float64Array;
  /** Steps left of each refractory pause. */
  readonly pause: Int32Array;
}

export const sanafeLifModel: IntegerNeuronModel = {
  name: NAME,
  description: 'leaky integrate-and-fire neuron of SANA-FE, potentials cut to 1/64',
  fields: FIELDS,
  inputs: ['a'],
  arrivals: true,
  marksUpdates: true,
  variables: ['u', 'v'],
  graded: false,
  create: (registers, count): Compartments => {
    const given = registerColumns(NAME, FIELDS, registers, count);
    const columns: LifColumns = {
      ...given,
      leakDecay: doublesOf(given.leakDecayHigh, given.leakDecayLow),
      inputDecay: doublesOf(given.inputDecayHigh, given.inputDecayLow),
      grid: given.fractionBits.map((bits) => 2 ** bits),
      perGrid: Float64Array.from(given.fractionBits, (bits) => 2 ** -bits),
      rests: Uint8Array.from(given.threshold, (threshold, k) =>
        threshold >= 0 && given.reverseThreshold[k]! <= 0 ? 1 : 0,
      ),
    };
    const state: LifState = {
      u: new Float64Array(count),
      v: new Float64Array(count),
      pause: new Int32Array(count),
    };
    const shown = new Int32Array(count);
    return {
      count,
      reset: () => {
        state.u.fill(0);
        state.v.fill(0);
        state.pause.fill(0);
      },
      step: (inputs, _step, spikes, counts) =>
        stepLif(state, columns, inputs[0]!, inputs[1]!, spikes, counts),
      read: (variable) => {
        const values = variable === 'u' ? state.u : state.v;
        for (let k = 0; k < count; k++) shown[k] = toRegister(values[k]!);
        return shown;
      },
    };
  },
};

function stepLif(
  state: LifState,
  columns: LifColumns,
  input: Int32Array,
  arrivals: Int32Array,
  spikes: SpikeBuffer,
  counts: UpdateCounts,
): void {
  const { u: us, v: vs, pause } = state;
  const { updates } = spikes;
  const { threshold, bias, forceUpdate, leakDecay, inputDecay, grid, perGrid, rests } = columns;
  let updated = 0;
  for (let k = 0; k < vs.length; k++) {
    const arrived = arrivals[k]!;
    const b = bias[k]!;
    const before = vs[k]!;
    const active = before !== 0 || arrived !== 0 || b !== 0 || forceUpdate[k] === 1;
    if (active) updated++;
    if (updates) updates[k] = active ? 1 : 0;
    if (!active && rests[k] === 1 && us[k] === 0 && pause[k] === 0) continue;
    const a = input[k]!;
    input[k] = 0;
    arrivals[k] = 0;
    let u = us[k]! * inputDecay[k]!;
    let v = Math.trunc(before * leakDecay[k]! * perGrid[k]!) * grid[k]!;
    if (pause[k]! > 0) {
      pause[k]!--;
      us[k] = u;
      vs[k] = v;
      continue;
    }
    v += b;
    u += a;
    v += u;
    us[k] = u;
    if (v > threshold[k]!) {
      if (!active) updated++;
      if (updates) updates[k] = 1;
      v = afterSpike(columns, k, v);
      pause[k] = columns.refractorySteps[k]!;
      spikes.fired[spikes.length] = k;
      spikes.payloads[spikes.length] = 1;
      spikes.length++;
    }
    if (v < columns.reverseThreshold[k]!) v = belowReverse(columns, k, v);
    vs[k] = v;
  }
  counts.updated += updated;
}

function afterSpike({ resetMode, reset, threshold }: LifColumns, k: number, v: number): number {
  switch (RESET_MODES[resetMode[k]!]) {
    case 'hard':
      return reset[k]!;
    case 'soft':
      return v - threshold[k]!;
    default:
      return v;
  }
}

function belowReverse(columns: LifColumns, k: number, v: number): number {
  switch (RESET_MODES[columns.reverseResetMode[k]!]) {
    case 'soft':
      return v - columns.reverseThreshold[k]!;
    case 'hard':
      return columns.reverseReset[k]!;
    case 'saturate':
      return columns.reverseThreshold[k]!;
    default:
      return v;
  }
}
