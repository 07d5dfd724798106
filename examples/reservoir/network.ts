/** A small recurrent network of leaky neurons whose wiring is drawn at random, with a trained readout. */
import type { Network, NeuronParameters, Population, Projection } from '../../src/model/network.ts';
import type { Rng } from '../../src/support/rng.ts';
import { CHANNELS, CLASSES, normal } from './patterns.ts';

export const NEURONS = 128;
export const DT_S = 1e-3;

const THRESHOLD = 1;
/** Inputs of a neuron: from channels and from its neighbours. */
const CHANNELS_EACH = 4;
const NEIGHBOURS_EACH = 10;
/** Every fifth neuron inhibits. */
const INHIBITORY_EVERY = 5;

export interface ReservoirOptions {
  readonly tauS: number;
  readonly inputWeight: number;
  readonly recurrentWeight: number;
  readonly readoutTauS: number;
}

export const DEFAULT_RESERVOIR: ReservoirOptions = {
  tauS: 0.03,
  inputWeight: 0.5,
  recurrentWeight: 0.12,
  readoutTauS: 0.1,
};

/** Weights in units of the threshold, [post * pre]. */
export interface Wiring {
  readonly input: Float32Array;
  readonly recurrent: Float32Array;
}

export function drawWiring({ inputWeight, recurrentWeight }: ReservoirOptions, rng: Rng): Wiring {
  const input = new Float32Array(NEURONS * CHANNELS);
  const recurrent = new Float32Array(NEURONS * NEURONS);
  for (let post = 0; post < NEURONS; post++) {
    for (let k = 0; k < CHANNELS_EACH; k++) {
      input[post * CHANNELS + rng.integer(CHANNELS)] = inputWeight * (1 + 0.3 * normal(rng));
    }
    for (let k = 0; k < NEIGHBOURS_EACH; k++) {
      const pre = rng.integer(NEURONS);
      const sign = pre % INHIBITORY_EVERY === 0 ? -INHIBITORY_EVERY + 1 : 1;
      recurrent[post * NEURONS + pre] = sign * recurrentWeight * Math.abs(1 + 0.3 * normal(rng));
    }
  }
  return { input, recurrent };
}

/** The whole network; `readout` [CLASSES * NEURONS] may be all zeros before it is trained. */
export function reservoirNetwork(
  { input, recurrent }: Wiring,
  readout: Float32Array,
  { tauS, readoutTauS }: ReservoirOptions,
): Network {
  const populations = [
    population('input', CHANNELS, { model: 'input' }),
    population('reservoir', NEURONS, leaky(tauS)),
    population('output', CLASSES.length, leaky(readoutTauS)),
  ];
  return {
    name: 'reservoir',
    units: 'dimensionless',
    populations,
    projections: [
      projection(populations, 0, 1, input),
      projection(populations, 1, 1, recurrent),
      projection(populations, 1, 2, readout),
    ],
    outputs: [2],
    assumptions: [],
  };
}

/** A spike of weight w moves v by w: r makes up for the leak's time constant. */
function leaky(tauS: number): NeuronParameters {
  return { model: 'lif', tauS, r: tauS / DT_S, vLeak: 0, vThreshold: THRESHOLD, vReset: 0 };
}

function population(name: string, size: number, parameters: NeuronParameters): Population {
  return { name, shape: [size], size, parameters, bias: 0 };
}

function projection(
  populations: readonly Population[],
  pre: number,
  post: number,
  weights: Float32Array,
): Projection {
  const { name: from, size: preSize } = populations[pre]!;
  const { name: to, size: postSize } = populations[post]!;
  const stage = { kind: 'dense', preSize, postSize, weights } as const;
  return { name: `${from}->${to}`, pre, post, stages: [stage], delayS: 0 };
}
