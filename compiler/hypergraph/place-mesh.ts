import { invariant } from '../../src/support/errors.ts';
import type { CastGroups } from '../place/cast-trees.ts';
import { CastGroupBuilder } from '../place/cast-trees.ts';
import { meshWays } from '../place/chip-ways.ts';
import { flowsOf } from '../place/flows.ts';
import { PLACERS, type PlaceGoal, placeParts } from '../place/place-parts.ts';
import { type AvoidedLinks, meshSitesAvoiding } from '../place/router-axis.ts';
import type { Shortage, SiteRules } from '../place/rules.ts';
import { SiteLinks } from '../place/site-links.ts';
import type { SpikeGraph } from './graph.ts';
import type { Mesh } from './mesh.ts';
import { countHops, squareMesh } from './mesh.ts';
import type { CoreTraffic } from './metrics.ts';
import type { Effort } from './problem.ts';

export interface PlaceOptions {
  readonly effort: Effort;
  readonly seed: number;
  /** The smallest nearly square mesh where it is absent. */
  readonly mesh?: Mesh;
  /** Default: hops. */
  readonly goal?: PlaceGoal;
  /** Times the work that the effort allows; default: 1. */
  readonly patience?: number;
  /** Needed where the goal is `multicast`. */
  readonly castGroups?: () => CastGroups;
  /** Slots that cores may have; any where it is absent. */
  readonly rules?: SiteRules;
  /** Pairs of slots whose link no message may take. */
  readonly avoidedLinks?: AvoidedLinks;
  readonly isCancelled?: () => boolean;
}

export interface MeshPlacement {
  readonly mesh: Mesh;
  /** Slot of each core. */
  readonly slots: Int32Array;
  readonly hops: number;
}

/** All placers of bare meshes, the default first; command-line help is made of this list. */
export const MESH_PLACERS: readonly { readonly name: string; readonly description: string }[] =
  PLACERS;

/**
 * Places cores so that messages have few hops, where there are no rules that could leave too few slots. `name` must be one of MESH_PLACERS, and the mesh must have a slot for
 * each core.
 */
export function placeOnMesh(
  name: string,
  traffic: CoreTraffic,
  options: PlaceOptions,
): MeshPlacement {
  const placed = tryPlaceOnMesh(name, traffic, options);
  invariant('slots' in placed, 'every core finds a slot');
  return placed;
}

/** The same; a shortage where the rules leave too few slots to some cores. */
export function tryPlaceOnMesh(
  name: string,
  traffic: CoreTraffic,
  options: PlaceOptions,
): MeshPlacement | Shortage {
  const cores = traffic.offsets.length - 1;
  const mesh = options.mesh ?? squareMesh(cores);
  const ways = meshWays(mesh.width, mesh.height);
  const sites = meshSitesAvoiding(mesh.width, mesh.height, ways, options.avoidedLinks ?? []);
  const slotsOfSites = Int32Array.from({ length: sites.count }, (_, slot) => slot);
  const placer = PLACERS.find((candidate) => candidate.name === name) ?? PLACERS[0]!;
  const problem = {
    flows: flowsOf(traffic),
    sites,
    links: new SiteLinks(ways, slotsOfSites),
    rules: options.rules ?? null,
    ...(options.castGroups ? { castGroups: options.castGroups } : {}),
  };
  const { effort, seed, goal = 'hops', patience = 1, isCancelled } = options;
  const search = { effort, seed, goal, patience, ...(isCancelled ? { isCancelled } : {}) };
  const slots = placeParts(placer, problem, search);
  return slots instanceof Int32Array
    ? { mesh, slots, hops: countHops(traffic, slots, mesh) }
    : slots;
}

/** Spikes of neurons with equal destination cores, for trees of multicast; `part` gives the core of each neuron. */
export function graphCastGroups(
  graph: SpikeGraph,
  part: Int32Array,
  coreCount: number,
): CastGroups {
  const groups = new CastGroupBuilder();
  for (let i = 0; i < graph.neuronCount; i++) {
    const ends = graph.targets.subarray(graph.offsets[i]!, graph.offsets[i + 1]!);
    groups.add(
      part[i]!,
      Array.from(ends, (target) => part[target]!),
      graph.spikes[i]!,
    );
  }
  return groups.build(coreCount);
}
