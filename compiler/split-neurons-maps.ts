/** Some of a projection's synapses as a projection of their own, to other targets. */
import { forEachTarget, preSize } from '../src/model/fan-out.ts';
import type { QuantConnectivity, QuantProjection } from '../src/model/mapping.ts';
import type { SignMode } from '../src/model/network.ts';

/** Where a synapse lands instead of at its own target: each with the factor on its weight. */
export type Landing = readonly { readonly target: number; readonly sign: 1 | -1 }[];

export const NOWHERE: Landing = [];

/** Mantissa of a weight index. */
export function mantissaAt(map: QuantConnectivity, index: number): number {
  return typeof map.weights === 'number' ? map.weights : map.weights[index]!;
}

/**
 * A sparse projection to `postSize` neurons of the synapses that `landingOf` sends anywhere. Their delays, exponent
 * and mode stay; mantissas are cut to `mantissaMax` on both sides, so that a negated one is in range too.
 */
export function landedProjection(
  projection: QuantProjection,
  landingOf: (source: number, post: number) => Landing,
  postSize: number,
  mantissaMax: number = Infinity,
): QuantProjection {
  const map = projection.connectivity;
  const sources = preSize(map);
  const offsets = new Int32Array(sources + 1);
  for (let source = 0; source < sources; source++) {
    let count = offsets[source]!;
    forEachTarget(map, source, (post) => {
      count += landingOf(source, post).length;
    });
    offsets[source + 1] = count;
  }
  const count = offsets[sources]!;
  const [targets, weights] = [new Int32Array(count), new Int16Array(count)];
  const own = projection.synapseDelaySteps;
  const delays = own ? new Uint8Array(count) : null;
  let at = 0;
  for (let source = 0; source < sources; source++) {
    forEachTarget(map, source, (post, index) => {
      const landing = landingOf(source, post);
      if (landing.length === 0) return;
      const mantissa = mantissaAt(map, index);
      const cut = Math.min(mantissaMax, Math.max(-mantissaMax, mantissa));
      for (const { target, sign } of landing) {
        targets[at] = target;
        weights[at] = sign * cut;
        if (delays) delays[at] = own![index]!;
        at++;
      }
    });
  }
  const { synapseDelaySteps: _delays, sumBits: _bits, ...rest } = projection;
  return {
    ...rest,
    connectivity: { kind: 'sparse', preSize: sources, postSize, offsets, targets, weights },
    ...(delays ? { synapseDelaySteps: delays } : {}),
  };
}

/** The synapses to targets [begin, end); the projection itself where that is all of them. */
export function toTargets(
  projection: QuantProjection,
  postSize: number,
  begin: number,
  end: number,
): QuantProjection {
  if (begin <= 0 && end >= postSize) return projection;
  const own = Array.from({ length: postSize }, (_, target): Landing => [{ target, sign: 1 }]);
  const landingOf = (_: number, post: number): Landing =>
    post >= begin && post < end ? own[post]! : NOWHERE;
  return landedProjection(projection, landingOf, postSize);
}

/** The mode of weights that are all negated. */
export function negatedMode(mode: SignMode): SignMode {
  if (mode === 'mixed') return 'mixed';
  return mode === 'excitatory' ? 'inhibitory' : 'excitatory';
}
