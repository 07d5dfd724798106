import { loadProfile } from '../../../chip-profiles/load.ts';
import { compile, DEFAULT_COMPILE_OPTIONS } from '../../../compiler/compile.ts';
import { createEmulator, DEFAULT_EMULATION_OPTIONS } from '../../../emulator/emulate.ts';
import type {
  Network,
  PerCompartment,
  Population,
  Projection,
} from '../../../src/model/network.ts';
import type { SampleTrace } from '../../../src/model/trace.ts';
import type { IntegerNeuronModel, Registers } from '../../../src/neurons/integer-model.ts';
import { LOIHI2_NEURON_MODELS } from '../../../src/neurons/loihi2/index.ts';
import { decodeImage, encodeImage } from '../../../src/program-file/index.ts';
import type { GoldenSuite, Tally } from '../../support/golden.ts';
import { goldenCase } from '../../support/golden.ts';
import { findFiles, readJsonLines } from '../../support/oracle-files.ts';
import type { Message } from './loihi-layers.ts';
import { GRADED_METER, gradedInput } from './loihi-layers.ts';

type Parameter = number | boolean | string | readonly number[];
/** [T][compartment]. */
type Rows = readonly (readonly number[])[];

interface NeuronCase {
  readonly id: string;
  readonly model: string;
  readonly T: number;
  readonly params: Readonly<Record<string, Parameter>>;
  readonly inputs: Readonly<Record<string, Rows>>;
  readonly states: Readonly<Record<string, Rows>>;
  readonly s_out: Rows;
}

/** Names of ours for lava's processes, parameters and inputs. */
const MODELS: Readonly<Record<string, string>> = {
  'lava.TernaryLIF.fixed': 'loihi2-ternary-lif',
  'lava.LIFReset.bit_acc': 'loihi2-lif-reset',
  'lava.ATRLIF.fixed': 'loihi2-atrlif',
  'lava.RF.fixed': 'loihi2-rf',
  'lava.RF_IZ.fixed': 'loihi2-rf-iz',
  'lava.RFZero.fixed': 'loihi2-rf-zero',
  'lava.sigma.fixed': 'loihi2-sigma',
  'lava.delta.fixed': 'loihi2-delta',
  'lava.sigmadelta.fixed': 'loihi2-sigma-delta',
  'lava.sigmadelta_corrected.fixed': 'loihi2-sigma-delta-corrected',
  'lava.gradedvec.fixed': 'loihi2-graded-vec',
  'lava.gradedreluvec.fixed': 'loihi2-graded-relu-vec',
};

const REGISTERS: Readonly<Record<string, string>> = {
  du: 'du',
  dv: 'dv',
  bias_mant: 'biasMant',
  bias_exp: 'biasExp',
  vth: 'vth',
  vth_hi: 'vthHiMant',
  vth_lo: 'vthLoMant',
  reset_interval: 'resetInterval',
  reset_offset: 'resetOffset',
  delta_i_q12: 'deltaI',
  delta_v_q12: 'deltaV',
  delta_theta_q12: 'deltaTheta',
  delta_r_q12: 'deltaR',
  theta_0: 'theta0Mant',
  theta_step: 'thetaStepMant',
  sin_decay: 'sinDecay',
  cos_decay: 'cosDecay',
  decay_bits: 'decayBits',
  state_exp: 'stateExp',
  spike_exp: 'spikeExp',
  cum_error: 'cumError',
  bias: 'bias',
  act_mode: 'relu',
  lct: 'lct',
  lst: 'lst',
  uth: 'uth',
};

/** Parameters that a process of lava takes and that change nothing in it. */
const WITHOUT_EFFECT: Readonly<Record<string, readonly string[]>> = {
  'lava.sigmadelta.fixed': ['spike_exp'],
  'lava.sigmadelta_corrected.fixed': ['spike_exp', 'cum_error'],
};

const CHANNELS: Readonly<Record<string, string>> = {
  a_in: 'a',
  a_real_in: 'real',
  a_imag_in: 'imag',
  u_in: 'real',
  v_in: 'imag',
};

