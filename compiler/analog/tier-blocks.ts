/** Blocks of neurons that share a tier, and who reaches whom between them. */
import type { CoreType } from '../../src/model/chip.ts';
import { forEachTarget, preSize } from '../../src/model/fan-out.ts';
import type { QuantNet } from '../../src/model/mapping.ts';
import { synapseCount } from '../../src/model/network.ts';

/** Neurons [begin, end) of a population. */
export interface TierBlock {
  readonly population: number;
  readonly begin: number;
  readonly end: number;
  /** Cores that it fills, by its neurons or its synapses. */
  readonly cores: number;
}

export interface BlockGraph {
  readonly blocks: readonly TierBlock[];
  /** Sources with a synapse into a block: by target block, sources of each source block. */
  readonly links: readonly ReadonlyMap<number, number>[];
  /** Sources of inputs with a synapse into each block. */
  readonly hostSources: readonly number[];
}

/** Populations in pieces of at most `coresMax` cores. */
export function cutBlocks(net: QuantNet, core: CoreType, coresMax: number): TierBlock[] {
  return net.populations.flatMap(({ registers, size }, population) => {
    if (registers === null || size === 0) return [];
    const cores = coresOf(net, core, population);
    const pieces = Math.min(size, Math.max(1, Math.ceil(cores / coresMax - 1e-9)));
    return Array.from({ length: pieces }, (_, piece): TierBlock => {
      const begin = Math.floor((piece * size) / pieces);
      const end = Math.floor(((piece + 1) * size) / pieces);
      return { population, begin, end, cores: (cores * (end - begin)) / size };
    });
  });
}

/** A guess from neurons and synapses, which the partition may not reach. */
function coresOf(net: QuantNet, { limits }: CoreType, population: number): number {
  const { size } = net.populations[population]!;
  const synapseBits = net.projections
    .filter(({ post }) => post === population)
    .reduce(
      (sum, { connectivity, weightBits }) => sum + synapseCount(connectivity) * weightBits,
      0,
    );
  return Math.max(size / limits.compartments.value, synapseBits / limits.synapseMemoryBits.value);
}

export function linkBlocks(net: QuantNet, blocks: readonly TierBlock[]): BlockGraph {
  const blockOf = net.populations.map(({ size }) => new Int32Array(size).fill(-1));
  blocks.forEach(({ population, begin, end }, block) => {
    blockOf[population]!.fill(block, begin, end);
  });
  const links = blocks.map(() => new Map<number, number>());
  const hostSources = blocks.map(() => 0);
  const seenBy = new Int32Array(blocks.length).fill(-1);
  let source = 0;
  for (const { pre, post, connectivity } of net.projections) {
    const { weights } = connectivity;
    for (let k = 0; k < preSize(connectivity); k++, source++) {
      const from = blockOf[pre]![k]!;
      forEachTarget(connectivity, k, (target, at) => {
        if ((typeof weights === 'number' ? weights : weights[at]!) === 0) return;
        const to = blockOf[post]![target]!;
        if (seenBy[to] === source) return;
        seenBy[to] = source;
        if (from < 0) hostSources[to]!++;
        else links[to]!.set(from, (links[to]!.get(from) ?? 0) + 1);
      });
    }
  }
  return { blocks, links, hostSources };
}

/** Tier boundaries between each neuron of a population and its sources on the chip, [size]. */
export function spansOf(
  net: QuantNet,
  population: number,
  tiers: readonly (Int32Array | null)[],
): Int32Array {
  const own = tiers[population]!;
  const [low, high] = [own.slice(), own.slice()];
  for (const { pre, post, connectivity } of net.projections) {
    const sources = tiers[pre] ?? null;
    if (post !== population || sources === null) continue;
    const { weights } = connectivity;
    for (let k = 0; k < preSize(connectivity); k++) {
      const tier = sources[k]!;
      forEachTarget(connectivity, k, (target, at) => {
        if ((typeof weights === 'number' ? weights : weights[at]!) === 0) return;
        if (tier < low[target]!) low[target] = tier;
        if (tier > high[target]!) high[target] = tier;
      });
    }
  }
  return high.map((top, k) => top - low[k]!);
}
