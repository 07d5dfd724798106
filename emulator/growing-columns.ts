/** Integer columns of one common length that grow by doubling. */
export class GrowingColumns {
  private data: Int32Array[];
  private length = 0;

  constructor(columnCount: number) {
    this.data = Array.from({ length: columnCount }, () => new Int32Array(1024));
  }

  add(...values: number[]): void {
    if (this.length === this.data[0]!.length) {
      this.data = this.data.map((column) => {
        const grown = new Int32Array(column.length * 2);
        grown.set(column);
        return grown;
      });
    }
    for (let c = 0; c < values.length; c++) this.data[c]![this.length] = values[c]!;
    this.length++;
  }

  columns(): Int32Array[] {
    return this.data.map((column) => column.slice(0, this.length));
  }
}
