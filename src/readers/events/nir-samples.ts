/** Spikes of a NIRData file as samples: what other tools recorded becomes the input of a run. */
import { basename, extname } from 'node:path';
import { InputError, nearestWord } from '../../support/errors.ts';
import { type NirData, type NirObservable, readNirData } from '../nir-data.ts';
import type { EventSet } from './event-set.ts';
import type { SampleList } from './sample.ts';
import { readSampleFile } from './sample-file.ts';

/** An input population of the network, in the order of the concatenated input indices. */
export interface NirInput {
  readonly name: string;
  readonly size: number;
}

/** True for files that hold NIRData by their ending: a `.nir` given as input, or any HDF5. */
export function isNirDataPath(path: string): boolean {
  return /\.(nir|h5|hdf5)$/i.test(path);
}

interface Columns {
  readonly timesS: number[];
  readonly indices: number[];
  readonly counts: number[];
}

/**
 * Samples of the file's `spikes` observables, one node for each input population of that name (a
 * network with one input takes the file's only node whatever its name). Time-gridded values are counts.
 * Throws InputError E_NIR_DATA where a node is missing, sizes or sample counts do not agree, or a value
 * is no count, and what `readNirData` throws.
 */
export async function listNirSamples(
  path: string,
  inputs: readonly NirInput[],
): Promise<SampleList> {
  const data = await readNirData(readSampleFile(path), path);
  const sources = inputs.map((input) => findSpikes(data, input, inputs.length, path));
  const sampleCount = sources[0]?.shape[0] ?? 0;
  if (sources.some(({ shape }) => shape[0] !== sampleCount)) {
    throw dataError(path, 'its nodes hold different numbers of samples.');
  }
  const samples = Array.from(
    { length: sampleCount },
    (): Columns => ({ timesS: [], indices: [], counts: [] }),
  );
  let base = 0;
  sources.forEach((source, k) => {
    collect(source, base, samples, path);
    base += inputs[k]!.size;
  });
  const content = {
    data: eventSet(samples, path),
    sampleCount,
    labels: null,
    warnings: [],
  };
  const stem = basename(path, extname(path));
  return {
    samples: samples.map((_, position) => ({
      sample: sampleCount === 1 ? stem : `${stem}-${position}`,
      path,
      format: 'npz' as const,
      position,
      content,
    })),
    warnings: [],
  };
}

function findSpikes(
  data: NirData,
  input: NirInput,
  inputCount: number,
  path: string,
): NirObservable {
  const names = [...data.keys()];
  const node =
    data.get(input.name) ??
    (inputCount === 1 && names.length === 1 ? data.get(names[0]!) : undefined);
  if (!node) {
    const near = nearestWord(input.name, names);
    throw dataError(
      path,
      `it has no node "${input.name}", the network's input${near ? ` (nearest: "${near}")` : ''}; it has ${names.slice(0, 8).join(', ') || 'none'}.`,
    );
  }
  const spikes = node.get('spikes') ?? (node.size === 1 ? [...node.values()][0] : undefined);
  if (!spikes) throw dataError(path, `node "${input.name}" has no observable "spikes".`);
  const neurons = spikes.kind === 'events' ? spikes.neuronCount : spikes.shape[2];
  if (neurons !== input.size) {
    throw dataError(
      path,
      `node "${input.name}" records ${neurons} neurons, the network's input has ${input.size}.`,
    );
  }
  return spikes;
}

function collect(
  source: NirObservable,
  base: number,
  samples: readonly Columns[],
  path: string,
): void {
  const width = source.kind === 'events' ? source.shape[1] : source.shape[1] * source.shape[2];
  samples.forEach((columns, sample) => {
    for (let k = 0; k < width; k++) {
      const at = sample * width + k;
      if (source.kind === 'events') {
        if (source.indices[at]! < 0) continue;
        add(
          columns,
          source.timesS[at]!,
          base + source.indices[at]!,
          source.values?.[at] ?? 1,
          path,
        );
      } else if (source.values[at] !== 0) {
        const [, , neurons] = source.shape;
        const timeS = Math.floor(k / neurons) * source.dtS;
        add(columns, timeS, base + (k % neurons), source.values[at]!, path);
      }
    }
  });
}

function add(columns: Columns, timeS: number, index: number, count: number, path: string): void {
  if (!Number.isInteger(count) || count < 0) {
    throw dataError(
      path,
      `a spike of ${count} is no count; a chip's inputs are whole numbers of spikes.`,
    );
  }
  columns.timesS.push(timeS);
  columns.indices.push(index);
  columns.counts.push(count);
}

function eventSet(samples: readonly Columns[], path: string): EventSet {
  const offsets = new Float64Array(samples.length + 1);
  samples.forEach(({ indices }, k) => {
    offsets[k + 1] = offsets[k]! + indices.length;
  });
  return {
    kind: 'events',
    path,
    clock: 'times_s',
    when: Float64Array.from(samples.flatMap(({ timesS }) => timesS)),
    indices: Float64Array.from(samples.flatMap(({ indices }) => indices)),
    counts: Float64Array.from(samples.flatMap(({ counts }) => counts)),
    offsets,
  };
}

function dataError(path: string, what: string): InputError {
  return new InputError('E_NIR_DATA', `${path}: ${what}`, { path });
}
