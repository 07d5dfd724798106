/** A plot as a picture of its own (SVG): lines, dots, levels, bars; readable on light and dark pages. */
import { clipText, escapeHtml } from '../../report/escape.ts';
import { niceTicks } from '../../report/line-chart.ts';
import type { Unit } from './quantity.ts';

export interface Plot {
  readonly title: string;
  readonly subtitle?: string;
  readonly x: { readonly title: string; readonly unit: Unit; readonly values: readonly number[] };
  /** The axis begins at 0, or with the data. */
  readonly y: { readonly title: string; readonly unit: Unit; readonly from?: 'zero' | 'data' };
  /** One value for each of x. */
  readonly lines: readonly { readonly name: string; readonly ys: readonly number[] }[];
  readonly dots: readonly {
    readonly name: string;
    readonly xs: readonly number[];
    readonly ys: readonly number[];
  }[];
  readonly levels?: readonly { readonly name: string; readonly y: number }[];
  /** Draws the first line as bars. */
  readonly bars?: boolean;
}

const [WIDTH, HEIGHT] = [760, 440];
const [LEFT, RIGHT, TOP, BOTTOM] = [78, 24, 84, 58];
const SUBTITLE_MAX = 100;

const STYLE = `
:root{--paper:#fbfbf9;--ink:#1b2226;--muted:#59656c;--rule:#e1e4e3;--line-0:#1d6a8c;--line-1:#c2591a;--dot:#1b2226}
@media (prefers-color-scheme:dark){:root{--paper:#121618;--ink:#e7ebed;--muted:#9aa6ac;--rule:#2b3337;--line-0:#7cc3dd;--line-1:#ff9d5c;--dot:#e7ebed}}
text{font:13px ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif;fill:var(--muted);font-variant-numeric:tabular-nums}
.title{font-size:18px;font-weight:640;fill:var(--ink)}
.paper{fill:var(--paper)}.grid{stroke:var(--rule);fill:none}.axis{stroke:var(--muted);fill:none}
.line-0{stroke:var(--line-0)}.line-1{stroke:var(--line-1)}.line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.dots-0{fill:var(--paper);stroke:var(--dot);stroke-width:1.5}.dots-1{fill:var(--line-1);stroke:none}
.level{stroke:var(--muted);stroke-dasharray:4 4;fill:none}.bar{fill:var(--line-0)}`;

interface Axis {
  readonly begin: number;
  readonly end: number;
  readonly ticks: readonly number[];
  /** Scaled unit of the labels, and its size in base units. */
  readonly unit: string;
  readonly size: number;
}

/** The picture as text. Values that are not finite are left out. */
export function renderPlot(plot: Plot): string {
  const x = axisOf(allXs(plot), plot.x.unit, 'data');
  const y = axisOf(allYs(plot), plot.y.unit, plot.y.from ?? 'zero');
  const px = (value: number): number =>
    LEFT + ((value - x.begin) / (x.end - x.begin)) * (WIDTH - LEFT - RIGHT);
  const py = (value: number): number =>
    HEIGHT - BOTTOM - ((value - y.begin) / (y.end - y.begin)) * (HEIGHT - TOP - BOTTOM);
  const parts = [
    ...gridLines(x, y, px, py),
    ...(plot.bars ? barsOf(plot, px, py) : linesOf(plot, px, py)),
    ...levelsOf(plot, py),
    ...dotsOf(plot, px, py),
    ...axisTitles(plot, x, y),
    ...legend(plot),
  ];
  const label = `${plot.title}: ${plot.y.title} by ${plot.x.title}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${escapeHtml(label)}">
<style>${STYLE}
</style>
<rect class="paper" width="${WIDTH}" height="${HEIGHT}" rx="6"/>
<text class="title" x="${LEFT}" y="30">${escapeHtml(plot.title)}</text>
${plot.subtitle === undefined ? '' : `<text x="${LEFT}" y="50">${escapeHtml(clipText(plot.subtitle, SUBTITLE_MAX))}</text>\n`}${parts.join('\n')}
</svg>
`;
}

function allXs({ x, dots }: Plot): number[] {
  return [...x.values, ...dots.flatMap(({ xs }) => xs)].filter(Number.isFinite);
}

function allYs({ lines, dots, levels = [] }: Plot): number[] {
  return [
    ...lines.flatMap(({ ys }) => ys),
    ...dots.flatMap(({ ys }) => ys),
    ...levels.map(({ y }) => y),
  ].filter(Number.isFinite);
}

const PREFIXES: readonly (readonly [string, number])[] = [
  ['a', 1e-18],
  ['f', 1e-15],
  ['p', 1e-12],
  ['n', 1e-9],
  ['µ', 1e-6],
  ['m', 1e-3],
  ['', 1],
  ['k', 1e3],
];

