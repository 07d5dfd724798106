/**
 * The equations of each Loihi 2 model in BigInt, one compartment at a time, with nothing passed over and
 * nothing split: what the kernels are held against on random registers and inputs.
 */
export type Values = Readonly<Record<string, number>>;

export interface ExactCompartment {
  readonly state: Record<string, bigint>;
  /** Registers that left their range so far. */
  saturations: number;
}

/** Payload that one step sends; 0 is no spike. */
type Step = (at: ExactCompartment, r: Values, inputs: readonly number[], step: number) => bigint;

const MAX = 2n ** 23n - 1n;

function abs(x: bigint): bigint {
  return x < 0n ? -x : x;
}

function rtz(x: bigint, decay: number): bigint {
  const kept = (abs(x) * BigInt(4096 - decay)) >> 12n;
  return x < 0n ? -kept : kept;
}

function cut(x: bigint, bits: number): bigint {
  return x < 0n ? -(-x >> BigInt(bits)) : x >> BigInt(bits);
}

function clip(at: ExactCompartment, x: bigint): bigint {
  if (abs(x) <= MAX) return x;
  at.saturations++;
  return x > 0n ? MAX : -MAX;
}

function wrap(at: ExactCompartment, x: bigint): bigint {
  let wrapped = x;
  while (wrapped > MAX + 1n) wrapped -= 2n ** 24n;
  while (wrapped <= -MAX - 1n) wrapped += 2n ** 24n;
  if (wrapped !== x) at.saturations++;
  return wrapped;
}

function biasOf(r: Values): bigint {
  const [mantissa, exp] = [BigInt(r.biasMant!), BigInt(r.biasExp!)];
  return exp < 0n ? mantissa >> -exp : mantissa << exp;
}

function shifted6(mantissa: number | undefined): bigint {
  return BigInt(mantissa!) << 6n;
}

function lif(at: ExactCompartment, r: Values, a: number): bigint {
  const s = at.state;
  s.u = wrap(at, rtz(s.u!, r.du! + 1) + (BigInt(a) << 6n));
  s.v = clip(at, rtz(s.v!, r.dv!) + s.u + biasOf(r));
  return s.v;
}

function fire(at: ExactCompartment, payload: bigint): bigint {
  if (payload !== 0n) at.state.v = 0n;
  return payload;
}

function rotate(at: ExactCompartment, r: Values, inputs: readonly number[]): void {
  const s = at.state;
  const [real, imag] = [s.real!, s.imag!];
  const turn = (factor: number | undefined, x: bigint): bigint =>
    cut(BigInt(factor!) * x, r.decayBits!);
  const input = (k: number): bigint => BigInt(inputs[k]!) << BigInt(r.stateExp!);
  s.real = clip(at, turn(r.cosDecay, real) - turn(r.sinDecay, imag) + input(0));
  s.imag = clip(at, turn(r.sinDecay, real) + turn(r.cosDecay, imag) + input(1));
}

function activation(at: ExactCompartment, r: Values, a: number): bigint {
  const s = at.state;
  s.sigma = clip(at, s.sigma! + BigInt(a));
  const act = clip(at, s.sigma + BigInt(r.bias!));
  return r.relu === 1 && act < 0n ? 0n : act;
}

function encode(at: ExactCompartment, r: Values, act: bigint): bigint {
  const s = at.state;
  const delta = act - s.act! + s.residue!;
  const compared = r.cumError === 1 ? s.error! + delta : delta;
  const sent = abs(compared) >= BigInt(r.vth!) ? delta : 0n;
  if (r.cumError === 1) s.error = sent === 0n ? clip(at, compared) : 0n;
  s.residue = clip(at, delta - sent);
  s.act = act;
  return clip(at, sent >> BigInt(r.stateExp!));
}

export const EXACT_STEPS: Readonly<Record<string, Step>> = {
  'loihi2-ternary-lif': (at, r, [a]) => {
    const v = lif(at, r, a!);
    return fire(at, v > shifted6(r.vthHiMant) ? 1n : v < shifted6(r.vthLoMant) ? -1n : 0n);
  },
  'loihi2-lif-reset': (at, r, [a], step) => {
    if (step % r.resetInterval! === r.resetOffset! % r.resetInterval!) at.state.u = at.state.v = 0n;
    return fire(at, lif(at, r, a!) > shifted6(r.vthMant) ? 1n : 0n);
  },
  'loihi2-atrlif': (at, r, [a]) => {
    const s = at.state;
    const rest = shifted6(r.theta0Mant);
    s.i = wrap(at, rtz(s.i!, r.deltaI! + 1) + (BigInt(a!) << 6n));
    s.v = clip(at, rtz(s.v!, r.deltaV!) + s.i + biasOf(r));
    s.theta = rest + rtz(s.theta! - rest, r.deltaTheta!);
    s.r = rtz(s.r!, r.deltaR!);
    if (s.v - s.r < s.theta) return 0n;
    s.r = clip(at, s.r + 2n * s.theta);
    s.theta = clip(at, s.theta + shifted6(r.thetaStepMant));
    return 1n;
  },
  'loihi2-rf': (at, r, inputs) => {
    const before = at.state.imag!;
    rotate(at, r, inputs);
    const { real, imag } = at.state;
    return real! >= BigInt(r.vth!) && imag! >= 0n && before < 0n ? 1n : 0n;
  },
  'loihi2-rf-iz': (at, r, inputs) => {
    rotate(at, r, inputs);
    if (at.state.imag! < BigInt(r.vth!)) return 0n;
    at.state.real = 0n;
    at.state.imag = BigInt(r.vth!) - 1n;
    return 1n;
  },
  'loihi2-rf-zero': (at, r, [aReal, aImag]) => {
    const s = at.state;
    const [u, v] = [s.u!, s.v!];
    const turn = (factor: number | undefined, x: bigint): bigint => (BigInt(factor!) * x) >> 15n;
    s.u = clip(at, turn(r.lct, u) - turn(r.lst, v) + BigInt(aReal!));
    s.v = clip(at, turn(r.lct, v) + turn(r.lst, u) + BigInt(aImag!));
    return s.u > BigInt(r.uth!) && s.v >= 0n && v < 0n ? s.u : 0n;
  },
  'loihi2-sigma': (at, _, [a]) => {
    at.state.sigma = clip(at, at.state.sigma! + BigInt(a!));
    return at.state.sigma;
  },
  'loihi2-delta': (at, r, [a]) =>
    encode(at, r, clip(at, BigInt(a!) << BigInt(r.spikeExp! + r.stateExp!))),
  'loihi2-sigma-delta': (at, r, [a]) => encode(at, r, activation(at, r, a!)),
  'loihi2-sigma-delta-corrected': (at, r, [a]) => {
    const s = at.state;
    const delta = activation(at, r, a!) - s.act!;
    const sent = abs(delta) >= BigInt(r.vth!) ? delta : 0n;
    const payload = clip(at, sent >> BigInt(r.stateExp!));
    s.act = clip(at, s.act! + (payload << BigInt(r.stateExp!)));
    return payload;
  },
  'loihi2-graded-vec': (at, r, [a]) => {
    const held = clip(at, BigInt(a!));
    return abs(held) > BigInt(r.vth!) ? held : 0n;
  },
  'loihi2-graded-relu-vec': (at, r, [a]) => {
    const held = clip(at, BigInt(a!));
    return held > BigInt(r.vth!) ? held : 0n;
  },
};
