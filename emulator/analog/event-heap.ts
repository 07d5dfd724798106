/** Next event of each neuron: a binary heap with one entry a neuron, ordered by (time, neuron). */
export class EventHeap {
  /** Integer picoseconds and the remainder in [0, 1) of each neuron's entry. */
  readonly ps: Float64Array;
  readonly remainders: Float64Array;
  private readonly heap: Int32Array;
  /** Place in the heap, -1 outside. */
  private readonly places: Int32Array;
  private size = 0;

  constructor(neuronCount: number) {
    this.ps = new Float64Array(neuronCount);
    this.remainders = new Float64Array(neuronCount);
    this.heap = new Int32Array(neuronCount);
    this.places = new Int32Array(neuronCount).fill(-1);
  }

  /** The neuron that comes next, -1 where none has an entry. */
  first(): number {
    return this.size === 0 ? -1 : this.heap[0]!;
  }

  set(neuron: number, ps: number, remainder: number): void {
    this.ps[neuron] = ps;
    this.remainders[neuron] = remainder;
    let place = this.places[neuron]!;
    if (place < 0) {
      place = this.size++;
      this.put(place, neuron);
    }
    this.sink(this.rise(place));
  }

  remove(neuron: number): void {
    const place = this.places[neuron]!;
    if (place < 0) return;
    this.places[neuron] = -1;
    const last = this.heap[--this.size]!;
    if (place === this.size) return;
    this.put(place, last);
    this.sink(this.rise(place));
  }

  private put(place: number, neuron: number): void {
    this.heap[place] = neuron;
    this.places[neuron] = place;
  }

  private isBefore(a: number, b: number): boolean {
    const difference = this.ps[a]! - this.ps[b]!;
    if (difference !== 0) return difference < 0;
    const rest = this.remainders[a]! - this.remainders[b]!;
    return rest !== 0 ? rest < 0 : a < b;
  }

  private rise(place: number): number {
    const neuron = this.heap[place]!;
    let at = place;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = this.heap[parent]!;
      if (!this.isBefore(neuron, above)) break;
      this.put(at, above);
      at = parent;
    }
    this.put(at, neuron);
    return at;
  }

  private sink(place: number): void {
    const neuron = this.heap[place]!;
    let at = place;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && this.isBefore(this.heap[child + 1]!, this.heap[child]!)) child++;
      const below = this.heap[child]!;
      if (!this.isBefore(below, neuron)) break;
      this.put(at, below);
      at = child;
    }
    this.put(at, neuron);
  }
}
