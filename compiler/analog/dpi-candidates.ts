/**
 * Ways of a log-domain DPI neuron. Well above its gain current I_g it is a leaky integrator of its membrane current,
 * dI/dt = G I_in - (I + I_g) / tau with G = I_g kappa / (C U_T); below, it grows exponentially, so that a charge from
 * reset to threshold is larger by I_g ln(I_th / I_r). Weights are made larger by that part.
 */
import { codeMax, currentRangeA, dacCurrentA } from '../../src/analog/codes.ts';
import type { DpiNeuron } from '../../src/model/analog.ts';
import { valueAt } from '../../src/model/network.ts';
import { mapPerNeuron } from '../../src/neurons/float-model.ts';
import { thermalVoltageV } from '../../src/physics/temperature.ts';
import type { Candidate } from './candidate.ts';
import { tightestLeast, tightestMost } from './candidate.ts';
import { chargeExcess } from './log-domain.ts';
import type { DesignGoal } from './ota-candidates.ts';
import { largestInput } from './ota-candidates.ts';
import { inputBound, leakBounds, synapseBounds, synapseTauS, wantedScales } from './ranges.ts';

/** Codes of the threshold and of the gain that are tried, evenly over their converters. */
const CODES_MAX = 64;
/** Of a readout's largest threshold: where its largest value lies. */
const READOUT_SWINGS: readonly number[] = [0.8, 0.4, 0.2, 0.1];
/** What the charge that the log domain adds costs, though weights make it up: it is right at rest only. */
const EXCESS_WEIGHT = 0.5;

interface DpiSwing {
  readonly threshold: number;
  readonly swingA: number;
}

/** Ways whose weights the converters reach. */
export function dpiCandidates(neuron: DpiNeuron, goal: DesignGoal): Candidate[] {
  const found: Candidate[] = [];
  for (const swing of swingsOf(neuron, goal)) {
    for (const gain of spread(codeMax(neuron.gain))) {
      const candidate = candidateOf(neuron, goal, swing, gain);
      if (candidate !== null) found.push(candidate);
    }
  }
  return found;
}

function swingsOf(neuron: DpiNeuron, { demand }: DesignGoal): DpiSwing[] {
  const footA = neuron.resetA.value;
  const last = codeMax(neuron.threshold);
  const swings = demand.spiking
    ? spread(last).map((threshold) => ({
        threshold,
        swingA: dacCurrentA(neuron.threshold, threshold) - footA,
      }))
    : READOUT_SWINGS.map((part) => ({
        threshold: last,
        swingA: part * (dacCurrentA(neuron.threshold, last) - footA),
      }));
  return swings.filter(({ swingA }) => swingA > footA);
}

/** Up to CODES_MAX codes from 0 to `last`, both ends among them. */
function spread(last: number): number[] {
  const count = Math.min(last + 1, CODES_MAX);
  if (count === 1) return [last];
  return Array.from({ length: count }, (_, k) => Math.round((k * last) / (count - 1)));
}

function candidateOf(
  neuron: DpiNeuron,
  goal: DesignGoal,
  { threshold, swingA }: DpiSwing,
  gain: number,
): Candidate | null {
  const { core, demand, dtS, weightCodeMax } = goal;
  const footA = neuron.resetA.value;
  const capacitanceF = neuron.capacitanceF.value;
  const gainA = dacCurrentA(neuron.gain, gain);
  if (!(gainA > 0)) return null;
  const decayC =
    (capacitanceF * thermalVoltageV(core.temperature.referenceK.value)) / neuron.kappa.value;
  const excess = chargeExcess({ footA, swingA, gainA });
  const chargeC = (swingA * (1 + excess) * decayC) / gainA;
  const leakAt = (tauS: number, timeScale: number): number => (decayC * timeScale) / tauS;
  const inputA: Candidate['inputA'] = (k, leakA, timeScale) => {
    const drive = valueAt(demand.drivePerS, k);
    if (drive === 0) return 0;
    const tauS = valueAt(demand.tauS, k);
    if (!Number.isFinite(tauS)) return (swingA * drive * timeScale * decayC) / gainA + leakA;
    return leakA * (1 + (drive * tauS * swingA + footA) / gainA);
  };
  const synapse = synapseBounds(core, demand, dtS, chargeC * demand.largestKick, weightCodeMax);
  if (synapse === null) return null;
  const leak = leakBounds(demand, neuron.leak, decayC);
  const input = inputBound(
    neuron.input,
    largestInput(demand, inputA, (tauS) => leakAt(tauS, 1)),
  );
  const idleA = currentRangeA(neuron.leak).least;
  return {
    threshold,
    capacitor: 0,
    gain,
    swing: swingA,
    foot: footA,
    capacitanceF,
    least: tightestLeast([leak.least, synapse.least]),
    most: tightestMost([leak.most, synapse.most, input]),
    wanted: wantedScales(core, demand, dtS, idleA > 0 ? decayC / idleA : 0),
    targets: (timeScale) => {
      const tauS = synapseTauS(core, demand, dtS, timeScale);
      return {
        leakA: mapPerNeuron(demand.size, [demand.tauS], (tau) => leakAt(tau!, timeScale)),
        kickA: chargeC / (tauS > 0 ? tauS : core.synapse.widthS.value),
        synapseTauS: tauS,
      };
    },
    inputA,
    cost: (timeScale) => {
      const idle = demand.tauEnds === null ? idleA / (decayC * timeScale) : 0;
      return (EXCESS_WEIGHT * excess) ** 2 + (20 * dtS * idle) ** 2;
    },
  };
}
