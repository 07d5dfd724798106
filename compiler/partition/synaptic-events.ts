import { forEachTarget, outputPosition, preSize } from '../../src/model/fan-out.ts';
import type { QuantNet, QuantProjection } from '../../src/model/mapping.ts';
import type { Conv } from '../../src/model/network.ts';
import type { SpikeWeights } from './spike-weights.ts';

/** Per projection: expected synaptic events of each target neuron, [postSize], in the unit of the weights. */
export function synapticEvents(net: QuantNet, { columns }: SpikeWeights): Float64Array[] {
  return net.projections.map((projection) => eventsOf(net, projection, columns[projection.pre]!));
}

function eventsOf(
  net: QuantNet,
  { connectivity, post }: QuantProjection,
  weights: Int32Array,
): Float64Array {
  const events = new Float64Array(net.populations[post]!.size);
  if (connectivity.kind === 'dense') {
    return events.fill(weights.reduce((sum, weight) => sum + weight, 0));
  }
  if (connectivity.kind === 'conv') return addConv(connectivity, weights, events);
  const sources = preSize(connectivity);
  for (let source = 0; source < sources; source++) {
    const weight = weights[source]!;
    forEachTarget(connectivity, source, (target) => {
      events[target]! += weight;
    });
  }
  return events;
}

/** All channels of a group see the same positions of all its input channels. */
function addConv(map: Conv<unknown>, weights: Int32Array, events: Float64Array): Float64Array {
  const [channels, height, width] = map.inputShape;
  const [outChannels, outHeight, outWidth] = map.outputShape;
  const [groupIn, groupOut] = [channels / map.groups, outChannels / map.groups];
  const plane = outHeight * outWidth;
  for (let group = 0; group < map.groups; group++) {
    const first = group * groupOut * plane;
    for (let y = 0; y < map.inputExtent[0]; y++) {
      for (let x = 0; x < map.inputExtent[1]; x++) {
        let weight = 0;
        for (let c = group * groupIn; c < (group + 1) * groupIn; c++) {
          weight += weights[(c * height + y) * width + x]!;
        }
        addTaps(map, y, x, weight, events, first);
      }
    }
    for (let o = 1; o < groupOut; o++) events.copyWithin(first + o * plane, first, first + plane);
  }
  return events;
}

/** Adds `weight` at every output position that sees input position (y, x), in the plane from `first` on. */
function addTaps(
  map: Conv<unknown>,
  y: number,
  x: number,
  weight: number,
  events: Float64Array,
  first: number,
): void {
  const [, outHeight, outWidth] = map.outputShape;
  for (let ky = 0; ky < map.kernel[0]; ky++) {
    const oy = outputPosition(y, ky, map, 0, outHeight);
    if (oy < 0) continue;
    for (let kx = 0; kx < map.kernel[1]; kx++) {
      const ox = outputPosition(x, kx, map, 1, outWidth);
      if (ox >= 0) events[first + oy * outWidth + ox]! += weight;
    }
  }
}
