import { describe, expect, it } from 'vitest';
import type { InstanceStudy, Summary } from '../../src/model/report.ts';
import { renderReport } from '../../src/report/html.ts';
import { spreadOf } from '../../src/support/spread.ts';
import { makeUpRun } from './made-up-run.ts';

const ACCURACIES = [0.91, 0.95, 0.95, 0.97, 0.62];

function studyOf(accuracies: readonly number[]): InstanceStudy {
  return {
    instances: accuracies.length,
    accuracy: spreadOf(accuracies),
    spikes: spreadOf(accuracies.map((value) => 1000 * value)),
    rateCv: 0.12,
    silentFraction: 0.034,
    byInstance: accuracies.map((accuracy, instance) => ({
      instance,
      accuracy,
      spikes: 1000 * accuracy,
      silentFraction: 0.034,
    })),
  };
}

function section(more: Partial<Summary>): string {
  const data = makeUpRun();
  const page = renderReport({ ...data, summary: { ...data.summary, ...more } });
  return /<section id="instances">.*?<\/section>/s.exec(page)?.[0] ?? '';
}

describe('chip instances on the report page', () => {
  it('are no section where none were asked for', () => {
    expect(section({})).toBe('');
  });

  it('show a dot each, the spread in words, the worst chip first', () => {
    const html = section({ instances: studyOf(ACCURACIES), accuracy: 0.98 });
    expect(html.match(/<circle/g)).toHaveLength(5);
    const text = html.replaceAll(/<[^>]+>/g, '');
    expect(text).toMatch(/Accuracy 95.% in the median, 62.% to 97.%; without mismatch 98.%/);
    expect(html.indexOf('instance 4')).toBeLessThan(html.indexOf('instance 0'));
  });

  it('draw spikes where no sample has a label', () => {
    const point = (value: number, spikes: number) => ({
      value,
      accuracy: null,
      spikes,
      instances: null,
    });
    const html = section({ study: { vias: [point(0, 40), point(8, 30)] }, accuracy: null });
    expect(html).toContain('Spikes against vias on each membrane');
    expect(html).not.toMatch(/NaN|Accuracy against/);
  });

  it('have one word for chips that are all alike', () => {
    const text = section({ instances: studyOf([0.5, 0.5]) }).replaceAll(/<[^>]+>/g, '');
    expect(text).toContain('all 50 %');
    expect(text).not.toContain('worst 50');
  });

  it('draw accuracy against vias and mismatch', () => {
    const point = (value: number, accuracy: number | null) => ({
      value,
      accuracy,
      spikes: null,
      instances: studyOf(ACCURACIES),
    });
    const html = section({
      study: {
        vias: [point(0, 0.98), point(4, 0.9)],
        mismatch: [{ ...point(0, 0.98), instances: null }, point(1, null)],
      },
    });
    expect(html).toContain('Accuracy against vias on each membrane');
    expect(html).toContain('Accuracy against mismatch');
    expect(html).not.toContain('NaN');
  });
});

describe('spreadOf', () => {
  it('is exact on a small sample', () => {
    const { p5, p95, std, ...exact } = spreadOf([4, 1, 3, 2]);
    expect(exact).toEqual({ mean: 2.5, min: 1, median: 2.5, max: 4 });
    expect([p5, p95, std]).toEqual([
      expect.closeTo(1.15, 12),
      expect.closeTo(3.85, 12),
      expect.closeTo(Math.sqrt(5 / 3), 12),
    ]);
    expect(spreadOf([7]).std).toBe(0);
  });
});
