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

  const DISAGREEMENT = [
    ...['examples/networks/register-disagreement.yaml'],
    ...['--input', 'examples/networks/register-disagreement.csv'],
  ];

  it('shows which weights, registers and spikes of a register network part, and where first', async () => {
    const { code, out } = await cli('arithmetic', ...DISAGREEMENT, '--json');
    expect(code).toBe(0);
    const [lava, brian2, nengo] = JSON.parse(out).modes;
    expect(lava).toMatchObject({ refused: null, without: [], registers: [] });
    expect(lava.spikes).toMatchObject({ mismatches: 0, first: null });
    // What brian2_loihi lacks is named; the rest is compared all the same.
    expect(brian2.refused).toMatch(/^E_ARITHMETIC: population "biased" has a bias/);
    expect(brian2.without).toEqual(['the bias of "biased"']);
    expect(brian2.registers).toEqual([
      { register: 'biased.biasMant', compartments: 3, changed: 3, largestChange: 70 },
    ]);
    // -3 on a grid of step 2: lava's floor, brian2's cut toward zero.
    expect(brian2.weights[0]).toMatchObject({
      projection: 'in -> signs',
      weights: 24,
      largestChange: 2,
      first: { pre: 1, post: 0, expected: -4, actual: -2 },
    });
    expect(nengo.without[0]).toMatch(/^the delay of "signs -> biased" \(3 steps, .* at most 0\)$/);
    // 7 lies between 6 and 8: nengo rounds halves to even steps.
    expect(nengo.weights[0].first).toEqual({ pre: 0, post: 0, expected: 6, actual: 8 });
    for (const { spikes } of [brian2, nengo]) {
      expect(spikes.mismatches).toBeGreaterThan(100);
      expect(spikes.first).toMatchObject({ population: expect.any(String) });
    }
  });

  it('says so for people, mode by mode', async () => {
    const { out } = await cli('arithmetic', ...DISAGREEMENT);
    const paragraphs = out.trimEnd().split('\n\n');
    expect(paragraphs).toHaveLength(4);
    expect(paragraphs[3]).toMatch(
      /^mode +weights +by at most +registers +spikes +differ +first\nlava +0 of 60 /,
    );
    expect(paragraphs[1]).toContain('  cannot express the network: E_ARITHMETIC: ');
    expect(paragraphs[1]).toContain('  the rest, without the bias of "biased":');
    expect(paragraphs[1]).toMatch(
      /in -> signs: \d+ of 24 weights differ, by at most 2; first: from/,
    );
    expect(paragraphs[2]).toMatch(
      /spikes differ \(\d+ expected, \d+ in nengoloihi\); first: sample register-disagreement, step \d+, \w+ compartment \d+, fires in \w+ only$/,
    );
  });
});
