/** Energy and time as views of a trace: counts seen through the tables of one parameter set. */
import type { Cited, EventKind, ParameterSet } from '../src/model/chip.ts';
import { EVENT_KINDS } from '../src/model/chip.ts';
import type { SampleTrace } from '../src/model/trace.ts';

export type Pace = 'fast' | 'realtime';

/** Kinds as users see them; `byKindPj` of a summary has these names. */
export const ENERGY_GROUPS: Readonly<Record<EventKind, string>> = {
  synapseDense: 'synapse',
  synapseSparse: 'synapse',
  synapseConv: 'synapse',
  neuronAccess: 'neuron',
  neuronUpdate: 'neuron',
  neuronSpike: 'neuron',
  learningUpdate: 'learning',
  axonOut: 'axon',
  axonIn: 'axon',
  packetWithinTile: 'router',
  hopEastWest: 'link',
  hopNorthSouth: 'link',
  hopBetweenChips: 'link',
  barrier: 'barrier',
  camMatch: 'cam',
  hopBetweenTiers: 'tsv',
  supplyCharge: 'bias',
};

/** Which end of each constant's interval is taken. */
type Bound = 'value' | 'min' | 'max';

export interface AccountContext {
  readonly set: ParameterSet;
  readonly chipsUsed: number;
  readonly dtS: number;
  readonly pace: Pace;
  /** Neurons whose counts the host reads at the end of a sample. */
  readonly outputNeurons: number;
  /** Whether the host resets the chip between samples. */
  readonly resets: boolean;
}

/** Time of one sample, nanosecond. */
export interface SampleTime {
  readonly chipTimeNs: number;
  readonly hostTimeNs: number;
  readonly elapsedNs: number;
  /** Stopwatch at the end of each step, from the start of the sample: [stepsRun]. */
  readonly elapsedByStepNs: Float64Array;
  /** Steps that took longer than dt; 0 unless paced to real time. */
  readonly overruns: number;
}

/**
 * Stopwatch of one sample: each step takes the chip's time plus the host's, or at least dt where paced
 * to real time; reading the outputs and the reset follow the last step.
 */
export function accountTime(
  trace: SampleTrace,
  context: AccountContext,
  bound: Bound = 'value',
): SampleTime {
  const { host } = context.set;
  const stepHostNs = end(host.stepNs, bound);
  const inputNs = end(host.inputSpikeNs, bound);
  const dtNs = context.dtS * 1e9;
  const elapsedByStepNs = new Float64Array(trace.stepsRun);
  let [chipTimeNs, hostTimeNs, elapsedNs, overruns] = [0, 0, 0, 0];
  for (let step = 0; step < trace.stepsRun; step++) {
    const chipNs = trace.steps.stepPs[step]! / 1000;
    const hostNs = stepHostNs + inputNs * trace.steps.inputEvents[step]!;
    const busyNs = chipNs + hostNs;
    chipTimeNs += chipNs;
    hostTimeNs += hostNs;
    if (context.pace === 'realtime') {
      if (busyNs > dtNs) overruns++;
      elapsedNs += Math.max(busyNs, dtNs);
    } else elapsedNs += busyNs;
    elapsedByStepNs[step] = elapsedNs;
  }
  const afterNs =
    end(host.outputReadNs, bound) * context.outputNeurons +
    (context.resets ? end(host.sampleResetNs, bound) : 0);
  return {
    chipTimeNs,
    hostTimeNs: hostTimeNs + afterNs,
    elapsedNs: elapsedNs + afterNs,
    elapsedByStepNs,
    overruns,
  };
}

export interface SampleEnergy {
  readonly dynamicPj: number;
  readonly staticPj: number;
  readonly hostPj: number;
  readonly totalPj: number;
  /** Dynamic energy by event kind, in EVENT_KINDS order. */
  readonly byEventPj: Float64Array;
}

