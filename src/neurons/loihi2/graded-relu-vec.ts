/**
 * Passes its input on where a > vth, as in lava-nc's fixed-point GradedReluVec (0.11, commit b6822fbc). No state.
 * Inputs are clipped to the +-(2^23 - 1) of a payload first.
 */
import { clipTo, STATE24_MAX } from '../../support/fixed-point.ts';
import type { IntegerNeuronModel, SpikeBuffer, UpdateCounts } from '../integer-model.ts';
import { appendSpike, createCompartments } from './compartments.ts';
import { thresholdField } from './fields.ts';
import { registerColumns } from './register-columns.ts';

const NAME = 'loihi2-graded-relu-vec';

const FIELDS = [thresholdField('vth', 0, 'threshold in units of the input')];

export const gradedReluVecModel: IntegerNeuronModel = {
  name: NAME,
  description: 'passes on each input that exceeds a threshold',
  fields: FIELDS,
  inputs: ['a'],
  variables: [],
  ranges: {},
  graded: true,
  create: (registers, count) => {
    const { vth } = registerColumns(NAME, FIELDS, registers, count);
    return createCompartments(count, {}, {}, (inputs, _step, spikes, counts) =>
      stepGradedReluVec(vth, inputs[0]!, spikes, counts),
    );
  },
};

function stepGradedReluVec(
  vth: Int32Array,
  input: Int32Array,
  spikes: SpikeBuffer,
  counts: UpdateCounts,
): void {
  for (let k = 0; k < vth.length; k++) {
    const given = input[k]!;
    if (given === 0) continue;
    counts.updated++;
    input[k] = 0;
    const a = clipTo(given, STATE24_MAX);
    if (a !== given) counts.saturations++;
    if (a > vth[k]!) appendSpike(spikes, k, a);
  }
}
