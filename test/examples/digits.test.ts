import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Network, synapseCount } from '../../src/model/network.ts';
import { readNir } from '../../src/readers/nir.ts';
import type { NpyArray } from '../../src/readers/npy.ts';
import { readNpz } from '../../src/readers/npz.ts';

const folder = join(import.meta.dirname, '../../examples/digits');
const networkFile = readFileSync(join(folder, 'digits.nir'));
const eventFile = readFileSync(join(folder, 'test.npz'));
const stepCount = 16;
const sampleCount = 500;

describe('the digits example', () => {
  it('takes at most 1 MB', () => {
    expect(networkFile.length + eventFile.length).toBeLessThanOrEqual(1_000_000);
  });

  describe('digits.nir', () => {
    let network: Network;
    beforeAll(async () => {
      network = await readNir(networkFile, 'digits.nir');
    });

    it('is a chain from 28 x 28 pixels to ten classes', () => {
      const { populations, projections, outputs } = network;
      expect(populations.map(({ shape }) => shape)).toEqual([
        [1, 28, 28],
        [16, 12, 12],
        [32, 5, 5],
        [10],
      ]);
      expect(projections.map(({ pre, post }) => [pre, post])).toEqual([
        [0, 1],
        [1, 2],
        [2, 3],
      ]);
      expect(outputs).toEqual([3]);
    });

    it('has two convolutions and a dense layer, all without delay', () => {
      const stages = network.projections.map((projection) => projection.stages);
      expect(stages.flat().map(({ kind }) => kind)).toEqual(['conv', 'conv', 'dense']);
      expect(stages.flat().map(synapseCount)).toEqual([57_600, 115_200, 8_000]);
      expect(network.projections.every(({ delayS }) => delayS === 0)).toBe(true);
    });

    it('has IF neurons with threshold 1 that are reset to zero', () => {
      for (const { parameters } of network.populations.slice(1)) {
        expect(parameters).toMatchObject({ model: 'if', r: 1, vThreshold: 1, vReset: 0 });
      }
      expect(network.populations.every(({ bias }) => bias === 0)).toBe(true);
    });

    it('has finite weights of both signs in each layer', () => {
      for (const stage of network.projections.flatMap(({ stages }) => stages)) {
        if (stage.kind !== 'conv' && stage.kind !== 'dense') throw new Error(stage.kind);
        expect(stage.weights.every(Number.isFinite)).toBe(true);
        expect(Math.min(...stage.weights)).toBeLessThan(0);
        expect(Math.max(...stage.weights)).toBeGreaterThan(0);
      }
    });
  });

  describe('test.npz', () => {
    let arrays: Map<string, NpyArray>;
    beforeAll(() => {
      arrays = readNpz(eventFile, 'test.npz');
    });
    const column = (key: string): number[] => Array.from(arrays.get(key)!.values);

    it('holds an event set in narrow integers', () => {
      const types = [...arrays].map(([key, { dtype }]) => [key, dtype]);
      expect(types).toEqual([
        ['steps', 'u1'],
        ['indices', 'u2'],
        ['sample_offsets', 'i4'],
        ['labels', 'u1'],
      ]);
    });

    it('has ascending steps below 16 and pixels below 784 in every sample', () => {
      const [steps, indices] = [column('steps'), column('indices')];
      const offsets = column('sample_offsets');
      expect(offsets).toHaveLength(sampleCount + 1);
      expect(offsets[0]).toBe(0);
      expect(offsets.at(-1)).toBe(steps.length);
      expect(indices).toHaveLength(steps.length);
      expect(indices.every((index) => index < 784)).toBe(true);
      for (let sample = 0; sample < sampleCount; sample++) {
        const own = steps.slice(offsets[sample], offsets[sample + 1]);
        expect(own.length).toBeGreaterThan(0);
        expect(own.at(-1)).toBeLessThan(stepCount);
        expect(own.every((step, k) => k === 0 || step >= own[k - 1]!)).toBe(true);
      }
    });

    it('has every digit about as often as the others', () => {
      const labels = column('labels');
      expect(labels).toHaveLength(sampleCount);
      for (let digit = 0; digit < 10; digit++) {
        const share = labels.filter((label) => label === digit).length / sampleCount;
        expect(share).toBeGreaterThan(0.08);
        expect(share).toBeLessThan(0.12);
      }
    });
  });
});
