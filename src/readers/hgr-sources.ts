import { groupDigits, InputError } from '../support/errors.ts';

/** Nets by columns; pins count from 0. */
export interface NetColumns {
  readonly weights: Int32Array;
  /** [netCount + 1] into `pins`. */
  readonly begins: Int32Array;
  readonly pins: Int32Array;
}

/** Steps of all searches together, for each pin. */
const PASSES_MAX = 200;

/**
 * A pin of its own for each net, by augmenting paths, shortest nets first. Throws InputError E_HGR where there are
 * more nets than their pins can serve: a neuron sends to one set of targets only.
 */
export function matchNets(
  { weights, begins, pins }: NetColumns,
  vertexCount: number,
  file: string,
): Int32Array {
  const netCount = weights.length;
  const netOf = new Int32Array(vertexCount).fill(-1);
  const pinOf = new Int32Array(netCount).fill(-1);
  const order = Array.from({ length: netCount }, (_, net) => net);
  const degree = (net: number): number => begins[net + 1]! - begins[net]!;
  order.sort((a, b) => degree(a) - degree(b) || a - b);
  const finder = new PathFinder(begins, pins, netOf, pinOf);
  const left = order.filter((net) => !finder.place(net)).length;
  if (left === 0) return pinOf;
  throw new InputError(
    'E_HGR',
    `${file}: ${groupDigits(left)} of ${groupDigits(netCount)} nets find no pin of their own to send from, since a neuron sends to one set of targets only. Merge nets, or add a vertex for each of these.`,
    { left, netCount },
  );
}

/** Searches alternating paths breadth first; all searches together take bounded steps. */
class PathFinder {
  private readonly begins: Int32Array;
  private readonly pins: Int32Array;
  private readonly netOf: Int32Array;
  private readonly pinOf: Int32Array;
  private readonly seen: Int32Array;
  private readonly cameFrom: Int32Array;
  private steps = 0;
  private search = 0;

  constructor(begins: Int32Array, pins: Int32Array, netOf: Int32Array, pinOf: Int32Array) {
    this.begins = begins;
    this.pins = pins;
    this.netOf = netOf;
    this.pinOf = pinOf;
    this.seen = new Int32Array(netOf.length);
    this.cameFrom = new Int32Array(netOf.length);
  }

  /** Gives the net a free pin, moving other nets to other pins of theirs where that frees one. */
  place(net: number): boolean {
    const { begins, pins, netOf } = this;
    this.search++;
    const queue = [net];
    for (let head = 0; head < queue.length; head++) {
      const from = queue[head]!;
      for (let k = begins[from]!; k < begins[from + 1]!; k++) {
        const pin = pins[k]!;
        if (this.seen[pin] === this.search) continue;
        if (this.steps++ > PASSES_MAX * pins.length) return false;
        this.seen[pin] = this.search;
        this.cameFrom[pin] = from;
        if (netOf[pin] === -1) {
          this.take(pin);
          return true;
        }
        queue.push(netOf[pin]!);
      }
    }
    return false;
  }

  private take(free: number): void {
    for (let pin = free; pin >= 0; ) {
      const net = this.cameFrom[pin]!;
      const before = this.pinOf[net]!;
      this.netOf[pin] = net;
      this.pinOf[net] = pin;
      pin = before;
    }
  }
}
