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
