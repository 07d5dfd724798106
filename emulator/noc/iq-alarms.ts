import { InputError } from '../../src/support/errors.ts';

/**
 * Wakes nodes at ticks of any distance, earliest first and then the lowest node: a binary heap of
 * tick * nodeCount + node, exact below 2^53. A node has at most one alarm.
 */
export class Alarms {
  private readonly nodeCount: number;
  private readonly keys: Float64Array;
  private readonly isSet: Uint8Array;
  private length: number = 0;
  /** Tick of the earliest alarm; Infinity where there is none. */
  nextTick: number = Number.POSITIVE_INFINITY;

  constructor(nodeCount: number) {
    this.nodeCount = nodeCount;
    this.keys = new Float64Array(nodeCount);
    this.isSet = new Uint8Array(nodeCount);
  }

  /** Nothing happens where the node has an alarm already. Throws InputError E_NOC_LOAD beyond 2^53 / nodeCount. */
  set(tick: number, node: number): void {
    if (this.isSet[node] === 1) return;
    const key = tick * this.nodeCount + node;
    if (key > Number.MAX_SAFE_INTEGER) {
      throw new InputError(
        'E_NOC_LOAD',
        `node ${node} would act at tick ${tick}, beyond the ${Math.floor(Number.MAX_SAFE_INTEGER / this.nodeCount)} ticks that ${this.nodeCount} nodes can be followed for; split the load.`,
        { node, tick },
      );
    }
    this.isSet[node] = 1;
    const { keys } = this;
    let at = this.length++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (keys[parent]! <= key) break;
      keys[at] = keys[parent]!;
      at = parent;
    }
    keys[at] = key;
    if (at === 0) this.nextTick = tick;
  }

  /** Removes and returns the node of the earliest alarm. */
  pop(): number {
    const { keys } = this;
    const node = keys[0]! % this.nodeCount;
    this.isSet[node] = 0;
    const key = keys[--this.length]!;
    const { length } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= length) break;
      if (child + 1 < length && keys[child + 1]! < keys[child]!) child++;
      if (keys[child]! >= key) break;
      keys[at] = keys[child]!;
      at = child;
    }
    keys[at] = key;
    this.nextTick = length === 0 ? Number.POSITIVE_INFINITY : Math.floor(keys[0]! / this.nodeCount);
    return node;
  }

  clear(): void {
    this.length = 0;
    this.nextTick = Number.POSITIVE_INFINITY;
    this.isSet.fill(0);
  }
}
