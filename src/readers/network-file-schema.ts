/**
 * What a network file (`format: spikeloom/network/1`) may say. The descriptions here are what an editor
 * shows while a file is written; `examples/networks/network.schema.json` is made from them.
 */
import { z } from 'zod';
import { nearestWord } from '../support/errors.ts';

export const NETWORK_FORMAT = 'spikeloom/network/1';

/** Largest sizes that NIR and netx files may have too. */
const NEURONS_MAX = 2 ** 24;
const POPULATIONS_MAX = 4096;
const PROJECTIONS_MAX = 65_536;
const AXES_MAX = 4;
const DELAY_STEPS_MAX = 65_536;
const DELAY_S_MAX = 1e4;
const KERNEL_MAX = 4096;

/** An array in a `.npy` file, or one of a `.npz` archive, beside the network file. */
export interface FileReference {
  readonly file: string;
  readonly array?: string;
}

/** One number, nested lists of numbers in C order, or an array in a file. */
export type ValuesText = number | readonly unknown[] | FileReference;

export interface PopulationText {
  readonly name: string;
  readonly size?: number;
  readonly shape?: readonly number[];
  /** `registers` where it is left out. */
  readonly model?: string;
  readonly neuron?: string;
  readonly parameters?: Readonly<Record<string, ValuesText>>;
  readonly registers?: Readonly<Record<string, ValuesText | string | boolean>>;
  readonly bias?: ValuesText;
}

type Pair = readonly [number, number];
type Triple = readonly [number, number, number];

export interface DenseText {
  readonly kind: 'dense';
  readonly weights: ValuesText;
}

export interface OneToOneText {
  readonly kind: 'one-to-one';
  readonly weights: ValuesText;
}

export interface SparseText {
  readonly kind: 'sparse';
  readonly synapses: readonly unknown[] | FileReference;
  readonly postSize?: number;
}

export interface WindowText {
  readonly stride?: Pair;
  readonly padding?: Pair;
  readonly inputShape?: Triple;
  readonly outputShape?: Triple;
}

export interface ConvText extends WindowText {
  readonly kind: 'conv';
  readonly weights: ValuesText;
  /** Where `weights` is one number for all. */
  readonly kernel?: Pair;
  readonly dilation?: Pair;
  readonly groups?: number;
  readonly inputExtent?: Pair;
}

export interface PoolText extends WindowText {
  readonly kind: 'pool';
  readonly kernel: Pair;
  readonly reduce: 'sum' | 'average';
}

/** From `min` to `max`; whole multiples of `step` above `min` where it is given. */
export interface RangeText {
  readonly min: number;
  readonly max: number;
  readonly step?: number;
}

export interface RandomText {
  readonly kind: 'random';
  readonly seed: string | number;
  readonly probability?: number;
  readonly fanOut?: number;
  /** All alike, drawn from a list, or from a range. */
  readonly weights: number | readonly number[] | RangeText;
  readonly delaySteps?: RangeText;
}

export type ConnectivityText =
  | DenseText
  | OneToOneText
  | SparseText
  | ConvText
  | PoolText
  | RandomText;

export interface TraceText {
  readonly impulse: number;
  readonly tauSteps: number;
}

export interface ProjectionText {
  readonly name?: string;
  readonly from: string;
  readonly to: string;
  readonly input?: string;
  readonly delaySteps?: number;
  readonly delayS?: number;
  readonly connectivity: ConnectivityText | readonly ConnectivityText[];
  readonly registers?: {
    readonly weightExp?: number;
    readonly weightBits?: number;
    readonly signMode?: 'mixed' | 'excitatory' | 'inhibitory';
  };
  readonly learning?: {
    readonly rule: string;
    readonly epochSteps: number;
    readonly traces?: Readonly<Partial<Record<'x1' | 'x2' | 'y1' | 'y2' | 'y3', TraceText>>>;
  };
}

export interface NetworkText {
  readonly format: string;
  readonly name?: string;
  readonly units?: 'dimensionless' | 'si';
  readonly dtS?: number;
  readonly populations: readonly PopulationText[];
  readonly projections?: readonly ProjectionText[];
  readonly outputs: readonly string[];
}

/** A mapping of these keys alone; another key is answered with the nearest one. */
function strict<T extends z.ZodRawShape>(shape: T) {
  const valid = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? unknownKey(String(issue.keys[0]), valid) : undefined,
  });
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What to say of a key that a mapping does not have. */
export function unknownKey(key: string, valid: readonly string[]): string {
  const near = nearestWord(key.slice(0, 60), valid);
  return `unknown key; ${near === undefined ? `valid are ${valid.join(', ')}` : `did you mean "${near}"?`}`;
}

