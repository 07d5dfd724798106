/** Registers of the two resonators whose rotation is given as sine and cosine over 2^decayBits. */
import type { Field } from './fields.ts';
import { factorField, STATE_EXP_FIELD, thresholdField } from './fields.ts';
import type { Columns } from './register-columns.ts';

export type ResonatorFieldName = 'sinDecay' | 'cosDecay' | 'decayBits' | 'stateExp' | 'vth';
export type ResonatorColumns = Columns<ResonatorFieldName>;

/** A period of about 10 steps with a tenth lost in each, where nothing is said. */
export const RESONATOR_FIELDS: readonly Field<ResonatorFieldName>[] = [
  factorField(
    'sinDecay',
    2167,
    'sine of the turn of one step times what is kept, over 2^decayBits',
  ),
  factorField('cosDecay', 2982, 'cosine of the turn times what is kept, over 2^decayBits'),
  {
    name: 'decayBits',
    min: 0,
    max: 15,
    default: 12,
    description: 'bits of sine and cosine behind the point',
  },
  { ...STATE_EXP_FIELD, description: 'bits by which inputs are shifted left' },
  thresholdField('vth', 2 ** 12, 'threshold, not shifted'),
];
