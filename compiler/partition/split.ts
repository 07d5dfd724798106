import type { Box } from '../box.ts';
import { boxNeurons, gridShape } from '../box.ts';

/**
 * Ways to cut a population of `shape` into `count` boxes of nearly equal extent: every factorisation
 * of `count` over channels, rows and columns that the shape allows. Each way lists its parts' neurons.
 */
export function splitsInto(shape: readonly number[], count: number): Int32Array[][] {
  const grid = gridShape(shape);
  const ways: Int32Array[][] = [];
  for (let channelCuts = 1; channelCuts <= Math.min(count, grid[0]); channelCuts++) {
    if (count % channelCuts !== 0) continue;
    const plane = count / channelCuts;
    for (let rowCuts = 1; rowCuts <= Math.min(plane, grid[1]); rowCuts++) {
      if (plane % rowCuts !== 0 || plane / rowCuts > grid[2]) continue;
      const boxes = cutGrid(grid, [channelCuts, rowCuts, plane / rowCuts]);
      ways.push(boxes.map((box) => boxNeurons(shape, box)));
    }
  }
  return ways;
}

/**
 * Ways to cut groups of neurons, laid end to end, into `count` runs: of nearly equal length, and the same with
 * each cut moved to the nearest end of a group, where the cuts stay apart. No way where there are no groups.
 */
export function splitsGroups(groups: readonly Int32Array[], count: number): Int32Array[][] {
  const order = groups.flatMap((group) => Array.from(group));
  if (count > order.length) return [];
  const even = Array.from({ length: count + 1 }, (_, k) => Math.floor((order.length * k) / count));
  const snapped = nearestEnds(groups, even);
  const apart = snapped.every((edge, k) => k === 0 || edge > snapped[k - 1]!);
  return (apart ? [even, snapped] : [even]).map((edges) =>
    Array.from({ length: count }, (_, k) =>
      Int32Array.from(order.slice(edges[k], edges[k + 1])).sort(),
    ),
  );
}

/** The end of a group nearest to each edge; edges rise. */
function nearestEnds(groups: readonly Int32Array[], edges: readonly number[]): number[] {
  let [group, end] = [0, 0];
  return edges.map((edge) => {
    while (group < groups.length && end + groups[group]!.length / 2 < edge) {
      end += groups[group++]!.length;
    }
    return end;
  });
}

function cutGrid(
  grid: readonly [number, number, number],
  cuts: readonly [number, number, number],
): Box[] {
  const edge = (extent: number, parts: number, k: number): number =>
    Math.floor((extent * k) / parts);
  const boxes: Box[] = [];
  for (let c = 0; c < cuts[0]; c++) {
    for (let y = 0; y < cuts[1]; y++) {
      for (let x = 0; x < cuts[2]; x++) {
        boxes.push({
          channelBegin: edge(grid[0], cuts[0], c),
          channelEnd: edge(grid[0], cuts[0], c + 1),
          rowBegin: edge(grid[1], cuts[1], y),
          rowEnd: edge(grid[1], cuts[1], y + 1),
          columnBegin: edge(grid[2], cuts[2], x),
          columnEnd: edge(grid[2], cuts[2], x + 1),
        });
      }
    }
  }
  return boxes;
}
