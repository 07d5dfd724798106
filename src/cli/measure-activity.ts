/** Spikes that a mapping is made for: of a first run, or of the first samples that will be fed. */
import { type CompileOptions, compile } from '../../compiler/compile.ts';
import {
  type Activity,
  type ActivitySource,
  activityOf,
  UNIFORM_ACTIVITY,
} from '../../compiler/partition/activity.ts';
import { createEmulator, DEFAULT_EMULATION_OPTIONS } from '../../emulator/emulate.ts';
import type { ChipProfile } from '../model/chip.ts';
import type { SpikeInput } from '../model/events.ts';
import { preSize } from '../model/fan-out.ts';
import type { QuantNet } from '../model/mapping.ts';
import type { Network } from '../model/network.ts';
import { findIntegerNeuronModel } from '../neurons/integer-models.ts';
import { createIntegerSimulator } from '../reference/simulate-quant.ts';
import { groupDigits } from '../support/errors.ts';
import { checkStepCount, prepareInputs } from './inputs.ts';
import { readTask } from './read-task.ts';
import type { RunOptions } from './run-options.ts';

const MEASURED_STEPS = 128;
/** Samples that are looked at first, and steps of each. */
const SAMPLES_MAX = 3;
const SAMPLE_STEPS_MAX = 64;
/** Of a single sample, the run is to take most of the time. */
const SINGLE_SHARE = 1 / 8;
const SINGLE_STEPS_MIN = 16;
/** Work of the measurement at most: compartments and synapses by step, the latter in part. */
const WORK_MAX = 3e7;
const SYNAPSES_AS_NEURON = 32;
/** Spikes of one event that stands for many, and of all together. */
const EVENT_SPIKES_MAX = 16;
const SPIKES_MAX = 4_000_000;

const SILENCE: SpikeInput = {
  sample: 'bias',
  steps: new Int32Array(0),
  indices: new Int32Array(0),
  counts: new Int32Array(0),
  droppedEvents: 0,
};

/** Spikes of the first 128 steps on the structured mapping; undefined where the network has inputs. */
export function measureActivity(
  network: Network,
  profile: ChipProfile,
  options: CompileOptions,
): Activity | undefined {
  const { partitioner: _, given: _given, activity: _activity, ...rest } = options;
  const { image, quantNet } = compile(network, profile, { ...rest, partitioner: 'structured' });
  if (image.inputs.length > 0) return undefined;
  let activity: Activity | undefined;
  const set = profile.parameterSets[options.parameterSet]!;
  const emulation = {
    ...DEFAULT_EMULATION_OPTIONS,
    steps: MEASURED_STEPS,
    timing: 'none' as const,
    recordSpikes: true,
  };
  const emulator = createEmulator(image, set, emulation, ({ spikes, steps }) => {
    const sum = (values: ArrayLike<number>): number =>
      Array.from(values).reduce((total, value) => total + value, 0);
    const neurons = quantNet.populations.reduce((total, { size }) => total + size, 0);
    activity = activityOf(
      quantNet.populations.map(({ size }) => size),
      MEASURED_STEPS,
      sum(steps.updated) / (neurons * steps.updated.length),
      Array.from(spikes!.steps, (step, k) => ({
        step,
        population: spikes!.populations[k]!,
        neuron: spikes!.indices[k]!,
      })),
    );
  });
  emulator.feed(SILENCE, true);
  return activity;
}

/**
 * The spikes of the first samples of `--input` or `--calibrate`, or of the first steps of a network without inputs; equally many of
 * every neuron where there is neither. Samples are read here, and run by the integer reference once a partitioner
 * asks. Throws what reading an input throws.
 */
