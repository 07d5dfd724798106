import type { Level } from './level.ts';
import type { MappingLimits } from './limits.ts';

/**
 * Fills cores in the order of `order` (index order by default): a new one where the next vertex would break
 * the limit of neurons, input axons or memory. Output axons are not looked at, for later cores add to them.
 */
export function packSequential(
  level: Level,
  limits: MappingLimits,
  order: Int32Array | null,
): { readonly part: Int32Array; readonly cores: number } {
  const { vertexCount } = level;
  const part = new Int32Array(vertexCount);
  const isPresent = new Int32Array(level.netCount).fill(-1);
  let [core, neurons, synapses, axons] = [0, 0, 0, 0];
  for (let n = 0; n < vertexCount; n++) {
    const v = order === null ? n : order[n]!;
    const added = newAxons(level, v, core, isPresent);
    const bytes =
      (synapses + level.synapses[v]!) * limits.bytesPerSynapse +
      (axons + added) * limits.bytesPerInputAxon;
    const isFull =
      neurons + level.sizes[v]! > limits.neurons ||
      axons + added > limits.inputAxons ||
      bytes > limits.memoryBytes;
    if (isFull && neurons > 0) {
      core++;
      neurons = synapses = axons = 0;
    }
    neurons += level.sizes[v]!;
    synapses += level.synapses[v]!;
    axons += isFull ? newAxons(level, v, core, isPresent) : added;
    markPresent(level, v, core, isPresent);
    part[v] = core;
  }
  return { part, cores: vertexCount === 0 ? 0 : core + 1 };
}

function newAxons(level: Level, v: number, core: number, isPresent: Int32Array): number {
  let added = level.innerAxons[v]!;
  for (let k = level.inBegins[v]!; k < level.inBegins[v + 1]!; k++) {
    const e = level.inNets[k]!;
    if (isPresent[e] !== core) added += level.netAxons[e]!;
  }
  for (let e = level.netBegins[v]!; e < level.netBegins[v + 1]!; e++) {
    if (level.netReturns[e] === 1 && isPresent[e] !== core) added += level.netAxons[e]!;
  }
  return added;
}

function markPresent(level: Level, v: number, core: number, isPresent: Int32Array): void {
  for (let k = level.inBegins[v]!; k < level.inBegins[v + 1]!; k++) {
    isPresent[level.inNets[k]!] = core;
  }
  for (let e = level.netBegins[v]!; e < level.netBegins[v + 1]!; e++) {
    if (level.netReturns[e] === 1) isPresent[e] = core;
  }
}
