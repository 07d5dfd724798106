/** The search for one population: it runs alone, behind what its sources are known to send. */
import type { CoreType } from '../../src/model/chip.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type { Schedule } from '../../src/model/mapping.ts';
import type { FloatArray, LinearMap, Link, NormalNetwork } from '../../src/model/network.ts';
import { floatNeuronModel } from '../../src/neurons/index.ts';
import { createIntegerSimulator } from '../../src/reference/simulate-quant.ts';
import { schedule as scheduleLinks } from '../schedule.ts';
import type { LinkCalibration } from './calibration.ts';
import { clipError } from './calibration.ts';
import { momentCosts } from './moments.ts';
import type { QuantizeOptions } from './quantize.ts';
import { quantize } from './quantize.ts';
import type { RowCosts } from './row-costs.ts';
import { weightUses } from './row-costs.ts';
import type { SpikeCounts } from './spike-counts.ts';
import { spikesOf } from './spike-counts.ts';
import { mantissaGrid, signModeOf } from './weights.ts';

export interface PopulationTask {
  readonly network: NormalNetwork;
  readonly schedule: Schedule;
  readonly core: CoreType;
  readonly options: QuantizeOptions;
  readonly steps: number;
  readonly population: number;
  /** What each population sends, quantized where that is known: [population][sample]. */
  readonly sources: readonly (readonly SpikeCounts[])[];
  /** What this population should send: [sample]. */
  readonly wanted: readonly SpikeCounts[];
}

export interface PopulationResult {
  readonly links: readonly { readonly k: number; readonly calibration: LinkCalibration }[];
  readonly spikes: readonly SpikeCounts[];
}

interface Trial {
  readonly calibrations: readonly LinkCalibration[];
  readonly spikes: readonly SpikeCounts[];
  /** Sum over samples and neurons of |spikes - wanted spikes|. */
  readonly error: number;
}

const CLIPS = [1, 0.85, 0.7, 0.6, 0.5, 0.42, 0.36, 0.3, 0.25, 0.2];
/** Steps of the windows whose second moments guide the rounding: 3 to 40 did equally well on a spiking CNN. */
const WINDOW_STEPS = 12;
/** All clips are tried on this many samples, and the best few of them on all that judge. */
const SCREENED = 3;
const FINALISTS = 3;

/**
 * Even samples guide the rounding and odd ones judge it, so that what fits the samples alone is not
 * preferred; the choice is then rounded anew with all. A population that never spikes keeps its scale and
 * is rounded by the moments alone. Null where no weights lead into the population.
 */
export function calibratePopulation(task: PopulationTask): PopulationResult | null {
  const alone = isolate(task);
  if (alone.links.length === 0) return null;
  const all = task.wanted.map((_, s) => s);
  const judges = all.length > 1 ? all.filter((s) => s % 2 === 1) : all;
  const guides = all.length > 1 ? all.filter((s) => s % 2 === 0) : all;
  const { parameters, name } = task.network.populations[task.population]!;
  if (!floatNeuronModel(parameters.model, name).spiking) {
    return resultOf(task, alone, guidedBy(alone, all)(1), all);
  }
  const together = guidedBy(alone, guides);
  const screened = allowedClips(alone, task.options.weightBits).map((clip) => ({
    clip,
    ...run(task, alone, together(clip), judges.slice(0, SCREENED)),
  }));
  screened.sort((a, b) => a.error - b.error || b.clip - a.clip);
  const nearest = alone.links.map((): LinkCalibration => ({ clip: 1 }));
  const finals = [
    { clip: null, ...run(task, alone, nearest, judges) },
    ...screened
      .slice(0, FINALISTS)
      .map(({ clip }) => ({ clip, ...run(task, alone, together(clip), judges) })),
  ];
  const { clip } = finals.reduce((a, b) => (b.error < a.error ? b : a));
  const chosen = clip === null ? nearest : guidedBy(alone, all)(clip);
  return resultOf(task, alone, chosen, all);
}

function resultOf(
  task: PopulationTask,
  alone: Isolated,
  chosen: readonly LinkCalibration[],
  samples: readonly number[],
): PopulationResult {
  const { calibrations, spikes } = run(task, alone, chosen, samples);
  return { links: alone.links.map(({ k }, at) => ({ k, calibration: calibrations[at]! })), spikes };
}

/** Clips whose weights, each as often as it is used, err no more in sum than without clipping. */
function allowedClips({ links }: Isolated, weightBits: number): number[] {
  const uses = links.map(({ link }) => weightUses(link.map, null));
  const errorOf = (clip: number, k: number): number => {
    const { link } = links[k]!;
    const grid = mantissaGrid(signModeOf(link, link.map.weights), weightBits);
    return clipError(link.map, uses[k]!, grid, clip);
  };
  const unclipped = links.map((_, k) => errorOf(1, k));
  return CLIPS.filter((clip) => links.every((_, k) => errorOf(clip, k) <= unclipped[k]!));
}

