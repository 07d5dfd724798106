/**
 * A spiking network without any chip: populations and projections in real numbers. Connectivity is
 * kept in the shape the user gave it (dense, convolution, pool, sparse, one-to-one); nothing here is
 * an object per neuron or per synapse.
 */

export type FloatArray = Float32Array | Float64Array;

/** One value for all neurons of a population, or one each, in C order of the population's shape. */
export type PerNeuron = number | Float64Array;

/**
 * Parameters by neuron model, as in NIR (doi:10.1038/s41467-024-52259-9). `v`, `r` and currents have
 * no unit; time is in seconds. `vReset` is the value after a spike where the reset kind is `zero`.
 */
export type NeuronParameters =
  /** Spikes come from outside. */
  | { readonly model: 'input' }
  /** Linear readout without state: its value is the input of the step. */
  | { readonly model: 'readout' }
  /** Spike where the input of the step exceeds `threshold`. */
  | { readonly model: 'threshold'; readonly threshold: PerNeuron }
  /** dv/dt = r I. */
  | { readonly model: 'i'; readonly r: PerNeuron }
  /** dv/dt = r I; spike if v > vThreshold. */
  | {
      readonly model: 'if';
      readonly r: PerNeuron;
      readonly vThreshold: PerNeuron;
      readonly vReset: PerNeuron;
    }
  /** tauS dv/dt = (vLeak - v) + r I. */
  | {
      readonly model: 'li';
      readonly tauS: PerNeuron;
      readonly r: PerNeuron;
      readonly vLeak: PerNeuron;
    }
  | {
      readonly model: 'lif';
      readonly tauS: PerNeuron;
      readonly r: PerNeuron;
      readonly vLeak: PerNeuron;
      readonly vThreshold: PerNeuron;
      readonly vReset: PerNeuron;
    }
  /** tauSynS dI/dt = -I + wIn S; tauMemS dv/dt = (vLeak - v) + r I. */
  | {
      readonly model: 'cuba-li';
      readonly tauSynS: PerNeuron;
      readonly tauMemS: PerNeuron;
      readonly r: PerNeuron;
      readonly vLeak: PerNeuron;
      readonly wIn: PerNeuron;
    }
  | {
      readonly model: 'cuba-lif';
      readonly tauSynS: PerNeuron;
      readonly tauMemS: PerNeuron;
      readonly r: PerNeuron;
      readonly vLeak: PerNeuron;
      readonly wIn: PerNeuron;
      readonly vThreshold: PerNeuron;
      readonly vReset: PerNeuron;
    }
  /** Already a chip's registers (see `LoihiLifRegisters`): quantization passes them through. */
  | { readonly model: 'loihi-lif'; readonly registers: LoihiLifRegisters }
  /** A register-level model of src/neurons by name, with its registers. */
  | { readonly model: 'registers'; readonly neuron: string; readonly registers: Registers };

export type NeuronModelName = NeuronParameters['model'];

/** One integer for all compartments of a population, or one each. */
export type PerCompartment = number | Int32Array;

/** Registers of a population by the field names of its model; absent ones have the model's default. */
export type Registers = Readonly<Record<string, PerCompartment>>;

/**
 * Registers of a Loihi compartment (Davies et al. 2018, doi:10.1109/MM.2018.112130359; arithmetic as
 * in lava-nc's fixed-point LIF). Per step: u = rtz(u, du+1) + (a << 6); v = rtz(v, dv) + u + bias;
 * spike where v > vthMant << 6.
 */
