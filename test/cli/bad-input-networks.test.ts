/** Spikeloom's own network files that are wrong, hostile, or ask a chip for what it has not. */
import { describe, expect, it } from 'vitest';
import { writeNpy } from '../../src/readers/npy.ts';
import { cli, cliFailure, put } from './cli.ts';

const HEAD = 'format: spikeloom/network/1\n';

const run = (exitCode: number, file: string, ...options: string[]): Promise<string> =>
  cliFailure(exitCode, 'run', file, '--chip', 'loihi1', '--steps', '4', ...options);

/** Two inputs and two neurons of `model`, wired one to one. */
function twoCells(model: string, wiring = '', weights = '1'): string {
  return `${HEAD}populations:
  - { name: in, size: 2, model: input }
  - { name: cells, size: 2, ${model} }
projections:
  - { from: in, to: cells, connectivity: { kind: one-to-one, weights: ${weights} }${wiring} }
outputs: [cells]
`;
}

const LIF = 'model: loihi-lif, registers: {}';

describe('a network file asks for what a chip has not', () => {
  it.each([
    ['du', '{ du: 4096 }', 'du is 4096, its field holds whole numbers from -1 to 4095'],
    ['dv', '{ dv: -1 }', 'dv is -1, its field holds whole numbers from 0 to 4096'],
    ['vthMant', '{ vthMant: 131072 }', 'from 0 to 131071'],
    ['biasMant', '{ biasMant: [0, -4097] }', 'biasMant of compartment 1 is -4097'],
    ['biasExp', '{ biasExp: 8 }', 'from -8 to 7'],
    ['refractorySteps', '{ refractorySteps: 64 }', 'from 0 to 63'],
    ['v0', '{ v0: 1e9 }', 'from -8388608 to 8388608'],
  ])('%s beyond its field', async (register, registers, range) => {
    const file = put('field.yaml', twoCells(`model: loihi-lif, registers: ${registers}`));
    const message = await run(2, file);
    expect(message).toMatch(/^E_NETWORK_FILE: field\.yaml:4:\d+: populations\[1\]\.registers\./);
    expect(message).toContain(`registers.${register}`);
    expect(message).toContain(range);
  });

  it('a width that only this chip does not have, named with its range', async () => {
    const narrow = put(
      'narrow.yaml',
      'extends: loihi1\nname: narrow\ncoreTypes:\n  - name: neuro\n    registers: { thresholdMantissaBits: 10 }\n',
    );
    const file = put('wide.yaml', twoCells('model: loihi-lif, registers: { vthMant: 1024 }'));
    expect(await cliFailure(1, 'run', file, '--chip', narrow, '--steps', '2')).toMatch(
      /^E_REGISTER: population "cells": vthMant of compartment 0 is 1024, its field holds 0 to 1023\./,
    );
  });

  it('weights that no synapse holds', async () => {
    expect(await run(2, put('w.yaml', twoCells(LIF, '', '256')))).toContain(
      'weight 0 is 256: "cells" is made of registers, so weights are mantissas, whole numbers from -256 to 255',
    );
    const exponent = put('exp.yaml', twoCells(LIF, ', registers: { weightExp: 8 }'));
    expect(await run(2, exponent)).toContain('registers.weightExp: 8 is too big: at most 7');
  });

  it('a delay beyond the ring', async () => {
    const file = put('delay.yaml', twoCells(LIF, ', delaySteps: 70'));
    expect(await run(1, file)).toMatch(
      /^E_DELAY: projection "in -> cells" .* needs a delay of 70 steps .* the chip holds 62 \(\+8\)/,
    );
  });

  it('a neuron model that the chip does not run', async () => {
    const file = put('rf.yaml', twoCells('neuron: loihi2-rf'));
    expect(await run(1, file)).toMatch(
      /^E_MODEL: population "cells" has model "loihi2-rf", which core type "neuro" does not run/,
    );
    expect((await cli('run', file, '--chip', 'loihi2', '--steps', '4')).code).toBe(0);
  });

  it('payloads on a chip without them', async () => {
    const graded = put('graded.yaml', twoCells('neuron: loihi2-graded-vec'));
    expect(await run(1, graded)).toMatch(
      /^E_MODEL: population "cells" has model "loihi2-graded-vec", which core type "neuro" does not/,
    );
    const payloads = put('payloads.npy', writeNpy(Int8Array.of(3, -2, 0, 1), [2, 2]));
    expect(await run(2, put('plain.yaml', twoCells(LIF)), '--input', payloads)).toMatch(
      /^E_INPUT_VALUE: payloads\.npy: -2 at step 0, input 1; spike counts are whole numbers from 0/,
    );
  });

  it('a learning rule with an unknown trace', async () => {
    const wiring = ', learning: { rule: "dw = x1*y0 - z1*x0", epochSteps: 1 }';
    expect(await run(2, put('rule.yaml', twoCells(LIF, wiring)))).toMatch(
      /^E_NETWORK_FILE: rule\.yaml:6:\d+: projections\[0\]\.learning\.rule: learning rule, column 14: unknown name "z1"/,
    );
  });

  it('an arithmetic mode that cannot express it says what and where', async () => {
    const biased = put('bias.yaml', twoCells('model: loihi-lif, registers: { biasMant: 1 }'));
    expect(await run(1, biased, '--arithmetic', 'brian2loihi')).toMatch(
      /^E_ARITHMETIC: population "cells" has a bias, which arithmetic brian2loihi does not have/,
    );
    expect(
      await cliFailure(1, 'arithmetic', put('rf2.yaml', twoCells('neuron: loihi2-rf'))),
    ).toMatch(/^E_MODEL: population "cells"/);
    const delayed = put('late.yaml', twoCells(LIF, ', delaySteps: 2'));
    expect(await run(1, delayed, '--arithmetic', 'nengoloihi')).toMatch(
      /^E_DELAY: projection "in -> cells" .* arithmetic nengoloihi holds 0 \(\+2\)/,
    );
  });
});

