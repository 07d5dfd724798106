/** Use of links as classes of the sequential scale, for all steps and for each bin of steps. */
import type { ReportNoc } from '../model/report.ts';
import { SHADES, shadeOf } from './core-map.ts';
import { formatCount, formatSmallPercent } from './units.ts';

export interface LinkShades {
  /** What each position of the slider stands for: all steps, then the bins. */
  readonly positions: readonly string[];
  /** Utilization of the busiest link over all steps, and in any bin: the full ends of the two scales. */
  readonly fullAll: number;
  readonly fullBin: number;
  /** Utilization of the busiest link in each bin. */
  readonly mostByBin: readonly number[];
  /** Per link: one sign for each position, the digit of its class or `-` where nothing passed. */
  readonly packed: readonly string[];
}

/** Sign of a link that carried nothing. */
export const IDLE = '-';

/**
 * All steps and single bins have a scale each: what is busy for a moment is idle on average, and on
 * one scale the first picture would be pale.
 */
export function linkShades(noc: ReportNoc, links: ReportNoc['links']): LinkShades {
  const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);
  const mostByBin = noc.bins.map((_, b) => most(noc.links.map(({ byBin }) => byBin[b] ?? 0)));
  const fullAll = most(noc.links.map(({ utilization }) => utilization));
  const fullBin = most(mostByBin);
  const packed = links.map(({ utilization, byBin }) => {
    const bins = noc.bins.map((_, b) => classSign(byBin[b] ?? 0, fullBin));
    return classSign(utilization, fullAll) + bins.join('');
  });
  return {
    positions: ['all steps', ...noc.bins.map(binText)],
    fullAll,
    fullBin,
    mostByBin,
    packed,
  };
}

/** Ends of each class in words, for a scale whose full end is `full`. */
export function classRanges(full: number): string[] {
  const end = (k: number): string => formatSmallPercent((full * k) / SHADES);
  return Array.from({ length: SHADES }, (_, k) => `${end(k)} to ${end(k + 1)}`);
}

function classSign(utilization: number, full: number): string {
  return utilization > 0 && full > 0 ? String(shadeOf(utilization / full)) : IDLE;
}

function binText({ begin, end }: ReportNoc['bins'][number]): string {
  return end - begin <= 1
    ? `step ${formatCount(begin)}`
    : `steps ${formatCount(begin)} to ${formatCount(end - 1)}`;
}
