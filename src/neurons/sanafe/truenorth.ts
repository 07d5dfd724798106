/**
 * The neuron `truenorth` of SANA-FE 2.2.1 (github.com/SLAM-Lab/SANA-FE) without its random threshold. Per step:
 *   v moves by `leak`, toward 0 where `leakTowardsZero` is set (and past it by what is left of the leak);
 *   v = v + bias + input; spike where v >= threshold, then the reset of its mode; else, where v <= reverse threshold,
 *   the reverse reset of its mode. Updates count as in the leaky integrate-and-fire neuron.
 */
import type {
  Compartments,
  IntegerNeuronModel,
  SpikeBuffer,
  UpdateCounts,
} from '../integer-model.ts';
import { registerColumns } from '../loihi2/register-columns.ts';
import { COMMON_FIELDS, RESET_MODES, toRegister, wordField } from './fields.ts';

const NAME = 'sanafe-truenorth';

const FIELDS = [
  ...COMMON_FIELDS,
  wordField('leak', 'added to v in every step, or taken off its magnitude'),
  {
    name: 'leakTowardsZero' as const,
    min: 0,
    max: 1,
    default: 1,
    description: '1 leaks toward 0, 0 adds the leak',
  },
];

interface TrueNorthColumns {
  readonly threshold: Int32Array;
  readonly reset: Int32Array;
  readonly resetMode: Int32Array;
  readonly reverseThreshold: Int32Array;
  readonly reverseReset: Int32Array;
  readonly reverseResetMode: Int32Array;
  readonly bias: Int32Array;
  readonly forceUpdate: Int32Array;
  readonly leak: Int32Array;
  readonly leakTowardsZero: Int32Array;
}

export const sanafeTrueNorthModel: IntegerNeuronModel = {
  name: NAME,
  description: 'TrueNorth neuron of SANA-FE with linear leak, without random thresholds',
  fields: FIELDS,
  inputs: ['a'],
  arrivals: true,
  marksUpdates: true,
  variables: ['v'],
  graded: false,
  create: (registers, count): Compartments => {
    const columns = registerColumns(NAME, FIELDS, registers, count);
    const vs = new Float64Array(count);
    const shown = new Int32Array(count);
    return {
      count,
      reset: () => void vs.fill(0),
      step: (inputs, _step, spikes, counts) =>
        stepTrueNorth(vs, columns, inputs[0]!, inputs[1]!, spikes, counts),
      read: () => {
        for (let k = 0; k < count; k++) shown[k] = toRegister(vs[k]!);
        return shown;
      },
    };
  },
};

function stepTrueNorth(
  vs: Float64Array,
  columns: TrueNorthColumns,
  input: Int32Array,
  arrivals: Int32Array,
  spikes: SpikeBuffer,
  counts: UpdateCounts,
): void {
  const { threshold, reverseThreshold, bias, forceUpdate } = columns;
  const { updates } = spikes;
  let updated = 0;
  for (let k = 0; k < vs.length; k++) {
    const before = vs[k]!;
    const active = before !== 0 || arrivals[k] !== 0 || bias[k] !== 0 || forceUpdate[k] === 1;
    if (active) updated++;
    if (updates) updates[k] = active ? 1 : 0;
    const v = leaked(columns, k, before) + bias[k]! + input[k]!;
    input[k] = 0;
    arrivals[k] = 0;
    vs[k] = v;
    if (v >= threshold[k]!) {
      if (!active) updated++;
      if (updates) updates[k] = 1;
      vs[k] = afterSpike(columns, k, v);
      spikes.fired[spikes.length] = k;
      spikes.payloads[spikes.length] = 1;
      spikes.length++;
    } else if (v <= reverseThreshold[k]!) vs[k] = belowReverse(columns, k, v);
  }
  counts.updated += updated;
}

function leaked({ leak, leakTowardsZero }: TrueNorthColumns, k: number, v: number): number {
  if (leakTowardsZero[k] === 0) return v + leak[k]!;
  return v - Math.sign(v) * leak[k]!;
}

function afterSpike(columns: TrueNorthColumns, k: number, v: number): number {
  switch (RESET_MODES[columns.resetMode[k]!]) {
    case 'hard':
      return columns.reset[k]!;
    case 'soft':
      return v - columns.threshold[k]!;
    case 'saturate':
      return columns.threshold[k]!;
    default:
      return v;
  }
}

/** SANA-FE adds the lower threshold where the mode is soft. */
function belowReverse(columns: TrueNorthColumns, k: number, v: number): number {
  switch (RESET_MODES[columns.reverseResetMode[k]!]) {
    case 'hard':
      return columns.reverseReset[k]!;
    case 'soft':
      return v + columns.reverseThreshold[k]!;
    case 'saturate':
      return columns.reverseThreshold[k]!;
    default:
      return v;
  }
}
