/** `map --explain`: the mapping's quality, what binds it, and every core, as the table of the house. */
import type { SpikeGraph } from '../../../compiler/hypergraph/graph.ts';
import type { CoreBound, LimitName, MappingLimits } from '../../../compiler/hypergraph/limits.ts';
import type { CoreTraffic, CoreUses } from '../../../compiler/hypergraph/metrics.ts';
import { memoryOf } from '../../../compiler/hypergraph/metrics.ts';
import { type ExplainedResource, type Explanation, limitingFact } from '../../report/explain.ts';
import { formatBytes, formatCount, formatPercent } from '../../report/units.ts';
import type { MapSummary } from './summary.ts';

export interface MapExplanationParts {
  readonly summary: MapSummary;
  readonly graph: Pick<SpikeGraph, 'spikes'>;
  readonly uses: CoreUses;
  readonly limits: MappingLimits;
  readonly traffic: CoreTraffic;
  /** Place of each core on the mesh. */
  readonly slots: ArrayLike<number>;
}

export function explainMap(parts: MapExplanationParts): Explanation {
  const { summary, uses, limits, traffic, slots } = parts;
  const [sent, received] = messagesByCore(traffic, uses.neurons.length);
  const [width] = summary.mesh;
  const resources = resourcesOf(uses, limits, summary.lowerBounds);
  return {
    facts: [...factsOf(parts), ...limitingFact(resources)],
    resources,
    cores: Array.from(uses.neurons, (_, core) => ({
      core,
      chip: 0,
      x: slots[core]! % width,
      y: Math.floor(slots[core]! / width),
      sent: sent[core]!,
      received: received[core]!,
      holds: '',
    })),
  };
}

function factsOf({ summary, graph, limits }: MapExplanationParts): [string, string][] {
  const spikes = graph.spikes.reduce((sum, count) => sum + count, 0);
  const per = (amount: number, base: number): string =>
    base > 0 ? formatCount(Number((amount / base).toPrecision(3))) : '0';
  const { cores, km1, hops, maxLinkLoad, multicastHops } = summary;
  const [bound] = summary.lowerBounds;
  return [
    [
      'packets',
      `${formatCount(km1)} between cores of ${formatCount(spikes)} spikes: ${per(km1, spikes)} a spike`,
    ],
    [
      'hops',
      `${formatCount(hops)}, ${per(hops, km1)} a packet; as multicast trees ${formatCount(multicastHops)}`,
    ],
    [
      'busiest link',
      `${formatCount(maxLinkLoad)} packets, ${formatPercent(km1 > 0 ? maxLinkLoad / km1 : 0)} of all`,
    ],
    [
      'cores',
      bound === undefined
        ? formatCount(cores)
        : `${formatCount(cores)}; fewer than ${formatCount(bound.cores)} is impossible (${bound.reason}, a core of ${limits.name} takes ${formatCount(limitOf(limits, bound.resource))})`,
    ],
  ];
}

function limitOf(limits: MappingLimits, resource: LimitName): number {
  return limits[resource];
}

function resourcesOf(
  uses: CoreUses,
  limits: MappingLimits,
  bounds: readonly CoreBound[],
): ExplainedResource[] {
  const atLeast = (resource: LimitName): number | null => {
    const found = bounds.filter((bound) => bound.resource === resource);
    const most = Math.max(...found.map(({ cores }) => cores));
    return found.length > 0 && Number.isFinite(limits[resource]) ? most : null;
  };
  const columns: readonly [LimitName, string, string, ArrayLike<number>][] = [
    ['neurons', 'neurons', 'neurons', uses.neurons],
    ['inputAxons', 'input axons', 'axons in', uses.inputAxons],
    ['outputAxons', 'output axons', 'axons out', uses.outputAxons],
    ['memoryBytes', 'synapse memory', 'memory', memoryOf(uses, limits)],
  ];
  return columns.map(([resource, title, short, used]) => ({
    title,
    short,
    limit: limits[resource],
    format: resource === 'memoryBytes' ? formatBytes : formatCount,
    used,
    coresAtLeast: atLeast(resource),
  }));
}

function messagesByCore(
  { offsets, cores, messages }: CoreTraffic,
  coreCount: number,
): readonly [Float64Array, Float64Array] {
  const [sent, received] = [new Float64Array(coreCount), new Float64Array(coreCount)];
  for (let core = 0; core < coreCount; core++) {
    for (let k = offsets[core]!; k < offsets[core + 1]!; k++) {
      sent[core]! += messages[k]!;
      received[cores[k]!]! += messages[k]!;
    }
  }
  return [sent, received];
}
