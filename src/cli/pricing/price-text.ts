/** A price document as text: old, new and their ratio by kind, and the constants that matter most. */
import type { Sensitivity, SensitivityLine } from '../../model/report.ts';
import { formatCount, formatEnergyPj, formatPowerMw, formatTimeNs } from '../../report/units.ts';
import type { PriceDocument, PricedLine } from './price-document.ts';

const CONSTANTS_SHOWN = 20;

export function priceText(document: PriceDocument): string {
  const { old, new: fresh, samples, ratios } = document;
  const kept = document.keptTime ? ' with the step lengths of the recording' : '';
  const rows = [
    ['', 'count', old.parameterSet, fresh.parameterSet, 'new/old'],
    ...document.lines.map(lineRow),
    totalRow('energy', old.energy.totalPj, fresh.energy.totalPj, ratios.energy, formatEnergyPj),
    totalRow('elapsed', old.time.elapsedNs, fresh.time.elapsedNs, ratios.elapsed, formatTimeNs),
    totalRow(
      'on the chip',
      old.time.chipTimeNs,
      fresh.time.chipTimeNs,
      ratios.chipTime,
      formatTimeNs,
    ),
    totalRow('mean power', old.power.meanMw, fresh.power.meanMw, ratios.power, formatPowerMw),
  ];
  const [low, high] = fresh.energy.intervalPj;
  const lines = [
    `${document.network}, ${formatCount(samples)} ${samples === 1 ? 'sample' : 'samples'} on ${old.chip}, priced again${kept}`,
    `old: ${old.title}`,
    `new: ${fresh.title}`,
    '',
    ...aligned(rows),
    '',
    `new energy between ${formatEnergyPj(low)} and ${formatEnergyPj(high)} (every constant at one end of its interval)`,
    ...(document.sensitivity ? ['', ...sensitivityText(document.sensitivity)] : []),
    ...document.assumptions.map(({ code, text }) => `${code}: ${text}`),
  ];
  return `${lines.join('\n')}\n`;
}

function lineRow({ name, count, oldPj, newPj, ratio }: PricedLine): string[] {
  return [
    name,
    count === null ? '' : formatCount(count),
    formatEnergyPj(oldPj),
    formatEnergyPj(newPj),
    ratioText(ratio),
  ];
}

function totalRow(
  name: string,
  old: number,
  fresh: number,
  ratio: number | null,
  format: (value: number) => string,
): string[] {
  return [name, '', format(old), format(fresh), ratioText(ratio)];
}

function ratioText(ratio: number | null): string {
  return ratio === null ? '–' : ratio.toPrecision(4);
}

/** Tornado table: each constant at both ends of its interval. */
function sensitivityText(sensitivity: Sensitivity): string[] {
  const moving = sensitivity.lines.filter(moves);
  const shown = moving.slice(0, CONSTANTS_SHOWN);
  const rows = [
    ['constant', 'value', 'from', 'to', 'energy', '', 'latency', ''],
    ...shown.map((line) => [
      line.path,
      `${number(line.value)} ${line.unit}`,
      number(line.low),
      number(line.high),
      ...line.energyChange.map(percent),
      ...line.latencyChange.map(percent),
    ]),
  ];
  const still = sensitivity.lines.length - moving.length;
  const notes = [
    ...(moving.length > shown.length ? [`${moving.length - shown.length} more move less.`] : []),
    ...(still > 0 ? [`${still} constants with an interval move neither.`] : []),
    ...(sensitivity.withoutRange.length > 0
      ? [
          `${sensitivity.withoutRange.length} constants state no interval and are left out (--spread 10% gives them one).`,
        ]
      : []),
    ...(sensitivity.notEvaluated.length > 0
      ? [
          `Not evaluated, since packets were timed one by one: ${sensitivity.notEvaluated.join(', ')}.`,
        ]
      : []),
  ];
  const base = `sensitivity of ${formatEnergyPj(sensitivity.energyPj)} per sample and ${formatTimeNs(sensitivity.latencyNs)} in the slowest`;
  return [base, ...(moving.length > 0 ? aligned(rows) : []), ...notes];
}

function moves({ energyChange, latencyChange }: SensitivityLine): boolean {
  return [...energyChange, ...latencyChange].some((change) => change !== 0);
}

function percent(change: number): string {
  if (change === 0) return '0 %';
  const text = (change * 100).toPrecision(3);
  return `${change > 0 ? '+' : ''}${text.includes('e') ? (change * 100).toExponential(1) : text} %`;
}

function number(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** The first column to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, k) => Math.max(...rows.map((row) => row[k]!.length)));
  return rows.map((row) =>
    row
      .map((cell, k) => (k === 0 ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!)))
      .join('  ')
      .trimEnd(),
  );
}
