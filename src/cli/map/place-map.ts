/** From a partition of a bare network to cores on a mesh, within what the user asks for. */
import {
  checkMeshWays,
  constrainGraph,
  resolveOnMesh,
} from '../../../compiler/hypergraph/constrain-graph.ts';
import type { Mesh } from '../../../compiler/hypergraph/mesh.ts';
import { squareMesh } from '../../../compiler/hypergraph/mesh.ts';
import { coreTraffic } from '../../../compiler/hypergraph/metrics.ts';
import type { MeshPlacement, PlaceOptions } from '../../../compiler/hypergraph/place-mesh.ts';
import { graphCastGroups, tryPlaceOnMesh } from '../../../compiler/hypergraph/place-mesh.ts';
import type { MappingProblem } from '../../../compiler/hypergraph/problem.ts';
import type { ResolvedConstraints } from '../../../compiler/partition/constraint-rules.ts';
import { siteRules } from '../../../compiler/place/index.ts';
import type { PlaceGoal } from '../../../compiler/place/place-parts.ts';
import type { MappingConstraints } from '../../model/constraints.ts';
import { CompileError, groupDigits, InputError } from '../../support/errors.ts';

/** What the command line asks of the placement. */
export interface PlaceRequest {
  readonly placer: string;
  readonly goal: PlaceGoal;
  readonly mesh: Mesh | null;
  readonly constraints: MappingConstraints | null;
}

export interface PlacedMap {
  readonly part: Int32Array;
  readonly cores: number;
  readonly placement: MeshPlacement;
}

const SIDE_MAX = 1024;

/** `8x8`. Throws InputError E_USAGE. */
export function parseMesh(text: string): Mesh {
  const [, width, height] = /^(\d{1,4})x(\d{1,4})$/i.exec(text) ?? [];
  const mesh = { width: Number(width), height: Number(height) };
  if ([mesh.width, mesh.height].every((side) => side >= 1 && side <= SIDE_MAX)) return mesh;
  throw new InputError(
    'E_USAGE',
    `--mesh ${text}: write columns and rows from 1 to ${groupDigits(SIDE_MAX)}, e.g. 8x8.`,
  );
}

/** Throws InputError E_USAGE for a mesh that is too small or has to be said, and E_CONSTRAINTS. */
export function placeMap(
  { graph, limits }: MappingProblem,
  { part, cores }: { readonly part: Int32Array; readonly cores: number },
  request: PlaceRequest,
  options: Pick<PlaceOptions, 'effort' | 'seed' | 'isCancelled'>,
): PlacedMap {
  const { constraints, goal, placer } = request;
  if (request.mesh) checkRoom(cores, request.mesh);
  const resolved = constraints && resolveRules(request, constraints, graph.neuronCount);
  const bound =
    resolved && constrainGraph(graph, part, cores, limits, resolved.rules, resolved.mesh);
  const kept = bound ?? { part, cores };
  const mesh = request.mesh ?? squareMesh(kept.cores);
  checkRoom(kept.cores, mesh);
  const traffic = coreTraffic(graph, kept.part, kept.cores);
  const rules = bound && rulesOf(bound.slotsOfCore, resolved.rules.avoidedCores, mesh);
  const avoidedLinks = resolved?.rules.avoidedLinks.map(({ routers }) => routers) ?? [];
  const placed = tryPlaceOnMesh(placer, traffic, {
    ...options,
    goal,
    mesh,
    avoidedLinks,
    castGroups: () => graphCastGroups(graph, kept.part, kept.cores),
    ...(rules ? { rules } : {}),
  });
  if (!('slots' in placed)) throw shortage(placed.parts.length, placed.sites.length);
  if (resolved) checkMeshWays(resolved.rules, traffic, placed.slots, mesh);
  return { part: kept.part, cores: kept.cores, placement: placed };
}

/** Where no rule names a core, any mesh does: one with a core for each neuron that there may be. */
const ANY_MESH: Mesh = { width: SIDE_MAX, height: SIDE_MAX };

/** The rules of a request and the mesh that they speak of. Throws as `placeMap` does. */
export function resolveRules(
  request: PlaceRequest,
  constraints: MappingConstraints,
  neuronCount: number,
): { readonly rules: ResolvedConstraints; readonly mesh: Mesh } {
  const mesh = meshOfRules(request, constraints);
  return { rules: resolveOnMesh(neuronCount, constraints, mesh), mesh };
}

function meshOfRules({ mesh }: PlaceRequest, constraints: MappingConstraints): Mesh {
  if (mesh) return mesh;
  const { pin, avoidCores, avoidTiles, avoidLinks } = constraints;
  const [first] = [...pin, ...avoidCores, ...avoidTiles, ...avoidLinks];
  if (first === undefined) return ANY_MESH;
  throw new InputError(
    'E_USAGE',
    `${first.origin}: this names cores, whose places depend on the mesh. Give --mesh WxH too.`,
  );
}

/** Avoided slots are left out for every core. */
function rulesOf(
  slotsOfCore: readonly (ReadonlySet<number> | null)[],
  avoided: ReadonlySet<number>,
  mesh: Mesh,
): ReturnType<typeof siteRules> {
  const slots = Int32Array.from({ length: mesh.width * mesh.height }, (_, slot) => slot);
  if (avoided.size === 0) return siteRules(slotsOfCore, slots);
  const others = new Set(Array.from(slots).filter((slot) => !avoided.has(slot)));
  return siteRules(
    slotsOfCore.map((allowed) => allowed ?? others),
    slots,
  );
}

/** Throws InputError E_USAGE where a mesh has fewer slots than there are cores. */
export function checkRoom(cores: number, { width, height }: Mesh): void {
  if (cores <= width * height) return;
  throw new InputError(
    'E_USAGE',
    `--mesh ${width}x${height}: the mapping takes ${groupDigits(cores)} cores, the mesh has ${groupDigits(width * height)} (${groupDigits(cores - width * height)} too few).`,
  );
}

function shortage(parts: number, slots: number): CompileError {
  return new CompileError(
    'E_CONSTRAINTS',
    `${groupDigits(parts)} cores of the mapping may only be at ${groupDigits(slots)} places of the mesh. Give a larger --mesh, or avoid fewer cores.`,
    { parts, slots },
  );
}
