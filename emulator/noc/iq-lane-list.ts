/** Lanes to look at in this cycle, and those of the next. A lane stands in each once at most. */
export class LaneList {
  now: Int32Array;
  private next: Int32Array;
  count: number = 0;
  private nextCount: number = 0;

  constructor(laneCount: number) {
    this.now = new Int32Array(laneCount);
    this.next = new Int32Array(laneCount);
  }

  addNow(lane: number): void {
    this.now[this.count++] = lane;
  }

  addNext(lane: number): void {
    this.next[this.nextCount++] = lane;
  }

  /** The next cycle begins. */
  turn(): void {
    const { now } = this;
    this.now = this.next;
    this.next = now;
    this.count = this.nextCount;
    this.nextCount = 0;
  }

  clear(): void {
    this.count = 0;
    this.nextCount = 0;
  }
}
