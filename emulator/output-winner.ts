import { GrowingColumns } from '../src/support/growing-columns.ts';
import { sortSpikes } from '../src/support/sort-spikes.ts';

/** Finds, as spikes of the outputs come, which output leads after each network step. */
export class OutputWinner {
  private readonly counts: Int32Array;
  private readonly predicted: Int32Array;
  /** Spikes kept until the end; null where steps never go back and each is counted as it comes. */
  private readonly kept: GrowingColumns | null;
  private step = 0;
  private best = -1;
  private most = 0;

  /** `inOrder` where no spike comes after one of a later step. */
  constructor(outputCount: number, stepCount: number, inOrder: boolean) {
    this.counts = new Int32Array(outputCount);
    this.predicted = new Int32Array(stepCount);
    this.kept = inOrder ? null : new GrowingColumns(3);
  }

  add(step: number, output: number): void {
    if (this.kept === null) this.count(step, output);
    else this.kept.add(step, 0, output);
  }

  /** Winner after each step, ties to the lowest index, -1 while nothing has spiked: [stepCount]. */
  finish(): Int32Array {
    if (this.kept !== null) {
      const [steps, zeros, outputs] = this.kept.columns() as [Int32Array, Int32Array, Int32Array];
      const sorted = sortSpikes(steps, zeros, outputs);
      sorted.indices.forEach((output, k) => {
        this.count(sorted.steps[k]!, output);
      });
    }
    return this.predicted.fill(this.best, this.step);
  }

  private count(step: number, output: number): void {
    if (step > this.step) {
      this.predicted.fill(this.best, this.step, step);
      this.step = step;
    }
    const count = ++this.counts[output]!;
    if (count < this.most || (count === this.most && output > this.best)) return;
    this.most = count;
    this.best = output;
  }
}
