/** Spikes under way: a binary heap of (arrival, source, order of entry), each with the group of synapses it reaches next. */
export class FlightQueue {
  private size = 0;
  private order = 0;
  private arrivals = new Float64Array(256);
  private sources = new Int32Array(256);
  private orders = new Float64Array(256);
  private groups = new Int32Array(256);
  private departures = new Float64Array(256);

  /** Arrival of the first one in whole picoseconds, Infinity for none. */
  firstPs(): number {
    return this.size === 0 ? Infinity : this.arrivals[0]!;
  }

  firstGroup(): number {
    return this.groups[0]!;
  }

  firstSource(): number {
    return this.sources[0]!;
  }

  firstDeparturePs(): number {
    return this.departures[0]!;
  }

  add(arrivalPs: number, departurePs: number, source: number, group: number): void {
    if (this.size === this.arrivals.length) this.grow();
    this.rise(this.size++, arrivalPs, departurePs, source, group, this.order++);
  }

  removeFirst(): void {
    const last = --this.size;
    if (last === 0) return;
    this.sink(last);
  }

  private write(
    at: number,
    arrivalPs: number,
    departurePs: number,
    source: number,
    group: number,
    order: number,
  ): void {
    this.arrivals[at] = arrivalPs;
    this.departures[at] = departurePs;
    this.sources[at] = source;
    this.groups[at] = group;
    this.orders[at] = order;
  }

  private move(to: number, from: number): void {
    this.write(
      to,
      this.arrivals[from]!,
      this.departures[from]!,
      this.sources[from]!,
      this.groups[from]!,
      this.orders[from]!,
    );
  }

  private isBefore(at: number, arrivalPs: number, source: number, order: number): boolean {
    if (this.arrivals[at] !== arrivalPs) return this.arrivals[at]! < arrivalPs;
    if (this.sources[at] !== source) return this.sources[at]! < source;
    return this.orders[at]! < order;
  }

  private rise(
    begin: number,
    arrivalPs: number,
    departurePs: number,
    source: number,
    group: number,
    order: number,
  ): void {
    let at = begin;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.isBefore(parent, arrivalPs, source, order)) break;
      this.move(at, parent);
      at = parent;
    }
    this.write(at, arrivalPs, departurePs, source, group, order);
  }

  /** Puts the last entry, at `last`, where the first one was. */
  private sink(last: number): void {
    const arrivalPs = this.arrivals[last]!;
    const source = this.sources[last]!;
    const order = this.orders[last]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= last) break;
      const right = child + 1;
      if (
        right < last &&
        this.isBefore(right, this.arrivals[child]!, this.sources[child]!, this.orders[child]!)
      ) {
        child = right;
      }
      if (!this.isBefore(child, arrivalPs, source, order)) break;
      this.move(at, child);
      at = child;
    }
    if (at !== last) this.move(at, last);
  }

  private grow(): void {
    const length = this.arrivals.length * 2;
    const floats = (column: Float64Array): Float64Array<ArrayBuffer> => {
      const grown = new Float64Array(length);
      grown.set(column);
      return grown;
    };
    const integers = (column: Int32Array): Int32Array<ArrayBuffer> => {
      const grown = new Int32Array(length);
      grown.set(column);
      return grown;
    };
    this.arrivals = floats(this.arrivals);
    this.departures = floats(this.departures);
    this.orders = floats(this.orders);
    this.sources = integers(this.sources);
    this.groups = integers(this.groups);
  }
}
