/** Host events of one window as moments on the chip. */
import type { SpikeInput } from '../src/model/events.ts';

/**
 * A count of k in a step is k events, spread evenly from the begin of its window on: event n of k at n / k of it. Those of
 * one moment come in the order of their inputs.
 */
export class InputTrain {
  /** Of the window's events, in order: whole picoseconds and the source. */
  ps: Float64Array = new Float64Array(256);
  sources: Int32Array = new Int32Array(256);
  count = 0;
  /** First entry of `input` that no window has taken. */
  private entry = 0;
  private readonly input: SpikeInput;
  /** Source of input 0. */
  private readonly firstSource: number;

  constructor(input: SpikeInput, firstSource: number) {
    this.input = input;
    this.firstSource = firstSource;
  }

  /** Events of a step, or the first number of them beyond `countMax`; nothing is laid out then. */
  countStep(step: number, countMax: number): number {
    const { steps, counts } = this.input;
    let total = 0;
    for (let e = this.entry; e < steps.length && steps[e] === step && total <= countMax; e++) {
      total += counts[e]!;
    }
    return total;
  }

  /** Lays out the events of a step over the window [beginPs, endPs); calls `each` for every entry of the step. */
  open(
    step: number,
    beginPs: number,
    endPs: number,
    each: (index: number, count: number) => void,
  ): void {
    const { steps, indices, counts } = this.input;
    const windowPs = endPs - beginPs;
    let isOrdered = true;
    this.count = 0;
    for (; this.entry < steps.length && steps[this.entry] === step; this.entry++) {
      const index = indices[this.entry]!;
      const count = counts[this.entry]!;
      each(index, count);
      for (let n = 0; n < count; n++) {
        const ps = beginPs + Math.floor((windowPs * n) / count);
        isOrdered &&= this.isLast(ps, this.firstSource + index);
        this.add(ps, this.firstSource + index);
      }
    }
    if (!isOrdered) this.sort();
  }

  private isLast(ps: number, source: number): boolean {
    if (this.count === 0) return true;
    const before = this.ps[this.count - 1]!;
    return before < ps || (before === ps && this.sources[this.count - 1]! <= source);
  }

  private add(ps: number, source: number): void {
    if (this.count === this.ps.length) {
      const [times, sources] = [this.ps, this.sources];
      this.ps = new Float64Array(times.length * 2);
      this.sources = new Int32Array(times.length * 2);
      this.ps.set(times);
      this.sources.set(sources);
    }
    this.ps[this.count] = ps;
    this.sources[this.count++] = source;
  }

  private sort(): void {
    const { count } = this;
    const [times, sources] = [this.ps.slice(0, count), this.sources.slice(0, count)];
    const order = Uint32Array.from({ length: count }, (_, k) => k).sort(
      (a, b) => times[a]! - times[b]! || sources[a]! - sources[b]! || a - b,
    );
    order.forEach((from, to) => {
      this.ps[to] = times[from]!;
      this.sources[to] = sources[from]!;
    });
  }
}
