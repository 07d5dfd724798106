/** What Delta and SigmaDelta of lava-nc share: an activation is sent as its difference from what was sent. */
import { clipTo, STATE24_MAX } from '../../support/fixed-point.ts';
import type { SpikeBuffer } from '../integer-model.ts';
import { appendSpike } from './compartments.ts';
import type { Field } from './fields.ts';
import { flagField, STATE_EXP_FIELD, thresholdField } from './fields.ts';
import type { Columns } from './register-columns.ts';

export type EncoderColumns = Columns<'vth' | 'stateExp' | 'cumError'>;
export type EncoderState = Columns<'act' | 'residue' | 'error'>;

export const ENCODER_THRESHOLD_FIELD: Field<'vth'> = thresholdField(
  'vth',
  0,
  'least difference that is sent, in units of the activation',
);

export const ENCODER_FIELDS: readonly Field<'vth' | 'stateExp' | 'cumError'>[] = [
  ENCODER_THRESHOLD_FIELD,
  { ...STATE_EXP_FIELD, description: 'bits by which a difference is shifted right as it is sent' },
  flagField('cumError', '1: the threshold is held against the sum of differences kept back'),
];

/**
 * Compartment `k` has the activation `act` now, |act| < 2^23. Sends its difference from the last one
 * plus the residue, where that (or with cumError the sum of all since the last spike) reaches vth:
 *   delta = act - act(before) + residue; sent = delta or 0; residue = delta - sent;
 *   spike of payload sent >> stateExp. Payload, residue and error are clipped to +-(2^23 - 1).
 * Returns how many were. A payload of 0 is no spike.
 */
export function encodeDelta(
  state: EncoderState,
  columns: EncoderColumns,
  k: number,
  act: number,
  spikes: SpikeBuffer,
): number {
  const delta = act - state.act[k]! + state.residue[k]!;
  const error = columns.cumError[k] === 1 ? state.error[k]! + delta : delta;
  const sends = delta !== 0 && Math.abs(error) >= columns.vth[k]!;
  let saturations = 0;
  if (columns.cumError[k] === 1) {
    const kept = sends ? 0 : clipTo(error, STATE24_MAX);
    if (!sends && kept !== error) saturations++;
    state.error[k] = kept;
  }
  const held = sends ? 0 : delta;
  const residue = clipTo(held, STATE24_MAX);
  if (residue !== held) saturations++;
  state.residue[k] = residue;
  state.act[k] = act;
  if (!sends) return saturations;
  const shifted = delta >> columns.stateExp[k]!;
  const payload = clipTo(shifted, STATE24_MAX);
  if (payload !== shifted) saturations++;
  if (payload !== 0) appendSpike(spikes, k, payload);
  return saturations;
}

/** State of `count` compartments of which nothing was sent. */
export function createEncoderState(count: number): EncoderState {
  return {
    act: new Int32Array(count),
    residue: new Int32Array(count),
    error: new Int32Array(count),
  };
}
