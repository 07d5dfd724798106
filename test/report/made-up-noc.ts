/** What a spike router did in a made-up run: grids of routers on one chip or several. */
import type { NocLink, NocSummary, ReportData, ReportNoc } from '../../src/model/report.ts';

export interface MadeUpNoc {
  /** Routers of a chip. */
  readonly columns: number;
  readonly rows: number;
  /** Chips side by side. */
  readonly chips: number;
  readonly bins: number;
  /** Closes rows and columns to rings. */
  readonly torus: boolean;
}

export const USUAL_NOC: MadeUpNoc = { columns: 8, rows: 4, chips: 1, bins: 37, torus: false };

type Link = ReportNoc['links'][number];

/** The same run with `--timing cycle`. */
export function withNoc(data: ReportData, made: MadeUpNoc = USUAL_NOC): ReportData {
  const noc = makeUpNoc(made);
  return { ...data, noc, summary: { ...data.summary, noc: nocFigures(noc) } };
}

/** The same run as if no link had carried anything: packets stayed within their tiles. */
export function withinTiles(data: ReportData): ReportData {
  const noc = makeUpNoc(USUAL_NOC);
  const links = noc.links.map((link) => ({
    ...link,
    flits: 0,
    utilization: 0,
    blockedNs: 0,
    byBin: link.byBin.map(() => 0),
  }));
  const still = { ...noc, links };
  return { ...data, noc: still, summary: { ...data.summary, noc: nocFigures(still) } };
}

function makeUpNoc(made: MadeUpNoc): ReportNoc {
  const width = made.columns * made.chips;
  const routers = Array.from({ length: width * made.rows }, (_, r) => {
    const x = r % width;
    return { x, y: Math.floor(r / width), chip: Math.floor(x / made.columns) };
  });
  const bins = Array.from({ length: made.bins }, (_, b) => ({ begin: b, end: b + 1 }));
  const latency = Array.from({ length: 24 }, (_, i) => ({
    fromNs: 2 ** (5 + i / 4),
    toNs: 2 ** (5 + (i + 1) / 4),
    count: Math.round(72_350 * Math.exp(-(((i - 10) / 5) ** 2))),
  }));
  return { routers, links: makeLinks(made, routers), bins, latency };
}

/** Traffic falls with the distance from the middle of the grid; every seventh link is idle. */
function makeLinks(made: MadeUpNoc, routers: ReportNoc['routers']): Link[] {
  const width = made.columns * made.chips;
  const [middleX, middleY] = [width / 2, made.rows / 2];
  const links: Link[] = [];
  const add = (fromRouter: number, toRouter: number): void => {
    const [from, to] = [routers[fromRouter]!, routers[toRouter]!];
    const far = Math.hypot((from.x - middleX) * 0.7, (from.y - middleY) * 1.4);
    const idle = links.length % 7 === 5;
    const load = idle ? 0 : 0.04 * Math.exp(-far / 3) * (fromRouter < toRouter ? 1 : 0.55);
    const byBin = Array.from(
      { length: made.bins },
      (_, b) => load * 2.2 * Math.sin((Math.PI * (b + 0.5)) / made.bins) ** 2,
    );
    const kind = from.chip !== to.chip ? 'chip' : from.y === to.y ? 'eastWest' : 'northSouth';
    const nameOf = ({ x, y, chip }: typeof from): string =>
      chip > 0 ? `${chip}:(${x},${y})` : `(${x},${y})`;
    links.push({
      from: nameOf(from),
      to: nameOf(to),
      kind,
      flits: Math.round(load * 4_000_000),
      utilization: load,
      blockedNs: load * far * 9_000_000,
      fromRouter,
      toRouter,
      byBin,
    });
  };
  for (const [r, { x, y }] of routers.entries()) {
    const east = x + 1 < width ? r + 1 : made.torus ? r + 1 - width : -1;
    const south = y + 1 < made.rows ? r + width : made.torus ? x : -1;
    for (const next of [east, south]) {
      if (next < 0) continue;
      add(r, next);
      add(next, r);
    }
  }
  return links;
}

function nocFigures({ links, latency }: ReportNoc): NocSummary {
  const worstLinks = links
    .filter(({ flits }) => flits > 0)
    .sort((a, b) => b.utilization - a.utilization)
    .slice(0, 10)
    .map(
      ({ from, to, kind, flits, utilization, blockedNs }): NocLink => ({
        from,
        to,
        kind,
        flits,
        utilization,
        blockedNs,
      }),
    );
  return {
    packets: 612_004,
    deliveries: latency.reduce((sum, { count }) => sum + count, 0),
    flitHops: links.reduce((sum, { flits }) => sum + flits, 0),
    latencyNs: { mean: 241, p50: 197, p99: 905, max: 1_834 },
    splitNs: { source: 12, way: 58, blocked: 49, destination: 122 },
    isiDistortionNs: { mean: 84, max: 1_402 },
    outOfOrder: 3_204,
    worstLinks,
    bufferHighWater: 4,
  };
}
