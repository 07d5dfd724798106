import type { Level } from '../hypergraph/level.ts';
import type { MappingLimits } from '../hypergraph/limits.ts';

/** What a core may do at most; Infinity where that is not looked at. */
export interface CoreCaps {
  readonly neurons: number;
  /** Synaptic events, nanosecond over the steps of the weights. */
  readonly workNs: number;
}

/** No core does more than `slack` times its even share, or than the largest atom. */
export function evenCaps(
  level: Level,
  workNs: Float64Array,
  cores: number,
  slack: number,
): CoreCaps {
  const total = workNs.reduce((sum, work) => sum + work, 0);
  const neurons = level.sizes.reduce((sum, size) => sum + size, 0);
  return { neurons: Math.ceil((slack * neurons) / cores), workNs: (slack * total) / cores };
}

/** No core does quite as much as the one of `part` that does most. */
export function lowerCaps(
  level: Level,
  workNs: Float64Array,
  part: Int32Array,
  cores: number,
  share: number,
): CoreCaps {
  const work = new Float64Array(cores);
  const neurons = new Float64Array(cores);
  part.forEach((core, atom) => {
    work[core]! += workNs[atom]!;
    neurons[core]! += level.sizes[atom]!;
  });
  const most = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, b), 0);
  return { neurons: Math.floor(share * most(neurons)), workNs: share * most(work) };
}

/**
 * The level and limits under which no core does more than `caps`. A search knows one additive resource beside
 * neurons and axons, so an atom counts there for the larger of its shares of a core's memory and of a core's
 * work: what keeps the sum of these keeps both.
 */
export function capped(
  level: Level,
  limits: MappingLimits,
  workNs: Float64Array,
  caps: CoreCaps,
): { readonly level: Level; readonly limits: MappingLimits } {
  if (caps.workNs === Infinity) return { level, limits };
  const largest = level.sizes.reduce((most, size) => Math.max(most, size), 1);
  const heaviest = workNs.reduce((most, work) => Math.max(most, work), 0);
  const workMax = Math.max(heaviest, caps.workNs);
  const { memoryBytes } = limits;
  return {
    level: {
      ...level,
      synapses: level.synapses.map((bits, v) =>
        Math.max(bits / memoryBytes, workMax > 0 ? workNs[v]! / workMax : 0),
      ),
    },
    limits: {
      ...limits,
      neurons: Math.min(limits.neurons, Math.max(largest, caps.neurons)),
      memoryBytes: 1,
      bytesPerInputAxon: limits.bytesPerInputAxon / memoryBytes,
    },
  };
}
