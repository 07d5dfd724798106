/** Registers that all three arithmetic modes of the Loihi compartment share (Davies et al. 2018). */
import type { PerCompartment } from '../model/network.ts';
import { valueAt } from '../model/network.ts';
import { shiftBy } from '../support/fixed-point.ts';
import type { RegisterField, Registers } from './integer-model.ts';

const STATE_MAX = 2 ** 23;

/** Ranges are the chip's fields; a mode may use fewer (see its own file). */
export const LOIHI_LIF_FIELDS: readonly RegisterField[] = [
  {
    name: 'du',
    min: -1,
    max: 4095,
    default: 4095,
    description: 'current decay; the chip adds one, so 4095 clears u in every step',
  },
  {
    name: 'dv',
    min: 0,
    max: 4096,
    default: 0,
    description: 'voltage decay; 4096 clears v in every step',
  },
  {
    name: 'vthMant',
    min: 0,
    max: 2 ** 17 - 1,
    default: 100,
    description: 'threshold mantissa, shifted left by 6',
  },
  { name: 'biasMant', min: -4096, max: 4095, default: 0, description: 'bias mantissa' },
  {
    name: 'biasExp',
    min: -8,
    max: 7,
    default: 0,
    description: 'bias exponent; a negative one shifts right',
  },
  {
    name: 'refractorySteps',
    min: 0,
    max: 63,
    default: 0,
    description: 'steps for which v is held at 0 after a spike',
  },
  { name: 'u0', min: -STATE_MAX, max: STATE_MAX, default: 0, description: 'current at step 0' },
  { name: 'v0', min: -STATE_MAX, max: STATE_MAX, default: 0, description: 'voltage at step 0' },
  {
    name: 'vMin',
    min: 1 - STATE_MAX,
    max: 0,
    default: 1 - STATE_MAX,
    description: 'lower end of v, where the mode has one',
  },
  {
    name: 'vMax',
    min: 1,
    max: STATE_MAX - 1,
    default: STATE_MAX - 1,
    description: 'upper end of v, where the mode has one',
  },
  {
    name: 'resets',
    min: 0,
    max: 1,
    default: 1,
    description: '1: v = 0 on a spike; 0: a spike leaves v',
  },
  {
    name: 'spikes',
    min: 0,
    max: 1,
    default: 1,
    description: '0: an integrator, whose threshold is not compared',
  },
];

/** Registers of `count` compartments as the kernels read them, all [count]. */
export interface LoihiLifRegisterColumns {
  /** (4096 - du - 1) / 4096: the product with a 24-bit u is exact in float64. */
  readonly uKeep: Float64Array;
  readonly vKeep: Float64Array;
  /** vthMant << 6; 2^31 - 1 where the compartment never spikes. */
  readonly threshold: Int32Array;
  /** biasMant << biasExp, or >> -biasExp. */
  readonly bias: Int32Array;
  readonly refractory: Uint8Array;
  readonly u0: Int32Array;
  readonly v0: Int32Array;
  readonly vMin: Int32Array;
  readonly vMax: Int32Array;
  readonly resets: Uint8Array;
}

const NEVER = 0x7fffffff;

export function loihiLifRegisterColumns(
  registers: Registers,
  count: number,
): LoihiLifRegisterColumns {
  const column = (name: string): PerCompartment =>
    registers[name] ?? LOIHI_LIF_FIELDS.find((field) => field.name === name)!.default;
  const [du, dv, vth] = [column('du'), column('dv'), column('vthMant')];
  const [mant, exp, spikes] = [column('biasMant'), column('biasExp'), column('spikes')];
  const map = (compute: (k: number) => number): Int32Array =>
    Int32Array.from({ length: count }, (_, k) => compute(k));
  const copy = (name: string): Int32Array => {
    const values = column(name);
    return map((k) => valueAt(values, k));
  };
  return {
    uKeep: Float64Array.from({ length: count }, (_, k) => (4095 - valueAt(du, k)) / 4096),
    vKeep: Float64Array.from({ length: count }, (_, k) => (4096 - valueAt(dv, k)) / 4096),
    threshold: map((k) => (valueAt(spikes, k) === 0 ? NEVER : valueAt(vth, k) << 6)),
    bias: map((k) => shiftBy(valueAt(mant, k), valueAt(exp, k))),
    refractory: Uint8Array.from(copy('refractorySteps')),
    u0: copy('u0'),
    v0: copy('v0'),
    vMin: copy('vMin'),
    vMax: copy('vMax'),
    resets: Uint8Array.from(copy('resets')),
  };
}
