import { describe, expect, it } from 'vitest';
import { UNLIMITED } from '../../src/model/chip.ts';
import type { ReportCore, Summary } from '../../src/model/report.ts';
import { renderSummaryText, renderUtilizationTable } from '../../src/report/table.ts';
import { withinTiles, withNoc } from './made-up-noc.ts';
import { makeUpRun } from './made-up-run.ts';

const DATA = makeUpRun();
const ESCAPE = String.fromCharCode(27);

function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}

describe('renderSummaryText', () => {
  it('tells fit, accuracy, energy, time and notes', () => {
    expect(renderSummaryText(DATA.summary, false)).toMatchSnapshot();
  });

  it('keeps to 100 columns, whatever the names and notes', () => {
    const summary: Summary = {
      ...DATA.summary,
      network: { ...DATA.summary.network, name: 'n'.repeat(500) },
      warnings: ['W_LONG: '.padEnd(3000, 'word '), 'x'.repeat(900)],
    };
    expect(widest(renderSummaryText(summary, false))).toBeLessThanOrEqual(100);
  });

  it('paints only when asked, and then the same text', () => {
    const plain = renderSummaryText(DATA.summary, false);
    const painted = renderSummaryText(DATA.summary, true);
    expect(plain).not.toContain(ESCAPE);
    expect(painted).toContain(ESCAPE);
    expect(painted.replaceAll(new RegExp(`${ESCAPE}\\[\\d+m`, 'g'), '')).toBe(plain);
  });

  it('lets no control character of a name through', () => {
    const summary: Summary = {
      ...DATA.summary,
      network: { ...DATA.summary.network, name: `a${ESCAPE}[2Jb\r\n` },
      warnings: [`W_X: ${ESCAPE}]0;title\u0007`],
    };
    expect(renderSummaryText(summary, false)).not.toContain(ESCAPE);
  });

  it('names the first difference of a wrong mapping', () => {
    const mapping = {
      ...DATA.summary.compare!.mapping!,
      equal: false,
      mismatches: 3,
      first: {
        sample: 'digit-0001',
        step: 4,
        population: 'conv2',
        neuron: 17,
        core: 27,
        compartment: 5,
        expected: 1,
        actual: 0,
      },
    };
    const summary: Summary = { ...DATA.summary, compare: { mapping, quantization: null } };
    const text = renderSummaryText(summary, false).replaceAll(/\s+/g, ' ');
    expect(text).toContain(
      'first in sample digit-0001, step 4, conv2 #17, core 27 compartment 5: expected 1, got 0',
    );
  });

  it('tells what the spike router did', () => {
    const lines = renderSummaryText(withNoc(DATA).summary, false).split('\n');
    const begin = lines.findIndex((line) => line.startsWith('router'));
    expect(lines.slice(begin, begin + 4)).toEqual([
      'router      612,004 packets, latency 241 ns on average, p99 905 ns, longest 1.83 µs',
      '            of that source wait 5.0 %, way 24.1 %, blocked 20.3 %, destination 50.6 %',
      '            busiest link (4,2) → (5,2), east–west: 4 % of the time',
      '            spike intervals changed by 84.0 ns on average, 3,204 deliveries out of order',
    ]);
    const within = renderSummaryText(withinTiles(DATA).summary, false);
    expect(within).toContain('no link between routers carried a packet');
  });

  it('leaves out what a compile-only or chip-free run does not have', () => {
    const { chip, mapping, time, energy, power, compare, ...bare } = DATA.summary;
    const text = renderSummaryText({ ...bare, accuracy: null }, false);
    expect(text).not.toMatch(/^(fits|energy|time|power|accuracy)/m);
    expect(text).toContain('1,382,004 spikes');
  });
});

describe('renderUtilizationTable', () => {
  it('lists each core with its share of each limit', () => {
    const text = renderUtilizationTable(DATA.cores, DATA.chip.limits);
    expect(text.split('\n').slice(0, 4).join('\n')).toMatchSnapshot();
    expect(text.trimEnd().split('\n')).toHaveLength(1 + DATA.cores.length);
    expect(widest(text)).toBeLessThanOrEqual(100);
  });

  it('shows no share where the profile has no limit', () => {
    const limits = { ...DATA.chip.limits, compartments: UNLIMITED };
    const row = renderUtilizationTable(DATA.cores.slice(0, 1), limits).split('\n')[1]!;
    expect(row.match(/%/g)).toHaveLength(3);
  });

  it('keeps the fullest of very many cores, and says so', () => {
    const cores = Array.from({ length: 1000 }, (_, i): ReportCore => {
      const core = DATA.cores[0]!;
      return { ...core, core: i, use: { ...core.use, compartments: i } };
    });
    const lines = renderUtilizationTable(cores, DATA.chip.limits).trimEnd().split('\n');
    expect(lines).toHaveLength(130);
    expect(lines[1]).toMatch(/^ *999 /);
    expect(lines.at(-1)).toBe('(the 128 fullest; 872 more)');
  });
});
