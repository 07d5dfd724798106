import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { at, cli, cliJson } from '../cli/cli.ts';

const EXAMPLES = ['digits', 'reservoir'] as const;
const CHIPS = ['analog-ota-180nm', 'analog-ota-3d'] as const;
const SAMPLES = 24;

function run(example: (typeof EXAMPLES)[number], chip: string): string[] {
  const file = (name: string): string =>
    fileURLToPath(new URL(`../../examples/${example}/${name}`, import.meta.url));
  return [
    ...['run', file(`${example}.nir`), '--chip', chip, '--input', file('test.npz')],
    ...['--bin-origin', 'zero', '--samples', String(SAMPLES), '--workers', '1'],
  ];
}

describe.each(EXAMPLES)('the %s example', (example) => {
  it.each(CHIPS)('keeps its classes on %s', async (chip) => {
    const { accuracy, warnings, time } = await cliJson(...run(example, chip));
    // The float references have 97.8 and 94.5 %: 24 samples stray by 5 % at most from that, one time in 100.
    expect(accuracy).toBeGreaterThanOrEqual(0.8);
    expect(warnings.filter((text) => text.startsWith('W_DEAD'))).toEqual([]);
    expect(time!.chipTimeNs).toBeGreaterThan(0);
  });
});

it('one report holds accuracy against vias and mismatch', async () => {
  const report = at('study.html');
  const { code, out } = await cli(
    ...run('reservoir', 'analog-ota-3d'),
    ...['--instances', '3', '--vias', '0,8', '--mismatch', '0,2', '--report', report, '--json'],
  );
  expect(code).toBe(0);
  const { instances, study } = JSON.parse(out);
  expect(instances.byInstance).toHaveLength(3);
  expect(instances.rateCv).toBeGreaterThan(0.01);
  expect(study.vias.map((point: { value: number }) => point.value)).toEqual([0, 8]);
  // Vias slow the membranes, and twice the mismatch spreads rates wider.
  expect(study.vias[1].spikes).not.toBe(study.vias[0].spikes);
  expect(study.mismatch[0].instances).toBeNull();
  expect(study.mismatch[1].instances.rateCv).toBeGreaterThan(instances.rateCv);
});

it('an instance is the same chip in every run, and none like another', async () => {
  const spikes = async (instance: string): Promise<number> => {
    const { totals } = await cliJson(
      ...run('reservoir', 'analog-ota-180nm').with(-3, '4'),
      ...['--instance', instance],
    );
    return totals.spikes;
  };
  const first = await spikes('17');
  expect(await spikes('17')).toBe(first);
  expect(await spikes('18')).not.toBe(first);
});