/** `"lfi" is not one of ...; did you mean "lif"?` */
export function notAmong(found: unknown, valid: readonly string[]): string {
  const word = typeof found === 'string' ? found.slice(0, 60) : String(found).slice(0, 60);
  const near = nearestWord(word, valid);
  const hint = near === undefined ? '' : `; did you mean "${near}"?`;
  return `${JSON.stringify(word)} is not one of ${valid.join(', ')}${hint}`;
}

const name = z
  .string()
  .min(1)
  .max(200)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a name must not have.
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'a name has no control characters');

const fileReference = strict({
  file: z.string().min(1).max(1000).describe('A .npy or .npz file in the folder of this file.'),
  array: z.string().min(1).max(200).exactOptional().describe('Which array of a .npz file.'),
});

const arrayText = [z.array(z.unknown()), fileReference] as const;

const values = z
  .union([z.number(), ...arrayText], {
    error: 'expected a number, a list of numbers, or { file: NAME.npy }',
  })
  .describe('One number for all, a list (nested as the shape is, or flat), or { file: NAME.npy }.');

const pair = (least: number, most: number, description: string) =>
  z
    .tuple([z.int().min(least).max(most), z.int().min(least).max(most)])
    .describe(`${description} [rows, columns].`);

const triple = z
  .tuple([
    z.int().min(1).max(NEURONS_MAX),
    z.int().min(1).max(NEURONS_MAX),
    z.int().min(1).max(NEURONS_MAX),
  ])
  .describe('[channels, height, width].');

const base = {
  name: name.describe('Unique among the populations.'),
  size: z.int().min(1).max(NEURONS_MAX).exactOptional().describe('Number of neurons.'),
  shape: z
    .array(z.int().min(1).max(NEURONS_MAX))
    .min(1)
    .max(AXES_MAX)
    .exactOptional()
    .describe('Neuron shape instead of a size, such as [channels, height, width].'),
};

const bias = { bias: values.exactOptional().describe('Constant input in every step.') };

/** Parameters of the real-valued models, and which of them may be left out. */
const REAL_MODELS: Readonly<
  Record<string, { readonly needed: readonly string[]; readonly optional: readonly string[] }>
> = {
  readout: { needed: [], optional: [] },
  threshold: { needed: ['threshold'], optional: [] },
  i: { needed: [], optional: ['r'] },
  if: { needed: ['vThreshold'], optional: ['r', 'vReset'] },
  li: { needed: ['tauS'], optional: ['r', 'vLeak'] },
  lif: { needed: ['tauS', 'vThreshold'], optional: ['r', 'vLeak', 'vReset'] },
  'cuba-li': { needed: ['tauSynS', 'tauMemS'], optional: ['r', 'vLeak', 'wIn'] },
  'cuba-lif': {
    needed: ['tauSynS', 'tauMemS', 'vThreshold'],
    optional: ['r', 'vLeak', 'wIn', 'vReset'],
  },
};

function realPopulation(model: string) {
  const { needed, optional } = REAL_MODELS[model]!;
  const shape = {
    ...Object.fromEntries(needed.map((key) => [key, values])),
    ...Object.fromEntries(optional.map((key) => [key, values.exactOptional()])),
  };
  const parameters = needed.length + optional.length === 0 ? {} : { parameters: strict(shape) };
  return strict({ ...base, model: z.literal(model), ...parameters, ...bias });
}

const LOIHI_VALUES = 'du dv vthMant biasMant biasExp refractorySteps u0 v0 vMin vMax'.split(' ');

const loihiPopulation = strict({
  ...base,
  model: z.literal('loihi-lif'),
  registers: strict({
    ...Object.fromEntries(LOIHI_VALUES.map((key) => [key, values.exactOptional()])),
    reset: z.enum(['zero', 'none']).exactOptional().describe('Voltage after a spike.'),
    spiking: z.boolean().exactOptional().describe('False: an integrator without a threshold.'),
  }),
});

const registerPopulation = strict({
  ...base,
  model: z.literal('registers').exactOptional(),
  neuron: z
    .string({ error: 'missing; a population has a model, or a neuron with registers' })
    .describe('A register-level model, such as loihi2-rf.'),
  registers: z
    .record(z.string(), values)
    .exactOptional()
    .describe("Registers by name; others have the model's defaults."),
});

const MODELS = ['input', 'loihi-lif', 'registers', ...Object.keys(REAL_MODELS)];

const population = z.discriminatedUnion(
  'model',
  [
    strict({ ...base, model: z.literal('input') }),
    loihiPopulation,
    registerPopulation,
    ...Object.keys(REAL_MODELS).map(realPopulation),
  ],
  {
    error: ({ input }) => {
      if (!isMapping(input)) return undefined;
      const { model } = input;
      const isNeuron = typeof model === 'string' && model.startsWith('loihi2-');
      return isNeuron
        ? `${model} is a register-level model: write "neuron: ${model}" instead of model`
        : notAmong(model, MODELS);
    },
  },
);

