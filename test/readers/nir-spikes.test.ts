import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listNirSamples } from '../../src/readers/events/nir-samples.ts';
import { readSample } from '../../src/readers/events/read-sample.ts';
import type { ReadOptions } from '../../src/readers/events/sample.ts';
import { writeNirSpikes } from '../../src/readers/nir-spikes.ts';

const READING: ReadOptions = {
  steps: 10,
  dtS: 1e-3,
  inputShapes: [[3], [2]],
  binOrigin: 'zero',
  binRounding: 'floor',
  binValue: 'count',
  coding: { kind: 'rate' },
  seed: '1',
};

const SAMPLES = [
  {
    steps: 10,
    spikes: {
      steps: Int32Array.of(0, 4, 4, 9),
      populations: Int32Array.of(0, 0, 1, 1),
      indices: Int32Array.of(2, 0, 1, 0),
    },
  },
  {
    steps: 10,
    spikes: {
      steps: Int32Array.of(7),
      populations: Int32Array.of(0),
      indices: Int32Array.of(1),
    },
  },
];
const POPULATIONS = [
  { name: 'left', size: 3, index: 0 },
  { name: 'right', size: 2, index: 1 },
];

async function fileOf(): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), 'spikeloom-nir-')), 'spikes.nir');
  writeFileSync(path, await writeNirSpikes(POPULATIONS, SAMPLES, 1e-3));
  return path;
}

describe('spikes as NIRData', () => {
  it('come back as the input of a network with inputs of the same names', async () => {
    const { samples } = await listNirSamples(await fileOf(), POPULATIONS);
    expect(samples.map(({ sample }) => sample)).toEqual(['spikes-0', 'spikes-1']);
    const [first, second] = samples.map((ref) => readSample(ref, READING).input);
    expect(Array.from(first!.steps)).toEqual([0, 4, 4, 9]);
    expect(Array.from(first!.indices)).toEqual([2, 0, 4, 3]);
    expect(Array.from(second!.steps)).toEqual([7]);
    expect(Array.from(second!.indices)).toEqual([1]);
  });

  it('are refused by name where a node is missing or of another size', async () => {
    const path = await fileOf();
    const wrongName = [{ name: 'lefty', size: 3 }, POPULATIONS[1]!];
    await expect(listNirSamples(path, wrongName)).rejects.toMatchObject({
      code: 'E_NIR_DATA',
      message: expect.stringContaining('nearest: "left"'),
    });
    const wrongSize = [{ name: 'left', size: 4 }, POPULATIONS[1]!];
    await expect(listNirSamples(path, wrongSize)).rejects.toMatchObject({
      code: 'E_NIR_DATA',
      message: expect.stringContaining("records 3 neurons, the network's input has 4"),
    });
  });
});
