import type { Flows } from './flows.ts';
import type { Sites } from './sites.ts';

/**
 * Cuts the sites in two across their longer side and the parts with them, by growing one half around a part at the rim
 * of the traffic; then each half again. `chosen` lists one site for each part.
 */
export function placeBisected(flows: Flows, sites: Sites, chosen: Int32Array): Int32Array {
  const siteOf = new Int32Array(flows.partCount);
  const parts = Array.from(siteOf, (_, part) => part);
  const draft = { flows, sites, siteOf, drawn: new Float64Array(flows.partCount) };
  bisect(draft, Array.from(chosen.subarray(0, parts.length)), parts);
  return siteOf;
}

interface Draft {
  readonly flows: Flows;
  readonly sites: Sites;
  readonly siteOf: Int32Array;
  /** Scratch: traffic with the half that grows, all 0 in between. */
  readonly drawn: Float64Array;
}

function bisect(draft: Draft, places: readonly number[], parts: readonly number[]): void {
  if (parts.length === 0) return;
  if (parts.length === 1) {
    draft.siteOf[parts[0]!] = places[0]!;
    return;
  }
  const { x, y } = draft.sites;
  const isWide = extent(places, x) >= extent(places, y);
  const [along, across] = isWide ? [x, y] : [y, x];
  const order = [...places].sort(
    (a, b) => along[a]! - along[b]! || across[a]! - across[b]! || a - b,
  );
  const half = cutAt(order, along);
  const near = growHalf(draft, parts, half);
  const isNear = new Set(near);
  bisect(draft, order.slice(0, half), near);
  bisect(
    draft,
    order.slice(half),
    parts.filter((part) => !isNear.has(part)),
  );
}

function extent(places: readonly number[], axis: Int32Array): number {
  let [low, high] = [Infinity, -Infinity];
  for (const place of places) {
    low = Math.min(low, axis[place]!);
    high = Math.max(high, axis[place]!);
  }
  return high - low;
}

/** The cut between two columns (or rows) that is nearest to the middle; the middle itself where there is one only. */
function cutAt(order: readonly number[], along: Int32Array): number {
  const middle = order.length / 2;
  let best = -1;
  for (let k = 1; k < order.length; k++) {
    if (along[order[k]!] === along[order[k - 1]!]) continue;
    if (best < 0 || Math.abs(k - middle) < Math.abs(best - middle)) best = k;
  }
  return best < 0 ? Math.floor(middle) : best;
}

/** The `wanted` parts that hang together most, from the one with least traffic inside. */
function growHalf(
  { flows, drawn }: Draft,
  parts: readonly number[],
  wanted: number,
): readonly number[] {
  const { offsets, others, both } = flows;
  const free = new Set(parts);
  const total = new Map(parts.map((part) => [part, trafficWithin(flows, part, free)]));
  const chosen: number[] = [];
  while (chosen.length < wanted) {
    let [best, most] = [-1, -Infinity];
    for (const part of free) {
      // What draws a part in, less what would hold it back.
      const score = 2 * drawn[part]! - total.get(part)!;
      if (score > most) [best, most] = [part, score];
    }
    free.delete(best);
    chosen.push(best);
    for (let k = offsets[best]!; k < offsets[best + 1]!; k++) drawn[others[k]!]! += both[k]!;
  }
  for (const part of chosen) {
    for (let k = offsets[part]!; k < offsets[part + 1]!; k++) drawn[others[k]!] = 0;
  }
  return chosen;
}

function trafficWithin(flows: Flows, part: number, inside: ReadonlySet<number>): number {
  let sum = 0;
  for (let k = flows.offsets[part]!; k < flows.offsets[part + 1]!; k++) {
    if (inside.has(flows.others[k]!)) sum += flows.both[k]!;
  }
  return sum;
}
