import type { RegisterWidths } from '../../src/model/chip.ts';
import type { LoihiLifRegisters, PerCompartment, PerNeuron } from '../../src/model/network.ts';
import { valueAt } from '../../src/model/network.ts';
import type { DiscreteLif } from '../../src/neurons/float-model.ts';
import { CompileError, groupDigits } from '../../src/support/errors.ts';

/** Rounds real coefficients of one population to registers at `scale` register units per unit of v. */
export function lowerToRegisters(
  name: string,
  lif: DiscreteLif,
  scale: number,
  spiking: boolean,
  emulatedReset: boolean,
  widths: RegisterWidths,
): LoihiLifRegisters {
  const decayLimit = 2 ** widths.decayBits - 1;
  const bias = mapValues(lif.constant, (c) => c * scale);
  const biasExp = chooseBiasExp(name, bias, widths);
  return {
    du: mapRounded(lif.currentDecay, (decay) => clip(Math.round(decay * 4096) - 1, 0, decayLimit)),
    dv: mapRounded(lif.voltageDecay, (decay) => clip(Math.round(decay * 4096), 0, decayLimit)),
    vthMant: thresholds(name, lif, scale, spiking, emulatedReset, widths),
    biasMant: mapRounded(bias, (b) => Math.round(b / 2 ** biasExp)),
    biasExp,
    refractorySteps: 0,
    v0: mapRounded(lif.vReset, (vReset) => Math.round(-vReset * scale)),
    reset: emulatedReset ? 'none' : 'zero',
    spiking,
  };
}

function thresholds(
  name: string,
  lif: DiscreteLif,
  scale: number,
  spiking: boolean,
  emulatedReset: boolean,
  widths: RegisterWidths,
): PerCompartment {
  if (!spiking) return 0;
  const limit = 2 ** widths.thresholdMantissaBits - 1;
  const size = sizeOf(lif.vThreshold, lif.vReset);
  const values = Int32Array.from({ length: size ?? 1 }, (_, k) => {
    const distance = (valueAt(lif.vThreshold, k) - valueAt(lif.vReset, k)) * scale;
    const mantissa = Math.round(distance / 64);
    const rounded = emulatedReset ? toEightBits(mantissa) : mantissa;
    if (rounded >= 0 && rounded <= limit) return rounded;
    const problem =
      rounded < 0
        ? 'lies below its reset voltage, so that it would fire in every step'
        : `needs a threshold mantissa of ${groupDigits(rounded)}, the register holds ${groupDigits(limit)} (+${groupDigits(rounded - limit)})`;
    throw new CompileError(
      'E_THRESHOLD',
      `population "${name}", neuron ${k}: the threshold ${problem}. Rescale its weights and threshold, or raise the weights' bits.`,
      { population: name, neuron: k, needed: rounded, available: limit },
    );
  });
  return size === null ? values[0]! : values;
}

/** The nearest integer of at most 8 significant bits, which one self-synapse can take off again. */
function toEightBits(value: number): number {
  const exponent = Math.max(0, Math.floor(Math.log2(Math.max(1, value))) - 7);
  const mantissa = Math.round(value / 2 ** exponent);
  return Math.min(mantissa, 255) * 2 ** exponent;
}

function chooseBiasExp(name: string, bias: PerNeuron, widths: RegisterWidths): number {
  const largest =
    typeof bias === 'number' ? Math.abs(bias) : bias.reduce((m, b) => Math.max(m, Math.abs(b)), 0);
  const mantissaMax = 2 ** (widths.biasMantissaBits - 1) - 1;
  const [expMin, expMax] = widths.biasExp;
  for (let exp = expMin; exp <= expMax; exp++) {
    if (Math.round(largest / 2 ** exp) <= mantissaMax) return exp;
  }
  const available = mantissaMax * 2 ** expMax;
  throw new CompileError(
    'E_BIAS',
    `population "${name}": a bias of ${groupDigits(Math.round(largest))} register units is needed, the register holds ${groupDigits(available)}. Rescale the network, or use more weight bits so that its scale can be smaller.`,
    { population: name, needed: largest, available },
  );
}

function sizeOf(...values: readonly PerNeuron[]): number | null {
  const array = values.find((value) => typeof value !== 'number');
  return array === undefined ? null : (array as Float64Array).length;
}

function mapValues(values: PerNeuron, compute: (value: number) => number): PerNeuron {
  return typeof values === 'number' ? compute(values) : Float64Array.from(values, compute);
}

function mapRounded(values: PerNeuron, compute: (value: number) => number): PerCompartment {
  return typeof values === 'number' ? compute(values) + 0 : Int32Array.from(values, compute);
}

function clip(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
