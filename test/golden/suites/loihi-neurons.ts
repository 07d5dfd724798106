import type { PerCompartment } from '../../../src/model/network.ts';
import type { IntegerNeuronModel, Registers } from '../../../src/neurons/integer-model.ts';
import { LOIHI2_NEURON_MODELS } from '../../../src/neurons/loihi2/index.ts';
import type { GoldenSuite, Tally } from '../../support/golden.ts';
import { goldenCase } from '../../support/golden.ts';
import { findFiles, readJsonLines } from '../../support/oracle-files.ts';

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
