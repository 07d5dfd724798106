/** Spikes of a run as NIRData, so that other NIR tools can read them. */
import type { SpikeColumns } from '../model/trace.ts';
import { writeNirData } from './nir-data.ts';

/** One sample's spikes by network step. */
export interface NirSpikeSample {
  readonly spikes: SpikeColumns;
  readonly steps: number;
}

/** `spikes` observables of every population that is named, as events; time is step x dt in seconds. */
export function writeNirSpikes(
  populations: readonly { readonly name: string; readonly size: number; readonly index: number }[],
  samples: readonly NirSpikeSample[],
  dtS: number,
): Promise<Uint8Array> {
  const timeSMax = Math.max(0, ...samples.map(({ steps }) => steps)) * dtS;
  return writeNirData(
    new Map(
      populations.map(({ name, size, index }) => {
        const rows = samples.map(({ spikes }) => rowOf(spikes, index, dtS));
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
  spikes: SpikeColumns,
  population: number,
  dtS: number,
): { readonly indices: number[]; readonly timesS: number[] } {
  const [indices, timesS]: [number[], number[]] = [[], []];
  for (let k = 0; k < spikes.steps.length; k++) {
    if (spikes.populations[k] !== population) continue;
    indices.push(spikes.indices[k]!);
    timesS.push(spikes.steps[k]! * dtS);
  }
  return { indices, timesS };
}
