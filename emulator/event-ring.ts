/**
 * Axon events of one port (source population on one core), kept for as many steps as its longest delay:
 * a synapse of delay d reads, in step t, what arrived for step t - d. One ring of growing lists; no
 * event is ever copied or sorted.
 */
export class EventRing {
  /** Lists by step modulo their number; rows of the port. */
  readonly rows: Int32Array[];
  readonly lengths: Int32Array;

  constructor(delayMax: number, capacity: number) {
    const slots = delayMax + 2;
    this.rows = Array.from({ length: slots }, () => new Int32Array(Math.max(16, capacity)));
    this.lengths = new Int32Array(slots);
  }

  /** Adds an event that arrives for the list of slot `slot`. */
  push(slot: number, row: number): void {
    const length = this.lengths[slot]!;
    let list = this.rows[slot]!;
    if (length === list.length) {
      list = new Int32Array(length * 2);
      list.set(this.rows[slot]!);
      this.rows[slot] = list;
    }
    list[length] = row;
    this.lengths[slot] = length + 1;
  }

  clear(): void {
    this.lengths.fill(0);
  }
}
