import type { SiteLinks } from './site-links.ts';
import type { SwapJudge } from './swap-search.ts';

/** Messages that go to several parts at once, as rows: equal senders and destinations are joined. */
export interface CastGroups {
  readonly partCount: number;
  /** Sending part of each group. */
  readonly homes: Int32Array;
  /** [groupCount + 1] into `ends`. */
  readonly offsets: Int32Array;
  /** Destination parts, ascending, the home never among them. */
  readonly ends: Int32Array;
  readonly messages: Float64Array;
}

/** Collects groups; `ends` of one home that are equal sets add up. */
export class CastGroupBuilder {
  private readonly groups = new Map<string, { home: number; ends: number[]; messages: number }>();

  add(home: number, ends: Iterable<number>, messages: number): void {
    const others = [...new Set(ends)].filter((end) => end !== home).sort((a, b) => a - b);
    if (others.length === 0 || !(messages > 0)) return;
    const key = `${home}:${others.join(',')}`;
    const known = this.groups.get(key);
    if (known) known.messages += messages;
    else this.groups.set(key, { home, ends: others, messages });
  }

  build(partCount: number): CastGroups {
    const list = [...this.groups.values()];
    const offsets = new Int32Array(list.length + 1);
    list.forEach(({ ends }, g) => {
      offsets[g + 1] = offsets[g]! + ends.length;
    });
    return {
      partCount,
      homes: Int32Array.from(list, ({ home }) => home),
      offsets,
      ends: Int32Array.from(list.flatMap(({ ends }) => ends)),
      messages: Float64Array.from(list, ({ messages }) => messages),
    };
  }
}

/** Links of the trees along which messages go to all of their parts, times messages. */
export function treeCost(groups: CastGroups, links: SiteLinks, siteOf: Int32Array): number {
  const judge = new TreeJudge(groups, links, siteOf.slice(), 1 + Math.max(0, ...siteOf));
  return judge.total();
}

/** Judges placements by the links of their multicast trees. */
export class TreeJudge implements SwapJudge {
  readonly siteOf: Int32Array;
  readonly partAt: Int32Array;
  work = 0;
  private readonly groups: CastGroups;
  private readonly links: SiteLinks;
  private readonly costs: Float64Array;
  /** Groups of each part, as home or end. */
  private readonly groupsOf: readonly Int32Array[];
  private readonly seen: Int32Array;
  private round = 0;
  private marks = new Int32Array(64);
  private markRound = 0;

  constructor(groups: CastGroups, links: SiteLinks, siteOf: Int32Array, siteCount: number) {
    this.groups = groups;
    this.links = links;
    this.siteOf = siteOf;
    this.partAt = new Int32Array(siteCount).fill(-1);
    this.costs = new Float64Array(groups.homes.length);
    this.seen = new Int32Array(groups.homes.length);
    this.groupsOf = groupsByPart(groups);
    this.restore(siteOf);
  }

  total(): number {
    return this.costs.reduce((sum, cost) => sum + cost, 0);
  }

  gain(a: number, site: number): number {
    const home = this.siteOf[a]!;
    const b = this.partAt[site]!;
    this.exchange(a, site);
    let gain = 0;
    this.forEachGroup(a, b, (group) => {
      gain += this.costs[group]! - this.costOf(group);
    });
    this.exchange(a, home);
    return gain;
  }

  swap(a: number, site: number): void {
    const b = this.partAt[site]!;
    this.exchange(a, site);
    this.forEachGroup(a, b, (group) => {
      this.costs[group] = this.costOf(group);
    });
  }

  restore(siteOf: Int32Array): void {
    this.siteOf.set(siteOf);
    this.partAt.fill(-1);
    siteOf.forEach((site, part) => {
      this.partAt[site] = part;
    });
    for (let group = 0; group < this.costs.length; group++) this.costs[group] = this.costOf(group);
  }

  private exchange(a: number, site: number): void {
    const home = this.siteOf[a]!;
    const b = this.partAt[site]!;
    this.siteOf[a] = site;
    this.partAt[site] = a;
    this.partAt[home] = b;
    if (b >= 0) this.siteOf[b] = home;
  }

  private forEachGroup(a: number, b: number, visit: (group: number) => void): void {
    this.round++;
    for (const part of b < 0 ? [a] : [a, b]) {
      for (const group of this.groupsOf[part]!) {
        if (this.seen[group] === this.round) continue;
        this.seen[group] = this.round;
        visit(group);
      }
    }
  }

  private costOf(group: number): number {
    const { homes, offsets, ends, messages } = this.groups;
    const from = this.siteOf[homes[group]!]!;
    this.markRound++;
    let count = 0;
    for (let k = offsets[group]!; k < offsets[group + 1]!; k++) {
      const way = this.links.between(from, this.siteOf[ends[k]!]!);
      this.work += way.length + 1;
      for (const link of way) {
        if (link >= this.marks.length) this.enlarge(link);
        if (this.marks[link] === this.markRound) continue;
        this.marks[link] = this.markRound;
        count++;
      }
    }
    return messages[group]! * count;
  }

  private enlarge(link: number): void {
    const larger = new Int32Array(2 * link);
    larger.set(this.marks);
    this.marks = larger;
  }
}

function groupsByPart({ partCount, homes, offsets, ends }: CastGroups): Int32Array[] {
  const lists: number[][] = Array.from({ length: partCount }, () => []);
  homes.forEach((home, group) => {
    lists[home]!.push(group);
    for (let k = offsets[group]!; k < offsets[group + 1]!; k++) lists[ends[k]!]!.push(group);
  });
  return lists.map((list) => Int32Array.from(list));
}
