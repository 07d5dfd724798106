import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { matchLabels, readLabels } from '../../src/readers/events/labels.ts';
import { listSamples } from '../../src/readers/events/list-samples.ts';
import { readSample } from '../../src/readers/events/read-sample.ts';
import type { ReadOptions } from '../../src/readers/events/sample.ts';

/** N-MNIST test recordings 60001 to 60100 and what a Loihi network made of them (README of the oracle). */
const oracles = process.env.SPIKELOOM_ORACLES;
const folder = oracles === undefined ? '' : join(oracles, 'nir', 'nmnist');
const expectedFile =
  oracles === undefined ? '' : join(oracles, 'nir', 'loihi_nmnist', 'expected_60001-60050.json');
const why = existsSync(folder) ? '' : ' (skipped: SPIKELOOM_ORACLES is not set)';
const inputShapes = [[2, 34, 34]];
const cameraOptions: ReadOptions = {
  steps: 300,
  dtS: 1e-3,
  inputShapes,
  binOrigin: 'first',
  binRounding: 'floor',
  binValue: 'count',
  coding: { kind: 'rate' },
  seed: '1',
};
const loihiOptions: ReadOptions = {
  ...cameraOptions,
  inputShapes: [[2312]],
  binOrigin: 'zero',
  binRounding: 'nearest-even',
  binValue: 'binary',
};

const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

describe.skipIf(why !== '')(`N-MNIST recordings${why}`, () => {
  const { samples, warnings } =
    why === '' ? listSamples(join(folder, 'samples'), inputShapes) : { samples: [], warnings: [] };

  it('are listed in order, 60001 to 60100', () => {
    expect(warnings).toEqual([]);
    expect(samples.map((ref) => ref.sample)).toEqual(
      Array.from({ length: 100 }, (_, k) => String(60001 + k)),
    );
  });

  it('keep every event: in bins of 1 ms from the first event, or dropped behind step 300', () => {
    for (const ref of samples) {
      const { input, stepCount } = readSample(ref, cameraOptions);
      const eventCount = readFileSync(ref.path).length / 5;
      expect(stepCount).toBe(300);
      expect(sum(input.counts) + input.droppedEvents).toBe(eventCount);
      expect(input.steps[0]).toBe(0);
      const keys = Array.from(input.steps, (step, k) => step * 2312 + input.indices[k]!);
      expect(keys.every((key, k) => k === 0 || key > keys[k - 1]!)).toBe(true);
      expect(Math.max(...input.indices)).toBeLessThan(2312);
    }
  });

  it('are as long as their last event where no step count is given', () => {
    const { input, stepCount } = readSample(samples[0]!, { ...cameraOptions, steps: null });
    expect(input.droppedEvents).toBe(0);
    expect(stepCount).toBe(input.steps.at(-1)! + 1);
  });

  it('lose 2,468 events with the binning of the Loihi network, whose input counts match', () => {
    const expected: { id: number; in_events: number }[] = JSON.parse(
      readFileSync(expectedFile, 'utf8'),
    );
    const readings = samples.map((ref) => readSample(ref, loihiOptions).input);
    expect(sum(readings.map((input) => input.droppedEvents))).toBe(2468);
    expect(readings.slice(0, 50).map((input) => input.steps.length)).toEqual(
      expected.map((sample) => sample.in_events),
    );
    expect(readings.every((input) => input.counts.every((count) => count === 1))).toBe(true);
  });

  it('have a label each', () => {
    const labels = readLabels(join(folder, 'labels.json'));
    const classes = matchLabels(
      labels,
      samples.map((ref) => ref.sample),
    );
    expect(classes.slice(0, 5)).toEqual([7, 2, 1, 0, 4]);
  });
});
