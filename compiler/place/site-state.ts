import type { Flows } from './flows.ts';
import type { Axis, Sites } from './sites.ts';
import { hostDistance, siteDistance } from './sites.ts';

/** Parts up to which the messages of all pairs are kept as one table, for look-up at once. */
const PAIR_TABLE_PARTS_MAX = 1448;

/** Messages times hops, the host's included. */
export function placementCost(flows: Flows, sites: Sites, siteOf: Int32Array): number {
  let cost = 0;
  for (let a = 0; a < flows.partCount; a++) {
    cost += flows.host[a]! * hostDistance(sites, siteOf[a]!);
    for (let k = flows.offsets[a]!; k < flows.offsets[a + 1]!; k++) {
      cost += flows.sent[k]! * siteDistance(sites, siteOf[a]!, siteOf[flows.others[k]!]!);
    }
  }
  return cost;
}

/**
 * Sites of parts that change by swaps. For each part and each place of each axis it keeps what the part's messages
 * would cost there, so that the exact change of a swap is a few look-ups; a swap that is made updates the rows of the
 * parts that the two talk to.
 */
export class SiteState {
  readonly flows: Flows;
  readonly sites: Sites;
  readonly siteOf: Int32Array;
  /** Part at each site, -1 where it is free. */
  readonly partAt: Int32Array;
  /** Entries looked up or changed so far: a clock that is equal on every machine. */
  work = 0;
  /** Cost of part a at place p of axis n: [a * width + begins[n] + p]. */
  private readonly costs: Float64Array;
  private readonly width: number;
  private readonly begins: readonly number[];
  /** Entry of each site within a row of `costs`, for up to three axes; -1 where there is no such axis. */
  private readonly entryX: Int32Array;
  private readonly entryY: Int32Array | null;
  private readonly entryZ: Int32Array | null;
  private readonly pairs: Float64Array | null;
  private readonly change: Float64Array;
  private readonly changeBack: Float64Array;

  constructor(flows: Flows, sites: Sites, siteOf: Int32Array) {
    this.flows = flows;
    this.sites = sites;
    this.siteOf = siteOf;
    this.partAt = new Int32Array(sites.count).fill(-1);
    siteOf.forEach((site, part) => {
      this.partAt[site] = part;
    });
    const begins = [0];
    for (const { size } of sites.axes) begins.push(begins.at(-1)! + size);
    this.begins = begins;
    this.width = begins.at(-1)!;
    const entries = sites.axes.map(({ places }, n) => places.map((place) => begins[n]! + place));
    this.entryX = entries[0]!;
    this.entryY = entries[1] ?? null;
    this.entryZ = entries[2] ?? null;
    this.pairs = flows.partCount <= PAIR_TABLE_PARTS_MAX ? pairTable(flows) : null;
    this.change = new Float64Array(Math.max(...sites.axes.map(({ size }) => size)));
    this.changeBack = new Float64Array(this.change.length);
    this.costs = this.allCosts();
  }

  /** What part a's messages cost at `site`, others staying where they are. */
  costAt(a: number, site: number): number {
    const row = a * this.width;
    let cost = this.costs[row + this.entryX[site]!]!;
    if (this.entryY !== null) cost += this.costs[row + this.entryY[site]!]!;
    if (this.entryZ !== null) cost += this.costs[row + this.entryZ[site]!]!;
    return cost;
  }

  /** What is saved when part a goes to `site` and the part there, if any, to its place. */
  gain(a: number, site: number): number {
    const home = this.siteOf[a]!;
    const b = this.partAt[site]!;
    this.work++;
    const gain = this.costAt(a, home) - this.costAt(a, site);
    if (b < 0) return gain;
    const both = gain + this.costAt(b, site) - this.costAt(b, home);
    const messages = this.messagesBetween(a, b);
    if (messages === 0) return both;
    // Each row takes the other part to stay; together they count what the two say to each other wrongly.
    const { sites } = this;
    return both - messages * (siteDistance(sites, home, site) + siteDistance(sites, site, home));
  }

  swap(a: number, site: number): void {
    const home = this.siteOf[a]!;
    const b = this.partAt[site]!;
    this.siteOf[a] = site;
    this.partAt[site] = a;
    this.partAt[home] = b;
    this.follow(a, home, site);
    if (b < 0) return;
    this.siteOf[b] = home;
    this.follow(b, site, home);
  }

  /** Puts every part where `siteOf` says. */
  restore(siteOf: Int32Array): void {
    this.siteOf.set(siteOf);
    this.partAt.fill(-1);
    siteOf.forEach((site, part) => {
      this.partAt[site] = part;
    });
    this.costs.set(this.allCosts());
  }

