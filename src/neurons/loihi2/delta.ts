/**
 * Sends the difference between one step's input and the next, as in lava-nc's fixed-point Delta (0.11,
 * commit b6822fbc): act = a << (spikeExp + stateExp), clipped to +-(2^23 - 1), goes through
 * `encodeDelta`. No input is an input of 0.
 */
import { clipTo, STATE24_MAX, shiftBy } from '../../support/fixed-point.ts';
import type { IntegerNeuronModel, SpikeBuffer, UpdateCounts } from '../integer-model.ts';
import { createCompartments } from './compartments.ts';
import type { EncoderColumns, EncoderState } from './delta-encoder.ts';
import { createEncoderState, ENCODER_FIELDS, encodeDelta } from './delta-encoder.ts';
import type { Field } from './fields.ts';
import { CLIPPED_RANGE } from './fields.ts';
import { registerColumns } from './register-columns.ts';

const NAME = 'loihi2-delta';

const SPIKE_EXP_FIELD: Field<'spikeExp'> = {
  name: 'spikeExp',
  min: 0,
  max: 15,
  default: 0,
  description: 'bits behind the point of a message; inputs are shifted left by it and by stateExp',
};

const FIELDS = [...ENCODER_FIELDS, SPIKE_EXP_FIELD];

interface DeltaColumns extends EncoderColumns {
  readonly inputShift: Int32Array;
}

export const deltaModel: IntegerNeuronModel = {
  name: NAME,
  description: 'encoder: sends what differs between one input and the next',
  fields: FIELDS,
  inputs: ['a'],
  variables: ['act', 'residue', 'error'],
  ranges: { act: CLIPPED_RANGE, residue: CLIPPED_RANGE, error: CLIPPED_RANGE },
  graded: true,
  create: (registers, count) => {
    const { vth, stateExp, cumError, spikeExp } = registerColumns(NAME, FIELDS, registers, count);
    const inputShift = stateExp.map((bits, k) => bits + spikeExp[k]!);
    const columns = { vth, stateExp, cumError, inputShift };
    const state = createEncoderState(count);
    return createCompartments(count, state, {}, (inputs, _step, spikes, counts) =>
      stepDelta(state, columns, inputs[0]!, spikes, counts),
    );
  },
};

function stepDelta(
  state: EncoderState,
  columns: DeltaColumns,
  input: Int32Array,
  spikes: SpikeBuffer,
  counts: UpdateCounts,
): void {
  const { act: acts, residue: residues } = state;
  for (let k = 0; k < acts.length; k++) {
    const a = input[k]!;
    if ((a | acts[k]! | residues[k]!) === 0) continue;
    counts.updated++;
    input[k] = 0;
    const shifted = shiftBy(a, columns.inputShift[k]!);
    const act = clipTo(shifted, STATE24_MAX);
    if (act !== shifted) counts.saturations++;
    counts.saturations += encodeDelta(state, columns, k, act, spikes);
  }
}
