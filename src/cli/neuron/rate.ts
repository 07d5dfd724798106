/** When one neuron under constant input fires: in closed form, and by the event engine that runs whole chips. */
import { AnalogNeurons } from '../../../emulator/analog/analog-neurons.ts';
import {
  LEAK_LINEAR,
  type PreparedCircuit,
  prepareCircuit,
} from '../../../emulator/analog/circuit.ts';
import { membraneSlope, rheobaseDrive, riseSeconds } from '../../../emulator/analog/closed-form.ts';
import type { Circuit } from '../../model/analog-circuit.ts';
import { comparatorDelayS } from '../../physics/comparator.ts';

export interface FiringTimes {
  /** From the start to the first spike. */
  readonly firstS: number;
  readonly intervalS: number;
  /** True where the comparator's bandwidth, and not the membrane, sets the interval. */
  readonly isLimited: boolean;
}

/** Null where the neuron stays silent. Throws as `prepareCircuit`. */
export function closedFormTimes(circuit: Circuit): FiringTimes | null {
  const prepared = prepareCircuit(circuit);
  const drive = circuit.inputA * prepared.gainPerC;
  const delayS = crossingDelayS(circuit, prepared);
  const firstS = riseFrom(prepared, drive, prepared.startU) + delayS;
  const ownS = circuit.refractoryS + riseFrom(prepared, drive, prepared.resetU);
  const intervalS = Math.max(ownS, prepared.minimumIntervalS) + delayS;
  const isSilent = !(Number.isFinite(firstS) && Number.isFinite(intervalS));
  return isSilent ? null : { firstS, intervalS, isLimited: ownS < prepared.minimumIntervalS };
}

/** Of the comparator, at the slope with which constant input passes threshold. */
export function crossingDelayS(circuit: Circuit, prepared: PreparedCircuit): number {
  const { leak, leakRate, gainPerC, thresholdU, scaleV, comparator } = prepared;
  if (!comparator?.delay) return 0;
  const slope = membraneSlope(leak, leakRate, circuit.inputA * gainPerC, thresholdU);
  return comparatorDelayS(comparator.delay, slope * scaleV);
}

function riseFrom(prepared: PreparedCircuit, drive: number, fromU: number): number {
  const { leak, leakRate, thresholdU } = prepared;
  const isBelow = leak !== LEAK_LINEAR && drive <= rheobaseDrive(leak, leakRate, thresholdU);
  return isBelow ? Infinity : riseSeconds(leak, leakRate, drive, fromU, thresholdU);
}

/** Largest constant current that never makes it fire. */
export function rheobaseA(circuit: Circuit): number {
  const { leak, leakRate, thresholdU, gainPerC } = prepareCircuit(circuit);
  return rheobaseDrive(leak, leakRate, thresholdU) / gainPerC;
}

const SPIKES = 9;
const EVENTS_MAX = 1000;

/** The same from the engine's events; the interval is the mean of eight. */
export function engineTimes(circuit: Circuit): Omit<FiringTimes, 'isLimited'> | null {
  const neurons = new AnalogNeurons([circuit], new Int32Array(1));
  const spikesS: number[] = [];
  for (let events = 0; events < EVENTS_MAX && spikesS.length < SPIKES; events++) {
    if (neurons.next() < 0) break;
    const timeS = (neurons.entryPs(0) + neurons.entryRemainder(0)) / 1e12;
    if (neurons.take(0)) spikesS.push(timeS);
  }
  if (spikesS.length < 2) return null;
  const [firstS, lastS] = [spikesS[0]!, spikesS.at(-1)!];
  return { firstS, intervalS: (lastS - firstS) / (spikesS.length - 1) };
}

export function rateHz(times: { readonly intervalS: number } | null): number {
  return times === null ? 0 : 1 / times.intervalS;
}

/** Null where the neuron fires, but later than the engine's clock goes. */
export function engineRateHz(
  closed: FiringTimes | null,
  engine: Omit<FiringTimes, 'isLimited'> | null,
): number | null {
  return engine === null && closed !== null ? null : rateHz(engine);
}
