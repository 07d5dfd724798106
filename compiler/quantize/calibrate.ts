/**
 * Calibration by running samples: population after population, in level order, the scale and the
 * roundings whose spike counts come nearest to those of the float reference.
 */
import type { CoreType } from '../../src/model/chip.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type { Schedule } from '../../src/model/mapping.ts';
import type { NormalNetwork } from '../../src/model/network.ts';
import { createFloatSimulator } from '../../src/reference/simulate.ts';
import { calibratePopulation } from './calibrate-population.ts';
import type { CalibrationPlan, LinkCalibration } from './calibration.ts';
import type { SpikeCounts } from './moments.ts';
import type { QuantizeOptions } from './quantize.ts';

/** Spikes of each population in each sample: [population][sample]. */
export type Recorded = readonly SpikeCounts[][];

/**
 * Runs `samples` for `steps` steps each and returns a plan for `QuantizeOptions.calibration`. What it is
 * given decides what it is good at: use samples of the kind that will be run, about ten, not the ones that
 * accuracy is measured on. Same samples, same plan. Throws what `quantize` throws.
 */
export function calibrate(
  network: NormalNetwork,
  schedule: Schedule,
  core: CoreType,
  options: QuantizeOptions,
  samples: readonly SpikeInput[],
  steps: number,
): CalibrationPlan {
  const wanted = recordFloat(network, schedule, options, samples, steps);
  const quantized = wanted.map((bySample) => [...bySample]);
  const links: (LinkCalibration | null)[] = network.links.map(() => null);
  for (const p of levelOrder(network, schedule)) {
    const found = calibratePopulation({
      network,
      schedule,
      core,
      options,
      steps,
      population: p,
      sources: quantized,
      wanted: wanted[p]!,
    });
    if (!found) continue;
    found.links.forEach(({ k, calibration }) => {
      links[k] = calibration;
    });
    quantized[p] = [...found.spikes];
  }
  return { kind: 'plan', links };
}

/** Populations with real parameters, sources before targets but for links that close a cycle. */
function levelOrder(network: NormalNetwork, schedule: Schedule): number[] {
  const isReal = (p: number): boolean =>
    !['input', 'loihi-lif'].includes(network.populations[p]!.parameters.model);
  return network.populations
    .map((_, p) => p)
    .filter(isReal)
    .sort((a, b) => schedule.levels[a]! - schedule.levels[b]! || a - b);
}

function recordFloat(
  network: NormalNetwork,
  schedule: Schedule,
  options: QuantizeOptions,
  samples: readonly SpikeInput[],
  steps: number,
): SpikeCounts[][] {
  const simulator = createFloatSimulator(network, schedule, options);
  const recorded: SpikeCounts[][] = network.populations.map(() => []);
  for (const sample of samples) {
    const { spikes } = simulator.run(sample, steps);
    let offset = 0;
    network.populations.forEach(({ size, parameters }, p) => {
      if (parameters.model !== 'input') {
        recorded[p]!.push(spikesOf(spikes, p));
        return;
      }
      recorded[p]!.push(inputsOf(sample, offset, offset + size, steps));
      offset += size;
    });
  }
  return recorded;
}

/** The spikes of one population, in their order. */
export function spikesOf(
  spikes: {
    readonly steps: Int32Array;
    readonly populations: Int32Array;
    readonly indices: Int32Array;
  },
  population: number,
): SpikeCounts {
  const at = indicesWhere(spikes.steps.length, (k) => spikes.populations[k] === population);
  return {
    steps: at.map((k) => spikes.steps[k]!),
    indices: at.map((k) => spikes.indices[k]!),
    counts: new Int32Array(at.length).fill(1),
  };
}

function inputsOf(sample: SpikeInput, begin: number, end: number, steps: number): SpikeCounts {
  const { steps: at, indices, counts } = sample;
  const own = indicesWhere(
    at.length,
    (k) => indices[k]! >= begin && indices[k]! < end && at[k]! < steps,
  );
  return {
    steps: own.map((k) => at[k]!),
    indices: own.map((k) => indices[k]! - begin),
    counts: own.map((k) => counts[k]!),
  };
}

function indicesWhere(length: number, holds: (k: number) => boolean): Int32Array {
  const found: number[] = [];
  for (let k = 0; k < length; k++) if (holds(k)) found.push(k);
  return Int32Array.from(found);
}
