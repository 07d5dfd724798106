import type { ChipProfile, EventKind, ParameterSet } from '../src/model/chip.ts';
import { corePosition, EVENT_KINDS } from '../src/model/chip.ts';

/** Times of a parameter set as integers: picoseconds per event of each kind, barrier by tiles in use. */
export interface StepTimes {
  /** Per kind that occupies a core, in EVENT_KINDS order; 0 for router kinds and the barrier. */
  readonly corePs: Float64Array;
  /** True for the kinds of a packet's work at its destination, which runs beside the core's compartments. */
  readonly isService: readonly boolean[];
  readonly barrierPs: number;
}

const SERVICE_KINDS: readonly EventKind[] = [
  'synapseDense',
  'synapseSparse',
  'synapseConv',
  'axonIn',
];

const CORE_KINDS: readonly EventKind[] = [
  ...SERVICE_KINDS,
  'neuronAccess',
  'neuronUpdate',
  'neuronSpike',
  'learningUpdate',
  'axonOut',
];

/** Throws nothing: the last barrier row stands for any larger system. */
export function stepTimes(set: ParameterSet, tilesUsed: number): StepTimes {
  const corePs = Float64Array.from(EVENT_KINDS, (kind) =>
    kind !== 'barrier' && CORE_KINDS.includes(kind) ? Math.round(set.timeNs[kind].value * 1000) : 0,
  );
  const row = set.barrierNs.find(({ tilesMax }) => tilesUsed <= tilesMax) ?? set.barrierNs.at(-1);
  const isService = EVENT_KINDS.map((kind) => SERVICE_KINDS.includes(kind));
  return { corePs, isService, barrierPs: row ? Math.round(row.timeNs.value * 1000) : 0 };
}

/** How long a core works on events of each kind, picosecond: it takes in packets beside its walk over the compartments. */
export function coreWorkPs({ corePs, isService }: StepTimes, counts: Float64Array): number {
  let [walkPs, servicePs] = [0, 0];
  for (let k = 0; k < corePs.length; k++) {
    if (isService[k]) servicePs += corePs[k]! * counts[k]!;
    else walkPs += corePs[k]! * counts[k]!;
  }
  return Math.max(walkPs, servicePs);
}

/** Tiles of all chips with a core among `cores` (physical numbers). */
export function tilesUsed(profile: ChipProfile, cores: readonly number[]): number {
  const tiles = cores.map((core) => {
    const { chip, tile } = corePosition(profile, core);
    return `${chip}/${tile}`;
  });
  return new Set(tiles).size;
}
