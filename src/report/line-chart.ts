/**
 * A line chart as static SVG that stretches with the page; labels are HTML, so they keep their size.
 * `page/charts.ts` adds the readout under the pointer.
 */
import { escapeHtml } from './escape.ts';
import { trimZeros } from './units.ts';

export interface LineChart {
  readonly id: string;
  readonly title: string;
  /** What one value belongs to, e.g. `step`. */
  readonly xTitle: string;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly format: (value: number) => string;
  /** Upper end of the vertical axis; from the data where absent. */
  readonly yMax?: number;
  /** Shown while nothing is pointed at. */
  readonly resting: string;
}

/** What the page script needs of a chart: place and text of each point. */
export interface ChartPoints {
  readonly id: string;
  readonly resting: string;
  /** Fractions of width and height, from the lower left. */
  readonly left: readonly number[];
  readonly bottom: readonly number[];
  readonly text: readonly string[];
}

export interface DrawnChart {
  readonly html: string;
  readonly points: ChartPoints;
}

const VIEW_WIDTH = 1000;
const VIEW_HEIGHT = 200;

/** Draws a chart whose vertical axis starts at 0; values that are not finite break the line. */
export function drawLineChart(chart: LineChart): DrawnChart {
  const { xs, ys } = chart;
  const yTicks = niceTicks(chart.yMax ?? Math.max(0, ...ys.filter(Number.isFinite)));
  const yEnd = Math.max(yTicks.at(-1)!, chart.yMax ?? 0);
  const xBegin = xs[0] ?? 0;
  const xEnd = xs.at(-1) ?? 1;
  const left = xs.map((x) => round4(xEnd > xBegin ? (x - xBegin) / (xEnd - xBegin) : 0.5));
  const bottom = ys.map((y) => (Number.isFinite(y) ? round4(Math.max(0, y / yEnd)) : 0));
  const text = ys.map((y, i) => `${chart.xTitle} ${xs[i]}: ${chart.format(y)}`);
  const paths = linePaths(left, bottom, ys);
  const xLabels = stepTicks(xBegin, xEnd).map((x) => {
    const at = xEnd > xBegin ? (x - xBegin) / (xEnd - xBegin) : 0.5;
    return `<span style="left:${percent(at)}">${x}</span>`;
  });
  const yLabels = yTicks.map(
    (y) =>
      `<span style="bottom:${percent(y / yEnd)}">${y === 0 ? '0' : escapeHtml(trimZeros(`${chart.format(y)} `).trim())}</span>`,
  );
  const grid = yTicks.map((y) => `M0 ${viewY(y / yEnd)}h${VIEW_WIDTH}`).join('');
  const label = `${chart.title} by ${chart.xTitle}. ${chart.resting}. Arrow keys read the points.`;
  const html = `<figure class="chart" id="chart-${chart.id}">
<figcaption><b>${escapeHtml(chart.title)}</b><output>${escapeHtml(chart.resting)}</output></figcaption>
<div class="plot"><div class="y-ticks" aria-hidden="true">${yLabels.join('')}</div>
<div class="frame" tabindex="0" role="img" aria-label="${escapeHtml(label)}">
<svg viewBox="0 0 ${VIEW_WIDTH} ${VIEW_HEIGHT}" preserveAspectRatio="none" aria-hidden="true"><path class="grid" d="${grid}"/><path class="area" d="${paths.area}"/><path class="line" d="${paths.line}"/></svg>
<i class="cursor" hidden></i><i class="dot" hidden></i></div>
<div class="x-ticks" aria-hidden="true">${xLabels.join('')}</div></div>
</figure>`;
  return { html, points: { id: chart.id, resting: chart.resting, left, bottom, text } };
}

/** Values thinned to at most `limit` means of equal runs, with the first x of each run. */
export function thinSeries(
  ys: readonly number[],
  limit: number,
): { readonly xs: readonly number[]; readonly ys: readonly number[]; readonly run: number } {
  const run = Math.max(1, Math.ceil(ys.length / limit));
  const starts = Array.from({ length: Math.ceil(ys.length / run) }, (_, i) => i * run);
  const means = starts.map((begin) => {
    const part = ys.slice(begin, begin + run);
    return part.reduce((sum, y) => sum + y, 0) / part.length;
  });
  return { xs: starts, ys: means, run };
}

/** Round ticks from 0 to the first one at or above `max`: 1, 2 or 5 times a power of ten apart. */
export function niceTicks(max: number): number[] {
  if (!(max > 0) || !Number.isFinite(max)) return [0, 1];
  const rough = max / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const gap = [1, 2, 2.5, 5, 10]
    .map((factor) => factor * power)
    .find((size) => size >= rough * 0.999)!;
  const count = Math.ceil(max / gap - 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => Number((i * gap).toPrecision(12)));
}

/** Whole steps to label on a horizontal axis, at most about eight. */
export function stepTicks(begin: number, end: number): number[] {
  const span = end - begin;
  if (!(span > 0)) return [begin];
  const rough = Math.max(1, span / 8);
  const power = 10 ** Math.floor(Math.log10(rough));
  const gap = Math.max(
    1,
    [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough)!,
  );
  const ticks: number[] = [];
  for (let x = Math.ceil(begin / gap) * gap; x <= end; x += gap) ticks.push(x);
  return ticks;
}

function linePaths(
  left: readonly number[],
  bottom: readonly number[],
  ys: readonly number[],
): { line: string; area: string } {
  let line = '';
  let area = '';
  let begin = 0;
  for (let i = 0; i <= left.length; i++) {
    if (i < left.length && Number.isFinite(ys[i])) continue;
    if (i > begin) {
      const points = left.slice(begin, i).map((x, k) => `${viewX(x)} ${viewY(bottom[begin + k]!)}`);
      // A single point is a short dash: a line of no length is not drawn.
      const stretch = points.length === 1 ? `M${points[0]}m-4 0h8` : `M${points.join('L')}`;
      line += stretch;
      area += `${stretch}V${VIEW_HEIGHT}H${viewX(left[begin]!)}Z`;
    }
    begin = i + 1;
  }
  return { line, area };
}

function viewX(fraction: number): number {
  return Math.round(fraction * VIEW_WIDTH * 10) / 10;
}

function viewY(fraction: number): number {
  return Math.round((1 - fraction) * VIEW_HEIGHT * 10) / 10;
}

export function round4(fraction: number): number {
  return Math.round(fraction * 1e4) / 1e4;
}

export function percent(fraction: number): string {
  return `${Math.round(fraction * 1e4) / 100}%`;
}
