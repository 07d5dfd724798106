/** A fixed number of keys with the least of them at hand, and the first one that is not beyond a bound. */
export class MinTree {
  /** Least key below each node; key i stands at leaves + i. */
  private readonly nodes: Float64Array;
  private readonly leaves: number;

  /** All keys are Infinity at first. */
  constructor(count: number) {
    let leaves = 1;
    while (leaves < count) leaves *= 2;
    this.leaves = leaves;
    this.nodes = new Float64Array(2 * leaves).fill(Infinity);
  }

  clear(): void {
    this.nodes.fill(Infinity);
  }

  get least(): number {
    return this.nodes[1]!;
  }

  keyAt(place: number): number {
    return this.nodes[this.leaves + place]!;
  }

  set(place: number, key: number): void {
    const { nodes } = this;
    let node = this.leaves + place;
    nodes[node] = key;
    for (node >>= 1; node > 0; node >>= 1) {
      const left = nodes[2 * node]!;
      const right = nodes[2 * node + 1]!;
      const least = left < right ? left : right;
      if (nodes[node] === least) return;
      nodes[node] = least;
    }
  }

  /** Lowest place whose key is at most `bound`; `least` must be at most that. */
  firstWithin(bound: number): number {
    const { nodes, leaves } = this;
    let node = 1;
    while (node < leaves) node = nodes[2 * node]! <= bound ? 2 * node : 2 * node + 1;
    return node - leaves;
  }
}