export interface LoihiLifRegisters {
  /** Current decay, 0..4095; the chip adds one. */
  readonly du: PerCompartment;
  /** Voltage decay, 0..4096 (4096 clears v in every step). */
  readonly dv: PerCompartment;
  /** Threshold mantissa, 0..131071, shifted left by 6. */
  readonly vthMant: PerCompartment;
  /** Bias mantissa, -4096..4095. */
  readonly biasMant: PerCompartment;
  /** Bias exponent, 0..7 (negative shifts right). */
  readonly biasExp: PerCompartment;
  /** Steps for which v is held at 0 after a spike; 0 is no pause. */
  readonly refractorySteps: PerCompartment;
  /** Current and voltage at step 0. */
  readonly u0?: PerCompartment;
  readonly v0: PerCompartment;
  /** Ends of v, in arithmetic modes that have them. */
  readonly vMin?: PerCompartment;
  readonly vMax?: PerCompartment;
  /** `zero`: v = 0 on a spike. `none`: a spike leaves v (the emulated subtract reset needs that). */
  readonly reset: 'zero' | 'none';
  /** False for integrators that never spike: the threshold is not compared. */
  readonly spiking: boolean;
}

export interface Population {
  readonly name: string;
  /** Neuron shape, e.g. [channels, height, width]; `size` is its product. */
  readonly shape: readonly number[];
  readonly size: number;
  readonly parameters: NeuronParameters;
  /** Constant input in every step (biases of affine maps), added to the weighted spikes. */
  readonly bias: PerNeuron;
}

/** weights[post * preSize + pre]. */
export interface Dense<W> {
  readonly kind: 'dense';
  readonly preSize: number;
  readonly postSize: number;
  readonly weights: W;
}

/**
 * Cross-correlation over [channels, height, width] (one-dimensional data has height 1):
 * out[o, oy, ox] = sum over c, ky, kx of weights[o, c, ky, kx] *
 * in[g*C/G + c, oy*strideY - padTop + ky*dilationY, ox*strideX - padLeft + kx*dilationX],
 * where inputs outside `inputExtent` count as 0.
 */
export interface Conv<W> {
  readonly kind: 'conv';
  /** [channels, height, width] of the source population. */
  readonly inputShape: readonly [number, number, number];
  /** Rows and columns of the input that are seen; smaller than its shape where a fused pool drops a rim. */
  readonly inputExtent: readonly [number, number];
  readonly outputShape: readonly [number, number, number];
  /** [kernel height, kernel width]. */
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  /** [top, left]; bottom and right follow from `outputShape`. */
  readonly padding: readonly [number, number];
  readonly groups: number;
  /** [outChannels][inChannels / groups][kernel height][kernel width]. */
  readonly weights: W;
}

/** Sum or average over windows of each channel; zero padding counts in the average's divisor. */
export interface Pool {
  readonly kind: 'pool';
  readonly reduce: 'sum' | 'average';
  readonly inputShape: readonly [number, number, number];
  readonly outputShape: readonly [number, number, number];
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
}

/** Compressed rows by source neuron: targets[offsets[pre] .. offsets[pre + 1]]. */
export interface Sparse<W> {
  readonly kind: 'sparse';
  readonly preSize: number;
  readonly postSize: number;
  /** [preSize + 1]. */
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  readonly weights: W;
  /** Delay of each synapse beside the projection's own; absent where all are 0. Unit: seconds. */
  readonly delaysS?: Float32Array;
}

/** Neuron k to neuron k. A single weight may stand for all. */
export interface OneToOne<W> {
  readonly kind: 'one-to-one';
  readonly size: number;
  readonly weights: W | number;
}

export type Connectivity =
  | Dense<FloatArray>
  | Conv<FloatArray>
  | Pool
  | Sparse<FloatArray>
  | OneToOne<FloatArray>;

/** What `normalize` leaves: pools are fused away, one map a projection. */
export type LinearMap<W = FloatArray> = Dense<W> | Conv<W> | Sparse<W> | OneToOne<W>;

export interface Projection {
  readonly name: string;
  /** Index into `populations`. */
  readonly pre: number;
  readonly post: number;
  /** Linear maps applied one after the other, source side first; `normalize` leaves exactly one. */
  readonly stages: readonly Connectivity[];
  readonly delayS: number;
  /** Input channel of the target's neuron model; its first where absent. */
  readonly input?: string;
  /** Present where the weights are already a chip's mantissas: they pass through quantization as they are. */
  readonly registers?: WeightRegisters;
  /** Present where the chip changes the weights while it runs. */
  readonly learning?: ProjectionLearning;
}

