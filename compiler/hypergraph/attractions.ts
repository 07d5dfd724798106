/** How much each core draws a vertex: the weight of its nets that are present there. */
import type { PartitionState } from './state.ts';
import { lowestBit } from './state.ts';

/**
 * Adds the attraction of each core to v at `row[at + core]`, which must be zeros; returns the release of v.
 */
export function attractionsOf(
  state: PartitionState,
  v: number,
  row: Int32Array | Float64Array,
  at: number,
): number {
  const { level, part } = state;
  const home = part[v]!;
  let release = 0;
  state.work += 8 * (level.inBegins[v + 1]! - level.inBegins[v]!);
  for (let k = level.inBegins[v]!; k < level.inBegins[v + 1]!; k++) {
    const e = level.inNets[k]!;
    const weight = level.netWeights[e]!;
    const sender = part[level.netSources[e]!]!;
    const begin = state.slotBegins[e]!;
    const end = begin + state.spread[e]!;
    let reachesSender = false;
    for (let s = begin; s < end; s++) {
      const core = state.slotCores[s]!;
      row[at + core]! += weight;
      if (core === sender) reachesSender = true;
      else if (core === home && state.slotCounts[s] === 1) release += weight;
    }
    if (!reachesSender) row[at + sender]! += weight;
  }
  for (let e = level.netBegins[v]!; e < level.netBegins[v + 1]!; e++) {
    if (level.pinBegins[e] === level.pinBegins[e + 1]) continue;
    const weight = level.netWeights[e]!;
    const begin = state.slotBegins[e]!;
    const end = begin + state.spread[e]!;
    let reachesHome = false;
    for (let s = begin; s < end; s++) {
      const core = state.slotCores[s]!;
      row[at + core]! += weight;
      if (core === home) reachesHome = true;
    }
    if (!reachesHome) {
      row[at + home]! += weight;
      release += weight;
    }
  }
  return release;
}

/**
 * Attractions of v at `row`, which must be zeros, and the cores where they are not zero at `found`; returns
 * how many those are, and leaves the release of v in `gatheredRelease`.
 */
export function gather(
  state: PartitionState,
  v: number,
  row: Float64Array,
  found: Int32Array,
): number {
  if (state.keepsGains) return gatherKept(state, v, row, found);
  const { level, part, slotCores, slotCounts, slotBegins, spread } = state;
  const { netSources, netWeights, inNets } = level;
  const home = part[v]!;
  const inEnd = level.inBegins[v + 1]!;
  state.work += 8 * (inEnd - level.inBegins[v]!);
  let [release, count] = [0, 0];
  for (let k = level.inBegins[v]!; k < inEnd; k++) {
    const e = inNets[k]!;
    const weight = netWeights[e]!;
    if (weight === 0) continue;
    const sender = part[netSources[e]!]!;
    const begin = slotBegins[e]!;
    const end = begin + spread[e]!;
    let reachesSender = false;
    for (let s = begin; s < end; s++) {
      const core = slotCores[s]!;
      if (row[core] === 0) found[count++] = core;
      row[core]! += weight;
      if (core === sender) reachesSender = true;
      else if (core === home && slotCounts[s] === 1) release += weight;
    }
    if (reachesSender) continue;
    if (row[sender] === 0) found[count++] = sender;
    row[sender]! += weight;
  }
  for (let e = level.netBegins[v]!; e < level.netBegins[v + 1]!; e++) {
    const weight = netWeights[e]!;
    if (weight === 0) continue;
    const begin = slotBegins[e]!;
    const end = begin + spread[e]!;
    let reachesHome = begin === end;
    for (let s = begin; s < end; s++) {
      const core = slotCores[s]!;
      if (row[core] === 0) found[count++] = core;
      row[core]! += weight;
      if (core === home) reachesHome = true;
    }
    if (reachesHome) continue;
    if (row[home] === 0) found[count++] = home;
    row[home]! += weight;
    release += weight;
  }
  state.gatheredRelease = release;
  return count;
}

/** The same from the table. */
function gatherKept(
  state: PartitionState,
  v: number,
  row: Float64Array,
  found: Int32Array,
): number {
  const { attraction, presence, presenceWords, cores, level } = state;
  state.work += 8 * (level.inBegins[v + 1]! - level.inBegins[v]!);
  let count = 0;
  for (let word = 0; word < presenceWords; word++) {
    for (let bits = presence[v * presenceWords + word]!; bits !== 0; bits &= bits - 1) {
      const core = word * 32 + lowestBit(bits);
      const weight = attraction[v * cores + core]!;
      if (weight === 0) continue;
      found[count++] = core;
      row[core] = weight;
    }
  }
  state.gatheredRelease = state.release[v]!;
  return count;
}
