/** Converters that make exactly one wanted value, at code 1 (a capacitor at its index): for `--exact`. */
import type { AnalogCore, CurrentDac, TimeDac, VoltageDac } from '../../model/analog.ts';
import type { Cited } from '../../model/chip.ts';

export type ExactRegister = 'leak' | 'gain' | 'threshold' | 'capacitor' | 'refractory' | 'input';

/** The core with the converter of one register replaced. */
export function withExactValue(
  core: AnalogCore,
  register: ExactRegister,
  value: number,
): AnalogCore {
  const { neuron } = core;
  const size = Math.abs(value);
  if (neuron.kind === 'dpi') {
    const made = register === 'refractory' ? timeDac(value) : currentDac(size);
    return { ...core, neuron: { ...neuron, [register]: made } };
  }
  if (register === 'capacitor') {
    return { ...core, neuron: { ...neuron, capacitorsF: [cite(value)] } };
  }
  if (register === 'threshold') {
    return { ...core, neuron: { ...neuron, threshold: voltageDac(value) } };
  }
  const made = register === 'refractory' ? timeDac(value) : currentDac(size);
  return { ...core, neuron: { ...neuron, [register]: made } };
}

function currentDac(amperes: number): CurrentDac {
  return { scale: 'linear', bits: cite(1), minA: cite(0), maxA: cite(amperes) };
}

function voltageDac(volts: number): VoltageDac {
  return { bits: cite(1), minV: cite(0), maxV: cite(volts) };
}

function timeDac(seconds: number): TimeDac {
  return { bits: cite(1), minS: cite(seconds), maxS: cite(seconds) };
}

function cite(value: number): Cited {
  return { value, source: 'given on the command line', basis: 'assumed' };
}
