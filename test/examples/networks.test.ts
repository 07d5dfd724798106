import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { loadProfile } from '../../chip-profiles/load.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type { Network } from '../../src/model/network.ts';
import { listSamples } from '../../src/readers/events/list-samples.ts';
import { readSample } from '../../src/readers/events/read-sample.ts';
import { readNetworkFile } from '../../src/readers/network-file.ts';
import { networkJsonSchema } from '../../src/readers/network-file-json-schema.ts';
import { createIntegerSimulator } from '../../src/reference/simulate-quant.ts';
import { runOnChip, spikeRows } from '../support/on-chip.ts';

const folder = join(import.meta.dirname, '../../examples/networks');
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const STEPS = 260;

function networkIn(name: string): Network {
  const path = join(folder, name);
  return readNetworkFile(readFileSync(path), path).network;
}

/** The spikes that stand beside the network, of the same name. */
function inputOf(name: string, network: Network): SpikeInput {
  const shapes = network.populations.flatMap(({ parameters, shape }) =>
    parameters.model === 'input' ? [shape] : [],
  );
  const path = join(folder, name.replace('.yaml', '.csv'));
  const [ref] = listSamples(path, shapes).samples;
  const sample = readSample(ref!, {
    steps: STEPS,
    dtS: 1e-3,
    inputShapes: shapes,
    binOrigin: 'first',
    binRounding: 'floor',
    binValue: 'count',
    coding: { kind: 'rate', gain: 1 },
    seed: '1',
  });
  return sample.input;
}

/** Register-level models by name run on loihi2 only. */
function chipOf({ populations }: Network): string {
  return populations.some(({ parameters }) => parameters.model === 'registers')
    ? 'loihi2'
    : 'loihi1';
}

describe('each network of examples/networks', () => {
  it.each(files)('%s runs on the chip as in the integer reference', (name) => {
    const network = networkIn(name);
    const input = inputOf(name, network);
    const { profile } = loadProfile(chipOf(network));
    const { compilation, traces } = runOnChip(network, [input], {
      steps: STEPS,
      profile,
      recordSpikes: true,
    });
    const { steps, populations, indices } = traces[0]!.spikes!;
    expect(steps.length).toBeGreaterThan(0);
    const reference = createIntegerSimulator(compilation.quantNet).run(input, STEPS);
    expect({ steps, populations, indices }).toEqual({ ...reference });
  });

  it('says what its comments say: the resonator that is tuned to the drive answers alone', () => {
    const { spikes } = onChip('loihi2-resonator.yaml', 'loihi2');
    expect(new Set(spikes(1).map(([, index]) => index))).toEqual(new Set([1]));
    expect(spikes(2).length).toBeGreaterThan(0);
  });

  it('says what its comments say: the cell learns to fire before its teacher', () => {
    const { spikes } = onChip('stdp.yaml', 'loihi1');
    const steps = spikes(2).map(([step]) => step);
    expect(steps.slice(0, 3)).toEqual([4, 24, 44]); // the teacher's, one step after its spikes
    expect(steps.slice(-2)).toEqual([184, 221]); // sources 0 and 1 alone; 2 and 3 at 241 do nothing
  });
});

function onChip(
  name: string,
  chip: string,
): { readonly spikes: (population: number) => [number, number][] } {
  const network = networkIn(name);
  const { profile } = loadProfile(chip);
  const input = inputOf(name, network);
  const { traces } = runOnChip(network, [input], { steps: STEPS, profile, recordSpikes: true });
  return { spikes: (population) => spikeRows(traces[0]!, population) };
}

test('network.schema.json is current (vitest -u writes it)', async () => {
  const text = `${JSON.stringify(networkJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../examples/networks/network.schema.json');
});
