/** Kinds of multicast trees by (FIFO of entry, range of destinations): a hash table with open addresses. */
export class TreeTable {
  /** First free row of each kind, or -1. */
  freeRow: Int32Array = new Int32Array(64).fill(-1);
  private count = 0;
  private entry = new Int32Array(64);
  private begin = new Int32Array(64);
  private end = new Int32Array(64);
  /** Kind at each address, or -1; twice as many as kinds at least. */
  private places = new Int32Array(128).fill(-1);

  /** The kind, or -1 where none was added. */
  find(entry: number, begin: number, end: number): number {
    const { places } = this;
    const mask = places.length - 1;
    let place = hash(entry, begin, end) & mask;
    for (let kind = places[place]!; kind >= 0; kind = places[place]!) {
      if (this.entry[kind] === entry && this.begin[kind] === begin && this.end[kind] === end) {
        return kind;
      }
      place = (place + 1) & mask;
    }
    return -1;
  }

  /** Adds a kind that is not there yet. */
  add(entry: number, begin: number, end: number): number {
    if (this.count === this.entry.length) this.grow();
    const kind = this.count++;
    this.entry[kind] = entry;
    this.begin[kind] = begin;
    this.end[kind] = end;
    this.put(kind);
    return kind;
  }

  private put(kind: number): void {
    const { places } = this;
    const mask = places.length - 1;
    let place = hash(this.entry[kind]!, this.begin[kind]!, this.end[kind]!) & mask;
    while (places[place]! >= 0) place = (place + 1) & mask;
    places[place] = kind;
  }

  private grow(): void {
    const length = 2 * this.count;
    this.freeRow = longer(this.freeRow, length);
    this.entry = longer(this.entry, length);
    this.begin = longer(this.begin, length);
    this.end = longer(this.end, length);
    this.places = new Int32Array(2 * length).fill(-1);
    for (let kind = 0; kind < this.count; kind++) this.put(kind);
  }
}

function longer(column: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(length).fill(-1);
  grown.set(column);
  return grown;
}

/** Mixes three words; multipliers are odd with well spread bits. */
function hash(a: number, b: number, c: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}
