/** Tornado plot: how far each constant moves energy and latency between the ends of its interval. */
import type { Sensitivity, SensitivityLine } from '../../model/report.ts';
import { escapeHtml } from '../escape.ts';
import { table } from '../html-table.ts';
import { formatEnergyPj, formatTimeNs } from '../units.ts';

const LINES_SHOWN = 14;
const [WIDTH, LABEL, ROW, MARGIN] = [540, 168, 24, 70];

/** Plots and table; nothing where no constant with an interval moves anything. */
export function sensitivitySection(sensitivity: Sensitivity | null): string {
  if (sensitivity === null) return '';
  const moving = sensitivity.lines.filter(({ energyChange, latencyChange }) =>
    [...energyChange, ...latencyChange].some((change) => change !== 0),
  );
  if (moving.length === 0) return '';
  return `<section id="sensitivity"><h2>Sensitivity</h2>
<p class="lead">Each constant of the parameter set at the low and at the high end of its interval, all others as they are.${noteText(sensitivity)}</p>
<div class="charts">${tornado('Energy per sample', formatEnergyPj(sensitivity.energyPj), moving, 'energyChange')}
${tornado('Latency of the slowest sample', formatTimeNs(sensitivity.latencyNs), moving, 'latencyChange')}</div>
${lineTable(moving)}
</section>`;
}

function noteText({ spread, withoutRange, notEvaluated }: Sensitivity): string {
  const spreadText =
    spread === null
      ? ''
      : ` Constants without an interval are spread by ${figure(spread * 100)} % to both sides.`;
  const left =
    withoutRange.length === 0
      ? ''
      : ` ${withoutRange.length} constants state no interval and are left out.`;
  const fixed =
    notEvaluated.length === 0
      ? ''
      : ` ${notEvaluated.length} times could not be varied, since packets were timed one by one.`;
  return `${spreadText}${left}${fixed}`;
}

type Change = 'energyChange' | 'latencyChange';

function tornado(
  title: string,
  now: string,
  lines: readonly SensitivityLine[],
  change: Change,
): string {
  const shown = lines
    .filter((line) => line[change].some((each) => each !== 0))
    .sort((a, b) => spanOf(b[change]) - spanOf(a[change]))
    .slice(0, LINES_SHOWN);
  if (shown.length === 0) {
    return `<figure><figcaption>${title}: ${now}, whatever the constants are</figcaption></figure>`;
  }
  const ends = shown.flatMap((line) => line[change]);
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const scale = (WIDTH - LABEL - 2 * MARGIN) / (most - least);
  const x = (value: number): number => LABEL + MARGIN + (value - least) * scale;
  const rows = shown.map((line, k) => rowSvg(line, change, k * ROW, x));
  const height = shown.length * ROW + 4;
  const zero = x(0).toFixed(1);
  return `<figure><figcaption>${title}: ${now}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title} by constant" font-size="12" style="width:100%;height:auto">
${rows.join('\n')}
<line x1="${zero}" x2="${zero}" y1="0" y2="${height}" stroke="var(--ink)" stroke-width="1"/>
</svg></figure>`;
}

/** The part towards the low end of the constant is pale, that towards the high end is not. */
function rowSvg(
  line: SensitivityLine,
  change: Change,
  top: number,
  x: (value: number) => number,
): string {
  const [low, high] = line[change];
  const bar = (end: number, fill: string): string => {
    const [from, to] = [x(Math.min(0, end)), x(Math.max(0, end))];
    return `<rect x="${from.toFixed(1)}" y="${top + 5}" width="${(to - from).toFixed(1)}" height="${ROW - 10}" fill="${fill}"/>`;
  };
  const baseline = top + ROW / 2 + 4;
  const [left, right] = [Math.min(0, low, high), Math.max(0, low, high)];
  const label = (value: number, at: number, anchor: string): string =>
    value === 0
      ? ''
      : `<text x="${at.toFixed(1)}" y="${baseline}" text-anchor="${anchor}" fill="var(--muted)">${escapeHtml(percent(value))}</text>`;
  return `<g><title>${escapeHtml(`${line.path}: ${figure(line.low)} to ${figure(line.high)} ${line.unit}`)}</title>
<text x="${LABEL - 8}" y="${baseline}" text-anchor="end" fill="var(--ink)">${escapeHtml(line.path)}</text>
${bar(low, 'var(--q2)')}${bar(high, 'var(--accent)')}${label(left, x(left) - 5, 'end')}${label(right, x(right) + 5, 'start')}</g>`;
}

function spanOf([low, high]: readonly [number, number]): number {
  return Math.abs(high - low);
}

function lineTable(lines: readonly SensitivityLine[]): string {
  const columns = [
    { title: 'Constant' },
    { title: 'Value', number: true },
    { title: 'Interval', number: true },
    { title: 'Energy', number: true },
    { title: 'Latency', number: true },
    { title: 'Source', wrap: true },
  ];
  const rows = lines
    .slice(0, LINES_SHOWN)
    .map((line) => [
      `<span style="white-space:nowrap">${escapeHtml(line.path)}</span>`,
      `${figure(line.value)} ${line.unit}`,
      `${figure(line.low)} to ${figure(line.high)}`,
      line.energyChange.map(percent).join(' to '),
      line.latencyChange.map(percent).join(' to '),
      `<b class="basis ${line.basis}">${line.basis}</b> ${escapeHtml(line.source)}`,
    ]);
  return table('Constants by what they move', columns, rows, lines.length - rows.length);
}

function percent(change: number): string {
  if (change === 0) return '0 %';
  const size = Math.abs(change * 100);
  if (size < 0.01) return '<0.01 %';
  const text = size >= 1000 ? size.toFixed(0) : size.toPrecision(3);
  return `${change < 0 ? '−' : '+'}${text} %`;
}

function figure(value: number): string {
  return String(Number(value.toPrecision(6)));
}
