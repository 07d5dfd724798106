/**
 * Calibration by running samples: population after population, in level order, the scale and the
 * roundings whose spike counts come nearest to those of the float reference.
 */
import type { CoreType } from '../../src/model/chip.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type { Schedule } from '../../src/model/mapping.ts';
import type { NormalNetwork } from '../../src/model/network.ts';
import { createFloatSimulator } from '../../src/reference/simulate.ts';
import { InputError } from '../../src/support/errors.ts';
import { calibratePopulation } from './calibrate-population.ts';
import type { CalibrationPlan, LinkCalibration } from './calibration.ts';
import type { QuantizeOptions } from './quantize.ts';
import type { SpikeCounts } from './spike-counts.ts';
import { inputsOf, spikesOf } from './spike-counts.ts';

/**
 * Runs `samples` for `steps` steps each and returns a plan for `QuantizeOptions.calibration`. What it is
 * given decides what it is good at: use samples of the kind that will be run, about ten, not the ones that
 * accuracy is measured on. Same samples, same plan. Throws InputError E_CALIBRATION for samples and
 * networks that it cannot use, and what `quantize` throws. `onPopulation` is called after each population
 * that is no input.
 */
export function calibrate(
  network: NormalNetwork,
  schedule: Schedule,
  core: CoreType,
  options: QuantizeOptions,
  samples: readonly SpikeInput[],
  steps: number,
  onPopulation: () => void = () => {},
): CalibrationPlan {
  checkNetwork(network);
  checkSamples(samples);
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
    onPopulation();
    if (!found) continue;
    found.links.forEach(({ k, calibration }) => {
      links[k] = calibration;
    });
    quantized[p] = [...found.spikes];
  }
  return { kind: 'plan', sampleCount: samples.length, links };
}

function checkNetwork({ name, populations }: NormalNetwork): void {
  const fixed = populations.find(({ parameters }) => 'registers' in parameters);
  if (fixed === undefined) return;
  throw new InputError(
    'E_CALIBRATION',
    `network "${name}": population "${fixed.name}" holds a chip's registers, whose scale is chosen already. Calibrate networks of real weights.`,
    { population: fixed.name },
  );
}

function checkSamples(samples: readonly SpikeInput[]): void {
  if (samples.length === 0) {
    throw new InputError('E_CALIBRATION', 'calibration needs at least one sample, there are none.');
  }
  const current = samples.find((sample) => sample.currents !== undefined);
  if (current === undefined) return;
  throw new InputError(
    'E_CALIBRATION',
    `sample "${current.sample}" is coded as constant current; calibration counts spikes. Code the samples as spikes.`,
    { sample: current.sample },
  );
}

/** Sources before targets, but for links that close a cycle; without the inputs. */
function levelOrder(network: NormalNetwork, schedule: Schedule): number[] {
  return network.populations
    .map((_, p) => p)
    .filter((p) => network.populations[p]!.parameters.model !== 'input')
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
        recorded[p]!.push(spikesOf(spikes, p, 0));
        return;
      }
      recorded[p]!.push(inputsOf(sample, offset, offset + size, steps));
      offset += size;
    });
  }
  return recorded;
}
