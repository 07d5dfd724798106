/** The codes of a population at a time scale: the way with the least error, and what every converter makes of it. */
import {
  codeMax,
  dacCurrentA,
  nearestCurrentCode,
  nearestSignedCode,
  nearestTimeCode,
} from '../../src/analog/codes.ts';
import type { AnalogCore, CurrentDac } from '../../src/model/analog.ts';
import type { PerCompartment, PerNeuron } from '../../src/model/network.ts';
import { valueAt } from '../../src/model/network.ts';
import { CompileError } from '../../src/support/errors.ts';
import type { Candidate } from './candidate.ts';
import type { NeuronDemand } from './demand.ts';
import { reaches, reachesWanted } from './time-scale.ts';

/** Codes of a population; `unit` and what follows from it are chosen by its weights. */
export interface ChosenCircuit {
  readonly demand: NeuronDemand;
  readonly candidate: Candidate;
  readonly timeScale: number;
  readonly leak: PerCompartment;
  readonly refractory: number;
  readonly tau: number;
  readonly input: PerCompartment;
  /** Weight current of a kick of one swing, with the synapse's time constant as the converter makes it. */
  readonly kickA: number;
}

/** Weights of a population are mostly smaller than the largest: their root mean square over it, for the cost alone. */
const TYPICAL_WEIGHT = 0.25;

export function chooseCircuit(
  core: AnalogCore,
  demand: NeuronDemand,
  candidates: readonly Candidate[],
  timeScale: number,
  weightCodeMax: number,
): ChosenCircuit {
  const wanted = candidates.filter((candidate) => reachesWanted(candidate, timeScale));
  const ways =
    wanted.length > 0 ? wanted : candidates.filter((candidate) => reaches(candidate, timeScale));
  let best: Candidate | null = null;
  let least = Infinity;
  for (const candidate of ways) {
    const cost =
      candidate.cost(timeScale) + codeCost(core, demand, candidate, timeScale, weightCodeMax);
    // A cost may be infinite, as where the weights are too small for any code.
    if (best === null || cost < least) [best, least] = [candidate, cost];
  }
  if (best === null) {
    throw new CompileError(
      'E_TIME_SCALE',
      `population "${demand.name}" has no circuit at a time scale of ${timeScale}.`,
      { population: demand.name, timeScale },
    );
  }
  return withCodes(core, demand, best, timeScale);
}

/** Squared relative errors of leak, constant input and weights through their converters. */
function codeCost(
  core: AnalogCore,
  demand: NeuronDemand,
  candidate: Candidate,
  timeScale: number,
  weightCodeMax: number,
): number {
  const { leakA, kickA } = candidate.targets(timeScale);
  let worst = 0;
  for (const k of demand.extremes) {
    const wantedA = valueAt(leakA, k);
    const leak = nearestCurrentCode(core.neuron.leak, wantedA);
    const inputA = candidate.inputA(k, leak.value, timeScale);
    const madeA = nearestSignedCode(core.neuron.input, inputA).value;
    const against = Math.max(wantedA, Math.abs(inputA));
    const leakError = wantedA > 0 ? leak.error : 0;
    const inputError = against > 0 ? (madeA - inputA) / against : 0;
    worst = Math.max(worst, leakError * leakError + inputError * inputError);
  }
  if (demand.largestKick === 0) return worst;
  const largestA = kickA * demand.largestKick;
  const unitA = dacCurrentA(
    core.synapse.unit,
    leastUnit(core.synapse.unit, largestA, weightCodeMax),
  );
  const step = unitA / Math.sqrt(12) / (TYPICAL_WEIGHT * largestA);
  return worst + step * step;
}

/** The lowest code of the unit converter at which the largest weight code holds `largestA`, else the highest. */
export function leastUnit(unit: CurrentDac, largestA: number, weightCodeMax: number): number {
  const neededA = largestA / (weightCodeMax + 0.5);
  const { code, value } = nearestCurrentCode(unit, neededA);
  const raised = value < neededA ? Math.min(codeMax(unit), code + 1) : code;
  return dacCurrentA(unit, raised) > 0 ? raised : Math.min(codeMax(unit), raised + 1);
}

function withCodes(
  core: AnalogCore,
  demand: NeuronDemand,
  candidate: Candidate,
  timeScale: number,
): ChosenCircuit {
  const { leakA, kickA, synapseTauS } = candidate.targets(timeScale);
  const tau =
    core.synapse.tau && synapseTauS > 0 ? nearestTimeCode(core.synapse.tau, synapseTauS) : null;
  const leak = codesOf(
    demand.size,
    [leakA],
    (k) => nearestCurrentCode(core.neuron.leak, valueAt(leakA, k)).code,
  );
  const input = codesOf(demand.size, [leakA, demand.drivePerS], (k) => {
    const madeA = dacCurrentA(core.neuron.leak, valueAt(leak, k));
    return nearestSignedCode(core.neuron.input, candidate.inputA(k, madeA, timeScale)).code;
  });
  return {
    demand,
    candidate,
    timeScale,
    leak,
    refractory: 0,
    tau: tau?.code ?? 0,
    input,
    kickA: tau === null ? kickA : (kickA * synapseTauS) / tau.value,
  };
}

/** A code a neuron, or one where no column differs between neurons. */
export function codesOf(
  size: number,
  columns: readonly PerNeuron[],
  codeAt: (neuron: number) => number,
): PerCompartment {
  if (columns.every((column) => typeof column === 'number')) return codeAt(0);
  const codes = Int32Array.from({ length: size }, (_, k) => codeAt(k));
  return codes.every((code) => code === codes[0]) ? (codes[0] ?? codeAt(0)) : codes;
}