/** Weights that change on the chip: a rule as text (grammar in src/learning/parse-rule.ts) and what it reads. */
export interface ProjectionLearning {
  /** Such as `dw = 2^-2*x1*y0 - 2^-2*y1*x0`. */
  readonly rule: string;
  /** Steps of a learning epoch, 1 .. 63. */
  readonly epochSteps: number;
  /** Per spike a trace gains `impulse` and decays with `tauSteps`; traces that are not named stay at 0. */
  readonly traces: Readonly<
    Partial<
      Record<
        'x1' | 'x2' | 'y1' | 'y2' | 'y3',
        { readonly impulse: number; readonly tauSteps: number }
      >
    >
  >;
}

export type SignMode = 'mixed' | 'excitatory' | 'inhibitory';

/** Kinds of synapses that a parameter set prices. */
export type SynapseKind = 'dense' | 'sparse' | 'conv';

export interface WeightRegisters {
  readonly weightExp: number;
  readonly weightBits: number;
  readonly signMode: SignMode;
  /** Kind that the synapses are priced as, whatever the format in which a core holds them; default: that format. */
  readonly pricedAs?: SynapseKind;
}

export interface Network {
  readonly name: string;
  readonly units: 'dimensionless' | 'si';
  readonly populations: readonly Population[];
  readonly projections: readonly Projection[];
  /** Populations that feed the network's outputs, in the file's order. */
  readonly outputs: readonly number[];
  /** What a reader had to assume. */
  readonly assumptions: readonly Assumption[];
}

/** Something that the source did not say and that changes results. */
export interface Assumption {
  readonly code: string;
  readonly text: string;
}

/** A projection after `normalize`: one linear map, no pools. */
export interface Link {
  readonly name: string;
  readonly pre: number;
  readonly post: number;
  readonly map: LinearMap;
  readonly delayS: number;
  readonly input?: string;
  readonly registers?: WeightRegisters;
  readonly learning?: ProjectionLearning;
}

/** A network whose projections are single linear maps: what references and compiler work on. */
export interface NormalNetwork {
  readonly name: string;
  readonly units: Network['units'];
  readonly populations: readonly Population[];
  readonly links: readonly Link[];
  readonly outputs: readonly number[];
  readonly assumptions: readonly Assumption[];
}

/** Product of a shape; the empty shape is a single neuron. */
export function shapeSize(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** The value of neuron `index`. */
export function valueAt(values: PerNeuron | PerCompartment, index: number): number {
  return typeof values === 'number' ? values : values[index]!;
}

/** Number of synapses that a connectivity stands for, without expanding it. */
export function synapseCount(connectivity: LinearMap<unknown> | Pool): number {
  switch (connectivity.kind) {
    case 'dense':
      return connectivity.preSize * connectivity.postSize;
    case 'sparse':
      return connectivity.targets.length;
    case 'one-to-one':
      return connectivity.size;
    case 'pool': {
      const [channels] = connectivity.inputShape;
      return channels * windowPairs(connectivity, 0) * windowPairs(connectivity, 1);
    }
    case 'conv': {
      const channelPairs =
        (connectivity.outputShape[0] * connectivity.inputShape[0]) / connectivity.groups;
      return channelPairs * windowPairs(connectivity, 0) * windowPairs(connectivity, 1);
    }
  }
}

/** Pairs of (output, input) positions along one axis that lie inside the input. */
function windowPairs(window: Conv<unknown> | Pool, axis: 0 | 1): number {
  const dilation = window.kind === 'conv' ? window.dilation[axis] : 1;
  const extent =
    window.kind === 'conv' ? window.inputExtent[axis] : window.inputShape[(axis + 1) as 1 | 2];
  let pairs = 0;
  for (let out = 0; out < window.outputShape[(axis + 1) as 1 | 2]; out++) {
    for (let k = 0; k < window.kernel[axis]; k++) {
      const position = out * window.stride[axis] - window.padding[axis] + k * dilation;
      if (position >= 0 && position < extent) pairs++;
    }
  }
  return pairs;
}
