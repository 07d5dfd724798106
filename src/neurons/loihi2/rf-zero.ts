/**
 * The resonator that sends its real part where its phase passes 0, as in lava-nc's fixed-point RFZero
 * (0.11, commit b6822fbc). Per step, each product cut downward:
 *   u' = (lct u >> 15) - (lst v >> 15) + uIn; v' = (lct v >> 15) + (lst u >> 15) + vIn;
 *   spike of payload u' where u' > uth and v' >= 0 and v < 0.
 * Inputs are not shifted. u and v are clipped to +-(2^23 - 1); lava lets them grow.
 */
import { clipTo, STATE24_MAX, scaleDown } from '../../support/fixed-point.ts';
import type { IntegerNeuronModel, SpikeBuffer, UpdateCounts } from '../integer-model.ts';
import { appendSpike, createCompartments } from './compartments.ts';
import { CLIPPED_RANGE, factorField, thresholdField } from './fields.ts';
import type { Columns } from './register-columns.ts';
import { registerColumns } from './register-columns.ts';

const NAME = 'loihi2-rf-zero';
const FRACTION_BITS = 15;

/** A period of about 10 steps with a tenth lost in each, where nothing is said. */
const FIELDS = [
  factorField('lct', 23858, 'cosine of the turn of one step times what is kept, over 2^15'),
  factorField('lst', 17334, 'sine of the turn times what is kept, over 2^15'),
  thresholdField('uth', 0, 'threshold of the payload, not shifted'),
];

export const rfZeroModel: IntegerNeuronModel = {
  name: NAME,
  description: 'damped resonator that sends its real part where its phase passes 0',
  fields: FIELDS,
  inputs: ['real', 'imag'],
  variables: ['u', 'v'],
  ranges: { u: CLIPPED_RANGE, v: CLIPPED_RANGE },
  graded: true,
  create: (registers, count) => {
    const columns = registerColumns(NAME, FIELDS, registers, count);
    const state = { u: new Int32Array(count), v: new Int32Array(count) };
    return createCompartments(count, state, {}, (inputs, _step, spikes, counts) =>
      stepRfZero(state, columns, inputs[0]!, inputs[1]!, spikes, counts),
    );
  },
};

function stepRfZero(
  state: Columns<'u' | 'v'>,
  columns: Columns<'lct' | 'lst' | 'uth'>,
  inputReal: Int32Array,
  inputImag: Int32Array,
  spikes: SpikeBuffer,
  counts: UpdateCounts,
): void {
  const { u: us, v: vs } = state;
  const { lct, lst, uth } = columns;
  let updated = 0;
  let saturations = 0;
  for (let k = 0; k < us.length; k++) {
    const aReal = inputReal[k]!;
    const aImag = inputImag[k]!;
    const u = us[k]!;
    const v = vs[k]!;
    if ((aReal | aImag | u | v) === 0) continue;
    updated++;
    inputReal[k] = 0;
    inputImag[k] = 0;
    const cos = lct[k]!;
    const sin = lst[k]!;
    const nextU = scaleDown(cos, u, FRACTION_BITS) - scaleDown(sin, v, FRACTION_BITS) + aReal;
    const nextV = scaleDown(cos, v, FRACTION_BITS) + scaleDown(sin, u, FRACTION_BITS) + aImag;
    const newU = clipTo(nextU, STATE24_MAX);
    const newV = clipTo(nextV, STATE24_MAX);
    if (newU !== nextU) saturations++;
    if (newV !== nextV) saturations++;
    us[k] = newU;
    vs[k] = newV;
    if (newU > uth[k]! && newV >= 0 && v < 0) appendSpike(spikes, k, newU);
  }
  counts.updated += updated;
  counts.saturations += saturations;
}
