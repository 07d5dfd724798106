import { describe, expect, test } from 'vitest';
import { type Hdf5Group, writeHdf5 } from '../../src/readers/hdf5.ts';
import {
  type NirData,
  type NirObservable,
  readNirData,
  writeNirData,
} from '../../src/readers/nir-data.ts';
import { dataset, group } from './nir-fixtures.ts';

const data: NirData = new Map([
  [
    'lif1',
    new Map<string, NirObservable>([
      [
        'spikes',
        {
          kind: 'events' as const,
          shape: [2, 3] as const,
          indices: Int32Array.of(0, 4, -1, 2, -1, -1),
          timesS: Float64Array.of(0.1, 0.25, Number.POSITIVE_INFINITY, 1e-9, ...pads(2)),
          neuronCount: 5,
          timeSMax: 1,
        },
      ],
      [
        'v',
        {
          kind: 'time-gridded' as const,
          shape: [1, 2, 3] as const,
          values: Float32Array.of(1, 2, 3, 4, 5, 6.5),
          dtS: 0.001,
        },
      ],
    ]),
  ],
  [
    'out.last',
    new Map<string, NirObservable>([
      [
        'graded',
        {
          kind: 'events' as const,
          shape: [1, 1] as const,
          indices: Int32Array.of(1),
          timesS: Float64Array.of(0.5),
          values: Float64Array.of(-2.5),
          neuronCount: 2,
          timeSMax: 1,
        },
      ],
    ]),
  ],
]);

function pads(count: number): number[] {
  return new Array<number>(count).fill(Number.POSITIVE_INFINITY);
}

const marked = (item: Hdf5Group, attributes: Record<string, string | number>): Hdf5Group => ({
  ...item,
  attributes: new Map(Object.entries(attributes)),
});

const events = (idx: number[], time: number[]): Promise<Uint8Array> => {
  const columns = group({
    idx: dataset('shape', { shape: [1, idx.length], values: idx }),
    time: dataset('time', { shape: [1, time.length], values: time }),
  });
  const spikes = marked(columns, { __type__: 'EventData', n_neurons: 3, t_max: 1 });
  const node = marked(group({ observables: group({ spikes }) }), { __type__: 'NIRNodeData' });
  return writeHdf5(marked(group({ nodes: group({ n: node }) }), { __type__: 'NIRGraphData' }));
};

describe('NIRData', () => {
  test('events, valued events and gridded signals survive a round trip', async () => {
    expect(await readNirData(await writeNirData(data), 'data.h5')).toEqual(data);
  });

  test('a NIR graph is not NIRData', async () => {
    const bytes = await writeHdf5(group({ node: group({ type: dataset('type', 'NIRGraph') }) }));
    await expect(readNirData(bytes, 'net.nir')).rejects.toMatchObject({
      code: 'E_NIR_DATA',
      message:
        '"net.nir": the file is not marked as NIRGraphData (it is a NIR graph: read it as a network).',
    });
  });

  test.each([
    [[0, 3], [0.1, 0.2], 'has neuron 3 at event 1; there are 3 neurons'],
    [[0, 1], [0.1, Number.NaN], 'has time NaN at event 1'],
    [[0, 1], [0.1], 'has columns of different shapes, [1, 2] and [1, 1]'],
  ])('events %j at %j contradict themselves', async (idx, time, problem) => {
    await expect(readNirData(await events(idx, time), 'd.h5')).rejects.toMatchObject({
      code: 'E_NIR_DATA',
      message: `"d.h5": node "n", "spikes" ${problem}.`,
    });
  });
});
