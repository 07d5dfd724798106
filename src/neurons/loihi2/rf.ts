/**
 * The resonate-and-fire compartment, as in lava-nc's fixed-point RF (0.11, commit b6822fbc). Per step,
 * with s(x) = sign(x) * (|x| >> decayBits):
 *   real' = s(cosDecay real) - s(sinDecay imag) + (aReal << stateExp);
 *   imag' = s(sinDecay real) + s(cosDecay imag) + (aImag << stateExp), both clipped to +-(2^23 - 1);
 *   spike where real' >= vth while imag turns from negative: imag' >= 0 and imag < 0.
 */
import { clipTo, STATE24_MAX, scaleTowardZero, shiftBy } from '../../support/fixed-point.ts';
import type { IntegerNeuronModel, SpikeBuffer, UpdateCounts } from '../integer-model.ts';
import { appendSpike, createCompartments } from './compartments.ts';
import { CLIPPED_RANGE } from './fields.ts';
import type { Columns } from './register-columns.ts';
import { registerColumns } from './register-columns.ts';
import type { ResonatorColumns } from './resonator-fields.ts';
import { RESONATOR_FIELDS } from './resonator-fields.ts';

const NAME = 'loihi2-rf';

export const rfModel: IntegerNeuronModel = {
  name: NAME,
  description: 'damped resonator that fires at the peak of its real part',
  fields: RESONATOR_FIELDS,
  inputs: ['real', 'imag'],
  variables: ['real', 'imag'],
  ranges: { real: CLIPPED_RANGE, imag: CLIPPED_RANGE },
  graded: false,
  create: (registers, count) => {
    const columns = registerColumns(NAME, RESONATOR_FIELDS, registers, count);
    const state = { real: new Int32Array(count), imag: new Int32Array(count) };
    return createCompartments(count, state, {}, (inputs, _step, spikes, counts) =>
      stepRf(state, columns, inputs[0]!, inputs[1]!, spikes, counts),
    );
  },
};

function stepRf(
  state: Columns<'real' | 'imag'>,
  columns: ResonatorColumns,
  inputReal: Int32Array,
  inputImag: Int32Array,
  spikes: SpikeBuffer,
  counts: UpdateCounts,
): void {
  const { real: reals, imag: imags } = state;
  const { sinDecay, cosDecay, decayBits, stateExp, vth } = columns;
  let updated = 0;
  let saturations = 0;
  for (let k = 0; k < reals.length; k++) {
    const aReal = inputReal[k]!;
    const aImag = inputImag[k]!;
    const real = reals[k]!;
    const imag = imags[k]!;
    if ((aReal | aImag | real | imag) === 0) continue;
    updated++;
    inputReal[k] = 0;
    inputImag[k] = 0;
    const sin = sinDecay[k]!;
    const cos = cosDecay[k]!;
    const bits = decayBits[k]!;
    const nextReal =
      scaleTowardZero(cos, real, bits) -
      scaleTowardZero(sin, imag, bits) +
      shiftBy(aReal, stateExp[k]!);
    const nextImag =
      scaleTowardZero(sin, real, bits) +
      scaleTowardZero(cos, imag, bits) +
      shiftBy(aImag, stateExp[k]!);
    const newReal = clipTo(nextReal, STATE24_MAX);
    const newImag = clipTo(nextImag, STATE24_MAX);
    if (newReal !== nextReal) saturations++;
    if (newImag !== nextImag) saturations++;
    reals[k] = newReal;
    imags[k] = newImag;
    if (newReal >= vth[k]! && newImag >= 0 && imag < 0) appendSpike(spikes, k, 1);
  }
  counts.updated += updated;
  counts.saturations += saturations;
}
