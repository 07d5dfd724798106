/** Ends of the rectangular packets under way: a queue for each neuron, all in one pool that grows by doubling. */
export class PacketEnds {
  private ends = new Float64Array(256);
  private drives = new Float64Array(256);
  private followers = new Int32Array(256);
  private readonly heads: Int32Array;
  private readonly tails: Int32Array;
  private free = -1;
  private used = 0;

  constructor(neuronCount: number) {
    this.heads = new Int32Array(neuronCount).fill(-1);
    this.tails = new Int32Array(neuronCount).fill(-1);
  }

  /** Adds an end that is not before the neuron's last one. */
  add(neuron: number, endPs: number, drive: number): void {
    const at = this.take();
    this.ends[at] = endPs;
    this.drives[at] = drive;
    this.followers[at] = -1;
    const tail = this.tails[neuron]!;
    if (tail < 0) this.heads[neuron] = at;
    else this.followers[tail] = at;
    this.tails[neuron] = at;
  }

  /** Picoseconds of the neuron's first end, Infinity for none. */
  firstPs(neuron: number): number {
    const head = this.heads[neuron]!;
    return head < 0 ? Infinity : this.ends[head]!;
  }

  /** Takes the first end off; returns its drive. */
  removeFirst(neuron: number): number {
    const head = this.heads[neuron]!;
    const next = this.followers[head]!;
    this.heads[neuron] = next;
    if (next < 0) this.tails[neuron] = -1;
    this.followers[head] = this.free;
    this.free = head;
    return this.drives[head]!;
  }

  private take(): number {
    if (this.free >= 0) {
      const at = this.free;
      this.free = this.followers[at]!;
      return at;
    }
    if (this.used === this.ends.length) this.grow();
    return this.used++;
  }

  private grow(): void {
    const size = this.ends.length * 2;
    const [ends, drives, followers] = [this.ends, this.drives, this.followers];
    this.ends = new Float64Array(size);
    this.drives = new Float64Array(size);
    this.followers = new Int32Array(size);
    this.ends.set(ends);
    this.drives.set(drives);
    this.followers.set(followers);
  }
}
