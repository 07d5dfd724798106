/** Which other limits a network that found no legal mapping would keep. */
import type { FittingLimits } from '../../../compiler/hypergraph/diagnose.ts';
import type { SpikeGraph } from '../../../compiler/hypergraph/graph.ts';
import { synapseCount } from '../../../compiler/hypergraph/graph.ts';
import { partitionGraph } from '../../../compiler/hypergraph/index.ts';
import { findImpossible, type MappingLimits } from '../../../compiler/hypergraph/limits.ts';
import { LIMIT_SETS } from './limit-sets.ts';

/** Larger networks are not tried again and again. */
const SYNAPSES_MAX = 4_000_000;

/** The named sets, tried one after the other in index order: quick, so that others may take fewer cores yet. */
export function fittingLimits(graph: SpikeGraph, failed: MappingLimits): FittingLimits[] {
  if (synapseCount(graph) > SYNAPSES_MAX) return [];
  return LIMIT_SETS.filter(({ name }) => name !== failed.name).flatMap((limits) => {
    if (findImpossible(graph, limits).length > 0) return [];
    const options = { effort: 'fast', seed: 1, objective: 'cores' } as const;
    const { cores, report } = partitionGraph('sequential', { graph, limits }, options);
    return report.legal ? [{ name: limits.name, cores }] : [];
  });
}
