/** A figure against something varied: a line, and where chips differ the median with the band of 90 of 100. Static SVG. */
import { escapeHtml } from './escape.ts';
import { niceTicks } from './line-chart.ts';
import { trimZeros } from './units.ts';

export interface BandPoint {
  readonly x: number;
  /** Without mismatch. */
  readonly line: number | null;
  readonly band: { readonly p5: number; readonly median: number; readonly p95: number } | null;
}

export interface BandChart {
  readonly title: string;
  readonly xTitle: string;
  /** Ascending in x. */
  readonly points: readonly BandPoint[];
  readonly format: (value: number) => string;
  readonly yMax: number;
}

const [WIDTH, HEIGHT] = [420, 230];
const [LEFT, RIGHT, TOP, BOTTOM] = [52, 14, 10, 38];

export function drawBandChart({ title, xTitle, points, format, yMax }: BandChart): string {
  const [first, last] = [points[0]!.x, points.at(-1)!.x];
  const x = (value: number): number =>
    last > first
      ? LEFT + ((value - first) / (last - first)) * (WIDTH - LEFT - RIGHT)
      : (LEFT + WIDTH - RIGHT) / 2;
  const y = (value: number): number => HEIGHT - BOTTOM - (value / yMax) * (HEIGHT - TOP - BOTTOM);
  const at = (point: BandPoint, value: number): string =>
    `${x(point.x).toFixed(1)} ${y(value).toFixed(1)}`;
  const yTicks = niceTicks(yMax).filter((tick) => tick <= yMax);
  const grid = yTicks.map(
    (tick) =>
      `<path d="M${LEFT} ${y(tick).toFixed(1)}H${WIDTH - RIGHT}" stroke="var(--rule)"/><text x="${LEFT - 8}" y="${(y(tick) + 4).toFixed(1)}" text-anchor="end" fill="var(--muted)">${escapeHtml(trimZeros(`${format(tick)} `).trim())}</text>`,
  );
  const labels = points.map(
    (point) =>
      `<text x="${x(point.x).toFixed(1)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle" fill="var(--muted)">${point.x}</text>`,
  );
  const banded = points.filter(({ band }) => band !== null);
  const lined = points.filter(({ line }) => line !== null);
  const upper = banded.map((point) => at(point, point.band!.p95));
  const lower = banded.map((point) => at(point, point.band!.p5)).reverse();
  const area =
    banded.length > 1
      ? `<path d="M${[...upper, ...lower].join('L')}Z" fill="var(--accent)" opacity=".16"/>`
      : banded
          .map(
            (point) =>
              `<path d="M${at(point, point.band!.p5)}L${at(point, point.band!.p95)}" stroke="var(--accent)" opacity=".4" stroke-width="6"/>`,
          )
          .join('');
  const medians = banded.map((point) => at(point, point.band!.median));
  const values = lined.map((point) => at(point, point.line!));
  const marks = points.map(
    (point) =>
      `<g><title>${escapeHtml(pointText(point, xTitle, format))}</title>${dot(point, 'median', at)}${dot(point, 'line', at)}</g>`,
  );
  return `<figure><figcaption>${escapeHtml(title)}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(`${title}: ${points.map((point) => pointText(point, xTitle, format)).join('; ')}`)}" font-size="12" style="width:100%;height:auto">
${grid.join('')}${labels.join('')}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 4}" text-anchor="middle" fill="var(--muted)">${escapeHtml(xTitle)}</text>
${area}${polyline(medians, 'var(--accent)', '')}${polyline(values, 'var(--ink)', ' stroke-dasharray="5 3"')}
${marks.join('\n')}
</svg></figure>`;
}

function polyline(points: readonly string[], stroke: string, more: string): string {
  if (points.length < 2) return '';
  return `<path d="M${points.join('L')}" fill="none" stroke="${stroke}" stroke-width="1.6"${more}/>`;
}

function dot(
  point: BandPoint,
  which: 'median' | 'line',
  at: (point: BandPoint, value: number) => string,
): string {
  const value = which === 'line' ? point.line : (point.band?.median ?? null);
  if (value === null) return '';
  const [cx, cy] = at(point, value).split(' ');
  const fill = which === 'line' ? 'var(--ink)' : 'var(--accent)';
  return `<circle cx="${cx}" cy="${cy}" r="${which === 'line' ? 2.6 : 3.4}" fill="${fill}"/>`;
}

function pointText(
  { x, line, band }: BandPoint,
  xTitle: string,
  format: (value: number) => string,
): string {
  const parts = [
    ...(line === null ? [] : [`${format(line)} without mismatch`]),
    ...(band === null
      ? []
      : [
          `median ${format(band.median)}, 90 of 100 chips ${format(band.p5)} to ${format(band.p95)}`,
        ]),
  ];
  return `${x} ${xTitle}: ${parts.join(', ')}`;
}