describe('a network file that is hostile', () => {
  const laughs = `${HEAD}a0: &a0 [x, x, x, x, x, x, x, x, x]\n${Array.from(
    { length: 9 },
    (_, k) => `a${k + 1}: &a${k + 1} [${new Array(9).fill(`*a${k}`).join(', ')}]\n`,
  ).join('')}`;

  it.each([
    [
      'cyclic anchors',
      `${HEAD}populations: &p [{ name: a, size: 1, model: input }, *p]\n`,
      'stands inside what it stands for',
    ],
    ['a billion laughs', laughs, 'copies'],
    ['many aliases', `${HEAD}a: &a 1\nb: [${'*a, '.repeat(500)}]\n`, 'more than 400 aliases'],
    ['deep nesting', `${HEAD}populations: ${'['.repeat(50_000)}`, 'nested too deep'],
    [
      'deep nesting of JSON',
      `{"format": "spikeloom/network/1", "populations": ${'{"a":'.repeat(20_000)}`,
      'nested too deep',
    ],
    ['a list of many axes', twoCells(LIF, '', '[[[[[[[[1]]]]]]]]'), 'more than 6 lists deep'],
    ['a huge size', twoCells(LIF).replace('size: 2', 'size: 1e15'), 'is too big: at most 16777216'],
    [
      'a huge shape',
      twoCells(LIF).replace('size: 2', 'shape: [16777216, 16777216]'),
      'neurons, at most 16,777,216',
    ],
    [
      'a huge sum of sizes',
      `${HEAD}populations:\n${Array.from({ length: 9 }, (_, k) => `  - { name: p${k}, size: 16777216, model: input }\n`).join('')}outputs: [p0]\n`,
      'more than 134,217,728 neurons',
    ],
    [
      'a huge dense map',
      twoCells(LIF).replaceAll('size: 2', 'size: 100000').replace('one-to-one', 'dense'),
      '10,000,000,000 synapses, at most 67,108,864',
    ],
    [
      'a huge random map',
      twoCells(LIF)
        .replaceAll('size: 2', 'size: 100000')
        .replace('one-to-one', 'random, seed: 1, probability: 0.5'),
      '5,000,000,000 synapses, at most',
    ],
    ['NaN', twoCells(LIF, '', '.nan'), 'expected a number'],
    ['infinity', twoCells(LIF, '', '[1, .inf]'), 'expected a number, found Infinity'],
    ['a key of prototypes', twoCells(LIF, ', __proto__: { x: 1 }'), '__proto__: unknown key'],
    [
      'a file outside of its folder',
      twoCells(LIF, '', '{ file: ../../etc/w.npy }'),
      'is not a path inside the folder',
    ],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0, 1, 2, 3]), 'the file is not UTF-8 text'],
    ['zeros', Buffer.alloc(100), 'no mapping of keys to values'],
    ['a text that is cut short', twoCells(LIF).slice(0, 95), 'not YAML'],
    ['another text', 'hello\n', 'no mapping of keys to values'],
    [
      'too much text',
      `${HEAD}# ${'x'.repeat(1_000_001)}`,
      'bytes of text, at most 1000000 are read',
    ],
  ])('%s', async (_, text, message) => {
    const file = put('hostile.yaml', text);
    const said = await run(2, file);
    expect(said).toMatch(/^E_NETWORK_FILE: hostile\.yaml:\d+:\d+: /);
    expect(said).toContain(message);
    expect(said.length).toBeLessThan(600);
  });

  it('an empty file, a folder, a chip profile, JSON of another kind', async () => {
    expect(await run(2, put('empty.yaml', ''))).toMatch(/^E_FILE: empty\.yaml is empty/);
    expect(await run(2, 'chip-profiles/loihi1.yaml')).toMatch(
      /^E_NETWORK_FILE: .*loihi1\.yaml:\d+:1: format: missing; .* \(chip profiles are given by --chip\)$/,
    );
    expect(await run(2, put('other.json', '{"format": "x"}'))).toMatch(
      /^E_NETWORK_FILE: other\.json:1:2: format: "x" is not known; a network file says/,
    );
  });

  it('inspect says the same, and tells networks from profiles', async () => {
    const bad = put('bad.yaml', twoCells('model: lfi'));
    expect(await cliFailure(2, 'inspect', bad)).toMatch(/^E_NETWORK_FILE: bad\.yaml:4:\d+: /);
    const good = await cli('inspect', put('good.yml', twoCells('neuron: loihi2-rf')));
    expect(good.out).toContain('cells: loihi2-rf, [2] = 2');
    expect((await cli('inspect', 'chip-profiles/loihi1.yaml')).out).toMatch(/loihi1/);
  });

  it('simulate says that registers have no equations', async () => {
    const file = put('registers.yaml', twoCells(LIF));
    expect(await cliFailure(2, 'simulate', file, '--steps', '3')).toMatch(
      /^E_MODEL: population "cells"/,
    );
  });
});