  messagesBetween(a: number, b: number): number {
    const { flows } = this;
    if (this.pairs !== null) return this.pairs[a * flows.partCount + b]!;
    let [low, high] = [flows.offsets[a]!, flows.offsets[a + 1]!];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (flows.others[middle]! < b) low = middle + 1;
      else high = middle;
    }
    return low < flows.offsets[a + 1]! && flows.others[low] === b ? flows.both[low]! : 0;
  }

  /** Brings the rows of all parts that `a` talks to up to its move. */
  private follow(a: number, from: number, to: number): void {
    this.sites.axes.forEach((axis, n) => {
      const [p, q] = [axis.places[from]!, axis.places[to]!];
      if (p === q) return;
      this.work += (this.flows.offsets[a + 1]! - this.flows.offsets[a]!) * (axis.size >> 2);
      if (this.sites.symmetric) this.addMove(a, n, axis.size, axis.distances, p, q);
      else this.addDirectedMove(a, n, axis.size, axis.distances, p, q);
    });
  }

  private addMove(
    a: number,
    n: number,
    size: number,
    distances: Float64Array,
    p: number,
    q: number,
  ): void {
    const { change, costs, width } = this;
    const { offsets, others, both } = this.flows;
    const begin = this.begins[n]!;
    for (let e = 0; e < size; e++) change[e] = distances[q * size + e]! - distances[p * size + e]!;
    for (let k = offsets[a]!; k < offsets[a + 1]!; k++) {
      const row = others[k]! * width + begin;
      const messages = both[k]!;
      for (let e = 0; e < size; e++) costs[row + e]! += messages * change[e]!;
    }
  }

  private addDirectedMove(
    a: number,
    n: number,
    size: number,
    distances: Float64Array,
    p: number,
    q: number,
  ): void {
    const { change, changeBack, costs, width } = this;
    const { offsets, others, sent, received } = this.flows;
    const begin = this.begins[n]!;
    for (let e = 0; e < size; e++) {
      change[e] = distances[q * size + e]! - distances[p * size + e]!;
      changeBack[e] = distances[e * size + q]! - distances[e * size + p]!;
    }
    for (let k = offsets[a]!; k < offsets[a + 1]!; k++) {
      const row = others[k]! * width + begin;
      const [to, back] = [sent[k]!, received[k]!];
      for (let e = 0; e < size; e++) costs[row + e]! += to * change[e]! + back * changeBack[e]!;
    }
  }

  private allCosts(): Float64Array {
    const { flows, sites, width, begins } = this;
    const costs = new Float64Array(flows.partCount * width);
    sites.axes.forEach((axis, n) => {
      const sums = { sent: new Float64Array(axis.size), received: new Float64Array(axis.size) };
      for (let a = 0; a < flows.partCount; a++) {
        const begin = a * width + begins[n]!;
        const row = costs.subarray(begin, begin + axis.size);
        for (let e = 0; e < axis.size; e++) row[e] = flows.host[a]! * axis.hostDistances[e]!;
        addRow(row, flows, a, axis, this.siteOf, sums);
      }
    });
    return costs;
  }
}

/** Adds what part a's messages cost at each place: first messages by place, then each place's distances once. */
function addRow(
  row: Float64Array,
  { offsets, others, sent, received }: Flows,
  a: number,
  { size, places, distances }: Axis,
  siteOf: Int32Array,
  sums: { readonly sent: Float64Array; readonly received: Float64Array },
): void {
  for (let k = offsets[a]!; k < offsets[a + 1]!; k++) {
    const p = places[siteOf[others[k]!]!]!;
    sums.sent[p]! += sent[k]!;
    sums.received[p]! += received[k]!;
  }
  for (let p = 0; p < size; p++) {
    const [to, back] = [sums.sent[p]!, sums.received[p]!];
    if (to === 0 && back === 0) continue;
    sums.sent[p] = sums.received[p] = 0;
    for (let e = 0; e < size; e++) {
      row[e]! += to * distances[e * size + p]! + back * distances[p * size + e]!;
    }
  }
}

function pairTable({ partCount, offsets, others, both }: Flows): Float64Array {
  const table = new Float64Array(partCount * partCount);
  for (let a = 0; a < partCount; a++) {
    for (let k = offsets[a]!; k < offsets[a + 1]!; k++)
      table[a * partCount + others[k]!] = both[k]!;
  }
  return table;
}
