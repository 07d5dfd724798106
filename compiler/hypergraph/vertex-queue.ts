/** A binary heap of vertices by key, largest first, ties by lowest vertex; keys may change. */
export class VertexQueue {
  size = 0;
  private readonly heap: Int32Array;
  /** Place in the heap, -1 where absent. */
  private readonly place: Int32Array;
  private readonly keys: Float64Array;

  constructor(vertexCount: number) {
    this.heap = new Int32Array(vertexCount);
    this.place = new Int32Array(vertexCount).fill(-1);
    this.keys = new Float64Array(vertexCount);
  }

  has(v: number): boolean {
    return this.place[v]! >= 0;
  }

  keyOf(v: number): number {
    return this.keys[v]!;
  }

  /** The vertex with the largest key, which stays; the queue must not be empty. */
  peek(): number {
    return this.heap[0]!;
  }

  /** Inserts v or changes its key. */
  set(v: number, key: number): void {
    let at = this.place[v]!;
    if (at < 0) {
      at = this.size++;
      this.keys[v] = key;
      this.rise(v, at);
      return;
    }
    const before = this.keys[v]!;
    this.keys[v] = key;
    if (key > before) this.rise(v, at);
    else if (key < before) this.sink(v, at);
  }

  remove(v: number): void {
    const at = this.place[v]!;
    if (at < 0) return;
    this.place[v] = -1;
    const last = this.heap[--this.size]!;
    if (last === v) return;
    if (this.isBefore(last, v)) this.rise(last, at);
    else this.sink(last, at);
  }

  clear(): void {
    for (let n = 0; n < this.size; n++) this.place[this.heap[n]!] = -1;
    this.size = 0;
  }

  private isBefore(u: number, v: number): boolean {
    const [a, b] = [this.keys[u]!, this.keys[v]!];
    return a > b || (a === b && u < v);
  }

  private rise(v: number, from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const u = this.heap[parent]!;
      if (!this.isBefore(v, u)) break;
      this.heap[at] = u;
      this.place[u] = at;
      at = parent;
    }
    this.heap[at] = v;
    this.place[v] = at;
  }

  private sink(v: number, from: number): void {
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && this.isBefore(this.heap[child + 1]!, this.heap[child]!)) child++;
      const u = this.heap[child]!;
      if (!this.isBefore(u, v)) break;
      this.heap[at] = u;
      this.place[u] = at;
      at = child;
    }
    this.heap[at] = v;
    this.place[v] = at;
  }
}
