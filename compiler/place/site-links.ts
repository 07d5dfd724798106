import type { Ways } from './ways.ts';
import { LinkNumbers, walkWay } from './ways.ts';

/** Ways kept at most; then they are found anew. */
const KEPT_LINKS_MAX = 8_000_000;

/** Directed links, numbered, on the ways between sites. */
export class SiteLinks {
  readonly numbers: LinkNumbers;
  private readonly ways: Ways;
  private readonly routerOf: Int32Array;
  private readonly kept = new Map<number, Int32Array>();
  private keptLinks = 0;

  /** `routerOf` gives the router of each site. */
  constructor(ways: Ways, routerOf: Int32Array) {
    this.ways = ways;
    this.routerOf = routerOf;
    this.numbers = new LinkNumbers(ways.routerCount);
  }

  between(from: number, to: number): Int32Array {
    const [a, b] = [this.routerOf[from]!, this.routerOf[to]!];
    const key = a * this.ways.routerCount + b;
    const known = this.kept.get(key);
    if (known) return known;
    const links: number[] = [];
    walkWay(this.ways, a, b, (router, next) => links.push(this.numbers.of(router, next)));
    if (this.keptLinks > KEPT_LINKS_MAX) {
      this.kept.clear();
      this.keptLinks = 0;
    }
    const way = Int32Array.from(links);
    this.keptLinks += way.length + 8;
    this.kept.set(key, way);
    return way;
  }
}
