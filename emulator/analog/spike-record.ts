/** Spikes as columns, in order of time. */
export interface AnalogSpikes {
  readonly neurons: Int32Array;
  /** Whole picoseconds, and the remainder in [0, 1). */
  readonly ps: Float64Array;
  readonly remainders: Float64Array;
}

/** Columns that grow by doubling. */
export class SpikeRecord {
  private neurons = new Int32Array(1024);
  private ps = new Float64Array(1024);
  private remainders = new Float64Array(1024);
  private length = 0;

  add(neuron: number, ps: number, remainder: number): void {
    if (this.length === this.ps.length) this.grow();
    const at = this.length++;
    this.neurons[at] = neuron;
    this.ps[at] = ps;
    this.remainders[at] = remainder;
  }

  columns(): AnalogSpikes {
    return {
      neurons: this.neurons.slice(0, this.length),
      ps: this.ps.slice(0, this.length),
      remainders: this.remainders.slice(0, this.length),
    };
  }

  private grow(): void {
    const [neurons, ps, remainders] = [this.neurons, this.ps, this.remainders];
    this.neurons = new Int32Array(ps.length * 2);
    this.ps = new Float64Array(ps.length * 2);
    this.remainders = new Float64Array(ps.length * 2);
    this.neurons.set(neurons);
    this.ps.set(ps);
    this.remainders.set(remainders);
  }
}
