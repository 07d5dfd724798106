/** Whether vertices fit on cores, and how far cores are over their limits. */
import type { PartitionState } from './state.ts';

export function memoryBytesOf(state: PartitionState, core: number): number {
  const { bytesPerSynapse, bytesPerInputAxon } = state.limits;
  return state.synapses[core]! * bytesPerSynapse + state.inputAxons[core]! * bytesPerInputAxon;
}

/** Whether v fits on `core` by neurons and synapse bytes alone: cheap, and necessary. */
function hasRoom(state: PartitionState, v: number, core: number): boolean {
  const { limits, level } = state;
  return (
    state.neurons[core]! + level.sizes[v]! <= limits.neurons &&
    memoryBytesOf(state, core) + level.synapses[v]! * limits.bytesPerSynapse <= limits.memoryBytes
  );
}

/** Whether all limits of all cores hold after v moves to `core`, where they held before. */
export function fitsCore(state: PartitionState, v: number, core: number): boolean {
  if (!hasRoom(state, v, core)) return false;
  if (state.countsInputAxons && !fitsInputAxons(state, v, core)) return false;
  return !state.countsOutputAxons || fitsOutputAxons(state, v, core);
}

/** Input axons that v adds to a core that it is not on; some number above `most` where they are more. */
export function newInputAxons(
  state: PartitionState,
  v: number,
  core: number,
  most: number = Infinity,
): number {
  const { level, part } = state;
  state.work += 8 * (level.inBegins[v + 1]! - level.inBegins[v]!);
  let added = level.innerAxons[v]!;
  for (let k = level.inBegins[v]!; k < level.inBegins[v + 1]! && added <= most; k++) {
    const e = level.inNets[k]!;
    if (state.pinsOn(e, core) > 0) continue;
    if (level.netReturns[e] === 1 && part[level.netSources[e]!] === core) continue;
    added += level.netAxons[e]!;
  }
  for (let e = level.netBegins[v]!; e < level.netBegins[v + 1]!; e++) {
    if (level.netReturns[e] === 1 && state.pinsOn(e, core) === 0) added += level.netAxons[e]!;
  }
  return added;
}

function fitsInputAxons(state: PartitionState, v: number, core: number): boolean {
  const { limits, level } = state;
  const used = state.inputAxons[core]!;
  const axons = used + newInputAxons(state, v, core, limits.inputAxons - used);
  if (axons > limits.inputAxons) return false;
  const synapses = state.synapses[core]! + level.synapses[v]!;
  return synapses * limits.bytesPerSynapse + axons * limits.bytesPerInputAxon <= limits.memoryBytes;
}

/** Output axons of the cores of v's sources grow too where v opens a new core to them. */
function fitsOutputAxons(state: PartitionState, v: number, to: number): boolean {
  const { level, part, outputGrowth: growth, outputTouched: grown } = state;
  const from = part[v]!;
  state.work += 8 * (level.inBegins[v + 1]! - level.inBegins[v]!);
  let [leaving, arriving] = [level.innerAxons[v]!, level.innerAxons[v]!];
  for (let e = level.netBegins[v]!; e < level.netBegins[v + 1]!; e++) {
    const axons = level.netAxons[e]!;
    leaving += axons * state.spread[e]!;
    arriving += axons * state.spread[e]!;
    if (level.netReturns[e] === 0) continue;
    if (state.pinsOn(e, from) === 0) leaving += axons;
    if (state.pinsOn(e, to) === 0) arriving += axons;
  }
  growth[from] = -leaving;
  growth[to] = arriving;
  grown[0] = from;
  grown[1] = to;
  let count = 2;
  for (let k = level.inBegins[v]!; k < level.inBegins[v + 1]!; k++) {
    const e = level.inNets[k]!;
    const home = part[level.netSources[e]!]!;
    const returns = level.netReturns[e] === 1;
    if (state.pinsOn(e, to) > 0 || (returns && to === home)) continue;
    if (state.pinsOn(e, from) === 1 && !(returns && from === home)) continue;
    if (growth[home] === 0 && home !== to && home !== from) grown[count++] = home;
    growth[home]! += level.netAxons[e]!;
  }
  let fits = true;
  for (let n = 0; n < count; n++) {
    const core = grown[n]!;
    const axons = growth[core]!;
    if (axons > 0 && state.outputAxons[core]! + axons > state.limits.outputAxons) fits = false;
    growth[core] = 0;
  }
  return fits;
}

/** How far a core is over its limits, as a sum of shares of each; 0 where it is legal. */
export function overloadOf(state: PartitionState, core: number): number {
  const { limits } = state;
  return (
    excess(state.neurons[core]!, limits.neurons) +
    excess(state.inputAxons[core]!, limits.inputAxons) +
    excess(state.outputAxons[core]!, limits.outputAxons) +
    excess(memoryBytesOf(state, core), limits.memoryBytes)
  );
}

/** Sum of the overloads of all cores. */
export function totalOverload(state: PartitionState): number {
  let sum = 0;
  for (let core = 0; core < state.cores; core++) sum += overloadOf(state, core);
  return sum;
}

function excess(used: number, limit: number): number {
  return used > limit ? (used - limit) / limit : 0;
}
