/** Small networks of real numbers for analog chips. */
import type {
  Network,
  NeuronParameters,
  PerNeuron,
  Population,
} from '../../../src/model/network.ts';
import { createRng } from '../../../src/support/rng.ts';

export const LIF: Extract<NeuronParameters, { model: 'lif' }> = {
  model: 'lif',
  tauS: 0.02,
  r: 1,
  vLeak: 0,
  vThreshold: 1,
  vReset: 0,
};

export function population(
  name: string,
  size: number,
  parameters: NeuronParameters,
  bias: PerNeuron = 0,
): Population {
  return { name, shape: [size], size, parameters, bias };
}

/** Layers of the sizes given, the first an input, all-to-all with seeded weights in +-`largest`. */
export function layered(
  sizes: readonly number[],
  largest: number,
  parameters: readonly NeuronParameters[] = sizes.slice(1).map(() => LIF),
): Network {
  const rng = createRng('analog-test');
  const populations = sizes.map((size, k) =>
    population(`p${k}`, size, k === 0 ? { model: 'input' } : parameters[k - 1]!),
  );
  return {
    name: 'layered',
    units: 'dimensionless',
    populations,
    projections: sizes.slice(1).map((postSize, k) => ({
      name: `p${k}-p${k + 1}`,
      pre: k,
      post: k + 1,
      delayS: 0,
      stages: [
        {
          kind: 'dense' as const,
          preSize: sizes[k]!,
          postSize,
          weights: Float64Array.from(
            { length: sizes[k]! * postSize },
            () => (2 * rng.next() - 1) * largest,
          ),
        },
      ],
    })),
    outputs: [sizes.length - 1],
    assumptions: [],
  };
}