const range = strict({
  min: z.number(),
  max: z.number(),
  step: z.number().positive().exactOptional(),
});

const window = {
  stride: pair(1, KERNEL_MAX, 'Steps of the window,').exactOptional(),
  padding: pair(0, KERNEL_MAX, 'Zeros before the first row and column,').exactOptional(),
  inputShape: triple.exactOptional(),
  outputShape: triple.exactOptional(),
};

const KINDS = ['dense', 'one-to-one', 'sparse', 'conv', 'pool', 'random'];

const connectivity = z.discriminatedUnion(
  'kind',
  [
    strict({
      kind: z.literal('dense'),
      weights: values.describe('[post][pre], or one number for all.'),
    }),
    strict({ kind: z.literal('one-to-one'), weights: values }),
    strict({
      kind: z.literal('sparse'),
      synapses: z
        .union(arrayText, {
          error: 'expected a list of [pre, post, weight], or { file: NAME.npy }',
        })
        .describe('Rows [pre, post, weight] or [pre, post, weight, delay in steps].'),
      postSize: z
        .int()
        .min(1)
        .max(NEURONS_MAX)
        .exactOptional()
        .describe('Size of what it maps to, where another map follows.'),
    }),
    strict({
      kind: z.literal('conv'),
      weights: values.describe(
        '[outChannels][inChannels / groups][rows][columns], or one number for all with a kernel.',
      ),
      kernel: pair(1, KERNEL_MAX, 'Taps, where weights is one number,').exactOptional(),
      ...window,
      dilation: pair(1, KERNEL_MAX, 'Distance of taps,').exactOptional(),
      groups: z.int().min(1).max(NEURONS_MAX).exactOptional(),
      inputExtent: pair(1, NEURONS_MAX, 'What of the input is seen,').exactOptional(),
    }),
    strict({
      kind: z.literal('pool'),
      kernel: pair(1, KERNEL_MAX, 'Window,'),
      reduce: z.enum(['sum', 'average']),
      ...window,
    }),
    strict({
      kind: z.literal('random'),
      seed: z.union([z.string().max(200), z.int()], { error: 'expected a text or a whole number' }),
      probability: z.number().min(0).max(1).exactOptional().describe('Of each synapse.'),
      fanOut: z.int().min(0).max(NEURONS_MAX).exactOptional().describe('Targets of each source.'),
      weights: z.union([z.number(), z.array(z.number()).min(1).max(65_536), range], {
        error: 'expected a number, a list to draw from, or { min: , max: , step: }',
      }),
      delaySteps: range.exactOptional().describe('Steps of each synapse.'),
    }),
  ],
  { error: ({ input }) => (isMapping(input) ? notAmong(input.kind, KINDS) : undefined) },
);

const trace = strict({
  impulse: z.number().min(0).max(127.99609375).describe('What a spike adds.'),
  tauSteps: z.number().min(0).max(1e9).describe('Time constant of the decay; 0 clears it.'),
}).exactOptional();

const projection = strict({
  name: name.exactOptional(),
  from: name,
  to: name,
  input: name.exactOptional().describe("Input channel of the target's model."),
  delaySteps: z.int().min(0).max(DELAY_STEPS_MAX).exactOptional(),
  delayS: z.number().min(0).max(DELAY_S_MAX).exactOptional(),
  connectivity: z
    .preprocess((given) => (Array.isArray(given) ? given : [given]), z.array(connectivity).min(1))
    .describe('One linear map, or a list of maps applied one after the other.'),
  registers: strict({
    weightExp: z.int().min(-8).max(7).exactOptional(),
    weightBits: z.int().min(1).max(9).exactOptional(),
    signMode: z.enum(['mixed', 'excitatory', 'inhibitory']).exactOptional(),
  })
    .exactOptional()
    .describe('How the synapses hold their mantissas.'),
  learning: strict({
    rule: z.string().min(1).max(4096).describe('Such as dw = 2^-2*x1*y0 - 2^-2*y1*x0.'),
    epochSteps: z.int().min(1).max(63),
    traces: strict({ x1: trace, x2: trace, y1: trace, y2: trace, y3: trace }).exactOptional(),
  }).exactOptional(),
});

export const networkTextSchema: z.ZodType<NetworkText> = strict({
  format: z.literal(NETWORK_FORMAT),
  name: name.exactOptional().describe("The file's name where it is left out."),
  units: z.enum(['dimensionless', 'si']).exactOptional(),
  dtS: z.number().positive().max(1).exactOptional().describe('Seconds of a delay step (0.001).'),
  populations: z.array(population).min(1).max(POPULATIONS_MAX),
  projections: z.array(projection).max(PROJECTIONS_MAX).exactOptional(),
  outputs: z.array(name).min(1).max(POPULATIONS_MAX),
}) as unknown as z.ZodType<NetworkText>;
