/** Boxes of populations on cores: one each where they are large, several where they fit together. */
import { InputError } from '../../src/support/errors.ts';
import type { MappingLimits } from './limits.ts';
import { type AxisRelation, pairsInto, runsLength, sourceRuns } from './rule-axes.ts';
import type { RowCounts } from './rule-cut.ts';
import type { ProductRule, Rule, RuleNetwork } from './rule-network.ts';
import { type Box, boxOf, boxSize, type Tiling, tileCount } from './rule-tiles.ts';

/** A rule network on cores: each population cut by a tiling, each of its tiles on a core. */
export interface RuleMapping {
  readonly tilings: readonly Tiling[];
  /** Core of each tile, by population. */
  readonly coreOf: readonly Int32Array[];
  readonly cores: number;
}

/** What a box brings to a core. */
interface Load {
  readonly neurons: number;
  readonly synapses: number;
  readonly inputAxons: number;
  readonly outputAxons: number;
}

interface OpenCore {
  readonly core: number;
  readonly tiles: { readonly population: number; readonly box: Box }[];
  load: Load;
}

const RULE_CORES_MAX = 2 ** 20;
/** Boxes that fill less than this share of each limit may share a core. */
const SHARED_SHARE_MAX = 0.5;
/** Cores with room that are looked at for each box: the newest. */
const OPEN_MAX = 48;

/** Throws InputError E_CORES where there are more boxes than cores are ever mapped to. */
export function packTiles(
  network: RuleNetwork,
  rows: ReadonlyMap<Rule, RowCounts>,
  tilings: readonly Tiling[],
  reaches: readonly number[],
  limits: MappingLimits,
): RuleMapping {
  const total = tilings.reduce((sum, tiling) => sum + tileCount(tiling), 0);
  if (total > RULE_CORES_MAX) {
    const message = `the network needs about ${total} cores of "${limits.name}", at most ${RULE_CORES_MAX} are mapped: choose larger cores.`;
    throw new InputError('E_CORES', message);
  }
  const open: OpenCore[] = [];
  let cores = 0;
  const coreOf = network.populations.map(({ shape }, population) => {
    const tiling = tilings[population]!;
    return Int32Array.from({ length: tileCount(tiling) }, (_, tile) => {
      const box = boxOf(shape, tiling, tile);
      const load = loadOf(network, rows, population, box, reaches[population]!);
      const found = isSmall(load, limits)
        ? bestOpen(network, open, population, box, load, limits)
        : null;
      if (found !== null) {
        found.tiles.push({ population, box });
        found.load = sumOf(found.load, load);
        return found.core;
      }
      open.push({ core: cores, tiles: [{ population, box }], load });
      if (open.length > OPEN_MAX) open.shift();
      return cores++;
    });
  });
  return { tilings, coreOf, cores };
}

function loadOf(
  network: RuleNetwork,
  rows: ReadonlyMap<Rule, RowCounts>,
  population: number,
  box: Box,
  reach: number,
): Load {
  let [synapses, inputAxons] = [0, 0];
  for (const rule of network.rules) {
    if (rule.post !== population) continue;
    const pairs =
      rule.kind === 'product'
        ? productOver(rule, box, pairsInto)
        : rowPairs(rows.get(rule)!.fanIns, network.populations[population]!.shape, box);
    const sources = rule.kind === 'product' ? sourcesOf(rule, box) : pairs;
    synapses += pairs;
    inputAxons += Math.min(sources, network.populations[rule.pre]!.size);
  }
  const neurons = boxSize(box);
  return { neurons, synapses, inputAxons, outputAxons: neurons * reach };
}

function productOver(
  rule: ProductRule,
  { begins, ends }: Box,
  count: (axis: AxisRelation, begin: number, end: number) => number,
): number {
  return rule.axes.reduce((all, axis, n) => all * count(axis, begins[n]!, ends[n]!), 1);
}

function sourcesOf(rule: ProductRule, box: Box): number {
  return productOver(rule, box, (axis, begin, end) => runsLength(sourceRuns(axis, begin, end)));
}

function rowPairs(
  fanIns: Int32Array,
  shape: readonly [number, number, number],
  { begins, ends }: Box,
): number {
  let pairs = 0;
  for (let x = begins[0]; x < ends[0]; x++) {
    for (let y = begins[1]; y < ends[1]; y++) {
      const row = (x * shape[1] + y) * shape[2];
      for (let z = begins[2]; z < ends[2]; z++) pairs += fanIns[row + z]!;
    }
  }
  return pairs;
}

function sumOf(a: Load, b: Load): Load {
  return {
    neurons: a.neurons + b.neurons,
    synapses: a.synapses + b.synapses,
    inputAxons: a.inputAxons + b.inputAxons,
    outputAxons: a.outputAxons + b.outputAxons,
  };
}

/** The fullest limit of a core with such a load, as a share. */
function shareOf(load: Load, limits: MappingLimits): number {
  const bytes = load.synapses * limits.bytesPerSynapse + load.inputAxons * limits.bytesPerInputAxon;
  return Math.max(
    load.neurons / limits.neurons,
    load.inputAxons / limits.inputAxons,
    load.outputAxons / limits.outputAxons,
    bytes / limits.memoryBytes,
  );
}

function isSmall(load: Load, limits: MappingLimits): boolean {
  return shareOf(load, limits) <= SHARED_SHARE_MAX;
}

/** The open core with room that shares most with the box; null where none has room. */
function bestOpen(
  network: RuleNetwork,
  open: readonly OpenCore[],
  population: number,
  box: Box,
  load: Load,
  limits: MappingLimits,
): OpenCore | null {
  let [best, most] = [null as OpenCore | null, -1];
  for (const core of open) {
    if (shareOf(sumOf(core.load, load), limits) > 1) continue;
    let shared = 0;
    for (const tile of core.tiles) {
      for (const rule of network.rules) {
        if (rule.kind !== 'product') continue;
        if (rule.pre === tile.population && rule.post === population) {
          shared += sourcesWithin(rule, box, tile.box);
        } else if (rule.pre === population && rule.post === tile.population) {
          shared += sourcesWithin(rule, tile.box, box);
        }
      }
    }
    if (shared > most) [best, most] = [core, shared];
  }
  return best;
}

/** Sources of the targets in `box` that lie in `within`. */
function sourcesWithin(rule: ProductRule, box: Box, within: Box): number {
  return rule.axes.reduce((all, axis, n) => {
    const runs = sourceRuns(axis, box.begins[n]!, box.ends[n]!);
    let length = 0;
    for (let k = 0; k < runs.length; k += 2) {
      const overlap =
        Math.min(runs[k + 1]!, within.ends[n]!) - Math.max(runs[k]!, within.begins[n]!);
      length += Math.max(0, overlap);
    }
    return all * length;
  }, 1);
}
