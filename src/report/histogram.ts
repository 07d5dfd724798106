/**
 * Counts by size as bars, sizes on a logarithmic axis: bars that are equally wide there. Static SVG as a line
 * chart is, and read out by the same script.
 */
import { escapeHtml } from './escape.ts';
import { type DrawnChart, niceTicks, percent, round4 } from './line-chart.ts';
import { formatCount, formatPercent, trimZeros } from './units.ts';

export interface Histogram {
  readonly id: string;
  readonly title: string;
  /** What is counted, e.g. `deliveries`. */
  readonly noun: string;
  /** Ascending, without gaps. */
  readonly bars: readonly { readonly from: number; readonly to: number; readonly count: number }[];
  readonly marks: readonly { readonly name: string; readonly at: number }[];
  readonly format: (size: number) => string;
}

const BAR = 10;
const BAR_GAP = 1;
const VIEW_HEIGHT = 200;

export function drawHistogram(histogram: Histogram): DrawnChart {
  const { id, title, noun, bars, format } = histogram;
  const total = bars.reduce((sum, { count }) => sum + count, 0);
  const yTicks = niceTicks(Math.max(0, ...bars.map(({ count }) => count)));
  const yEnd = yTicks.at(-1)!;
  const left = bars.map((_, i) => round4((i + 0.5) / bars.length));
  const bottom = bars.map(({ count }) => round4(count / yEnd));
  const text = bars.map(
    ({ from, to, count }) =>
      `${format(from)} to ${format(to)}: ${formatCount(count)} ${noun} (${formatPercent(total > 0 ? count / total : 0)})`,
  );
  const resting = histogram.marks.map(({ name, at }) => `${name} ${format(at)}`).join(', ');
  const yLabels = yTicks.map(
    (y) => `<span style="bottom:${percent(y / yEnd)}">${formatCount(y)}</span>`,
  );
  const grid = yTicks.map((y) => `M0 ${viewY(y / yEnd)}h${bars.length * BAR}`).join('');
  const label = `${title}: ${resting}. Arrow keys read the bars.`;
  const html = `<figure class="chart histogram" id="chart-${id}">
<figcaption><b>${escapeHtml(title)}</b><output>${escapeHtml(resting)}</output></figcaption>
<div class="plot"><div class="y-ticks" aria-hidden="true">${yLabels.join('')}</div>
<div class="frame" tabindex="0" role="img" aria-label="${escapeHtml(label)}">
<svg viewBox="0 0 ${bars.length * BAR} ${VIEW_HEIGHT}" preserveAspectRatio="none" aria-hidden="true"><path class="grid" d="${grid}"/><path class="columns" d="${columnsPath(bottom)}"/></svg>
${markLines(histogram)}<i class="cursor" hidden></i><i class="dot" hidden></i></div>
<div class="x-ticks" aria-hidden="true">${sizeTicks(histogram)}</div></div>
</figure>`;
  return { html, points: { id, resting, left, bottom, text } };
}

function columnsPath(bottom: readonly number[]): string {
  return bottom
    .map((fraction, i) => {
      if (fraction === 0) return '';
      // What is there stays visible beside bars a thousand times as high.
      const height = Math.max(1.2, Math.round(fraction * VIEW_HEIGHT * 10) / 10);
      return `M${i * BAR + BAR_GAP / 2} ${VIEW_HEIGHT}v-${height}h${BAR - BAR_GAP}v${height}z`;
    })
    .join('');
}

/** The first is named to the left of its line, so that close marks do not cover each other's names. */
function markLines({ marks, bars }: Histogram): string {
  return marks
    .map(({ name, at }, i) => {
      const left = fractionOf(bars, at);
      const before = left > 0.9 || (i === 0 && left > 0.1);
      return `<i class="quantile" style="left:${percent(left)}" aria-hidden="true"><span${before ? ' class="before"' : ''}>${escapeHtml(name)}</span></i>`;
    })
    .join('');
}

/** Place of a size on the axis, 0..1. */
function fractionOf(bars: Histogram['bars'], size: number): number {
  const found = bars.findIndex(({ to }) => size <= to);
  if (found < 0) return 1;
  const { from, to } = bars[found]!;
  const within = from > 0 ? Math.log(size / from) / Math.log(to / from) : size / to;
  return (found + Math.max(0, Math.min(1, within))) / bars.length;
}

/** Powers of ten, and between them what narrow pages leave out. */
function sizeTicks({ bars, format }: Histogram): string {
  const [first, last] = [bars[0]!, bars.at(-1)!];
  const low = first.from > 0 ? first.from : first.to;
  const ticks: string[] = [];
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= last.to; power++) {
    for (const factor of [1, 2, 5]) {
      const size = factor * 10 ** power;
      if (size < low || size > last.to) continue;
      const style = factor === 1 ? '' : ' class="minor"';
      ticks.push(
        `<span${style} style="left:${percent(fractionOf(bars, size))}">${escapeHtml(trimZeros(format(size)))}</span>`,
      );
    }
  }
  return ticks.join('');
}

function viewY(fraction: number): number {
  return Math.round((1 - fraction) * VIEW_HEIGHT * 10) / 10;
}
