import type { Level } from './level.ts';

const SAMPLES = 128;
const VISITS_MAX = 40_000;
/** Share of the sampled vertices that may have a partner by chance. */
const CHANCE_SHARE = 0.2;

/**
 * Whether a network gives a partitioner nothing to hold on to: even the vertex that shares most nets with a
 * vertex shares no more than the luckiest of all would in a network wired at random. Looks at some vertices
 * with inputs, spread over the index.
 */
export function isStructureless(level: Level): boolean {
  const { vertexCount, netCount, pins } = level;
  const shares = new Int32Array(vertexCount);
  const seen: number[] = [];
  const pinsPerNet = pins.length / Math.max(1, netCount);
  let [above, count] = [0, 0];
  const step = Math.max(1, Math.floor(vertexCount / SAMPLES));
  for (let v = 0; v < vertexCount; v += step) {
    const { nets, most } = nearestShare(level, v, shares, seen);
    if (nets < 4) continue;
    count++;
    const mean = (nets * pinsPerNet) / vertexCount;
    if (most > luckiestShare(mean, vertexCount) + 1) above++;
  }
  return count >= SAMPLES / 4 && above <= count * CHANCE_SHARE;
}

/** The smallest count that fewer than one in `vertexCount` Poisson draws of that mean reach. */
function luckiestShare(mean: number, vertexCount: number): number {
  if (mean > 200) return mean + 5 * Math.sqrt(mean);
  let chance = Math.exp(-mean);
  let tail = 1 - chance;
  let share = 1;
  while (tail * vertexCount > 0.3 && share < 1000) {
    chance *= mean / share;
    tail -= chance;
    share++;
  }
  return share;
}

function nearestShare(
  level: Level,
  v: number,
  shares: Int32Array,
  seen: number[],
): { readonly nets: number; readonly most: number } {
  const { inBegins, inNets, pinBegins, pins, netSources } = level;
  seen.length = 0;
  let [nets, visits] = [0, 0];
  for (let k = inBegins[v]!; k < inBegins[v + 1]! && visits < VISITS_MAX; k++) {
    const e = inNets[k]!;
    nets++;
    for (let p = pinBegins[e]!; p <= pinBegins[e + 1]!; p++) {
      visits++;
      const u = p < pinBegins[e + 1]! ? pins[p]! : netSources[e]!;
      if (u === v) continue;
      if (shares[u]! === 0) seen.push(u);
      shares[u]!++;
    }
  }
  let most = 0;
  for (const u of seen) {
    most = Math.max(most, shares[u]!);
    shares[u] = 0;
  }
  return { nets, most };
}
