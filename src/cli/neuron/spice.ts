/**
 * The neuron as an ngspice netlist of ideal parts, for anyone to check: a capacitor, a source for the OTA's leak, a switch
 * with hysteresis for the comparator, a ramp for its delay, a capacitor that a resistor discharges for the reset.
 */
import { prepareCircuit } from '../../../emulator/analog/circuit.ts';
import type { Circuit, OtaMembrane } from '../../model/analog-circuit.ts';
import { plainText } from '../../report/escape.ts';
import { InputError } from '../../support/errors.ts';
import { closedFormTimes, crossingDelayS } from './rate.ts';
import { circuitOf, decodeSetup, type NeuronSetup } from './setup.ts';

/** Spikes that the netlist measures. */
export const SPICE_SPIKES = 6;
/** The comparator lets go this far above the reset, or half way up to a lower threshold. */
const RELEASE_V = 0.02;
/** Steps an interval is simulated with at least. */
const STEPS_PER_INTERVAL = 1000;
const REFRACTORY_MIN_S = 1e-6;
/** Edges are this part of a step (or of the reset pulse, or the delay) long. */
const EDGE = 1e-3;
const EDGE_F = 1e-15;
/** How much a switch is stronger than the resistor that it works against. */
const DRIVE = 100;
const RAMP_F = 10e-15;
/** Near rheobase a tenth of a femtoampere counts. */
const OFF_OHM = '1e17';
const HYSTERESIS_V = 0.05;
const SILENT_TIME_CONSTANTS = 20;

/** Throws InputError E_NEURON for neurons that are no OTA neurons. */
export function spiceNetlist(setup: NeuronSetup): string {
  const circuit = circuitOf(setup);
  if (circuit.membrane.kind !== 'ota') {
    throw new InputError(
      'E_NEURON',
      `--spice: netlists are written of OTA neurons; those of "${setup.profile.name}" are log-domain ones.`,
    );
  }
  if (circuit.refractoryS < REFRACTORY_MIN_S) {
    throw new InputError(
      'E_NEURON',
      `--spice: a reset pulse of ${circuit.refractoryS} s is too short for the parts of the netlist; set --refractory to 1us or more.`,
    );
  }
  const { membrane } = circuit;
  const decoded = decodeSetup(setup);
  const times = closedFormTimes(circuit);
  const { leakRate, scaleV } = prepareCircuit(circuit);
  const delayS = times === null ? 0 : crossingDelayS(circuit, prepareCircuit(circuit));
  const stopS =
    times === null
      ? Math.min(100, leakRate > 0 ? SILENT_TIME_CONSTANTS / leakRate : 0.1)
      : times.firstS + (SPICE_SPIKES - 0.5) * times.intervalS;
  const stepS =
    (times === null ? stopS : Math.min(times.intervalS, times.firstS)) / STEPS_PER_INTERVAL;
  const resetF = decoded.resetCapacitanceF > 0 ? decoded.resetCapacitanceF : 50e-15;
  const shortest = Math.min(stepS, circuit.refractoryS, delayS > 0 ? delayS : Infinity);
  const parts = { supplyV: setup.supplyV, resetF, delayS, edgeS: EDGE * shortest };
  const lines = [
    `* ${plainText(`${setup.profile.name}: ${setup.coreType} neuron`)}, behavioural parts`,
    ...commentLines(setup, circuit, times, delayS),
    `Vdd vdd 0 DC ${setup.supplyV}`,
    `Vreset vreset 0 DC ${membrane.resetV}`,
    `Cm m 0 ${spice(membrane.capacitanceF - decoded.tsvF)}`,
    ...(decoded.tsvF > 0 ? [`Ctsv m 0 ${spice(decoded.tsvF)}`] : []),
    `Iin 0 m DC ${spice(circuit.inputA)}`,
    `Bleak m 0 I=${spice(membrane.biasA)}*tanh((V(m)-${membrane.restV})/${spice(scaleV)})`,
    ...comparatorLines(membrane, parts),
    `Cr r 0 ${spice(resetF)}`,
    `Rr r 0 ${spice(circuit.refractoryS / (resetF * Math.LN2))}`,
    ...resetLines(membrane, parts),
    '.options method=gear reltol=1e-7 abstol=1e-17 trtol=1',
    `.ic V(m)=${membrane.startV} V(r)=0 V(c)=0 V(p)=0${delayS > 0 ? ' V(d)=0' : ''}`,
    '.save v(m) v(r)',
    `.tran ${spice(stepS)} ${spice(stopS)} 0 ${spice(stepS)} uic`,
    ...Array.from(
      { length: times === null ? 1 : SPICE_SPIKES },
      (_, k) => `.meas tran spike${k + 1} WHEN v(r)=${setup.supplyV / 2} RISE=${k + 1}`,
    ),
    '.end',
  ];
  return `${lines.join('\n')}\n`;
}

