import { EmulationError, groupDigits } from '../../src/support/errors.ts';

const ARRIVALS_MAX = 2 ** 24;

/**
 * Arrivals that are known but not yet reported, as a binary heap ordered by (time, order of sending, entry of the
 * destinations). Columns grow by doubling and stay.
 */
export class ArrivalQueue {
  size: number = 0;
  /** Of what `take` took out last. [1] */
  readonly takenPs: Float64Array = new Float64Array(1);
  takenTag: number = 0;
  takenIndex: number = 0;
  private ps = new Float64Array(256);
  private order = new Float64Array(256);
  /** What the owner wants to know again of an arrival, and its entry. */
  private tag = new Int32Array(256);
  private index = new Int32Array(256);
  /** Rows in heap order; rows behind `size` are those not in use. */
  private rows = Int32Array.from({ length: 256 }, (_, row) => row);

  /** Time of the earliest arrival; Infinity where none is pending. */
  firstPs(): number {
    return this.size === 0 ? Infinity : this.ps[this.rows[0]!]!;
  }

  /** Throws EmulationError E_NOC_BACKLOG where more are on their way than any memory is for. */
  add(ps: number, order: number, tag: number, index: number): void {
    if (this.size === this.rows.length) this.grow();
    const row = this.rows[this.size]!;
    this.ps[row] = ps;
    this.order[row] = order;
    this.tag[row] = tag;
    this.index[row] = index;
    this.rise(this.size++, row);
  }

  /** Takes the earliest arrival out into `takenPs`, `takenTag` and `takenIndex`; there is one. */
  take(): void {
    const { rows } = this;
    const row = rows[0]!;
    this.takenPs[0] = this.ps[row]!;
    this.takenTag = this.tag[row]!;
    this.takenIndex = this.index[row]!;
    const last = --this.size;
    const moved = rows[last]!;
    rows[last] = row;
    if (last > 0) this.sink(moved);
  }

  /** Moves all times by so much towards zero. */
  rebase(byPs: number): void {
    for (let place = 0; place < this.size; place++) this.ps[this.rows[place]!]! -= byPs;
  }

  private rise(from: number, row: number): void {
    const { rows } = this;
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.isBefore(row, rows[parent]!)) break;
      rows[place] = rows[parent]!;
      place = parent;
    }
    rows[place] = row;
  }

  /** Puts `row` at the top and lets it sink to its place. */
  private sink(row: number): void {
    const { rows, size } = this;
    let place = 0;
    for (let child = 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && this.isBefore(rows[child + 1]!, rows[child]!)) child++;
      if (!this.isBefore(rows[child]!, row)) break;
      rows[place] = rows[child]!;
      place = child;
    }
    rows[place] = row;
  }

  private isBefore(a: number, b: number): boolean {
    const { ps, order, index } = this;
    if (ps[a] !== ps[b]) return ps[a]! < ps[b]!;
    if (order[a] !== order[b]) return order[a]! < order[b]!;
    return index[a]! < index[b]!;
  }

  private grow(): void {
    const count = this.rows.length;
    if (count === ARRIVALS_MAX) {
      throw new EmulationError(
        'E_NOC_BACKLOG',
        `live network: ${groupDigits(count)} arrivals are on their way at once. Advance the network before sending more.`,
        { arrivals: count },
      );
    }
    this.ps = longer(this.ps, new Float64Array(2 * count));
    this.order = longer(this.order, new Float64Array(2 * count));
    this.tag = longer(this.tag, new Int32Array(2 * count));
    this.index = longer(this.index, new Int32Array(2 * count));
    const rows = Int32Array.from({ length: 2 * count }, (_, row) => row);
    rows.set(this.rows);
    this.rows = rows;
  }
}

function longer<Column extends Float64Array | Int32Array>(column: Column, into: Column): Column {
  into.set(column);
  return into;
}
