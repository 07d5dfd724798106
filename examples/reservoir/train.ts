/** Draws the network of this folder, trains its readout and writes `reservoir.nir` and `test.npz`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeNir } from '../../src/readers/nir-write.ts';
import { createRng } from '../../src/support/rng.ts';
import { writeEventSet } from '../event-set.ts';
import { fitReadout, measureReservoir } from './fit.ts';
import { DEFAULT_RESERVOIR, drawWiring, reservoirNetwork } from './network.ts';
import { drawPatterns } from './patterns.ts';

const TRAINED_PATTERNS = 600;
const SHIPPED_PATTERNS = 200;

const folder = process.argv[2] ?? dirname(fileURLToPath(import.meta.url));
const rng = createRng('reservoir');
const training = drawPatterns(TRAINED_PATTERNS, rng.fork('training'));
const held = drawPatterns(SHIPPED_PATTERNS, rng.fork('held'));

for (const [name, options] of [
  ['without recurrence', { ...DEFAULT_RESERVOIR, recurrentWeight: 0 }],
  ['reservoir', DEFAULT_RESERVOIR],
] as const) {
  const wiring = drawWiring(options, rng.fork('wiring'));
  const network = reservoirNetwork(wiring, fitReadout(wiring, options, training), options);
  const { right, spikesMean, outputMean } = measureReservoir(network, held);
  console.log(
    `${name}: ${right} of ${held.length} right; ${spikesMean.toFixed(1)} spikes in the reservoir and ${outputMean.toFixed(1)} at the output a pattern`,
  );
  if (options !== DEFAULT_RESERVOIR) continue;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'reservoir.nir'), await writeNir(network));
  writeFileSync(
    join(folder, 'test.npz'),
    writeEventSet(held.map(({ steps, indices, label }) => ({ steps, indices, label: label! }))),
  );
}
