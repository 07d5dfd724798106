/** What `map` reports: one document of figures, and the same as text. */
import type { MappingDiagnostic } from '../../../compiler/hypergraph/diagnose.ts';
import type { CoreBound, MappingLimits } from '../../../compiler/hypergraph/limits.ts';
import type { MeshMetrics } from '../../../compiler/hypergraph/mesh.ts';
import type { PartitionMetrics } from '../../../compiler/hypergraph/metrics.ts';
import { groupDigits } from '../../support/errors.ts';

export interface MapSummary {
  readonly network: string;
  readonly limits: string;
  /** Where the partition came from. */
  readonly origin: string;
  readonly legal: boolean;
  readonly cores: number;
  readonly km1: number;
  readonly cutEvents: number;
  readonly cutNets: number;
  readonly cutEdges: number;
  /** Cores over each limit. */
  readonly viol: {
    readonly neurons: number;
    readonly axIn: number;
    readonly axOut: number;
    readonly mem: number;
  };
  readonly mesh: readonly [number, number];
  readonly hops: number;
  readonly maxLinkLoad: number;
  readonly multicastHops: number;
  readonly maxNeurons: number;
  readonly maxAxonsIn: number;
  readonly maxAxonsOut: number;
  readonly maxMemoryBytes: number;
  readonly lowerBounds: readonly CoreBound[];
  readonly structureless: boolean;
  readonly interrupted: boolean;
  readonly wallMs: number;
  readonly peakRssBytes: number;
  readonly diagnostics: readonly MappingDiagnostic[];
}

export interface SummaryParts {
  readonly network: string;
  readonly limits: MappingLimits;
  readonly origin: string;
  readonly metrics: PartitionMetrics;
  readonly mesh: readonly [number, number];
  readonly meshMetrics: MeshMetrics;
  readonly bounds: readonly CoreBound[];
  readonly structureless: boolean;
  readonly interrupted: boolean;
  readonly wallMs: number;
  readonly diagnostics: readonly MappingDiagnostic[];
}

export function summarizeMap(parts: SummaryParts): MapSummary {
  const { metrics, meshMetrics } = parts;
  const { violations } = metrics;
  return {
    network: parts.network,
    limits: parts.limits.name,
    origin: parts.origin,
    legal: metrics.legal && parts.diagnostics.length === 0,
    cores: metrics.usedCores,
    km1: metrics.km1,
    cutEvents: metrics.cutEvents,
    cutNets: metrics.cutNets,
    cutEdges: metrics.cutEdges,
    viol: {
      neurons: violations.neurons,
      axIn: violations.inputAxons,
      axOut: violations.outputAxons,
      mem: violations.memoryBytes,
    },
    mesh: parts.mesh,
    hops: meshMetrics.hops,
    maxLinkLoad: meshMetrics.maxLinkLoad,
    multicastHops: meshMetrics.multicastHops,
    maxNeurons: metrics.maxNeurons,
    maxAxonsIn: metrics.maxInputAxons,
    maxAxonsOut: metrics.maxOutputAxons,
    maxMemoryBytes: metrics.maxMemoryBytes,
    lowerBounds: parts.bounds,
    structureless: parts.structureless,
    interrupted: parts.interrupted,
    wallMs: Math.round(parts.wallMs),
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    diagnostics: parts.diagnostics,
  };
}

const LABEL_WIDTH = 18;

/** The figures as aligned lines. */
export function mapText(summary: MapSummary): string {
  const bound = summary.lowerBounds[0];
  const share = (value: number): string => groupDigits(Math.round(value));
  const lines: [string, string][] = [
    ['legal', summary.legal ? 'yes' : 'no'],
    [
      'cores',
      `${share(summary.cores)}${bound ? `, at least ${share(bound.cores)} (${bound.reason})` : ''}`,
    ],
    ['messages (km1)', share(summary.km1)],
    [
      'cut',
      `${share(summary.cutEvents)} events, ${share(summary.cutEdges)} synapses, ${share(summary.cutNets)} neurons`,
    ],
    [
      'hops',
      `${share(summary.hops)}, as trees ${share(summary.multicastHops)}, worst link ${share(summary.maxLinkLoad)} (mesh ${summary.mesh.join(' x ')})`,
    ],
    [
      'fullest core',
      `${share(summary.maxNeurons)} neurons, ${share(summary.maxAxonsIn)} input axons, ${share(summary.maxAxonsOut)} output axons, ${share(summary.maxMemoryBytes)} bytes`,
    ],
    [
      'found by',
      `${summary.origin}${summary.structureless ? ' (no structure to search for)' : ''}`,
    ],
    ['time', `${(summary.wallMs / 1000).toFixed(2)} s`],
  ];
  const title = `${summary.network} on cores of ${summary.limits}`;
  const body = lines.map(([label, text]) => label.padEnd(LABEL_WIDTH) + text);
  const faults = summary.diagnostics.flatMap(({ code, message, remedies }) => [
    '',
    `${code}: ${message}`,
    ...remedies.map((remedy) => `  - ${remedy}`),
  ]);
  return `${[title, '', ...body, ...faults].join('\n')}\n`;
}
