import type { QuantNet } from '../src/model/mapping.ts';
import { gridShape } from './box.ts';

/**
 * A population as [channels, rows, columns]: by its own shape where it has three axes, else by the
 * convolution that it receives or feeds (one-dimensional data, flattened maps), else as one row.
 */
export function populationGrid(net: QuantNet, population: number): [number, number, number] {
  const { shape, size } = net.populations[population]!;
  if (shape.length === 3) return gridShape(shape);
  for (const { pre, post, connectivity } of net.projections) {
    if (connectivity.kind !== 'conv') continue;
    if (post === population) return [...connectivity.outputShape];
    if (pre === population) return [...connectivity.inputShape];
  }
  return shape.length === 2 ? gridShape(shape) : [1, 1, size];
}
