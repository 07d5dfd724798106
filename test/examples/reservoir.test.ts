import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fitReadout, measureReservoir } from '../../examples/reservoir/fit.ts';
import {
  DEFAULT_RESERVOIR,
  drawWiring,
  reservoirNetwork,
} from '../../examples/reservoir/network.ts';
import { CHANNELS, CLASSES, drawPatterns } from '../../examples/reservoir/patterns.ts';
import { fitRidge } from '../../examples/reservoir/readout.ts';
import { readNir } from '../../src/readers/nir.ts';
import { createRng } from '../../src/support/rng.ts';

test('patterns of all classes have the same counts on every channel', () => {
  for (const { indices } of drawPatterns(CLASSES.length, createRng('x'))) {
    const counts = new Int32Array(CHANNELS);
    for (const channel of indices) counts[channel]!++;
    expect(new Set(counts)).toEqual(new Set([3]));
  }
});

test('ridge regression finds the plane through points', () => {
  const counts = Float64Array.of(1, 0, 0, 1, 1, 1, 2, 1);
  const targets = Float64Array.of(3, -1, 2, 5);
  const [a, b] = fitRidge(counts, targets, 2, 1, 1e-9);
  expect(a).toBeCloseTo(3, 6);
  expect(b).toBeCloseTo(-1, 6);
});

test('training again gives the shipped network', async () => {
  const rng = createRng('reservoir');
  const training = drawPatterns(600, rng.fork('training'));
  const held = drawPatterns(200, rng.fork('held'));
  const wiring = drawWiring(DEFAULT_RESERVOIR, rng.fork('wiring'));
  const network = reservoirNetwork(
    wiring,
    fitReadout(wiring, DEFAULT_RESERVOIR, training),
    DEFAULT_RESERVOIR,
  );
  const { right } = measureReservoir(network, held);
  expect(right).toBe(189);
  const bytes = readFileSync(new URL('../../examples/reservoir/reservoir.nir', import.meta.url));
  const shipped = await readNir(bytes, 'reservoir.nir');
  expect(shipped.populations.map(({ name, size }) => [name, size])).toEqual(
    network.populations.map(({ name, size }) => [name, size]),
  );
});
