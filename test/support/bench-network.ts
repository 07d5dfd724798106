/** The random recurrent benchmark network of the oracle file `bench_network.json`: any program can rebuild it. */
import type { Network } from '../../src/model/network.ts';

const SEED = 12345;

/** 24-bit numbers of a 32-bit linear congruential generator. */
function createLcg(): () => number {
  let state = SEED;
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state >>> 8;
  };
}

/**
 * `neurons` compartments with biases and `fanOut` draws of a target each (repeated targets are left
 * out); every fifth neuron inhibits. No input.
 */
export function createBenchNetwork(neurons: number, fanOut: number): Network {
  const next = createLcg();
  const offsets = new Int32Array(neurons + 1);
  const targets = new Int32Array(neurons * fanOut);
  const weights = new Float32Array(neurons * fanOut);
  const drawnBy = new Int32Array(neurons).fill(-1);
  let count = 0;
  for (let pre = 0; pre < neurons; pre++) {
    for (let k = 0; k < fanOut; k++) {
      const target = next() % neurons;
      const size = next();
      if (drawnBy[target] === pre) continue;
      drawnBy[target] = pre;
      targets[count] = target;
      weights[count++] = pre % 5 === 4 ? -8 * (1 + (size % 28)) : 2 * (1 + (size % 15));
    }
    offsets[pre + 1] = count;
  }
  const biasMant = Int32Array.from({ length: neurons }, () => 64 + (next() % 448));
  return {
    name: `bench-${neurons}x${fanOut}`,
    units: 'dimensionless',
    populations: [
      {
        name: 'neurons',
        shape: [neurons],
        size: neurons,
        bias: 0,
        parameters: {
          model: 'loihi-lif',
          registers: {
            du: 409,
            dv: 128,
            vthMant: 1000,
            biasMant,
            biasExp: 3,
            refractorySteps: 0,
            v0: 0,
            reset: 'zero',
            spiking: true,
          },
        },
      },
    ],
    projections: [
      {
        name: 'recurrent',
        pre: 0,
        post: 0,
        delayS: 0,
        registers: { weightExp: 0, weightBits: 8, signMode: 'mixed' },
        stages: [
          {
            kind: 'sparse',
            preSize: neurons,
            postSize: neurons,
            offsets,
            targets: targets.slice(0, count),
            weights: weights.slice(0, count),
          },
        ],
      },
    ],
    outputs: [0],
    assumptions: [],
  };
}