/** Energy of one sample: counts x cost, plus static and host power x elapsed time (1 mW x 1 ns = 1 pJ). */
export function accountEnergy(
  trace: SampleTrace,
  time: SampleTime,
  context: AccountContext,
  bound: Bound = 'value',
): SampleEnergy {
  const { set } = context;
  const byEventPj = new Float64Array(EVENT_KINDS.length);
  const counts = kindTotals(trace);
  EVENT_KINDS.forEach((kind, k) => {
    byEventPj[k] = counts[k]! * end(set.energyPj[kind], bound);
  });
  const dynamicPj = byEventPj.reduce((sum, pj) => sum + pj, 0);
  const staticPj = staticMw(context, bound) * time.elapsedNs;
  const hostPj =
    end(set.host.processorMw, bound) * time.elapsedNs +
    end(set.host.inputSpikePj, bound) * trace.inputEvents +
    end(set.host.outputReadPj, bound) * context.outputNeurons +
    stepHostPj(context, bound) * trace.stepsRun;
  return { dynamicPj, staticPj, hostPj, totalPj: dynamicPj + staticPj + hostPj, byEventPj };
}

/** Events of each kind in a sample; the barrier closes once a step. */
export function kindTotals(trace: SampleTrace): Float64Array {
  const kinds = EVENT_KINDS.length;
  const totals = new Float64Array(kinds);
  for (let k = 0; k < trace.coreCounts.length; k++) totals[k % kinds]! += trace.coreCounts[k]!;
  totals[EVENT_KINDS.indexOf('barrier')] = trace.stepsRun;
  return totals;
}

/** Energy of each step, chip and host together, picojoule: [stepsRun]. */
export function stepEnergiesPj(
  trace: SampleTrace,
  time: SampleTime,
  context: AccountContext,
): Float64Array {
  const { set } = context;
  const kinds = EVENT_KINDS.length;
  const eachPj = EVENT_KINDS.map((kind) => set.energyPj[kind].value);
  const powerMw = staticMw(context, 'value') + set.host.processorMw.value;
  return Float64Array.from({ length: trace.stepsRun }, (_, step) => {
    let pj = set.energyPj.barrier.value;
    for (let k = 0; k < kinds; k++) pj += trace.steps.kinds[step * kinds + k]! * eachPj[k]!;
    const elapsedNs =
      time.elapsedByStepNs[step]! - (step > 0 ? time.elapsedByStepNs[step - 1]! : 0);
    return (
      pj +
      powerMw * elapsedNs +
      set.host.inputSpikePj.value * trace.steps.inputEvents[step]! +
      stepHostPj(context, 'value')
    );
  });
}

/** Dynamic energy of each population, picojoule, without the barrier, which is nobody's: [populationCount]. */
export function populationEnergiesPj(
  traces: readonly SampleTrace[],
  set: ParameterSet,
  populationCount: number,
): Float64Array {
  const kinds = EVENT_KINDS.length;
  const totals = new Float64Array(populationCount * kinds);
  for (const { populationCounts } of traces) {
    populationCounts.counts.forEach((count, e) => {
      totals[populationCounts.populations[e]! * kinds + populationCounts.kinds[e]!]! += count;
    });
  }
  return Float64Array.from({ length: populationCount }, (_, p) =>
    EVENT_KINDS.reduce(
      (sum, kind, k) => sum + totals[p * kinds + k]! * set.energyPj[kind].value,
      0,
    ),
  );
}

/** Dynamic energy of each core, picojoule: [coreCount]. */
export function coreEnergiesPj(traces: readonly SampleTrace[], set: ParameterSet): Float64Array {
  const kinds = EVENT_KINDS.length;
  const coreCount = (traces[0]?.coreCounts.length ?? 0) / kinds;
  const energiesPj = new Float64Array(coreCount);
  for (const trace of traces) {
    for (let k = 0; k < trace.coreCounts.length; k++) {
      const kind = EVENT_KINDS[k % kinds]!;
      energiesPj[Math.floor(k / kinds)]! += trace.coreCounts[k]! * set.energyPj[kind].value;
    }
  }
  return energiesPj;
}

function staticMw(context: AccountContext, bound: Bound): number {
  const rails = Object.values(context.set.staticMw);
  return rails.reduce((sum, rail) => sum + end(rail, bound), 0) * context.chipsUsed;
}

function stepHostPj({ set }: AccountContext, bound: Bound): number {
  return set.host.stepPj ? end(set.host.stepPj, bound) : 0;
}

function end(cited: Cited, bound: Bound): number {
  return cited[bound] ?? cited.value;
}
