/** Deterministic ways between routers, link by link. */
export interface Ways {
  readonly routerCount: number;
  /** The router after `router` on the way to `to`, another one. */
  readonly next: (router: number, to: number) => number;
}

/** Calls with both ends of each link on the way. */
export function walkWay(
  ways: Ways,
  from: number,
  to: number,
  visit: (router: number, next: number) => void,
): void {
  for (let router = from; router !== to; ) {
    const next = ways.next(router, to);
    visit(router, next);
    router = next;
  }
}

/** Numbers directed links from 0 in the order in which they are first met. */
export class LinkNumbers {
  private readonly numbers = new Map<number, number>();
  private readonly routerCount: number;

  constructor(routerCount: number) {
    this.routerCount = routerCount;
  }

  get count(): number {
    return this.numbers.size;
  }

  of(from: number, to: number): number {
    const key = from * this.routerCount + to;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.numbers.size;
    this.numbers.set(key, number);
    return number;
  }

  /** Ends of a numbered link. */
  ends(): readonly (readonly [number, number])[] {
    return Array.from(this.numbers.keys(), (key) => [
      Math.floor(key / this.routerCount),
      key % this.routerCount,
    ]);
  }
}
