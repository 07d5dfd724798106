const SLOT_INITIAL = 32;

/**
 * What happens in the coming cycles: one list of number pairs a cycle, for delays shorter than the ring is long.
 * Lists grow by doubling and are used again.
 */
export class TickRing {
  readonly slots: Int32Array[];
  /** Numbers (two a pair) in each list. */
  readonly lengths: Int32Array;
  readonly mask: number;
  /** Pairs in all lists. */
  pending: number = 0;

  constructor(delayMax: number) {
    const size = 2 ** Math.ceil(Math.log2(delayMax + 1));
    this.mask = size - 1;
    this.slots = Array.from({ length: size }, () => new Int32Array(SLOT_INITIAL));
    this.lengths = new Int32Array(size);
  }

  push(tick: number, a: number, b: number): void {
    const slot = tick & this.mask;
    const length = this.lengths[slot]!;
    let list = this.slots[slot]!;
    if (length === list.length) {
      list = new Int32Array(length * 2);
      list.set(this.slots[slot]!);
      this.slots[slot] = list;
    }
    list[length] = a;
    list[length + 1] = b;
    this.lengths[slot] = length + 2;
    this.pending++;
  }

  /** Empties the list of `tick`; the caller has read it. Returns its pairs. */
  take(tick: number): number {
    const slot = tick & this.mask;
    const pairs = this.lengths[slot]! >> 1;
    this.lengths[slot] = 0;
    this.pending -= pairs;
    return pairs;
  }

  /** First cycle after `tick` with something in its list; Infinity where all are empty. */
  nextTick(tick: number): number {
    if (this.pending === 0) return Number.POSITIVE_INFINITY;
    for (let d = 1; d <= this.mask; d++) {
      if (this.lengths[(tick + d) & this.mask]! > 0) return tick + d;
    }
    return Number.POSITIVE_INFINITY;
  }

  clear(): void {
    this.lengths.fill(0);
    this.pending = 0;
  }
}
