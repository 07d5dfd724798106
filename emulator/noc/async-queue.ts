/**
 * Pending wakes in order of time: a calendar of buckets, each a list threaded through `next`, with binary heaps for
 * the bucket in hand and for what lies beyond the calendar. Every entity has one pending wake at most, so nothing
 * is allocated after construction and no wake is ever searched for.
 */
export class WakeQueue {
  /** When each entity wakes, or -1. Set it, then `add` the entity. Ticks never run back. [entityCount] */
  readonly tick: Float64Array;
  /** The tick in hand: where `advance` came to. [1] */
  readonly clock: Float64Array;
  /** The earliest wake's tick, as `peek` found it. [1] */
  readonly coming: Float64Array;
  size: number = 0;
  private readonly next: Int32Array;
  private readonly firstOfBucket: Int32Array;
  /** One bit for each bucket that holds a wake. */
  private readonly filled: Int32Array;
  private readonly bucketsPerTick: number;
  private readonly near: TickHeap;
  private readonly far: TickHeap;
  /** Number of the bucket in hand since tick 0. */
  private bucket = 0;
  /** Its place in the calendar: its number modulo BUCKETS. */
  private slot = 0;
  private inCalendar = 0;

  /** `bucketTicks` is a power of two: about the spacing of wakes, so that buckets hold few. */
  constructor(entityCount: number, bucketTicks: number) {
    this.tick = new Float64Array(entityCount).fill(-1);
    this.clock = new Float64Array(1);
    this.coming = new Float64Array(1);
    this.next = new Int32Array(entityCount);
    this.firstOfBucket = new Int32Array(BUCKETS).fill(-1);
    this.filled = new Int32Array(BUCKETS / 32);
    this.bucketsPerTick = 1 / bucketTicks;
    this.near = new TickHeap(entityCount, this.tick);
    this.far = new TickHeap(entityCount, this.tick);
  }

  /** Enters an entity whose `tick` was just set to the time in hand or later. */
  add(entity: number): void {
    this.size++;
    this.file(entity);
  }

  /** Moves the clock to the earliest wake; false where there is none. */
  advance(): boolean {
    if (!this.peek()) return false;
    this.clock[0] = this.coming[0]!;
    return true;
  }

  /** Looks up the earliest wake, for `coming`; false where there is none. Earlier ones may still be added. */
  peek(): boolean {
    if (this.near.size === 0 && !this.openBucket()) return false;
    this.coming[0] = this.tick[this.near.entities[0]!]!;
    return true;
  }

  /** Takes out an entity that wakes at the tick in hand, or -1 where all have been taken. */
  take(): number {
    const { near, tick } = this;
    if (near.size === 0) return -1;
    const entity = near.entities[0]!;
    if (tick[entity]! !== this.clock[0]!) return -1;
    near.dropFirst();
    tick[entity] = -1;
    this.size--;
    return entity;
  }

  /** Drops all wakes and starts again at tick 0. */
  reset(): void {
    this.tick.fill(-1);
    this.firstOfBucket.fill(-1);
    this.filled.fill(0);
    this.near.size = 0;
    this.far.size = 0;
    this.bucket = 0;
    this.slot = 0;
    this.inCalendar = 0;
    this.size = 0;
    this.clock[0] = 0;
  }

  private file(entity: number): void {
    const ahead = Math.floor(this.tick[entity]! * this.bucketsPerTick) - this.bucket;
    if (ahead <= 0) {
      this.near.add(entity);
    } else if (ahead < BUCKETS) {
      const slot = (this.slot + ahead) & (BUCKETS - 1);
      this.next[entity] = this.firstOfBucket[slot]!;
      this.firstOfBucket[slot] = entity;
      this.filled[slot >>> 5]! |= 1 << (slot & 31);
      this.inCalendar++;
    } else {
      this.far.add(entity);
    }
  }

  /** Takes the next bucket that holds wakes in hand; false where all are empty. */
  private openBucket(): boolean {
    if (this.inCalendar > 0) {
      const step = this.bucketsToNext();
      this.bucket += step;
      this.slot = (this.slot + step) & (BUCKETS - 1);
    } else if (this.far.size > 0) {
      this.bucket = Math.floor(this.tick[this.far.entities[0]!]! * this.bucketsPerTick);
      this.slot = this.bucket % BUCKETS;
    } else {
      return false;
    }
    this.emptyBucket();
    this.recallFar();
    return true;
  }

  private emptyBucket(): void {
    const { slot } = this;
    let entity = this.firstOfBucket[slot]!;
    this.firstOfBucket[slot] = -1;
    this.filled[slot >>> 5]! &= ~(1 << (slot & 31));
    while (entity >= 0) {
      this.inCalendar--;
      this.near.add(entity);
      entity = this.next[entity]!;
    }
  }

  /** Moves wakes that the calendar now reaches into it. */
  private recallFar(): void {
    const { far } = this;
    while (far.size > 0) {
      const entity = far.entities[0]!;
      if (Math.floor(this.tick[entity]! * this.bucketsPerTick) - this.bucket >= BUCKETS) return;
      far.dropFirst();
      this.file(entity);
    }
  }

  /** Buckets from the one in hand to the next filled one, which exists. */
  private bucketsToNext(): number {
    const { slot } = this;
    const from = (slot + 1) & (BUCKETS - 1);
    let word = from >>> 5;
    let bits = this.filled[word]! & (-1 << (from & 31));
    while (bits === 0) {
      word = (word + 1) & (BUCKETS / 32 - 1);
      bits = this.filled[word]!;
    }
    const found = (word << 5) + 31 - Math.clz32(bits & -bits);
    return (found - slot) & (BUCKETS - 1);
  }
}

const BUCKETS = 2048;

/** Entities as a binary heap, the earliest first. */
class TickHeap {
  readonly entities: Int32Array;
  size = 0;
  private readonly tick: Float64Array;

  constructor(entityCount: number, tick: Float64Array) {
    this.entities = new Int32Array(entityCount);
    this.tick = tick;
  }

  add(entity: number): void {
    const { entities, tick } = this;
    const at = tick[entity]!;
    let place = this.size++;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = entities[parent]!;
      if (tick[above]! <= at) break;
      entities[place] = above;
      place = parent;
    }
    entities[place] = entity;
  }

  dropFirst(): void {
    const { entities, tick } = this;
    const size = --this.size;
    if (size === 0) return;
    const moved = entities[size]!;
    const at = tick[moved]!;
    let place = 0;
    for (let child = 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && tick[entities[child + 1]!]! < tick[entities[child]!]!) child++;
      const below = entities[child]!;
      if (tick[below]! >= at) break;
      entities[place] = below;
      place = child;
    }
    entities[place] = moved;
  }
}
