/** A circuit of src/model/analog-circuit.ts in the engine's own units, and what of it cannot work. */
import type {
  Circuit,
  DpiMembrane,
  LinearMembrane,
  OtaMembrane,
} from '../../src/model/analog-circuit.ts';
import { checkRange } from '../../src/physics/check-range.ts';
import { type Comparator, checkComparator } from '../../src/physics/comparator.ts';
import { otaSaturationV } from '../../src/physics/ota.ts';
import { thermalVoltageV } from '../../src/physics/temperature.ts';
import { InputError } from '../../src/support/errors.ts';

export type { Channel, Circuit, Membrane, OtaMembrane } from '../../src/model/analog-circuit.ts';

/**
 * A circuit in the engine's own units. du/dt = drive S(u) - adaptation - leakRate l(u) + conductances, with
 * u = (V - E) / scaleV (or ln(I / I_g)), drive = gainPerC x current, conductance rates in 1/s.
 * S = 1 and l = tanh u or u for voltages; S = 1 / (1 + e^u) and l = 1 in the log domain.
 */
export interface PreparedCircuit {
  readonly leak: LeakKind;
  readonly leakRate: number;
  readonly gainPerC: number;
  readonly scaleV: number;
  /** The membrane at u = 0: a voltage in V, or the gain current in A of a log-domain one. */
  readonly origin: number;
  readonly thresholdU: number;
  readonly resetU: number;
  readonly startU: number;
  readonly floorU: number;
  readonly comparator: Comparator | null;
  readonly minimumIntervalS: number;
}

export const LEAK_TANH = 0;
export const LEAK_LINEAR = 1;
export const LEAK_LOG = 2;
export type LeakKind = typeof LEAK_TANH | typeof LEAK_LINEAR | typeof LEAK_LOG;

/** Throws E_ANALOG_VALUE, E_ANALOG_THRESHOLD, E_ANALOG_LATCH or E_ANALOG_CHANNEL: each a circuit that cannot work. */
export function prepareCircuit(circuit: Circuit): PreparedCircuit {
  checkRange('input current in A', circuit.inputA, {});
  checkRange('refractory time in s', circuit.refractoryS, { atLeast: 0 });
  checkChannels(circuit);
  const { membrane } = circuit;
  checkRange('membrane capacitance in F', membrane.capacitanceF, { above: 0 });
  if (membrane.kind === 'dpi') return prepareDpi(membrane);
  const { restV, startV } = membrane;
  for (const [what, value] of Object.entries({ restV, startV })) checkRange(what, value, {});
  if (membrane.floorV !== -Infinity) {
    checkRange('lower rail in V', membrane.floorV, {});
    checkRange('reset in V', membrane.resetV, { atLeast: membrane.floorV });
  }
  const thresholdV = membrane.thresholdV + membrane.comparator.offsetV;
  checkThreshold(thresholdV, membrane.resetV, 'V');
  checkComparator(membrane.comparator, membrane.thresholdV, membrane.resetV);
  const { leak, leakRate, scaleV } = leakOf(membrane);
  const toU = (voltageV: number): number => (voltageV - restV) / scaleV;
  return {
    leak,
    leakRate,
    scaleV,
    gainPerC: 1 / (membrane.capacitanceF * scaleV),
    origin: restV,
    thresholdU: toU(thresholdV),
    resetU: toU(membrane.resetV),
    startU: toU(startV),
    floorU: toU(membrane.floorV),
    comparator: membrane.comparator,
    minimumIntervalS: membrane.comparator.minimumIntervalS,
  };
}

function leakOf(
  membrane: OtaMembrane | LinearMembrane,
): Pick<PreparedCircuit, 'leak' | 'leakRate' | 'scaleV'> {
  if (membrane.kind === 'linear') {
    checkRange('leak conductance in S', membrane.leakSiemens, { atLeast: 0 });
    return {
      leak: LEAK_LINEAR,
      leakRate: membrane.leakSiemens / membrane.capacitanceF,
      scaleV: 1,
    };
  }
  checkRange('bias current in A', membrane.biasA, { atLeast: 0 });
  const scaleV = otaSaturationV(membrane.kappa, membrane.temperatureK);
  return {
    leak: membrane.biasA > 0 ? LEAK_TANH : LEAK_LINEAR,
    leakRate: membrane.biasA / (membrane.capacitanceF * scaleV),
    scaleV,
  };
}

function prepareDpi(membrane: DpiMembrane): PreparedCircuit {
  const { leakA, gainA, kappa, temperatureK, floorA, resetA, startA, thresholdA } = membrane;
  checkRange('DPI leak current in A', leakA, { above: 0 });
  checkRange('DPI gain current in A', gainA, { above: 0 });
  checkRange('kappa', kappa, { above: 0, below: 1 });
  checkRange('DPI floor current in A', floorA, { above: 0 });
  checkRange('DPI reset current in A', resetA, { atLeast: floorA });
  checkRange('DPI start current in A', startA, { atLeast: floorA });
  checkRange('DPI threshold current in A', thresholdA, {});
  checkRange('least spike interval in s', membrane.minimumIntervalS, { atLeast: 1e-12 });
  checkThreshold(thresholdA, resetA, 'A');
  const scaleV = thermalVoltageV(temperatureK) / kappa;
  const toU = (currentA: number): number => Math.log(currentA / gainA);
  const gainPerC = 1 / (membrane.capacitanceF * scaleV);
  return {
    leak: LEAK_LOG,
    leakRate: leakA * gainPerC,
    gainPerC,
    scaleV,
    origin: gainA,
    thresholdU: toU(thresholdA),
    resetU: toU(resetA),
    startU: toU(startA),
    floorU: toU(floorA),
    comparator: null,
    minimumIntervalS: membrane.minimumIntervalS,
  };
}

function checkThreshold(threshold: number, reset: number, unit: string): void {
  checkRange(`threshold in ${unit}`, threshold, {});
  checkRange(`reset in ${unit}`, reset, {});
  if (threshold > reset) return;
  throw new InputError(
    'E_ANALOG_THRESHOLD',
    `the threshold, ${threshold} ${unit}, is not above the reset, ${reset} ${unit}: the neuron would fire without end. Raise the threshold (with the comparator's offset) above the reset.`,
    { threshold, reset },
  );
}

function checkChannels({ channels, membrane }: Circuit): void {
  let wide = 0;
  for (const channel of channels) {
    if (channel.kind === 'packet') {
      checkRange('packet width in s', channel.widthS, { atLeast: 0 });
      if (channel.widthS > 0) wide++;
      continue;
    }
    const isHeld = channel.kind === 'conductance' && channel.tauS === Infinity;
    if (!isHeld) checkRange(`tau of a ${channel.kind} channel in s`, channel.tauS, { above: 0 });
    if (channel.kind === 'adaptation') {
      const bounds = membrane.kind === 'dpi' ? { atLeast: 0 } : {};
      checkRange('adaptation jump in A', channel.jumpA, bounds);
    }
    if (channel.kind === 'conductance') checkRange('reversal in V', channel.reversalV, {});
    if (channel.kind === 'conductance' && membrane.kind === 'dpi') {
      throw new InputError(
        'E_ANALOG_CHANNEL',
        'a conductance channel needs a membrane voltage; a DPI neuron is a current-mode circuit. Use a current channel.',
      );
    }
  }
  if (wide > 1) {
    throw new InputError(
      'E_ANALOG_CHANNEL',
      `a circuit has ${wide} packet channels with a width; the pulse extender gives it one. Share one width.`,
    );
  }
}
