/** Integer columns of one common length that grow by doubling. */
export class GrowingColumns {
  private data: Int32Array[];
  private length = 0;

  constructor(columnCount: number) {
    this.data = Array.from({ length: columnCount }, () => new Int32Array(1024));
  }

  /** Adds one row; `d` only where there are four columns. */
  add(a: number, b: number, c: number, d = 0): void {
    if (this.length === this.data[0]!.length) this.grow();
    const at = this.length++;
    this.data[0]![at] = a;
    this.data[1]![at] = b;
    this.data[2]![at] = c;
    if (this.data.length > 3) this.data[3]![at] = d;
  }

  /** Adds `count` rows, which the caller fills through `column`; returns the first of them. */
  extend(count: number): number {
    const begin = this.length;
    while (begin + count > this.data[0]!.length) this.grow();
    this.length = begin + count;
    return begin;
  }

  /** Column `k` with room behind its last row, valid until the next row is added. */
  column(k: number): Int32Array {
    return this.data[k]!;
  }

  columns(): Int32Array[] {
    return this.data.map((column) => column.slice(0, this.length));
  }

  private grow(): void {
    this.data = this.data.map((column) => {
      const grown = new Int32Array(column.length * 2);
      grown.set(column);
      return grown;
    });
  }
}
