/** Which constant moves energy and latency most: each at both ends of its interval, all others as they are. */
import { tilesUsed } from '../../../emulator/step-time.ts';
import type { Sensitivity, SensitivityLine } from '../../model/report.ts';
import { accountRun } from '../run-record.ts';
import { type Constant, constantsOf } from './constants.ts';
import { type Costs, type Price, priceRun } from './price-run.ts';
import type { Recording } from './recorded-run.ts';

interface Figures {
  /** Mean of a sample. */
  readonly energyPj: number;
  /** Of the slowest sample. */
  readonly latencyNs: number;
}

/**
 * `spread` stands for the interval of constants that state none: value times 1 - spread to 1 + spread; null leaves them
 * out. Constants that would change when packets meet are left out where packets were timed one by one.
 */
export function sensitivityOf(
  recorded: Recording,
  costs: Costs,
  base: Price,
  spread: number | null,
): Sensitivity {
  const tiles = tilesUsed(recorded.header.profile, Array.from(recorded.cores));
  const constants = constantsOf(costs.set, tiles);
  const now = figuresOf(base);
  const isFixed = ({ times, path }: Constant): boolean =>
    times && recorded.timing !== 'analytic' && !(path === 'barrierNs' && !base.keptTime);
  const lines: SensitivityLine[] = [];
  const notEvaluated: string[] = [];
  const withoutRange: string[] = [];
  for (const each of constants) {
    const range = rangeOf(each, spread);
    if (range === null) {
      withoutRange.push(each.path);
      continue;
    }
    if (range[0] === range[1]) continue;
    if (isFixed(each)) {
      if (recorded.timing !== 'none') notEvaluated.push(each.path);
      continue;
    }
    const ends = range.map((value) => figuresAt(recorded, costs, base, each, value));
    lines.push(lineOf(each, range, now, ends as [Figures, Figures]));
  }
  return {
    energyPj: now.energyPj,
    latencyNs: now.latencyNs,
    spread,
    lines: lines.sort((a, b) => swing(b) - swing(a) || (a.path < b.path ? -1 : 1)),
    withoutRange,
    notEvaluated,
  };
}

function rangeOf({ cited }: Constant, spread: number | null): [number, number] | null {
  const { value, min, max } = cited;
  if (min !== undefined || max !== undefined) return [min ?? value, max ?? value];
  return spread === null ? null : [value * (1 - spread), value * (1 + spread)];
}

function figuresAt(
  recorded: Recording,
  costs: Costs,
  base: Price,
  constant: Constant,
  value: number,
): Figures {
  const set = constant.withValue(value);
  if (constant.times) return figuresOf(priceRun(recorded, { ...costs, set }, false));
  return figuresOf({ account: accountRun({ ...base.run, set }) });
}

function figuresOf({ account }: Pick<Price, 'account'>): Figures {
  const { energies, times } = account;
  return {
    energyPj: energies.reduce((sum, { totalPj }) => sum + totalPj, 0) / energies.length,
    latencyNs: times.reduce((most, { elapsedNs }) => Math.max(most, elapsedNs), 0),
  };
}

function lineOf(
  { path, unit, cited }: Constant,
  [low, high]: readonly [number, number],
  now: Figures,
  [atLow, atHigh]: readonly [Figures, Figures],
): SensitivityLine {
  return {
    path,
    unit,
    value: cited.value,
    low,
    high,
    basis: cited.basis,
    source: cited.source,
    energyPj: [atLow.energyPj, atHigh.energyPj],
    energyChange: changes(now.energyPj, atLow.energyPj, atHigh.energyPj),
    latencyNs: [atLow.latencyNs, atHigh.latencyNs],
    latencyChange: changes(now.latencyNs, atLow.latencyNs, atHigh.latencyNs),
  };
}

function changes(now: number, low: number, high: number): [number, number] {
  return now === 0 ? [0, 0] : [low / now - 1, high / now - 1];
}

/** Larger of the two relative swings. */
function swing({ energyChange, latencyChange }: SensitivityLine): number {
  return Math.max(
    Math.abs(energyChange[1] - energyChange[0]),
    Math.abs(latencyChange[1] - latencyChange[0]),
  );
}
