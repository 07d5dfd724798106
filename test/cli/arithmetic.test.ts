import { describe, expect, it } from 'vitest';
import { cli } from './cli.ts';

const DIGITS = ['examples/digits/digits.nir', '--input', 'examples/digits/test.npz'];

describe('spikeloom arithmetic', () => {
  it('holds each mode against lava, spike by spike', async () => {
    const { code, out } = await cli('arithmetic', ...DIGITS, '--samples', '2', '--json');
    expect(code).toBe(0);
    const { modes, samples } = JSON.parse(out);
    expect(samples).toBe(2);
    expect(modes.map(({ mode }: { mode: string }) => mode)).toEqual([
      'lava',
      'brian2loihi',
      'nengoloihi',
    ]);
    for (const { refused, spikes } of modes) {
      expect(refused).toBeNull();
      expect(spikes.mismatches).toBe(0); // our mantissas lie on the grid of every mode
    }
  });

  it('runs a network in another mode, and its mapping holds', async () => {
    const { code, out } = await cli(
      ...['run', ...DIGITS, '--chip', 'loihi1', '--samples', '2', '--compare'],
      ...['--arithmetic', 'nengoloihi', '--json'],
    );
    expect(code).toBe(0);
    const { compare, totals } = JSON.parse(out);
    expect(compare.mapping.equal).toBe(true);
    expect(totals.drainSteps).toBe(6);
  });

  it('lets host spikes act at once in brian2loihi', async () => {
    const { out } = await cli(
      ...['run', ...DIGITS, '--chip', 'loihi1', '--samples', '2', '--compare'],
      ...['--arithmetic', 'brian2loihi', '--json'],
    );
    const { compare, totals } = JSON.parse(out);
    expect(compare.mapping.equal).toBe(true);
    expect(totals.drainSteps).toBe(4);
  });
});
