/** Options of the mapping that the compile and run commands share, and a start from an earlier image. */
import { describe, expect, it } from 'vitest';
import { at, cli, cliFailure, cliJson, digits, digitsInput } from './cli.ts';

const CHIP = ['--chip', 'loihi1'];

describe('compile --warm', () => {
  it('keeps a mapping that is as good as it gets, and says what moved', async () => {
    await cli('compile', digits, ...CHIP, '--partitioner', 'structured', '-o', at('first.loom'));
    const again = ['compile', digits, ...CHIP, '--warm', at('first.loom')];
    const { out, code } = await cli(...again, '-o', at('second.loom'));
    expect(code).toBe(0);
    expect(out).toMatch(
      /warm start: moved [\d,]+ of 3,114 neurons, \d+ cores changed; expected packets between cores [\d,]+ before, [\d,]+ now/,
    );
    const { warm } = await cliJson<{ warm: { packetsBefore: number; packetsAfter: number } }>(
      ...again,
      '--json',
    );
    expect(warm.packetsAfter).toBeLessThanOrEqual(warm.packetsBefore);
    expect((await cli('check', at('second.loom'))).code).toBe(0);
  });

  it('refuses another partitioner beside it, and a file that is no image', async () => {
    const argv = ['compile', digits, ...CHIP, '--warm', at('first.loom')];
    expect(await cliFailure(2, ...argv, '--partitioner', 'greedy')).toMatch(
      /^E_USAGE: --warm starts from the mapping of an image: leave out --partitioner/,
    );
    expect(await cliFailure(2, 'compile', digits, ...CHIP, '--warm', digits)).toMatch(/^E_/);
  });
});

describe('--activity', () => {
  const notes = async (...options: string[]): Promise<string> => {
    const argv = ['run', digits, ...CHIP, '--input', digitsInput, '--samples', '2', ...options];
    const { assumptions } = await cliJson<{ assumptions: { code: string; text: string }[] }>(
      ...argv,
    );
    return assumptions.find(({ code }) => code === 'A_ACTIVITY')?.text ?? '';
  };

  it('is measured on the first samples of a run, and says so', async () => {
    expect(await notes()).toBe(
      'the mapping expects the spikes of the first 2 samples, 16 steps each (--activity).',
    );
    expect(await notes('--activity', 'uniform')).toContain('equally often');
    expect(await notes('--partitioner', 'structured')).toBe('');
  });
});
