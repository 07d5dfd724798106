/** Constraints on bare networks, whose cores stand on a mesh one by one. */
import type { MappingConstraints, TilePlace } from '../../src/model/constraints.ts';
import type { Slice } from '../../src/model/mapping.ts';
import { CompileError, groupDigits } from '../../src/support/errors.ts';
import type { ResolvedConstraints } from '../partition/constraint-rules.ts';
import { resolveConstraints } from '../partition/constraint-rules.ts';
import type { LoadViolation, PartLoads } from '../partition/constraints.ts';
import { constrainParts } from '../partition/constraints.ts';
import { meshWays } from '../place/chip-ways.ts';
import { walkWay } from '../place/ways.ts';
import type { SourceColumns, SpikeGraph } from './graph.ts';
import { sourcesOf } from './graph.ts';
import type { MappingLimits } from './limits.ts';
import type { Mesh } from './mesh.ts';
import type { CoreTraffic } from './metrics.ts';

export interface ConstrainedGraph {
  /** Core of each neuron. */
  readonly part: Int32Array;
  readonly cores: number;
  /** Slots that each core may have, null where any. */
  readonly slotsOfCore: readonly (ReadonlySet<number> | null)[];
}

/** The rules for a network on a mesh. Throws InputError and CompileError E_CONSTRAINTS. */
export function resolveOnMesh(
  neuronCount: number,
  constraints: MappingConstraints,
  mesh: Mesh,
): ResolvedConstraints {
  const slotOf = ({ x, y }: TilePlace): number => y * mesh.width + x;
  return resolveConstraints(constraints, {
    populations: [{ name: null, size: neuronCount, isPlaced: true }],
    coreCount: mesh.width * mesh.height,
    coresInWords: inWords(mesh),
    chips: 1,
    tilesX: mesh.width,
    tilesY: mesh.height,
    tiers: 1,
    coresOfTile: (tile) => [slotOf(tile)],
    tierOfCore: () => 0,
    linkBetween: (from, to) =>
      Math.abs(from.x - to.x) + Math.abs(from.y - to.y) === 1 ? [slotOf(from), slotOf(to)] : null,
  });
}

function inWords({ width, height }: Mesh): string {
  return `the mesh of ${width} by ${height} has ${groupDigits(width * height)} cores`;
}

/** Throws CompileError E_CONSTRAINTS where neurons find no core that they may have and that has room. */
export function constrainGraph(
  graph: SpikeGraph,
  part: Int32Array,
  cores: number,
  limits: MappingLimits,
  rules: ResolvedConstraints,
  mesh: Mesh,
): ConstrainedGraph {
  const parts = slicesOf(part, cores);
  const bound = constrainParts(parts, rules, {
    names: [null],
    coreCount: mesh.width * mesh.height,
    coresInWords: inWords(mesh),
    createLoads: () => graphLoads(sourcesOf(graph), limits),
  });
  return {
    part: bound.parts === parts ? part : partOf(bound.parts, part.length),
    cores: bound.parts.length,
    slotsOfCore: bound.coresOfPart,
  };
}

function slicesOf(part: Int32Array, cores: number): Slice[][] {
  const lists: number[][] = Array.from({ length: cores }, () => []);
  part.forEach((core, neuron) => {
    lists[core]!.push(neuron);
  });
  return lists.map((neurons) => [{ population: 0, neurons: Int32Array.from(neurons) }]);
}

function partOf(parts: readonly (readonly Slice[])[], neuronCount: number): Int32Array {
  const part = new Int32Array(neuronCount);
  parts.forEach((slices, core) => {
    for (const { neurons } of slices) for (const neuron of neurons) part[neuron] = core;
  });
  return part;
}

/** Neurons, input axons and memory as they fill up; output axons are known at the end only and judged there. */
function graphLoads(sources: SourceColumns, limits: MappingLimits): PartLoads {
  const cores: { neurons: number; synapses: number; readonly axons: Set<number> }[] = [];
  return {
    open: () => cores.push({ neurons: 0, synapses: 0, axons: new Set() }) - 1,
    tryAdd: (core, { neurons }) => {
      const use = cores[core]!;
      const fresh = new Set<number>();
      let synapses = 0;
      for (const neuron of neurons) {
        for (let k = sources.offsets[neuron]!; k < sources.offsets[neuron + 1]!; k++) {
          synapses++;
          if (!use.axons.has(sources.sources[k]!)) fresh.add(sources.sources[k]!);
        }
      }
      const axons = use.axons.size + fresh.size;
      const bytes =
        (use.synapses + synapses) * limits.bytesPerSynapse + axons * limits.bytesPerInputAxon;
      const violation =
        over('neurons', use.neurons + neurons.length, limits.neurons) ??
        over('input axons', axons, limits.inputAxons) ??
        over('bytes', bytes, limits.memoryBytes);
      if (violation) return violation;
      use.neurons += neurons.length;
      use.synapses += synapses;
      for (const source of fresh) use.axons.add(source);
      return null;
    },
  };
}

function over(resource: string, needed: number, available: number): LoadViolation | null {
  return needed > available ? { resource, needed, available } : null;
}

const SHOWN_MAX = 5;

/** Throws CompileError E_CONSTRAINTS where messages would cross an avoided link, with the pairs of slots. */
export function checkMeshWays(
  { avoidedLinks }: ResolvedConstraints,
  traffic: CoreTraffic,
  slots: Int32Array,
  mesh: Mesh,
): void {
  if (avoidedLinks.length === 0) return;
  const count = mesh.width * mesh.height;
  const rules = new Map(
    avoidedLinks.flatMap(({ routers: [a, b], rule }) => [
      [a * count + b, rule],
      [b * count + a, rule],
    ]),
  );
  const found: string[] = [];
  const ways = meshWays(mesh.width, mesh.height);
  for (let a = 0; a < slots.length; a++) {
    for (let k = traffic.offsets[a]!; k < traffic.offsets[a + 1]!; k++) {
      const [from, to] = [slots[a]!, slots[traffic.cores[k]!]!];
      walkWay(ways, from, to, (router, next) => {
        const rule = rules.get(router * count + next);
        if (rule) {
          found.push(
            `from core ${from} to core ${to} over the link of [${rule.from.x}, ${rule.from.y}] and [${rule.to.x}, ${rule.to.y}] (${rule.origin})`,
          );
        }
      });
    }
  }
  if (found.length === 0) return;
  const more =
    found.length > SHOWN_MAX ? `; and ${groupDigits(found.length - SHOWN_MAX)} more` : '';
  throw new CompileError(
    'E_CONSTRAINTS',
    `no placement was found whose messages keep off the avoided links: they would go ${found.slice(0, SHOWN_MAX).join('; ')}${more}. Messages go along x, then along y; give a larger --mesh, or avoid the cores behind the link.`,
    { ways: found.length },
  );
}