/** Calibrations by clip that round by the moments of some samples; the first trial computes these. */
function guidedBy(alone: Isolated, guides: readonly number[]): (clip: number) => LinkCalibration[] {
  const costs = alone.links.map(({ feeds }) => {
    let known: RowCosts | undefined;
    return (map: LinearMap<FloatArray>): RowCosts => {
      known ??= momentCosts(
        map,
        guides.map((s) => feeds[s]!),
        WINDOW_STEPS,
      );
      return known;
    };
  });
  return (clip) => costs.map((each) => ({ clip, costs: each }));
}

/** The population as the last of a network of its own, each link fed by an input that replays its source. */
interface Isolated {
  readonly network: NormalNetwork;
  readonly links: readonly {
    readonly link: Link;
    readonly k: number;
    readonly feeds: readonly SpikeCounts[];
  }[];
  readonly inputs: readonly SpikeInput[];
}

function isolate({
  network,
  schedule,
  population,
  sources,
  wanted,
  steps,
}: PopulationTask): Isolated {
  const own = network.links.flatMap((link, k) => (link.post === population ? [{ link, k }] : []));
  const links = own.map(({ link, k }) => ({
    link,
    k,
    // A link that closes a cycle brings the spikes of the step before.
    feeds:
      schedule.backward[k] && link.pre !== population
        ? sources[link.pre]!.map((feed) => ({ ...feed, steps: feed.steps.map((s) => s + 1) }))
        : sources[link.pre]!,
  }));
  const fed = links.filter(({ link }) => link.pre !== population);
  const last = fed.length;
  const inputOf = new Map(fed.map(({ k }, at) => [k, at]));
  return {
    links,
    inputs: wanted.map((_, s) =>
      joinFeeds(
        fed.map(({ feeds }) => feeds[s]!),
        fed.map(({ link }) => network.populations[link.pre]!.size),
        steps,
      ),
    ),
    network: {
      ...network,
      populations: [
        ...fed.map(({ link }, at) => ({
          ...network.populations[link.pre]!,
          name: `source ${at}`,
          bias: 0,
          parameters: { model: 'input' } as const,
        })),
        network.populations[population]!,
      ],
      links: links.map(({ link, k }) => ({ ...link, pre: inputOf.get(k) ?? last, post: last })),
      outputs: [last],
    },
  };
}

/** Feeds side by side as the input of one sample, sorted by step. */
function joinFeeds(
  feeds: readonly SpikeCounts[],
  sizes: readonly number[],
  steps: number,
): SpikeInput {
  const rows: [number, number, number][] = [];
  let offset = 0;
  feeds.forEach((feed, f) => {
    feed.steps.forEach((step, k) => {
      if (step < steps) rows.push([step, offset + feed.indices[k]!, feed.counts[k]!]);
    });
    offset += sizes[f]!;
  });
  if (feeds.length > 1) rows.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return {
    sample: '',
    steps: Int32Array.from(rows, (row) => row[0]),
    indices: Int32Array.from(rows, (row) => row[1]),
    counts: Int32Array.from(rows, (row) => row[2]),
    droppedEvents: 0,
  };
}

function run(
  task: PopulationTask,
  alone: Isolated,
  calibrations: readonly LinkCalibration[],
  chosen: readonly number[],
): Trial {
  const { network } = alone;
  const last = network.populations.length - 1;
  const calibration = { kind: 'plan', sampleCount: chosen.length, links: calibrations } as const;
  const levels = scheduleLinks(network, task.options.mode?.inputLagSteps);
  const net = quantize(network, levels, task.core, {
    ...task.options,
    calibration,
  });
  const simulator = createIntegerSimulator(net);
  const level = net.populations[last]!.level;
  const spikes = chosen.map((s) =>
    spikesOf(simulator.run(alone.inputs[s]!, task.steps), last, level),
  );
  const { size } = network.populations[last]!;
  return {
    calibrations: calibrations.map(({ clip }, k) => ({
      clip,
      mantissas: net.projections[k]!.connectivity.weights,
    })),
    spikes,
    error: spikes.reduce(
      (sum, each, s) => sum + countError(each, task.wanted[chosen[s]!]!, size),
      0,
    ),
  };
}

function countError(a: SpikeCounts, b: SpikeCounts, size: number): number {
  const difference = new Int32Array(size);
  for (const index of a.indices) difference[index]!++;
  for (const index of b.indices) difference[index]!--;
  return difference.reduce((sum, value) => sum + Math.abs(value), 0);
}
