/** Networks that learn, on the command line. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNpy } from '../../src/readers/npy.ts';
import { cli, cliJson, folder, put } from './cli.ts';

const NETWORK = `format: spikeloom/network/1
name: learner
populations:
  - { name: source, size: 2, model: input }
  - { name: cell, size: 3, model: loihi-lif, registers: { du: 4095, dv: 4096, vthMant: 3 } }
projections:
  - name: to cell
    from: source
    to: cell
    connectivity: { kind: dense, weights: 10 }
    registers: { weightExp: 0, weightBits: 9, signMode: mixed }
    learning: { rule: "RULE", epochSteps: 1 }
outputs: [cell]
`;
const network = (rule: string): string => put('learner.yaml', NETWORK.replace('RULE', rule));
const input = (): string => put('in.csv', 'time_s,index\n0,0\n0.001,0\n0.002,1\n');

describe('a run that learns', () => {
  it('writes the weights as it left them, and equals its integer reference', async () => {
    const out = join(folder, 'run');
    const { compare, energy, assumptions } = await cliJson(
      ...['run', network('dw = 3*x0'), '--chip', 'loihi1', '--input', input()],
      ...['--steps', '5', '--compare', '--out', out],
    );
    expect(compare?.mapping?.equal).toBe(true);
    expect(energy?.byKindPj.learning).toBeGreaterThan(0);
    expect(assumptions.map(({ code }) => code)).toContain('A_LEARNING_SAMPLES');
    const { shape, values } = readNpy(readFileSync(join(out, 'weights-to_cell.npy')), 'weights');
    // Source 0 sent twice, source 1 once.
    expect(shape).toEqual([2, 3]);
    expect(Array.from(values)).toEqual([16, 16, 16, 13, 13, 13]);
    const axes = JSON.parse(readFileSync(join(out, 'weights-to_cell.json'), 'utf8'));
    expect(axes).toMatchObject({ projection: 'to cell', pre: 'source', post: 'cell', scale: 1 });
  });

  it('keeps its rule in the image', async () => {
    const image = join(folder, 'learner.loom');
    const compiled = await cli(
      ...['compile', network('dw = 3*x0'), '--chip', 'loihi1', '-o', image],
    );
    expect(compiled.code).toBe(0);
    const out = join(folder, 'emulated');
    await cliJson('emulate', image, '--input', input(), '--steps', '5', '--out', out);
    const { values } = readNpy(readFileSync(join(out, 'weights-to_cell.npy')), 'weights');
    expect(Array.from(values)).toEqual([16, 16, 16, 13, 13, 13]);
  });

  it('is refused by arithmetic modes without learning, with the projection', async () => {
    const { code, err } = await cli(
      ...['run', network('dw = 3*x0'), '--chip', 'loihi1', '--input', input()],
      ...['--steps', '5', '--arithmetic', 'nengoloihi'],
    );
    expect(code).toBe(1);
    expect(err).toMatch(/^E_LEARNING: projection "to cell" learns, .*nengoloihi/);
  });
});

it('shows what a chip has for learning', async () => {
  const { out } = await cli('chips', 'show', 'loihi1');
  expect(out).toMatch(/learning, sum-of-products\n +inputAxons: 2 /);
});
