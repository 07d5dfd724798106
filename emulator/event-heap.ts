/**
 * A binary heap of sources by time. Which of several equal times comes first is the heap's own business, and decides over
 * results where many are equal: this one moves its entries as the C++ standard library of GCC does (`std::priority_queue`),
 * which the programs that we compare with are built on.
 */
export class EventHeap {
  size: number = 0;
  private readonly times: Float64Array;
  private readonly sources: Int32Array;

  /** For at most `capacity` sources, each at most once. */
  constructor(capacity: number) {
    this.times = new Float64Array(Math.max(1, capacity));
    this.sources = new Int32Array(Math.max(1, capacity));
  }

  /** Time of the entry on top. */
  get time(): number {
    return this.times[0]!;
  }

  /** Source of the entry on top. */
  get source(): number {
    return this.sources[0]!;
  }

  clear(): void {
    this.size = 0;
  }

  push(source: number, time: number): void {
    this.rise(this.size++, source, time);
  }

  /** Takes the entry on top away: the hole sinks to the bottom, and the last entry rises from there. */
  pop(): void {
    const { times, sources } = this;
    const count = --this.size;
    if (count === 0) return;
    const [source, time] = [sources[count]!, times[count]!];
    let hole = 0;
    let child = 0;
    while (child < (count - 1) >> 1) {
      child = 2 * (child + 1);
      if (times[child]! > times[child - 1]!) child--;
      times[hole] = times[child]!;
      sources[hole] = sources[child]!;
      hole = child;
    }
    if ((count & 1) === 0 && child === (count - 2) >> 1) {
      child = 2 * child + 1;
      times[hole] = times[child]!;
      sources[hole] = sources[child]!;
      hole = child;
    }
    this.rise(hole, source, time);
  }

  private rise(hole: number, source: number, time: number): void {
    const { times, sources } = this;
    let parent = (hole - 1) >> 1;
    while (hole > 0 && times[parent]! > time) {
      times[hole] = times[parent]!;
      sources[hole] = sources[parent]!;
      hole = parent;
      parent = (hole - 1) >> 1;
    }
    times[hole] = time;
    sources[hole] = source;
  }
}
