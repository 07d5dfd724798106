/** Spikes of a run as NIRData, so that other NIR tools can read them. */
import type { SpikeColumns } from '../model/trace.ts';
import { writeNirData } from './nir-data.ts';

const PS_PER_S = 1e12;

/** One sample's spikes by network step. */
export interface NirSpikeSample {
  readonly spikes: SpikeColumns;
  readonly steps: number;
  /** Network seconds per chip second, for spikes with times of their own; 1 where left out. */
  readonly timeScale?: number;
}

/**
 * `spikes` observables of every population that is named, as events; time in seconds is step x dt, or that of the spike
 * where it has one, in the network's time.
 */
export function writeNirSpikes(
  populations: readonly { readonly name: string; readonly size: number; readonly index: number }[],
  samples: readonly NirSpikeSample[],
  dtS: number,
): Promise<Uint8Array> {
  const timeSMax = Math.max(0, ...samples.map(({ steps }) => steps)) * dtS;
  return writeNirData(
    new Map(
      populations.map(({ name, size, index }) => {
        const rows = samples.map((sample) => rowOf(sample, index, dtS));
        const width = Math.max(0, ...rows.map(({ indices }) => indices.length));
        const indices = new Int32Array(rows.length * width).fill(-1);
        const timesS = new Float64Array(rows.length * width).fill(Infinity);
        rows.forEach((row, sample) => {
          indices.set(row.indices, sample * width);
          timesS.set(row.timesS, sample * width);
        });
        const observable = {
          kind: 'events' as const,
          shape: [rows.length, width] as const,
          indices,
          timesS,
          neuronCount: size,
          timeSMax,
        };
        return [name, new Map([['spikes', observable]])];
      }),
    ),
  );
}

function rowOf(
  { spikes, timeScale = 1 }: NirSpikeSample,
  population: number,
  dtS: number,
): { readonly indices: number[]; readonly timesS: number[] } {
  const { steps, populations, indices, timesPs } = spikes;
  const own: number[] = [];
  for (let k = 0; k < steps.length; k++) if (populations[k] === population) own.push(k);
  // Within a step spikes are sorted by neuron.
  if (timesPs) own.sort((a, b) => timesPs[a]! - timesPs[b]! || a - b);
  const timeS = (k: number): number =>
    timesPs ? (timesPs[k]! / PS_PER_S) * timeScale : steps[k]! * dtS;
  return { indices: own.map((k) => indices[k]!), timesS: own.map(timeS) };
}
