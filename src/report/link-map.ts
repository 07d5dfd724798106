/** Routers and the links between them as SVG, each direction of a link shaded by how busy it was. */
import type { ReportNoc } from '../model/report.ts';
import { IDLE } from './link-shades.ts';
import { aroundRim, halfArrow, type Point } from './link-shape.ts';

type Router = ReportNoc['routers'][number];
type Link = ReportNoc['links'][number];

/** Part of the network that is drawn; indexes into the report's routers and links. */
export interface DrawnNetwork {
  readonly routers: readonly number[];
  /** Links that carried something, then are pointed at; the others are outlines. */
  readonly busy: readonly number[];
  readonly idle: readonly number[];
  /** True where routers without traffic were left out to keep the drawing small. */
  readonly part: boolean;
}

const PITCH = 40;
const ROUTER = 14;
const CHIP_GAP = 22;
const MARGIN = 24;
/** More of it where links go around the rim. */
const RIM = 18;
/** Under each chip where there are several. */
const CHIP_NAME = 14;
const LINKS_MAX = 2000;

/**
 * The routers of all chips in use, or of the rectangle that carried something where they are many;
 * null where even those are too many to draw.
 */
export function drawnNetwork(noc: ReportNoc, chipsUsed: number): DrawnNetwork | null {
  const carrying = new Set<number>();
  for (const { flits, fromRouter, toRouter } of noc.links) {
    if (flits > 0) carrying.add(fromRouter).add(toRouter);
  }
  const chips = new Set([...carrying].map((r) => noc.routers[r]!.chip));
  const all = choose(noc, (router) => router.chip < chipsUsed || chips.has(router.chip), false);
  if (all.busy.length + all.idle.length <= LINKS_MAX) return all;
  const inside = boundsOf([...carrying].map((r) => noc.routers[r]!));
  const part = choose(noc, inside, true);
  return part.busy.length + part.idle.length <= LINKS_MAX ? part : null;
}

function choose(
  { routers, links }: ReportNoc,
  isDrawn: (router: Router) => boolean,
  part: boolean,
): DrawnNetwork {
  const drawn = routers.map(isDrawn);
  const between = links
    .map((_, i) => i)
    .filter((i) => drawn[links[i]!.fromRouter]! && drawn[links[i]!.toRouter]!);
  return {
    routers: routers.map((_, r) => r).filter((r) => drawn[r]!),
    busy: between.filter((i) => links[i]!.flits > 0),
    idle: between.filter((i) => !(links[i]!.flits > 0)),
    part,
  };
}

