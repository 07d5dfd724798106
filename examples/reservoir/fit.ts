/** The readout's weights from float simulations, and what a whole network makes of patterns. */
import { normalize } from '../../compiler/normalize.ts';
import { schedule } from '../../compiler/schedule.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type { Network } from '../../src/model/network.ts';
import { DEFAULT_SIMULATION_OPTIONS } from '../../src/model/simulation.ts';
import type { ReferenceOutcome } from '../../src/reference/outcome.ts';
import { winner } from '../../src/reference/outcome.ts';
import { createFloatSimulator } from '../../src/reference/simulate.ts';
import { DT_S, NEURONS, type ReservoirOptions, reservoirNetwork, type Wiring } from './network.ts';
import { CLASSES, STEPS } from './patterns.ts';
import { fitRidge } from './readout.ts';

/** Sum of weights over a pattern that the right output is trained to reach, in thresholds; the wrong ones share its negative. */
const TARGET = 16;
const RIDGE = 100;

const RESERVOIR = 1;

/** Trained on spike counts of the reservoir alone: its order in time must have become different counts. */
export function fitReadout(
  wiring: Wiring,
  options: ReservoirOptions,
  training: readonly SpikeInput[],
): Float32Array {
  const untrained = new Float32Array(CLASSES.length * NEURONS);
  const outcomes = simulateAll(reservoirNetwork(wiring, untrained, options), training);
  const counts = new Float64Array(training.length * NEURONS);
  outcomes.forEach(({ spikes }, k) => {
    spikes.populations.forEach((population, e) => {
      if (population === RESERVOIR) counts[k * NEURONS + spikes.indices[e]!]!++;
    });
  });
  const classes = CLASSES.length;
  const targets = new Float64Array(training.length * classes);
  training.forEach(({ label }, k) => {
    for (let c = 0; c < classes; c++) {
      targets[k * classes + c] = c === label ? TARGET : -TARGET / (classes - 1);
    }
  });
  return Float32Array.from(fitRidge(counts, targets, NEURONS, classes, RIDGE));
}

/** Float accuracy, and mean spikes of a pattern. */
export function measureReservoir(
  network: Network,
  patterns: readonly SpikeInput[],
): { readonly right: number; readonly spikesMean: number; readonly outputMean: number } {
  const outcomes = simulateAll(network, patterns);
  let [right, spikes, output] = [0, 0, 0];
  outcomes.forEach(({ outputCounts, spikes: all }, k) => {
    if (winner(outputCounts) === patterns[k]!.label) right++;
    const own = outputCounts.reduce((sum, count) => sum + count, 0);
    output += own;
    spikes += all.populations.filter((population) => population === RESERVOIR).length;
  });
  return { right, spikesMean: spikes / patterns.length, outputMean: output / patterns.length };
}

function simulateAll(network: Network, patterns: readonly SpikeInput[]): ReferenceOutcome[] {
  const normal = normalize(network);
  const simulator = createFloatSimulator(normal, schedule(normal, 0), {
    ...DEFAULT_SIMULATION_OPTIONS,
    dtS: DT_S,
  });
  return patterns.map((pattern) => simulator.run(pattern, STEPS));
}
