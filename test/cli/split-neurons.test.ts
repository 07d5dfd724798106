/** `--split-neurons` and what is said without it, through the command line. */
import { describe, expect, it } from 'vitest';
import type { Summary } from '../../src/model/report.ts';
import { at, cli, cliJson, digits, digitsInput, put } from './cli.ts';

const chip = put(
  'few-axons.yaml',
  `extends: loihi1
name: few-axons
title: Loihi with few axons
description: A made-up chip.
coreTypes:
  - name: neuro
    limits:
      inputAxons: { value: 300, source: "made up for tests", basis: assumed }
`,
);

describe('a network that does not fit', () => {
  it('is refused with the element, the proof, and profiles that were tried', async () => {
    const { code, out, err } = await cli('compile', digits, '--chip', chip, '--explain');
    expect(code).toBe(1);
    expect(err).toMatch(
      /^E_FANIN: population "output" cannot fit core type "neuro": its neuron 0 alone needs 800 input axons, a core has 300 .*--split-neurons.* Tried: loihi1 \(--chip loihi1\) holds it on \d+ cores/,
    );
    expect(out).toMatch(/^does not fit +population "output", neuron 0 \(and 9 more of 10\)$/m);
    expect(out).toMatch(/^resource +input axons: 800 needed, 300 available +█+ 266\.7 %$/m);
    expect(out).toMatch(/^verdict +Proved impossible: /m);
    expect(out).toMatch(/^remedies +- split such neurons \(--split-neurons; 3 parts at least\)$/m);
  });

  it('is refused as data with --json', async () => {
    const { code, out } = await cli('compile', digits, '--chip', chip, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      fits: false,
      diagnostics: [{ code: 'E_FANIN', resource: 'inputAxons', needed: 800, impossible: true }],
    });
  });

  it('runs with --split-neurons, mapped as the integer reference says, and nearly as accurate', async () => {
    const summary = await cliJson<Summary>(
      ...['run', digits, '--chip', chip, '--split-neurons', '--compare'],
      ...['--input', digitsInput, '--samples', '20', '--timing', 'none'],
    );
    expect(summary.compare!.mapping).toMatchObject({ equal: true, mismatches: 0 });
    const { expectedAccuracy, actualAccuracy, populations } = summary.compare!.quantization!;
    expect(actualAccuracy!).toBeGreaterThan(expectedAccuracy! - 0.11);
    const output = populations.find(({ population }) => population === 'output')!;
    expect(output.actualSpikes / output.expectedSpikes).toBeGreaterThan(0.8);
    expect(output.actualSpikes / output.expectedSpikes).toBeLessThan(1.25);
    const notes = summary.assumptions.filter(({ code }) => code === 'A_SPLIT');
    expect(notes[0]!.text).toMatch(
      /^population "output": all 10 neurons need up to 800 input axons/,
    );
    expect(summary.outputs[0]!.counts).toHaveLength(10);
  });

  it('says what was split with --explain, and the image runs', async () => {
    const image = at('split.loom');
    const { code, out } = await cli(
      ...['compile', digits, '--chip', chip, '--split-neurons', '--explain', '-o', image],
    );
    expect(code).toBe(0);
    expect(out).toMatch(/^split +output: [\d,]+ more neurons, [\d,]+ more synapses, 1 more step$/m);
    const checked = await cli('check', image);
    expect(checked.code).toBe(0);
  });
});
