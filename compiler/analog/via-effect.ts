/** What vias on a membrane do to its neuron. */
import { dacCurrentA, dacTimeS } from '../../src/analog/codes.ts';
import { createDecoder } from '../../src/analog/decode.ts';
import {
  ANALOG_REGISTER_NAMES,
  type AnalogCore,
  type AnalogRegisters,
} from '../../src/model/analog.ts';
import type { PerCompartment, Registers } from '../../src/model/network.ts';
import { valueAt } from '../../src/model/network.ts';
import type { LoweredCircuit } from './lower.ts';
import { saturationOf } from './ota-candidates.ts';

/** Constant input at which rates are compared, in bias currents of the leak: well above rheobase, far from linear (assumed). */
const OPERATING_DRIVE = 2;

/** Capacitance of the membrane by the number of its vias, [tiers]; 0 vias first. */
export function capacitanceByViasF(
  core: AnalogCore,
  circuit: LoweredCircuit,
  registers: Registers,
): readonly number[] {
  const decode = createDecoder(core, { temperatureK: null, chip: null });
  const first = firstNeuron(registers);
  return Array.from({ length: core.stack?.tiers ?? 1 }, (_, tsvs) =>
    tsvs === 0 ? circuit.candidate.capacitanceF : decode({ ...first, tsvs }, 0).capacitanceF,
  );
}

function firstNeuron(registers: Registers): AnalogRegisters {
  const at = (values: PerCompartment | undefined): number => valueAt(values ?? 0, 0);
  return Object.fromEntries(
    ANALOG_REGISTER_NAMES.map((name) => [name, at(registers[name])]),
  ) as Record<keyof AnalogRegisters, number>;
}

/** 1 - rate with vias / rate without, by their number, at a constant input of OPERATING_DRIVE bias currents. */
export function rateErrorByVias(
  core: AnalogCore,
  circuit: LoweredCircuit,
  capacitancesF: readonly number[],
): readonly number[] {
  const pauseS = dacTimeS(core.neuron.refractory, circuit.refractory);
  const perFarad = secondsPerFarad(core, circuit);
  const intervalS = (capacitanceF: number): number => pauseS + capacitanceF * perFarad;
  const plainS = intervalS(capacitancesF[0]!);
  return capacitancesF.map((capacitanceF) => 1 - plainS / intervalS(capacitanceF));
}

/** Time from reset to threshold over the capacitance, at the operating current. */
function secondsPerFarad(core: AnalogCore, { candidate, leak }: LoweredCircuit): number {
  const { neuron } = core;
  const biasA = dacCurrentA(neuron.leak, valueAt(leak, 0));
  if (neuron.kind === 'dpi') {
    // Above the gain current, from reset to threshold of half the steady state: tau ln 2.
    const thermalV = saturationOf(neuron, core) / 2;
    return (thermalV / Math.max(biasA, Number.MIN_VALUE)) * Math.LN2;
  }
  const saturationV = saturationOf(neuron, core);
  const foot = (neuron.resetV.value - neuron.restV.value) / saturationV;
  const top = foot + candidate.swing / saturationV;
  if (biasA === 0) return candidate.swing;
  const drive = OPERATING_DRIVE;
  const rise = (u: number): number => Math.log(drive * Math.cosh(u) - Math.sinh(u));
  return (
    ((saturationV / biasA) * (drive * (top - foot) + rise(top) - rise(foot))) / (drive * drive - 1)
  );
}