function axisOf(values: readonly number[], unit: Unit, from: 'zero' | 'data'): Axis {
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const low = from === 'zero' ? Math.min(0, least) : least;
  const [begin, end] = most > low ? [low, most] : [low - 1, low + 1];
  const isPlain = unit === '1' || unit === 'C' || unit === 'K' || unit === '%' || unit === 'text';
  const largest = Math.max(Math.abs(begin), Math.abs(end));
  const [prefix, size] = isPlain
    ? ['', 1]
    : (PREFIXES.findLast(([, s]) => s <= largest * 1.0001) ?? PREFIXES[0]!);
  const gap = niceTicks((end - begin) * 0.6)[1]!;
  const first = from === 'zero' && begin >= 0 ? 0 : Math.floor(begin / gap + 1e-9) * gap;
  const ticks: number[] = [];
  // Ticks stand at and within the ends of the data, the vertical axis goes on to the next one.
  const last = from === 'zero' ? Math.ceil(end / gap - 1e-9) * gap : end;
  for (let k = 0; first + k * gap <= last + gap * 1e-6; k++) {
    const tick = Number((first + k * gap).toPrecision(12));
    if (tick >= begin - gap * 1e-6) ticks.push(tick);
  }
  const names = { C: '°C', '1': '', text: '' } as Readonly<Record<string, string>>;
  return { begin, end: Math.max(end, last), ticks, unit: `${prefix}${names[unit] ?? unit}`, size };
}

type Place = (value: number) => number;

function gridLines(x: Axis, y: Axis, px: Place, py: Place): string[] {
  const bottom = HEIGHT - BOTTOM;
  return [
    `<path class="grid" d="${y.ticks.map((tick) => `M${LEFT} ${round(py(tick))}H${WIDTH - RIGHT}`).join('')}"/>`,
    `<path class="axis" d="M${LEFT} ${bottom}H${WIDTH - RIGHT}${x.ticks.map((tick) => `M${round(px(tick))} ${bottom}v5`).join('')}"/>`,
    ...y.ticks.map(
      (tick) =>
        `<text x="${LEFT - 10}" y="${round(py(tick) + 4.5)}" text-anchor="end">${label(tick, y)}</text>`,
    ),
    ...x.ticks.map(
      (tick) =>
        `<text x="${round(px(tick))}" y="${bottom + 21}" text-anchor="middle">${label(tick, x)}</text>`,
    ),
  ];
}

function label(tick: number, { size }: Axis): string {
  return String(Number((tick / size).toPrecision(6)));
}

function axisTitles({ x, y }: Plot, xAxis: Axis, yAxis: Axis): string[] {
  const named = (title: string, unit: string): string =>
    escapeHtml(unit === '' ? title : `${title} (${unit})`);
  return [
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 12}" text-anchor="middle">${named(x.title, xAxis.unit)}</text>`,
    `<text transform="translate(20 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${named(y.title, yAxis.unit)}</text>`,
  ];
}

function linesOf({ x, lines }: Plot, px: Place, py: Place): string[] {
  return lines.map(({ ys }, n) => {
    let path = '';
    let isOpen = false;
    ys.forEach((y, k) => {
      const xAt = x.values[k];
      if (xAt === undefined || !Number.isFinite(y)) {
        isOpen = false;
        return;
      }
      path += `${isOpen ? 'L' : 'M'}${round(px(xAt))} ${round(py(y))}`;
      isOpen = true;
    });
    return `<path class="line line-${n % 2}" d="${path}"/>`;
  });
}

function barsOf({ x, lines }: Plot, px: Place, py: Place): string[] {
  const ys = lines[0]?.ys ?? [];
  const [first = 0, second = 1] = x.values;
  const width = Math.max(1, px(second) - px(first) - 1);
  return ys.map((y, k) => {
    const top = py(y);
    return `<rect class="bar" x="${round(px(x.values[k]!) - width / 2)}" y="${round(top)}" width="${round(width)}" height="${round(py(0) - top)}"/>`;
  });
}

function levelsOf({ levels = [] }: Plot, py: Place): string[] {
  return levels.flatMap(({ name, y }) => [
    `<path class="level" d="M${LEFT} ${round(py(y))}H${WIDTH - RIGHT}"/>`,
    // Below its line at the left end: a trace starts far from there.
    `<text x="${LEFT + 6}" y="${round(py(y) + 16)}">${escapeHtml(name)}</text>`,
  ]);
}

function dotsOf({ dots }: Plot, px: Place, py: Place): string[] {
  return dots.map(({ xs, ys }, n) => {
    const circles = xs.map((x, k) =>
      Number.isFinite(ys[k])
        ? `<circle cx="${round(px(x))}" cy="${round(py(ys[k]!))}" r="3.6"/>`
        : '',
    );
    return `<g class="dots-${n % 2}">${circles.join('')}</g>`;
  });
}

/** Names of lines and dots in one row above the frame. */
function legend({ lines, dots, bars }: Plot): string[] {
  const entries = [
    ...(bars
      ? []
      : lines.map(({ name }, n) => ({
          name,
          mark: `<path class="line line-${n % 2}" d="M0 -4h22"/>`,
        }))),
    ...dots.map(({ name }, n) => ({
      name,
      mark: `<g class="dots-${n % 2}"><circle cx="11" cy="-4" r="3.6"/></g>`,
    })),
  ];
  if (entries.length < 2) return [];
  let left = LEFT;
  return entries.map(({ name, mark }) => {
    const text = `<g transform="translate(${left} ${TOP - 14})">${mark}<text x="30">${escapeHtml(name)}</text></g>`;
    left += 30 + name.length * 7 + 24;
    return text;
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
