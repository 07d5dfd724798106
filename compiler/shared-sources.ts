import type { Conv } from '../src/model/network.ts';
import type { SharedSources } from './axon-formats.ts';
import type { Box } from './box.ts';

/**
 * How the sources of one kernel into a box stand on its input. Null where the channels of a position do not
 * all have the same targets (groups), so that one list cannot serve them all.
 */
export function sharedSources(map: Conv<unknown>, box: Box): SharedSources | null {
  if (map.groups !== 1) return null;
  const [atoms, height, width] = map.inputShape;
  const rows = firstOutputs(map, 0, box.rowBegin, box.rowEnd);
  const columns = firstOutputs(map, 1, box.columnBegin, box.columnEnd);
  const channels = box.channelEnd - box.channelBegin;
  const rowSlots = (box.columnEnd - box.columnBegin) * channels;
  const rowBases = rows.map((row) => (row - box.rowBegin) * rowSlots);
  const columnBases = columns.map((column) => (column - box.columnBegin) * channels);
  // A sum of two has every divisor that both have; rows and columns reach 0, so it has no other.
  return {
    positionsAll: height * width,
    positions: rows.length * columns.length,
    atoms,
    baseMax: Math.max(0, ...rowBases) + Math.max(0, ...columnBases),
    baseDivisor: [...rowBases, ...columnBases].reduce(commonDivisor, 0),
  };
}

/** Of each input position along an axis that outputs [begin, end) see: the first that sees it. */
function firstOutputs(map: Conv<unknown>, axis: 0 | 1, begin: number, end: number): number[] {
  const first = new Map<number, number>();
  for (let out = begin; out < end; out++) {
    for (let tap = 0; tap < map.kernel[axis]; tap++) {
      const position = out * map.stride[axis] - map.padding[axis] + tap * map.dilation[axis];
      if (position < 0 || position >= map.inputExtent[axis] || first.has(position)) continue;
      first.set(position, out);
    }
  }
  return [...first.values()];
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
