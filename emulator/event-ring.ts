/**
 * Axon events of one port (source population on one core), kept for as many steps as its longest delay:
 * a synapse of delay d reads, in step t, what arrived for step t - d. One ring of growing lists; no
 * event is ever copied or sorted.
 */
export class EventRing {
  /** Lists by step modulo their number; rows of the port. */
  readonly rows: Int32Array[];
  readonly lengths: Int32Array;
  /** What each event carries, beside `rows`; null where all carry 1. */
  readonly payloads: Int32Array[] | null;

  constructor(delayMax: number, capacity: number, graded: boolean) {
    const slots = delayMax + 2;
    this.rows = Array.from({ length: slots }, () => new Int32Array(Math.max(16, capacity)));
    this.lengths = new Int32Array(slots);
    this.payloads = graded ? this.rows.map((list) => new Int32Array(list.length)) : null;
  }

  /** Adds an event of payload `payload` that arrives for the list of slot `slot`. */
  push(slot: number, row: number, payload: number): void {
    const length = this.lengths[slot]!;
    if (length === this.rows[slot]!.length) this.grow(slot);
    this.rows[slot]![length] = row;
    if (this.payloads !== null) this.payloads[slot]![length] = payload;
    this.lengths[slot] = length + 1;
  }

  clear(): void {
    this.lengths.fill(0);
  }

  private grow(slot: number): void {
    this.rows[slot] = doubled(this.rows[slot]!);
    if (this.payloads !== null) this.payloads[slot] = doubled(this.payloads[slot]!);
  }
}

function doubled(list: Int32Array): Int32Array {
  const grown = new Int32Array(list.length * 2);
  grown.set(list);
  return grown;
}
