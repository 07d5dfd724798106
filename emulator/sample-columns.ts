/** Columns that every recorder of a sample fills, whatever clocks the chip. */
import { EVENT_KINDS } from '../src/model/chip.ts';
import type { ProgramImage } from '../src/model/program.ts';
import type { CountColumns, SampleTrace } from '../src/model/trace.ts';
import type { GrowingColumns } from '../src/support/growing-columns.ts';

const KINDS = EVENT_KINDS.length;

type MutableSteps = { [K in keyof SampleTrace['steps']]: SampleTrace['steps'][K] };

/** Totals of up to `capacity` steps, all 0. */
export function createSteps(capacity: number): MutableSteps {
  return {
    fired: new Int32Array(capacity),
    updated: new Int32Array(capacity),
    packets: new Int32Array(capacity),
    interCorePackets: new Int32Array(capacity),
    hops: new Int32Array(capacity),
    synapticEvents: new Int32Array(capacity),
    inputEvents: new Int32Array(capacity),
    stepPs: new Float64Array(capacity),
    kinds: new Int32Array(capacity * KINDS),
  };
}

/** Those of the first `stepsRun` steps. */
export function trimSteps(steps: MutableSteps, stepsRun: number): SampleTrace['steps'] {
  return {
    fired: steps.fired.slice(0, stepsRun),
    updated: steps.updated.slice(0, stepsRun),
    packets: steps.packets.slice(0, stepsRun),
    interCorePackets: steps.interCorePackets.slice(0, stepsRun),
    hops: steps.hops.slice(0, stepsRun),
    synapticEvents: steps.synapticEvents.slice(0, stepsRun),
    inputEvents: steps.inputEvents.slice(0, stepsRun),
    stepPs: steps.stepPs.slice(0, stepsRun),
    kinds: steps.kinds.slice(0, stepsRun * KINDS),
  };
}

/** Number of the first neuron of each output population among all outputs, -1 for others. */
export function numberOutputs({ header }: ProgramImage): { firstOf: Int32Array; count: number } {
  const firstOf = new Int32Array(header.populations.length).fill(-1);
  let count = 0;
  for (const output of header.outputs) {
    firstOf[output] = count;
    count += header.populations[output]!.size;
  }
  return { firstOf, count };
}

/** Lead of the largest count over the next. */
export function leadOf(counts: Int32Array): number {
  let [first, second] = [0, 0];
  for (const count of counts) {
    if (count > first) [first, second] = [count, first];
    else if (count > second) second = count;
  }
  return first - second;
}

/** Rows of (step, core, kind, count). */
export function countColumns(columns: GrowingColumns): CountColumns {
  const [steps, cores, kinds, counts] = columns.columns() as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  return { steps, cores: Int16Array.from(cores), kinds: Int8Array.from(kinds), counts };
}