/** Each neuron model of Loihi 2 alone, driven by the recorded synaptic sums. */
export const loihi2NeuronsSuite: GoldenSuite = {
  name: 'loihi2_neurons (kernel)',
  title: "every state and output of lava's fixed-point neuron models, neuron kernels",
  files: (folder) => findFiles(folder, /^loihi2_neurons.*\.jsonl(\.gz)?$/),
  runFile: async (file, folder, report) => {
    for (const vector of readJsonLines<NeuronCase>(file)) {
      const name = `${vector.id} ${vector.model}`;
      await goldenCase({ folder, file, name }, report, (tally) => compare(vector, tally));
    }
  },
};

function compare(vector: NeuronCase, tally: Tally): void {
  const model = modelOf(vector);
  const count = vector.s_out[0]!.length;
  const compartments = model.create(registersOf(vector, model), count);
  const channels = model.inputs.map(() => new Int32Array(count));
  const spikes = { fired: new Int32Array(count), payloads: new Int32Array(count), length: 0 };
  const counts = { updated: 0, saturations: 0 };
  const states = Object.keys(vector.states);
  tally.equal('states', [...states].sort(), [...model.variables].sort());
  for (let k = 0; k < vector.T; k++) {
    for (const [given, rows] of Object.entries(vector.inputs)) {
      channels[model.inputs.indexOf(CHANNELS[given]!)]!.set(rows[k]!);
    }
    spikes.length = 0;
    compartments.step(channels, k + 1, spikes, counts);
    const output = new Int32Array(count);
    for (let s = 0; s < spikes.length; s++) output[spikes.fired[s]!] = spikes.payloads[s]!;
    for (const state of states) {
      tally.list(`${state} in step ${k + 1}`, vector.states[state]![k]!, compartments.read(state));
    }
    tally.list(`output in step ${k + 1}`, vector.s_out[k]!, output);
  }
}

function modelOf(vector: NeuronCase): IntegerNeuronModel {
  const name = MODELS[vector.model];
  const model = LOIHI2_NEURON_MODELS.find((candidate) => candidate.name === name);
  if (model === undefined) throw new Error(`no model of ours stands for ${vector.model}`);
  return model;
}

/** A parameter for which the model has no register fails the case. */
function registersOf(vector: NeuronCase, model: IntegerNeuronModel): Registers {
  const ignored = WITHOUT_EFFECT[vector.model] ?? [];
  const entries = Object.entries(vector.params)
    .filter(([name]) => !ignored.includes(name))
    .map(([name, value]): [string, PerCompartment] => [
      registerName(name, model),
      registerValue(value),
    ]);
  return Object.fromEntries(entries);
}

/** A threshold that is shifted left by 6 is called a mantissa here. */
function registerName(parameter: string, model: IntegerNeuronModel): string {
  const name = REGISTERS[parameter] ?? parameter;
  const has = (field: string): boolean => model.fields.some((each) => each.name === field);
  return !has(name) && has(`${name}Mant`) ? `${name}Mant` : name;
}

function registerValue(value: Parameter): PerCompartment {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return Int32Array.from(value);
  if (value !== 'RELU' && value !== 'UNIT') throw new Error(`unknown activation ${value}`);
  return value === 'RELU' ? 1 : 0;
}

/** The same models behind graded synapses of weight 1, through compiler, image and emulator. */
export const loihi2NeuronsChipSuite: GoldenSuite = {
  name: 'loihi2_neurons (chip)',
  title: "every state and output of lava's fixed-point neuron models, through the Loihi 2 profile",
  files: loihi2NeuronsSuite.files,
  runFile: async (file, folder, report) => {
    for (const vector of readJsonLines<NeuronCase>(file)) {
      const name = `${vector.id} ${vector.model}`;
      await goldenCase({ folder, file, name }, report, (tally) => compareOnChip(vector, tally));
    }
  },
};

