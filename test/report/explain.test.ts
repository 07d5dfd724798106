import { describe, expect, it } from 'vitest';
import { UNLIMITED } from '../../src/model/chip.ts';
import {
  type ExplainedResource,
  type Explanation,
  limitingFact,
  renderExplanation,
} from '../../src/report/explain.ts';
import { formatCount } from '../../src/report/units.ts';
import { usageBar } from '../../src/report/usage-bar.ts';

const ESCAPE = String.fromCharCode(27);

function resource(
  title: string,
  used: number[],
  limit: number,
  least: number | null,
): ExplainedResource {
  return { title, short: title, limit, format: formatCount, used, coresAtLeast: least };
}

function explanation(count: number): Explanation {
  const each = Array.from({ length: count }, (_, core) => core);
  return {
    facts: [['packets', 'a fact of many words '.repeat(10).trim()]],
    resources: [
      resource(
        'neurons',
        each.map((core) => 10 + core),
        1000,
        3,
      ),
      resource(
        'axons',
        each.map(() => 400),
        800,
        2,
      ),
      resource(
        'bytes',
        each.map(() => 7),
        UNLIMITED,
        null,
      ),
    ],
    cores: each.map((core) => ({
      core,
      chip: 0,
      x: core % 8,
      y: Math.floor(core / 8),
      sent: core,
      received: 2 * core,
      holds: `population ×${core}`,
    })),
  };
}

describe('renderExplanation', () => {
  it('aligns facts, resources with the binding one, and cores with the fullest first', () => {
    expect(renderExplanation(explanation(3), false)).toMatchSnapshot();
  });

  it('stays within 100 columns and colours nothing off a terminal', () => {
    const text = renderExplanation(explanation(20), false);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(text).not.toContain(ESCAPE);
    const coloured = renderExplanation(explanation(20), true);
    expect(coloured).toContain(ESCAPE);
    expect(coloured.replaceAll(new RegExp(`${ESCAPE}\\[\\d+m`, 'g'), '')).toBe(text);
  });

  it('folds a long table into its fullest cores', () => {
    const lines = renderExplanation(explanation(1000), false).trimEnd().split('\n');
    expect(lines.length).toBeLessThan(40);
    expect(lines.at(-1)).toBe('... and 976 more cores, between 98.5 % and 50 % full');
  });

  it('marks what is over its limit', () => {
    const over = { ...explanation(2), resources: [resource('neurons', [5, 12], 10, 2)] };
    const text = renderExplanation(over, false);
    expect(text).toContain('binding, 1 over');
    expect(text).toMatch(/^ +1 +1,0 +120 %! /m);
  });
});

it('names the resource that is fullest on average', () => {
  expect(limitingFact(explanation(3).resources)).toEqual([
    ['limited by', 'axons: 50 % full on average'],
  ]);
  expect(limitingFact([resource('bytes', [1], UNLIMITED, null)])).toEqual([]);
});

it('draws a share to an eighth of a character', () => {
  expect([0, 0.001, 0.35, 0.5, 1, 1.7, null].map((share) => usageBar(share, 10))).toEqual([
    '··········',
    '▏·········',
    '███▌······',
    '█████·····',
    '██████████',
    '██████████',
    '          ',
  ]);
});
