/** Networks of the lava vectors in the oracle folder `loihi`, as register networks. */
import { inferSignMode } from '../../compiler/quantize/weights.ts';
import type { ChipProfile } from '../../src/model/chip.ts';
import type {
  Connectivity,
  LoihiLifRegisters,
  Network,
  Projection,
  SignMode,
  Sparse,
  WeightRegisters,
} from '../../src/model/network.ts';

/** Step of the networks: a delay of d steps is d of these. */
const LAVA_DT_S = 1e-3;

/** Field names as in the files. */
export interface LavaWeights {
  /** 1 mixed, 2 excitatory, 3 inhibitory, 0 not given. */
  readonly sign_mode: number;
  readonly weight_exp: number;
  readonly num_weight_bits: number;
}

export interface LavaNetworkSpec {
  readonly name: string;
  readonly inputs: number;
  readonly neurons: number;
  /** Default: a row of neurons. */
  readonly neuronShape?: readonly number[];
  readonly registers: LoihiLifRegisters;
  readonly projections: readonly {
    readonly name: string;
    readonly from: 'input' | 'neurons';
    readonly map: Connectivity & { readonly weights: ArrayLike<number> };
    readonly weights: LavaWeights;
  }[];
}

/** One input population (0) and one population "neurons" (1). */
export function lavaNetwork(spec: LavaNetworkSpec): Network {
  return {
    name: spec.name,
    units: 'dimensionless',
    populations: [
      {
        name: 'input',
        shape: [spec.inputs],
        size: spec.inputs,
        bias: 0,
        parameters: { model: 'input' },
      },
      {
        name: 'neurons',
        shape: spec.neuronShape ?? [spec.neurons],
        size: spec.neurons,
        bias: 0,
        parameters: { model: 'loihi-lif', registers: spec.registers },
      },
    ],
    projections: spec.projections.map(
      ({ name, from, map, weights }): Projection => ({
        name,
        pre: from === 'input' ? 0 : 1,
        post: 1,
        delayS: 0,
        registers: weightRegisters(weights, map.weights),
        stages: [map],
      }),
    ),
    outputs: [1],
    assumptions: [],
  };
}

function weightRegisters(lava: LavaWeights, weights: ArrayLike<number>): WeightRegisters {
  const modes: readonly SignMode[] = ['mixed', 'excitatory', 'inhibitory'];
  return {
    weightExp: lava.weight_exp,
    weightBits: lava.num_weight_bits,
    signMode: modes[lava.sign_mode - 1] ?? inferSignMode(weights),
  };
}

/** A sparse map from [pre, post, weight] or [pre, post, weight, delay in steps] rows. */
export function sparseOf(
  preSize: number,
  postSize: number,
  synapses: readonly (readonly number[])[],
): Sparse<Float32Array> {
  const sorted = [...synapses].sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
  const offsets = new Int32Array(preSize + 1);
  for (const [pre] of sorted) offsets[pre! + 1]!++;
  for (let k = 0; k < preSize; k++) offsets[k + 1]! += offsets[k]!;
  const map = {
    kind: 'sparse',
    preSize,
    postSize,
    offsets,
    targets: Int32Array.from(sorted, (row) => row[1]!),
    weights: Float32Array.from(sorted, (row) => row[2]!),
  } as const;
  if (!sorted.some((row) => row[3])) return map;
  return { ...map, delaysS: Float32Array.from(sorted, (row) => (row[3] ?? 0) * LAVA_DT_S) };
}

/** The profile with delays of up to `steps`: lava's field goes to 63 where the chip's software stops at 62. */
export function withDelaysUpTo(profile: ChipProfile, steps: number): ChipProfile {
  return {
    ...profile,
    coreTypes: profile.coreTypes.map((core) => ({
      ...core,
      limits: {
        ...core.limits,
        delayStepsMax: { ...core.limits.delayStepsMax, value: steps, max: steps },
      },
    })),
  };
}
