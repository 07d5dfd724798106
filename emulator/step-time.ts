import type { EventKind, ParameterSet } from '../src/model/chip.ts';
import { EVENT_KINDS } from '../src/model/chip.ts';

/** Times of a parameter set as integers: picoseconds per event of each kind, barrier by tiles in use. */
export interface StepTimes {
  /** Per kind that occupies a core, in EVENT_KINDS order; 0 for router kinds and the barrier. */
  readonly corePs: Float64Array;
  readonly barrierPs: number;
}

const CORE_KINDS: readonly EventKind[] = [
  'synapseDense',
  'synapseSparse',
  'synapseConv',
  'neuronAccess',
  'neuronUpdate',
  'neuronSpike',
  'axonOut',
  'axonIn',
];

/** Throws nothing: the last barrier row stands for any larger system. */
export function stepTimes(set: ParameterSet, tilesUsed: number): StepTimes {
  const corePs = Float64Array.from(EVENT_KINDS, (kind) =>
    kind !== 'barrier' && CORE_KINDS.includes(kind) ? Math.round(set.timeNs[kind].value * 1000) : 0,
  );
  const row = set.barrierNs.find(({ tilesMax }) => tilesUsed <= tilesMax) ?? set.barrierNs.at(-1);
  return { corePs, barrierPs: row ? Math.round(row.timeNs.value * 1000) : 0 };
}