export async function activitySource(
  network: Network,
  options: RunOptions,
): Promise<ActivitySource> {
  const fed = network.populations.filter(({ parameters }) => parameters.model === 'input');
  if (fed.length === 0) return measuredSource([SILENCE], MEASURED_STEPS, 'without any input');
  const input = options.input ?? options.calibrate;
  if (input === undefined) return UNIFORM_ACTIVITY;
  const samples = Math.min(SAMPLES_MAX, options.samples ?? SAMPLES_MAX);
  const { labels: _, ...rest } = options;
  const inputs = await prepareInputs(fed, options.simulation.dtS, { ...rest, input, samples });
  checkStepCount(inputs.steps);
  const read = inputs.tasks.map(({ ref }) => readTask(ref, null, inputs.reading).input);
  const share = read.length === 1 ? SINGLE_SHARE : 1;
  const steps = Math.min(
    inputs.steps,
    SAMPLE_STEPS_MAX,
    Math.max(SINGLE_STEPS_MIN, Math.floor(inputs.steps * share)),
  );
  const which = read.length === 1 ? 'the first sample' : `the first ${read.length} samples`;
  return measuredSource(read, steps, `of ${which}`);
}

function measuredSource(
  samples: readonly SpikeInput[],
  stepsWanted: number,
  which: string,
): ActivitySource {
  let measured = 0;
  return {
    measure: (net) => {
      measured = affordableSteps(net, samples.length, stepsWanted);
      return measured === 0 ? undefined : simulatedActivity(net, samples, measured);
    },
    describe: () =>
      measured === 0
        ? UNIFORM_ACTIVITY.describe()
        : `the mapping expects the spikes ${which}, ${groupDigits(measured)} steps${samples.length > 1 ? ' each' : ''} (--activity).`,
  };
}

/** 0 where a run would take too long, or where the reference does not know a neuron. */
function affordableSteps(
  { populations, projections }: QuantNet,
  samples: number,
  steps: number,
): number {
  const isKnown = populations.every(
    ({ registers, neuron }) => registers === null || findIntegerNeuronModel(neuron) !== undefined,
  );
  if (!isKnown) return 0;
  const neurons = populations.reduce((sum, { size }) => sum + size, 0);
  const synapses = projections.reduce((sum, { connectivity: map }) => {
    const each = map.kind === 'dense' ? map.postSize : map.kind === 'conv' ? 64 : 1;
    return sum + (map.kind === 'sparse' ? map.targets.length : preSize(map) * each);
  }, 0);
  const perStep = neurons + synapses / SYNAPSES_AS_NEURON;
  return Math.min(steps, Math.floor(WORK_MAX / (perStep * samples)));
}

/** What the integer reference gives: the spikes of any mapping, without one. */
function simulatedActivity(net: QuantNet, samples: readonly SpikeInput[], steps: number): Activity {
  const simulator = createIntegerSimulator(net);
  const inputs = inputBegins(net);
  const spikes: { step: number; population: number; neuron: number }[] = [];
  let begin = 0;
  for (const sample of samples) {
    const { steps: at, populations, indices } = simulator.run(sample, steps);
    for (let k = 0; k < at.length && spikes.length < SPIKES_MAX; k++) {
      spikes.push({ step: begin + at[k]!, population: populations[k]!, neuron: indices[k]! });
    }
    for (let k = 0; k < sample.steps.length && spikes.length < SPIKES_MAX; k++) {
      if (sample.steps[k]! >= steps) continue;
      const from = inputs.findLast((each) => each.begin <= sample.indices[k]!)!;
      const neuron = sample.indices[k]! - from.begin;
      const count = Math.min(EVENT_SPIKES_MAX, Math.abs(sample.counts[k]!));
      for (let n = 0; n < count; n++) {
        spikes.push({ step: begin + sample.steps[k]!, population: from.population, neuron });
      }
    }
    begin += steps + net.depth;
  }
  const sizes = net.populations.map(({ size }) => size);
  return activityOf(sizes, begin, 1, spikes);
}

/** First index of each input population in a sample's events. */
function inputBegins({
  populations,
}: QuantNet): readonly { readonly population: number; readonly begin: number }[] {
  let begin = 0;
  return populations.flatMap(({ registers, size }, population) => {
    if (registers !== null) return [];
    const found = { population, begin };
    begin += size;
    return [found];
  });
}
