/** Ways of an OTA neuron: C dV/dt = I - I_b tanh((V - E) / a), reset and rest fixed, threshold and capacitor by code. */
import { codeMax, currentRangeA, dacVoltageV, nearestVoltageCode } from '../../src/analog/codes.ts';
import type { AnalogCore, OtaNeuron } from '../../src/model/analog.ts';
import { valueAt } from '../../src/model/network.ts';
import { mapPerNeuron } from '../../src/neurons/float-model.ts';
import { ELEMENTARY_CHARGE_C } from '../../src/physics/constants.ts';
import { otaSaturationV } from '../../src/physics/ota.ts';
import type { Candidate } from './candidate.ts';
import { finiteEnds, tightestLeast, tightestMost } from './candidate.ts';
import type { NeuronDemand } from './demand.ts';
import type { AnalogOptions } from './options.ts';
import { inputBound, leakBounds, synapseBounds, synapseTauS, wantedScales } from './ranges.ts';

/** What every circuit of a population is designed for. */
export interface DesignGoal {
  readonly core: AnalogCore;
  readonly demand: NeuronDemand;
  readonly dtS: number;
  readonly weightCodeMax: number;
  readonly leakMatch: AnalogOptions['leakMatch'];
  /** Network units are volts that a circuit may have as they are. */
  readonly inVolts: boolean;
  /** Of one via on a membrane; 0 where none can hang there. */
  readonly viaF: number;
}

const THRESHOLDS_MAX = 256;
/** Of a = 2 U_T / kappa: where a readout's largest value lies, so that its leak is near its line. */
const READOUT_SWINGS: readonly number[] = [0.5, 0.25, 0.125];
/** Room between a readout's largest value and the threshold. */
const READOUT_ROOM = 1.25;
const SHAPE_POINTS = 16;
/** Steps over which the charge of a neuron without leak is to last, in the cost. */
const DROOP_STEPS = 20;

interface OtaSwing {
  readonly threshold: number;
  readonly swingV: number;
}

/** Ways whose weights the converters reach; none where the largest weight is too large for all. */
export function otaCandidates(neuron: OtaNeuron, goal: DesignGoal): Candidate[] {
  const found: Candidate[] = [];
  const swings = swingsOf(neuron, goal);
  for (let capacitor = 0; capacitor < neuron.capacitorsF.length; capacitor++) {
    const capacitanceF = neuron.capacitorsF[capacitor]!.value + neuron.parasiticF.value;
    if (capacitanceF <= 0) continue;
    for (const swing of swings) {
      const candidate = candidateOf(neuron, goal, swing, capacitor, capacitanceF);
      if (candidate !== null) found.push(candidate);
    }
  }
  return found;
}

function swingsOf(neuron: OtaNeuron, { core, demand, inVolts }: DesignGoal): OtaSwing[] {
  const resetV = neuron.resetV.value;
  const last = codeMax(neuron.threshold);
  if (!demand.spiking) {
    const roomV = (dacVoltageV(neuron.threshold, last) - resetV) / READOUT_ROOM;
    const saturationV = saturationOf(neuron, core);
    return READOUT_SWINGS.map((part) => ({
      threshold: last,
      swingV: Math.min(part * saturationV, roomV),
    })).filter(({ swingV }) => swingV > 0);
  }
  const least = neuron.comparator.hysteresisV.value;
  const all: OtaSwing[] = [];
  const stride = Math.ceil((last + 1) / THRESHOLDS_MAX);
  for (let threshold = 0; threshold <= last; threshold += stride) {
    const swingV = dacVoltageV(neuron.threshold, threshold) - resetV;
    if (swingV > least) all.push({ threshold, swingV });
  }
  return (inVolts && ownVolts(neuron, demand, least)) || all;
}

/** The network's own volts as the only choice, where all neurons have one swing and the threshold converter reaches it. */
function ownVolts(
  neuron: OtaNeuron,
  { distance }: NeuronDemand,
  leastV: number,
): OtaSwing[] | null {
  const ends = finiteEnds(distance);
  if (ends === null || ends.least !== ends.most) return null;
  const choice = nearestVoltageCode(neuron.threshold, neuron.resetV.value + ends.least);
  const swingV = choice.value - neuron.resetV.value;
  return choice.clipped || swingV <= leastV ? null : [{ threshold: choice.code, swingV }];
}

export function saturationOf(neuron: Pick<OtaNeuron, 'kappa'>, core: AnalogCore): number {
  return otaSaturationV(neuron.kappa.value, core.temperature.referenceK.value);
}

