import { describe, expect, it } from 'vitest';
import { alignByLevel, compareRasters } from '../../src/reference/compare.ts';
import { createInputCursor, SpikeRecorder, winner } from '../../src/reference/outcome.ts';
import { spikeKeys } from '../properties/run-network.ts';
import { eventsOf } from '../properties/small-network.ts';

/** Spikes as [step, population, index]. */
function rasterOf(spikes: readonly (readonly [number, number, number])[]) {
  const column = (k: 0 | 1 | 2) => Int32Array.from(spikes, (spike) => spike[k]);
  return { steps: column(0), populations: column(1), indices: column(2) };
}

describe('compareRasters', () => {
  it('finds nothing between equals', () => {
    const raster = rasterOf([
      [1, 1, 0],
      [2, 2, 3],
    ]);
    expect(compareRasters(raster, raster, 3)).toMatchObject({ mismatches: 0, first: null });
    expect(compareRasters(rasterOf([]), rasterOf([]), 1).mismatches).toBe(0);
  });

  it('names the first spike that only one has, and counts both sides', () => {
    const expected = rasterOf([
      [1, 1, 0],
      [2, 1, 1],
      [4, 2, 0],
    ]);
    const actual = rasterOf([
      [1, 1, 0],
      [2, 1, 2],
      [4, 2, 0],
      [9, 2, 5],
    ]);
    const found = compareRasters(expected, actual, 3);
    expect(found.first).toEqual({ step: 2, population: 1, index: 1, expected: 1 });
    expect(found.mismatches).toBe(3);
    expect(Array.from(found.expectedSpikes)).toEqual([0, 2, 1]);
    expect(Array.from(found.actualSpikes)).toEqual([0, 2, 2]);
    expect(Array.from(found.mismatchesByPopulation)).toEqual([0, 2, 1]);
    expect(compareRasters(actual, expected, 3).first).toEqual({
      step: 2,
      population: 1,
      index: 1,
      expected: 0,
    });
  });

  it('sees a missing tail', () => {
    const found = compareRasters(rasterOf([[1, 0, 0]]), rasterOf([]), 1);
    expect(found.first).toEqual({ step: 1, population: 0, index: 0, expected: 1 });
  });
});

describe('alignByLevel', () => {
  it("takes each population's level off and cuts what lies outside", () => {
    const chip = rasterOf([
      [1, 1, 0],
      [1, 2, 7],
      [2, 2, 0],
      [5, 1, 0],
      [6, 1, 1],
      [6, 2, 1],
    ]);
    const aligned = alignByLevel(chip, [0, 1, 2], 5);
    expect(spikeKeys(aligned)).toEqual(['0/1/0', '0/2/0', '4/1/0', '4/2/1']);
  });
});

describe('winner', () => {
  it('is the first of the largest, and nobody without spikes', () => {
    expect([winner([0, 2, 2]), winner([3, 2]), winner([0, 0]), winner([])]).toEqual([
      1,
      0,
      null,
      null,
    ]);
  });
});

describe('createInputCursor', () => {
  it('walks the steps, skips those not asked for, and finds the population', () => {
    const input = eventsOf([
      [0, 0],
      [1, 4, 2],
      [1, 9],
      [3, 2],
    ]);
    const cursor = createInputCursor(input, [
      { population: 0, size: 3 },
      { population: 2, size: 2 },
    ]);
    const seen: number[][] = [];
    const visit = (population: number, index: number, count: number): void => {
      seen.push([population, index, count]);
    };
    cursor.eventsAt(1, visit);
    cursor.eventsAt(2, visit);
    cursor.eventsAt(3, visit);
    // Index 4 is the second neuron of population 2; index 9 is beyond all inputs.
    expect(seen).toEqual([
      [2, 1, 2],
      [0, 2, 1],
    ]);
  });
});

describe('SpikeRecorder', () => {
  it('sorts by step, population and index, past its first capacity', () => {
    const recorder = new SpikeRecorder();
    for (let k = 2999; k >= 0; k--) recorder.add(Math.floor(k / 10), k % 2, k % 10);
    const columns = recorder.columns();
    expect(columns.steps).toHaveLength(3000);
    expect(spikeKeys(columns).slice(0, 6)).toEqual([
      '0/0/0',
      '0/0/2',
      '0/0/4',
      '0/0/6',
      '0/0/8',
      '0/1/1',
    ]);
    expect(columns.steps[2999]).toBe(299);
  });
});
