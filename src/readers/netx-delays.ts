/** Axonal delays of a layer on the maps that leave it. */
import { forEachTarget, postSize, preSize } from '../model/fan-out.ts';
import type { FloatArray, LinearMap, Sparse } from '../model/network.ts';

/**
 * The rows of a map with the delay of each source on all its synapses; weights of 0 are left out. Takes
 * 12 bytes a synapse, so that a matrix of a million stays small. `delaysS` is [preSize], in seconds.
 */
export function delayedRows(
  map: LinearMap<FloatArray>,
  delaysS: Float64Array,
): Sparse<Float32Array> {
  const [pres, posts] = [preSize(map), postSize(map)];
  const weightOf = (k: number): number =>
    typeof map.weights === 'number' ? map.weights : map.weights[k]!;
  const offsets = new Int32Array(pres + 1);
  for (let pre = 0; pre < pres; pre++) {
    let count = 0;
    forEachTarget(map, pre, (_, k) => {
      if (weightOf(k) !== 0) count++;
    });
    offsets[pre + 1] = offsets[pre]! + count;
  }
  const total = offsets[pres]!;
  const rows = {
    targets: new Int32Array(total),
    weights: new Float32Array(total),
    delaysS: new Float32Array(total),
  };
  for (let pre = 0; pre < pres; pre++)
    fillRow(map, pre, weightOf, delaysS[pre]!, offsets[pre]!, rows);
  return { kind: 'sparse', preSize: pres, postSize: posts, offsets, ...rows };
}

function fillRow(
  map: LinearMap<FloatArray>,
  pre: number,
  weightOf: (k: number) => number,
  delayS: number,
  begin: number,
  rows: Pick<Required<Sparse<Float32Array>>, 'targets' | 'weights' | 'delaysS'>,
): void {
  const row: [number, number][] = [];
  forEachTarget(map, pre, (post, k) => {
    if (weightOf(k) !== 0) row.push([post, weightOf(k)]);
  });
  // Kernels are walked tap by tap; rows are kept by ascending target.
  if (map.kind === 'conv') row.sort((a, b) => a[0] - b[0]);
  row.forEach(([post, weight], k) => {
    rows.targets[begin + k] = post;
    rows.weights[begin + k] = weight;
    rows.delaysS[begin + k] = delayS;
  });
}
