/** One input that reaches one Loihi population through a learning projection. */
import type { SpikeInput } from '../../src/model/events.ts';
import type {
  Connectivity,
  LoihiLifRegisters,
  Network,
  Projection,
  ProjectionLearning,
} from '../../src/model/network.ts';

export const ALL_TO_ALL = (
  preSize: number,
  postSize: number,
  weights: readonly number[],
): Connectivity => ({ kind: 'dense', preSize, postSize, weights: Float64Array.from(weights) });

/** Fires in the step in which its input exceeds 3 mantissas (192 register units), and forgets at once. */
const FIRES_ABOVE_3: LoihiLifRegisters = {
  du: 4095,
  dv: 4096,
  vthMant: 3,
  biasMant: 0,
  biasExp: 0,
  refractorySteps: 0,
  v0: 0,
  reset: 'zero',
  spiking: true,
};

export interface LearningNetworkOptions {
  readonly preSize: number;
  readonly postSize: number;
  readonly map: Connectivity;
  readonly learning: ProjectionLearning;
  readonly projection?: Partial<Projection>;
  readonly registers?: LoihiLifRegisters;
}

/** The projection is called "plastic"; weights are mantissas of both signs at 9 bits, so that each is kept. */
export function learningNetwork(options: LearningNetworkOptions): Network {
  const { preSize, postSize, map, learning, projection, registers = FIRES_ABOVE_3 } = options;
  return {
    name: 'learner',
    units: 'dimensionless',
    populations: [
      {
        name: 'pre',
        shape: [preSize],
        size: preSize,
        parameters: { model: 'input' },
        bias: 0,
      },
      {
        name: 'post',
        shape: [postSize],
        size: postSize,
        parameters: { model: 'loihi-lif', registers },
        bias: 0,
      },
    ],
    projections: [
      {
        name: 'plastic',
        pre: 0,
        post: 1,
        stages: [map],
        delayS: 0,
        registers: { weightExp: 0, weightBits: 9, signMode: 'mixed' },
        learning,
        ...projection,
      },
    ],
    outputs: [1],
    assumptions: [],
  };
}

/** Host spikes as [step, index] rows. */
export function inputOf(rows: readonly (readonly [number, number])[], sample = 'a'): SpikeInput {
  const sorted = [...rows].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return {
    sample,
    steps: Int32Array.from(sorted, ([step]) => step),
    indices: Int32Array.from(sorted, ([, index]) => index),
    counts: new Int32Array(sorted.length).fill(1),
    droppedEvents: 0,
  };
}
