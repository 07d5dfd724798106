import { forEachTarget, outputPosition } from '../../src/model/fan-out.ts';
import type { QuantProjection } from '../../src/model/mapping.ts';
import type { Conv } from '../../src/model/network.ts';
import type { AtomShape, Atoms } from './atoms.ts';

/** Calls `reach` with the atoms that `neuron` has synapses into, some of them several times. */
export type AtomReach = (neuron: number, reach: (atom: number) => void) => void;

/** Of one projection: all atoms of a dense target, those around a convolution's positions, else synapse by synapse. */
export function atomReach(
  { post, connectivity }: QuantProjection,
  { begins, atomOf, shapes }: Atoms,
): AtomReach {
  if (connectivity.kind === 'dense') {
    return (_, reach) => {
      for (let atom = begins[post]!; atom < begins[post + 1]!; atom++) reach(atom);
    };
  }
  const shape = shapes[post];
  if (connectivity.kind === 'conv' && shape?.kind === 'boxes' && isOfShape(connectivity, shape)) {
    return convReach(connectivity, shape, begins[post]!);
  }
  const column = atomOf[post]!;
  return (neuron, reach) => {
    forEachTarget(connectivity, neuron, (target) => reach(column[target]!));
  };
}

type Boxes = Extract<AtomShape, { kind: 'boxes' }>;

function isOfShape({ outputShape }: Conv<unknown>, { grid }: Boxes): boolean {
  return grid.every((extent, axis) => extent === outputShape[axis]);
}

function convReach(map: Conv<unknown>, { edges }: Boxes, first: number): AtomReach {
  const [, height, width] = map.inputShape;
  const [outChannels, outHeight, outWidth] = map.outputShape;
  const [channelTiles, rowTiles, columnTiles] = edges.map(tileOf) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  const [rows, columns] = [edges[1].length - 1, edges[2].length - 1];
  const groupIn = map.inputShape[0] / map.groups;
  const groupOut = outChannels / map.groups;
  return (neuron, reach) => {
    const group = Math.floor(neuron / (height * width) / groupIn);
    const [y, x] = [Math.floor(neuron / width) % height, neuron % width];
    if (y >= map.inputExtent[0] || x >= map.inputExtent[1]) return;
    const tileBegin = channelTiles[group * groupOut]!;
    const tileLast = channelTiles[(group + 1) * groupOut - 1]!;
    for (let ky = 0; ky < map.kernel[0]; ky++) {
      const oy = outputPosition(y, ky, map, 0, outHeight);
      if (oy < 0) continue;
      for (let kx = 0; kx < map.kernel[1]; kx++) {
        const ox = outputPosition(x, kx, map, 1, outWidth);
        if (ox < 0) continue;
        for (let c = tileBegin; c <= tileLast; c++) {
          reach(first + (c * rows + rowTiles[oy]!) * columns + columnTiles[ox]!);
        }
      }
    }
  };
}

/** Tile of each position along an axis. */
function tileOf(edges: readonly number[]): Int32Array {
  const tiles = new Int32Array(edges.at(-1)!);
  for (let tile = 0; tile + 1 < edges.length; tile++) {
    tiles.fill(tile, edges[tile]!, edges[tile + 1]!);
  }
  return tiles;
}
