import type { Flows } from './flows.ts';
import type { SiteLinks } from './site-links.ts';
import type { SwapJudge } from './swap-search.ts';

/** Messages over each directed link, each message on its own way. */
export function linkLoads(flows: Flows, links: SiteLinks, siteOf: Int32Array): Map<number, number> {
  const loads = new Map<number, number>();
  for (let a = 0; a < flows.partCount; a++) {
    for (let k = flows.offsets[a]!; k < flows.offsets[a + 1]!; k++) {
      const messages = flows.sent[k]!;
      if (messages === 0) continue;
      for (const link of links.between(siteOf[a]!, siteOf[flows.others[k]!]!)) {
        loads.set(link, (loads.get(link) ?? 0) + messages);
      }
    }
  }
  return loads;
}

export function worstLinkLoad(flows: Flows, links: SiteLinks, siteOf: Int32Array): number {
  let most = 0;
  for (const load of linkLoads(flows, links, siteOf).values()) most = Math.max(most, load);
  return most;
}

/**
 * Judges placements by their busiest links: the sum over links of (load / usual load)^8, which the largest loads
 * rule, and which still tells two placements apart whose largest loads are equal.
 */
export class LinkJudge implements SwapJudge {
  readonly siteOf: Int32Array;
  readonly partAt: Int32Array;
  work = 0;
  private readonly flows: Flows;
  private readonly links: SiteLinks;
  private loads: Float64Array;
  private readonly scale: number;
  /** Links that a trial touched, with their loads before. */
  private readonly touched: number[] = [];
  private readonly isTouched = new Map<number, number>();

  constructor(flows: Flows, links: SiteLinks, siteOf: Int32Array, siteCount: number) {
    this.flows = flows;
    this.links = links;
    this.siteOf = siteOf;
    this.partAt = new Int32Array(siteCount).fill(-1);
    this.loads = new Float64Array(64);
    this.restore(siteOf);
    const most = this.loads.reduce((max, load) => Math.max(max, load), 0);
    this.scale = most > 0 ? 1 / most : 1;
  }

  gain(a: number, site: number): number {
    const home = this.siteOf[a]!;
    this.touched.length = 0;
    this.isTouched.clear();
    this.swap(a, site);
    let gain = 0;
    for (const link of this.touched) {
      gain += this.price(this.isTouched.get(link)!) - this.price(this.loads[link]!);
    }
    for (const link of this.touched) this.loads[link] = this.isTouched.get(link)!;
    this.exchange(a, home);
    this.touched.length = 0;
    this.isTouched.clear();
    return gain;
  }

  swap(a: number, site: number): void {
    const b = this.partAt[site]!;
    this.addFlows(a, -1, -1);
    if (b >= 0) this.addFlows(b, -1, a);
    this.exchange(a, site);
    this.addFlows(a, 1, -1);
    if (b >= 0) this.addFlows(b, 1, a);
  }

  restore(siteOf: Int32Array): void {
    this.siteOf.set(siteOf);
    this.partAt.fill(-1);
    siteOf.forEach((site, part) => {
      this.partAt[site] = part;
    });
    this.loads.fill(0);
    for (const [link, load] of linkLoads(this.flows, this.links, siteOf)) {
      this.roomFor(link);
      this.loads[link] = load;
    }
  }

  private exchange(a: number, site: number): void {
    const home = this.siteOf[a]!;
    const b = this.partAt[site]!;
    this.siteOf[a] = site;
    this.partAt[site] = a;
    this.partAt[home] = b;
    if (b >= 0) this.siteOf[b] = home;
  }

  /** Adds `sign` times all messages of part a to the links on their ways; those with `except` are left out. */
  private addFlows(a: number, sign: number, except: number): void {
    const { offsets, others, sent, received } = this.flows;
    for (let k = offsets[a]!; k < offsets[a + 1]!; k++) {
      const b = others[k]!;
      if (b === except) continue;
      const [here, there] = [this.siteOf[a]!, this.siteOf[b]!];
      if (sent[k]! > 0) this.addTo(this.links.between(here, there), sign * sent[k]!);
      if (received[k]! > 0) this.addTo(this.links.between(there, here), sign * received[k]!);
    }
  }

  private addTo(way: Int32Array, messages: number): void {
    this.work += way.length + 1;
    for (const link of way) {
      this.roomFor(link);
      if (!this.isTouched.has(link)) {
        this.isTouched.set(link, this.loads[link]!);
        this.touched.push(link);
      }
      this.loads[link]! += messages;
    }
  }

  private roomFor(link: number): void {
    if (link < this.loads.length) return;
    const larger = new Float64Array(2 * link);
    larger.set(this.loads);
    this.loads = larger;
  }

  private price(load: number): number {
    const square = (load * this.scale) ** 2;
    const fourth = square * square;
    return fourth * fourth;
  }
}
