/** Quantized networks as real ones again, so that others can fine-tune what a chip would run. */
import type { QuantNet, QuantProjection } from '../model/mapping.ts';
import type {
  FloatArray,
  LinearMap,
  Link,
  Network,
  NormalNetwork,
  PerNeuron,
  Projection,
} from '../model/network.ts';
import { valueAt } from '../model/network.ts';
import type { SimulationOptions } from '../model/simulation.ts';
import { DEFAULT_SIMULATION_OPTIONS } from '../model/simulation.ts';
import { floatNeuronModel } from '../neurons/index.ts';
import { invariant } from '../support/errors.ts';
import type { NirMetadata } from './nir-write.ts';

/**
 * The network that a quantized one computes: each weight is its mantissa over the scale, in the units of
 * `normal`, which it was quantized from with `options` (default: the defaults at the net's dt).
 * Thresholds, biases and time constants stay those of `normal`; populations and weights that are
 * registers already pass through. Quantizing the result with the same options and bits gives the same
 * mantissas, where the scale came from the largest weight (a calibrated scale is not found again).
 */
export function networkFromQuantNet(
  quantNet: QuantNet,
  normal: NormalNetwork,
  options: SimulationOptions = { ...DEFAULT_SIMULATION_OPTIONS, dtS: quantNet.dtS },
): Network {
  const quantized = matchLinks(quantNet, normal);
  const projections = normal.links.map((link, k): Projection => {
    const { name, pre, post, delayS, learning } = link;
    if (link.registers) return { ...link, stages: [link.map] };
    const { connectivity, stats } = quantized[k]!;
    const gain = gainInto(normal, link, options);
    return {
      name,
      pre,
      post,
      delayS,
      stages: [dequantized(connectivity, link.map, stats.scale, gain)],
      ...(learning ? { learning } : {}),
    };
  });
  return {
    name: normal.name,
    units: normal.units,
    populations: normal.populations,
    projections,
    outputs: normal.outputs,
    assumptions: quantNet.assumptions,
  };
}

/**
 * What a fine-tuner needs to stay on the chip's grid, by projection name: register units of one unit of
 * weight, bits, exponent, sign mode, and the threshold register's unit in the network's v.
 */
export function quantizationMetadata(quantNet: QuantNet, normal: NormalNetwork): NirMetadata {
  const quantized = matchLinks(quantNet, normal);
  return new Map(
    normal.links.map(({ name, post }, k) => {
      const { stats, weightBits, weightExp, signMode } = quantized[k]!;
      return [
        name,
        {
          weight_scale: stats.scale,
          weight_bits: weightBits,
          weight_exponent: weightExp,
          sign_mode: signMode,
          threshold_unit: 64 / quantNet.populations[post]!.scale,
        },
      ];
    }),
  );
}

/** The quantized projection of each link: in order by target; synapses of emulated resets belong to none. */
function matchLinks(quantNet: QuantNet, normal: NormalNetwork): readonly QuantProjection[] {
  const matched: QuantProjection[] = [];
  normal.populations.forEach((_, post) => {
    const candidates = quantNet.projections.filter((projection) => projection.post === post);
    const links = normal.links.flatMap((link, k) => (link.post === post ? [{ link, k }] : []));
    links.forEach(({ link, k }, at) => {
      const projection = candidates[at];
      invariant(
        projection !== undefined && projection.name === link.name && projection.pre === link.pre,
        `projection "${link.name}" is not among those that were quantized from it`,
      );
      matched[k] = projection;
    });
  });
  return matched;
}

/** Voltage that one unit of weight adds: weights were multiplied by it before they were rounded. */
function gainInto(normal: NormalNetwork, link: Link, options: SimulationOptions): PerNeuron {
  const post = normal.populations[link.post]!;
  if ('registers' in post.parameters) return 1;
  return floatNeuronModel(post.parameters.model, post.name).discretize(post, options).gain;
}

function dequantized(
  map: LinearMap<Int16Array>,
  source: LinearMap<FloatArray>,
  scale: number,
  gain: PerNeuron,
): LinearMap<FloatArray> {
  const real = (mantissa: number, post: number): number => {
    const unit = scale * valueAt(gain, post);
    return unit === 0 ? 0 : mantissa / unit;
  };
  if (map.kind === 'one-to-one' && typeof map.weights === 'number') {
    return { ...map, weights: real(map.weights, 0) };
  }
  const weights = Float64Array.from(map.weights as Int16Array, (mantissa, k) =>
    real(mantissa, targetOf(map, k)),
  );
  const delays =
    map.kind === 'sparse' && source.kind === 'sparse' && source.delaysS
      ? { delaysS: source.delaysS }
      : {};
  return { ...map, weights, ...delays } as LinearMap<FloatArray>;
}

/** A target of weight `k`; all targets of one kernel have the same gain. */
function targetOf(map: LinearMap<unknown>, k: number): number {
  switch (map.kind) {
    case 'dense':
      return Math.floor(k / map.preSize);
    case 'sparse':
      return map.targets[k]!;
    case 'one-to-one':
      return k;
    case 'conv': {
      const [channels, height, width] = map.outputShape;
      const perChannel = (map.inputShape[0] / map.groups) * map.kernel[0] * map.kernel[1];
      return Math.min(channels - 1, Math.floor(k / perChannel)) * height * width;
    }
  }
}