function candidateOf(
  neuron: OtaNeuron,
  goal: DesignGoal,
  { threshold, swingV }: OtaSwing,
  capacitor: number,
  capacitanceF: number,
): Candidate | null {
  const { core, demand, dtS, weightCodeMax, leakMatch } = goal;
  const saturationV = saturationOf(neuron, core);
  const footV = neuron.resetV.value - neuron.restV.value;
  const match = leakMatch === 'swing' ? swingMatch(footV / saturationV, swingV / saturationV) : 1;
  const leakPerScaleA = capacitanceF * saturationV * match;
  const leakAt = (tauS: number, timeScale: number): number => (leakPerScaleA * timeScale) / tauS;
  const inputA: Candidate['inputA'] = (k, leakA, timeScale) =>
    capacitanceF * swingV * valueAt(demand.drivePerS, k) * timeScale +
    (leakA * footV) / saturationV;
  const synapse = synapseBounds(
    core,
    demand,
    dtS,
    capacitanceF * swingV * demand.largestKick,
    weightCodeMax,
  );
  if (synapse === null) return null;
  const leak = leakBounds(demand, neuron.leak, leakPerScaleA);
  const input = inputBound(
    neuron.input,
    largestInput(demand, inputA, (tauS) => leakAt(tauS, 1)),
  );
  const idleA = currentRangeA(neuron.leak).least;
  const idleTauS = idleA > 0 ? (capacitanceF * saturationV) / idleA : 0;
  const swingCost = costOf(neuron, goal, swingV, capacitanceF, footV, match);
  return {
    threshold,
    capacitor,
    gain: 0,
    swing: swingV,
    foot: neuron.resetV.value,
    capacitanceF,
    least: tightestLeast([leak.least, synapse.least]),
    most: tightestMost([leak.most, synapse.most, input]),
    wanted: wantedScales(core, demand, dtS, idleTauS),
    targets: (timeScale) => {
      const tauS = synapseTauS(core, demand, dtS, timeScale);
      return {
        leakA: mapPerNeuron(demand.size, [demand.tauS], (tau) => leakAt(tau!, timeScale)),
        kickA: (capacitanceF * swingV) / (tauS > 0 ? tauS : core.synapse.widthS.value),
        synapseTauS: tauS,
      };
    },
    inputA,
    cost: (timeScale) => {
      const droop = (idleA * DROOP_STEPS * dtS) / (capacitanceF * swingV * timeScale);
      return swingCost + (demand.tauEnds === null ? droop * droop : 0);
    },
  };
}

/** Largest magnitude over the extreme neurons at a time scale of 1. */
export function largestInput(
  { tauS, extremes }: NeuronDemand,
  inputA: Candidate['inputA'],
  leakOf: (tauS: number) => number,
): number {
  const inputsA = extremes.map((k) => Math.abs(inputA(k, leakOf(valueAt(tauS, k)), 1)));
  return Math.max(0, ...inputsA);
}

/** How much larger a bias takes as much charge over the swing as the line through the rest does; 1 where neither is any. */
export function swingMatch(footU: number, swingU: number): number {
  const topU = footU + swingU;
  const line = (topU * topU - footU * footU) / 2;
  const curve = logCosh(topU) - logCosh(footU);
  return line > 0 && curve > 0 ? line / curve : 1;
}

/** ln cosh u without overflow. */
function logCosh(u: number): number {
  const size = Math.abs(u);
  return size + Math.log1p(Math.exp(-2 * size)) - Math.LN2;
}

/**
 * Threshold mismatch and noise over the swing, the leak's distance from its line, and room below the reset for
 * inhibition, all as parts of the swing, squared.
 */
function costOf(
  neuron: OtaNeuron,
  { core, demand, viaF }: DesignGoal,
  swingV: number,
  capacitanceF: number,
  footV: number,
  match: number,
): number {
  const saturationV = saturationOf(neuron, core);
  const thermalJ = (saturationV * neuron.kappa.value * ELEMENTARY_CHARGE_C) / 2;
  const noise = (core.mismatch.thresholdV.value ** 2 + thermalJ / capacitanceF) / (swingV * swingV);
  const shape =
    demand.tauEnds !== null ? leakShape(footV / saturationV, swingV / saturationV, match) : 0;
  const crossing = (VIA_WEIGHT * viaF) / capacitanceF;
  const room = (neuron.resetV.value - neuron.floorV.value) / swingV;
  const shortfall = demand.inhibits ? Math.max(0, 1 - room) : 0;
  return noise + shape * shape + crossing * crossing + (shortfall * SHORTFALL_WEIGHT) ** 2;
}

/** Inhibition that the rail cuts is worth a tenth of the swing at most. */
const SHORTFALL_WEIGHT = 0.1;
/** A via that some membranes will get counts half of what it makes of their rates. */
const VIA_WEIGHT = 0.5;

/** Root mean square over the swing of the leak's distance from its line, over the line's largest value. */
export function leakShape(footU: number, swingU: number, match: number): number {
  let sum = 0;
  for (let k = 0; k < SHAPE_POINTS; k++) {
    const u = footU + (swingU * (k + 0.5)) / SHAPE_POINTS;
    sum += (match * Math.tanh(u) - u) ** 2;
  }
  return Math.sqrt(sum / SHAPE_POINTS) / Math.max(Math.abs(footU), Math.abs(footU + swingU));
}