function commentLines(
  setup: NeuronSetup,
  circuit: Circuit,
  times: ReturnType<typeof closedFormTimes>,
  delayS: number,
): string[] {
  const codes = setup.choices.map(({ register, code }) => `${register} ${code ?? 'exact'}`);
  const expected =
    times === null
      ? 'Expected: no spike.'
      : `Expected: first spike ${times.firstS.toPrecision(9)} s, interval ${times.intervalS.toPrecision(9)} s.`;
  return [
    `* Codes: ${codes.join(', ')}. ${expected}`,
    '* Run: OMP_NUM_THREADS=1 NGSPICE_MEAS_PRECISION=10 ngspice -b FILE (it prints spike1, spike2, ...).',
    ...(delayS > 0
      ? [
          `* Node d ramps up for the comparator's delay at the slope of this input, ${delayS.toPrecision(6)} s.`,
        ]
      : []),
    ...(times?.isLimited
      ? ["* The comparator's bandwidth limits this neuron's rate; these parts have no such limit."]
      : []),
    `* Refractory time ${circuit.refractoryS} s: Rr Cr ln 2.`,
  ];
}

interface Parts {
  readonly supplyV: number;
  readonly resetF: number;
  readonly delayS: number;
  /** Time constant of the edges of c and p. */
  readonly edgeS: number;
}

/**
 * From membrane m to the charging of r. The switches drive nodes with steep edges, c and p: by them the simulator finds
 * the times at which they close and open. Where there is a delay, a ramp stands between c and r.
 */
function comparatorLines(membrane: OtaMembrane, parts: Parts): string[] {
  const { resetV, comparator } = membrane;
  const thresholdV = membrane.thresholdV + comparator.offsetV;
  const releaseV = resetV + Math.min(RELEASE_V, (thresholdV - resetV) / 2);
  const { delayS, edgeS, resetF } = parts;
  const edgeOhm = edgeS / EDGE_F;
  return [
    'Scomparator vdd c m 0 comparator',
    `Rc c 0 ${spice(edgeOhm)}`,
    `Cc c 0 ${spice(EDGE_F)}`,
    ...(delayS > 0 ? rampLines(parts) : []),
    `Scharge vdd r ${delayS > 0 ? 'd' : 'c'} 0 charge`,
    switchModel('comparator', releaseV, thresholdV, edgeOhm / DRIVE),
    // While m falls, r charges for many of its own time constants.
    switchModel('charge', closingV(parts) - HYSTERESIS_V, closingV(parts), edgeS / (20 * resetF)),
  ];
}

/** Node d reaches half the supply after the delay, from c at all that its divider leaves. */
function rampLines(parts: Parts): string[] {
  const { supplyV, delayS, edgeS } = parts;
  const highV = (supplyV * DRIVE) / (DRIVE + 1);
  return [
    `Gramp 0 d c 0 ${spice((closingV(parts) * RAMP_F) / (highV * delayS))}`,
    `Cramp d 0 ${spice(RAMP_F)}`,
    'Sidle d 0 vdd c idle',
    switchModel('idle', closingV(parts), closingV(parts) + HYSTERESIS_V, edgeS / RAMP_F),
  ];
}

/** While r is above half the supply, p is high and holds m at reset. */
function resetLines({ capacitanceF }: OtaMembrane, parts: Parts): string[] {
  const edgeOhm = parts.edgeS / EDGE_F;
  const openV = closingV(parts);
  return [
    'Spulse vdd p r 0 pulse',
    `Rp p 0 ${spice(edgeOhm)}`,
    `Cp p 0 ${spice(EDGE_F)}`,
    'Sreset m vreset p 0 reset',
    switchModel('pulse', openV, openV + HYSTERESIS_V, edgeOhm / DRIVE),
    switchModel('reset', openV, openV + HYSTERESIS_V, parts.edgeS / capacitanceF),
  ];
}

function closingV({ supplyV }: Parts): number {
  return supplyV / 2;
}

/** Opens below one voltage and closes above the other; without hysteresis a switch may chatter. */
function switchModel(name: string, openV: number, closeV: number, onOhm: number): string {
  const [middleV, halfV] = [(openV + closeV) / 2, (closeV - openV) / 2];
  return `.model ${name} SW(VT=${spice(middleV)} VH=${spice(halfV)} RON=${spice(onOhm)} ROFF=${OFF_OHM})`;
}

/** A number that ngspice reads back as written. */
function spice(value: number): string {
  return value.toExponential(12).replace(/\.?0+e/, 'e');
}
