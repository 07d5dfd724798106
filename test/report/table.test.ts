import { describe, expect, it } from 'vitest';
import type { Summary } from '../../src/model/report.ts';
import { renderSummaryText } from '../../src/report/table.ts';
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

  it('has a line for the chips whose devices differ and for each value of a study', () => {
    const spread = { mean: 0.9, std: 0.1, min: 0.8, p5: 0.8, median: 0.9, p95: 1, max: 1 };
    const instances = {
      instances: 2,
      accuracy: spread,
      spikes: spread,
      rateCv: 0.12,
      silentFraction: 0.034,
      byInstance: [],
    };
    const study = {
      vias: [{ value: 1, accuracy: 0.95, spikes: 7, instances: null }],
      mismatch: [
        { value: 0, accuracy: 0.97, spikes: 8, instances: null },
        { value: 2, accuracy: null, spikes: null, instances: { ...instances, accuracy: null } },
        { value: 4, accuracy: null, spikes: null, instances: null },
      ],
    };
    const text = renderSummaryText({ ...DATA.summary, instances, study }, false);
    const flat = text.replaceAll(/\s+/g, ' ');
    expect(flat).toContain(
      'instances 2 chips: accuracy 90 % in the median (80 % to 100 %), rates differ by 12 %, 3.4 % of the neurons silent',
    );
    expect(flat).toContain(
      "vias 1 more via on each membrane: 95 %, 7 spikes mismatch 0 times the profile's: 97 %, 8 spikes",
    );
    expect(flat).toContain("2 times the profile's: 2 chips: 1 spike in the median (");
    expect(flat).toContain("4 times the profile's: not run");
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
