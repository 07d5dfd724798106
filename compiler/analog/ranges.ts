/** Which time scales the converters of a core reach for what a population asks. */
import { codeMax, currentRangeA, timeRangeS } from '../../src/analog/codes.ts';
import type { AnalogCore, CurrentDac } from '../../src/model/analog.ts';
import type { Bound, Interval } from './candidate.ts';
import type { NeuronDemand } from './demand.ts';

/** Steps of a linear converter below which a code is more than a tenth off. */
const LINEAR_STEPS = 5;
/** A circuit's own times count as short below this part of the network's. */
const SHORT = 0.1;
/** Steps for which a neuron without leak should hold its charge. */
const HOLD_STEPS = 100;

/** Currents that a converter makes within a tenth. */
function reachA(dac: CurrentDac): Interval {
  const { least, most } = currentRangeA(dac);
  if (dac.scale === 'geometric') return { least, most };
  const steps = Math.min(LINEAR_STEPS, codeMax(dac) / 2);
  return { least: (most / codeMax(dac)) * steps, most };
}

/** `leakPerScaleA`: leak of a neuron with a time constant of 1 network second at a time scale of 1. */
export function leakBounds(
  demand: NeuronDemand,
  dac: CurrentDac,
  leakPerScaleA: number,
): { readonly least: Bound; readonly most: Bound } {
  const ends = demand.tauEnds;
  if (ends === null) return { least: { at: 0, by: '' }, most: { at: Infinity, by: '' } };
  const { least, most } = reachA(dac);
  return {
    least: { at: (least * ends.most) / leakPerScaleA, by: 'leak' },
    most: { at: (most * ends.least) / leakPerScaleA, by: 'leak' },
  };
}

/** `inputA`: largest magnitude of a constant input at a time scale of 1; it grows in proportion. */
export function inputBound(dac: CurrentDac, inputA: number): Bound {
  return { at: inputA > 0 ? dac.maxA.value / inputA : Infinity, by: 'input' };
}

/** Network seconds that the chip's synapses decay in: the network's own, or short beside its membranes and steps. */
function synapseBaseS(demand: NeuronDemand, dtS: number): number {
  if (demand.tauSynS > 0) return demand.tauSynS;
  const ends = demand.tauEnds;
  return Math.min(dtS / 2, ends === null ? Infinity : SHORT * ends.least);
}

/** Chip seconds of an exponential synapse at a time scale. */
export function synapseTauS(
  core: AnalogCore,
  demand: NeuronDemand,
  dtS: number,
  timeScale: number,
): number {
  if (core.synapse.kind === 'packet' || core.synapse.tau === undefined) return 0;
  const { least, most } = timeRangeS(core.synapse.tau);
  return Math.min(most, Math.max(least, synapseBaseS(demand, dtS) / timeScale));
}

/**
 * `chargeC`: what the largest weight must bring into the membrane at its largest code; a wider pulse or a longer decay
 * needs less current. Null where no time scale is slow enough.
 */
export function synapseBounds(
  core: AnalogCore,
  demand: NeuronDemand,
  dtS: number,
  chargeC: number,
  weightCodeMax: number,
): { readonly least: Bound; readonly most: Bound } | null {
  const { synapse } = core;
  const neededS = chargeC / (synapse.unit.maxA.value * weightCodeMax);
  if (synapse.kind === 'packet' || synapse.tau === undefined) {
    if (neededS > synapse.widthS.value * (1 + 0.5 / weightCodeMax)) return null;
    return { least: { at: 0, by: '' }, most: { at: Infinity, by: '' } };
  }
  const { least, most } = timeRangeS(synapse.tau);
  if (neededS > most) return null;
  const baseS = synapseBaseS(demand, dtS);
  const unit: Bound = {
    at: neededS <= least && demand.tauSynS === 0 ? Infinity : baseS / neededS,
    by: 'unit',
  };
  if (demand.tauSynS === 0) return { least: { at: 0, by: '' }, most: unit };
  const fastest: Bound = { at: baseS / least, by: 'tau' };
  return {
    least: { at: baseS / most, by: 'tau' },
    most: unit.at < fastest.at ? unit : fastest,
  };
}

/**
 * Time scales that nothing forces and every network would like: the reset and the pulses within a step, pulses short
 * beside the membrane, and `idleTauS`, the decay of a membrane with the least leak, long where the network has none.
 */
export function wantedScales(
  core: AnalogCore,
  demand: NeuronDemand,
  dtS: number,
  idleTauS: number,
): Interval {
  const ends = demand.tauEnds;
  const widthS = core.synapse.kind === 'packet' ? core.synapse.widthS.value : 0;
  const dead = dtS / core.neuron.refractory.minS.value;
  const pulse =
    widthS > 0 ? Math.min(dtS / 2, SHORT * (ends?.least ?? Infinity)) / widthS : Infinity;
  return {
    least: ends === null && idleTauS > 0 ? (HOLD_STEPS * dtS) / idleTauS : 0,
    most: Math.min(dead, pulse),
  };
}