function boundsOf(routers: readonly Router[]): (router: Router) => boolean {
  let [left, right, top, bottom] = [Number.POSITIVE_INFINITY, -1, Number.POSITIVE_INFINITY, -1];
  for (const { x, y } of routers) {
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return ({ x, y }) => x >= left && x <= right && y >= top && y <= bottom;
}

/**
 * The drawing. `signs` holds the class of each busy link; the one numbered `marked` is shown as chosen.
 */
export function drawLinkMap(
  noc: ReportNoc,
  network: DrawnNetwork,
  signs: readonly string[],
  marked: number,
): string {
  const routers = network.routers.map((r) => noc.routers[r]!);
  const chips = new Set(routers.map(({ chip }) => chip)).size;
  const links = [...network.busy, ...network.idle].map((i) => noc.links[i]!);
  const [columns, rows] = axesOf(noc, routers, links);
  const place = (r: number): Point => ({
    x: columns.at.get(noc.routers[r]!.x)!,
    y: rows.at.get(noc.routers[r]!.y)!,
  });
  const shape = (i: number): string => linkShape(noc, noc.links[i]!, place, [columns, rows]);
  const idle = network.idle.map(shape).join('');
  const busy = network.busy.map(
    (link, i) =>
      `<path class="${linkClass(signs[i]!)}${i === marked ? ' on' : ''}" data-i="${i}" d="${shape(link)}"/>`,
  );
  const squares = network.routers.map((r) => {
    const { x, y } = place(r);
    return `M${x - ROUTER / 2} ${y - ROUTER / 2}h${ROUTER}v${ROUTER}h-${ROUTER}z`;
  });
  const [width, height] = [columns.size, rows.size + (chips > 1 ? CHIP_NAME : 0)];
  return `<svg class="mesh link-map" viewBox="0 0 ${width} ${height}" style="--mesh-width:${width}" role="group" aria-label="Links between routers">
<path class="tiles" d="${squares.join('')}"/><path class="idle" d="${idle}"/>${labels(routers, columns, rows)}
${busy.join('\n')}
</svg>`;
}

/** Class of a link's shade, from its sign. */
function linkClass(sign: string): string {
  return `link ${sign === IDLE ? 'idle' : `l${sign}`}`;
}

interface Axis {
  /** Coordinate of each column or row of routers, by its number. */
  readonly at: ReadonlyMap<number, number>;
  readonly rank: ReadonlyMap<number, number>;
  readonly size: number;
}

/** Columns and rows; with room around them where a link goes around the rim. */
function axesOf(
  noc: ReportNoc,
  routers: readonly Router[],
  links: readonly Link[],
): readonly [Axis, Axis] {
  const axes = (margin: number): [Axis, Axis] => [
    axisOf(routers, 'x', margin),
    axisOf(routers, 'y', margin),
  ];
  const narrow = axes(MARGIN);
  const isAround = (link: Link): boolean => stepOf(noc, link, narrow).around;
  return links.some(isAround) ? axes(MARGIN + RIM) : narrow;
}

/** Columns (or rows) that have routers, one pitch apart, with a gap where other chips begin. */
function axisOf(routers: readonly Router[], key: 'x' | 'y', margin: number): Axis {
  const chipsAt = new Map<number, Set<number>>();
  for (const router of routers) {
    const chips = chipsAt.get(router[key]) ?? new Set();
    chipsAt.set(router[key], chips.add(router.chip));
  }
  const at = new Map<number, number>();
  const rank = new Map<number, number>();
  let end = margin;
  let before: Set<number> | null = null;
  for (const number of [...chipsAt.keys()].sort((a, b) => a - b)) {
    const chips = chipsAt.get(number)!;
    if (before && ![...chips].some((chip) => before!.has(chip))) end += CHIP_GAP;
    at.set(number, end);
    rank.set(number, rank.size);
    end += PITCH;
    before = chips;
  }
  return { at, rank, size: end - PITCH + ROUTER + margin - MARGIN };
}

function linkShape(
  noc: ReportNoc,
  link: Link,
  place: (router: number) => Point,
  axes: readonly [Axis, Axis],
): string {
  const { across, down, around } = stepOf(noc, link, axes);
  const [from, to] = [place(link.fromRouter), place(link.toRouter)];
  if (around) return aroundRim(from, to, { x: Math.sign(across), y: Math.sign(down) });
  const [shorter, longer] = [Math.abs(across), Math.abs(down)].sort((a, b) => a - b);
  return halfArrow(from, to, shorter === 0 && longer! > 1);
}

/** Columns and rows that a link goes on; from one rim to the other it goes around, one step outwards. */
function stepOf(
  { routers }: ReportNoc,
  { fromRouter, toRouter }: Link,
  [columns, rows]: readonly [Axis, Axis],
): { readonly across: number; readonly down: number; readonly around: boolean } {
  const [from, to] = [routers[fromRouter]!, routers[toRouter]!];
  const across = columns.rank.get(to.x)! - columns.rank.get(from.x)!;
  const down = rows.rank.get(to.y)! - rows.rank.get(from.y)!;
  const outwards = (steps: number, { rank }: Axis): number =>
    rank.size > 2 && Math.abs(steps) === rank.size - 1 ? -Math.sign(steps) : steps;
  const [aroundX, aroundY] = [outwards(across, columns), outwards(down, rows)];
  const around = aroundX !== across || aroundY !== down;
  return { across: aroundX, down: aroundY, around };
}

function labels(routers: readonly Router[], columns: Axis, rows: Axis): string {
  const tops = [...columns.at].map(([number, x]) => `<text x="${x}" y="9">${number}</text>`);
  const sides = [...rows.at].map(([number, y]) => `<text x="6" y="${y + 2.5}">${number}</text>`);
  const corners = new Map<number, { left: number; bottom: number }>();
  for (const { x, y, chip } of routers) {
    const corner = corners.get(chip) ?? { left: x, bottom: y };
    corners.set(chip, { left: Math.min(corner.left, x), bottom: Math.max(corner.bottom, y) });
  }
  const names = [...corners].map(([chip, corner]) => {
    const [left, bottom] = [columns.at.get(corner.left)!, rows.at.get(corner.bottom)!];
    return `<text x="${left + PITCH / 2}" y="${bottom + ROUTER / 2 + CHIP_NAME}">chip ${chip}</text>`;
  });
  return `<g class="axes" aria-hidden="true">${tops.join('')}${sides.join('')}${names.length > 1 ? names.join('') : ''}</g>`;
}
