/**
 * The sum of all inputs so far, sent in every step, as in lava-nc's fixed-point Sigma (0.11, commit
 * b6822fbc): sigma += a; spike of payload sigma. Clipped to +-(2^23 - 1); lava lets it grow.
 */
import { clipTo, STATE24_MAX } from '../../support/fixed-point.ts';
import type { IntegerNeuronModel, SpikeBuffer, UpdateCounts } from '../integer-model.ts';
import { appendSpike, createCompartments } from './compartments.ts';
import { CLIPPED_RANGE } from './fields.ts';
import { registerColumns } from './register-columns.ts';

const NAME = 'loihi2-sigma';

export const sigmaModel: IntegerNeuronModel = {
  name: NAME,
  description: 'decoder of differences: sends the sum of all inputs so far, in every step',
  fields: [],
  inputs: ['a'],
  variables: ['sigma'],
  ranges: { sigma: CLIPPED_RANGE },
  graded: true,
  create: (registers, count) => {
    registerColumns(NAME, [], registers, count);
    const state = { sigma: new Int32Array(count) };
    return createCompartments(count, state, {}, (inputs, _step, spikes, counts) =>
      stepSigma(state.sigma, inputs[0]!, spikes, counts),
    );
  },
};

/** A sum of 0 is no spike. */
function stepSigma(
  sigmas: Int32Array,
  input: Int32Array,
  spikes: SpikeBuffer,
  counts: UpdateCounts,
): void {
  for (let k = 0; k < sigmas.length; k++) {
    const a = input[k]!;
    if ((a | sigmas[k]!) === 0) continue;
    counts.updated++;
    input[k] = 0;
    const sum = sigmas[k]! + a;
    const sigma = clipTo(sum, STATE24_MAX);
    if (sigma !== sum) counts.saturations++;
    sigmas[k] = sigma;
    if (sigma !== 0) appendSpike(spikes, k, sigma);
  }
}