/** Step t of lava is chip step t; what compartments send acts on the meters one step later. */
function compareOnChip(vector: NeuronCase, tally: Tally): void {
  const model = modelOf(vector);
  const size = vector.s_out[0]!.length;
  const trace = runNeurons(vector, model, size);
  const probed = [...model.variables, 'meter'];
  const valuesAt = (variable: string, step: number): ArrayLike<number> =>
    trace.probes![probed.indexOf(variable)]!.values.slice(step * size, (step + 1) * size);
  for (let k = 0; k < vector.T; k++) {
    for (const [state, rows] of Object.entries(vector.states)) {
      tally.list(`${state} in step ${k + 1}`, rows[k]!, valuesAt(state, k + 1));
    }
    tally.list(`output in step ${k + 1}`, vector.s_out[k]!, valuesAt('meter', k + 2));
  }
}

function runNeurons(vector: NeuronCase, model: IntegerNeuronModel, size: number): SampleTrace {
  const { profile } = loadProfile('loihi2');
  const parameterSet = profile.defaultParameterSet;
  const network = neuronNetwork(vector, model, size);
  const options = { ...DEFAULT_COMPILE_OPTIONS, parameterSet };
  const { image: compiled } = compile(network, profile, options);
  const image = decodeImage(encodeImage(compiled), `${vector.id}.loom`);
  const traces: SampleTrace[] = [];
  const emulator = createEmulator(
    image,
    profile.parameterSets[parameterSet]!,
    {
      ...DEFAULT_EMULATION_OPTIONS,
      steps: vector.T + 1,
      timing: 'none',
      probes: [
        ...model.variables.map((variable) => ({ population: 'neurons', variable })),
        { population: 'meter', variable: 'real' },
      ],
    },
    (trace) => traces.push(trace),
  );
  emulator.feed(gradedInput(vector.id, messagesOf(vector, size)), true);
  return traces[0]!;
}

/** An input per channel, the compartments, and a meter of what they send; all synapses one to one. */
function neuronNetwork(vector: NeuronCase, model: IntegerNeuronModel, size: number): Network {
  const channels = Object.keys(vector.inputs);
  const population = (name: string, parameters: Population['parameters']): Population => ({
    name,
    shape: [size],
    size,
    bias: 0,
    parameters,
  });
  const neurons = channels.length;
  const wire = (name: string, pre: number, post: number): Projection => ({
    name,
    pre,
    post,
    delayS: 0,
    registers: { weightExp: 0, weightBits: 8, signMode: 'excitatory' },
    stages: [{ kind: 'one-to-one', size, weights: 1 }],
  });
  return {
    name: vector.id,
    units: 'dimensionless',
    populations: [
      ...channels.map((channel) => population(channel, { model: 'input' })),
      population('neurons', {
        model: 'registers',
        neuron: model.name,
        registers: chipRegisters(vector, model),
      }),
      population('meter', GRADED_METER),
    ],
    projections: [
      ...channels.map((channel, c) => ({
        ...wire(channel, c, neurons),
        input: CHANNELS[channel]!,
      })),
      wire('output', neurons, neurons + 1),
    ],
    outputs: [neurons + 1],
    assumptions: [],
  };
}

/** The chip's clock has counted the host's step 0 when lava's begins, so a reset at a given step is one later. */
function chipRegisters(vector: NeuronCase, model: IntegerNeuronModel): Registers {
  const registers = registersOf(vector, model);
  const { resetOffset } = registers;
  if (resetOffset === undefined) return registers;
  const later = typeof resetOffset === 'number' ? resetOffset + 1 : resetOffset.map((at) => at + 1);
  return { ...registers, resetOffset: later };
}

/** The recorded synaptic sums as payloads, sent a step before they act; inputs of the channels follow one another. */
function messagesOf(vector: NeuronCase, size: number): Message[] {
  return Object.values(vector.inputs).flatMap((rows, c) =>
    rows.flatMap((row, k) =>
      row.flatMap((value, n): Message[] => (value === 0 ? [] : [[k, c * size + n, value]])),
    ),
  );
}
