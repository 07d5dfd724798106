/** Networks and compartments of brian2_loihi and nengo-loihi, in the arithmetic mode of their name. */
import type {
  LoihiLifRegisters,
  Network,
  Projection,
  SignMode,
} from '../../../src/model/network.ts';
import type { SampleTrace } from '../../../src/model/trace.ts';
import type { GoldenSuite, Tally } from '../../support/golden.ts';
import { goldenCase } from '../../support/golden.ts';
import { sparseOf } from '../../support/lava-network.ts';
import { spikeInput } from '../../support/loihi-chip.ts';
import { evenPartition, runOnChip, spikeRows } from '../../support/on-chip.ts';
import { findFiles, readJsonLines } from '../../support/oracle-files.ts';

const DT_S = 1e-3;
const SMALL_CORE = 7;
const SIGN_MODES: readonly SignMode[] = ['mixed', 'excitatory', 'inhibitory'];

type Rows = readonly (readonly number[])[];

interface Synapses {
  readonly from: 'input' | 'neurons';
  /** [pre, post, mantissa]. */
  readonly rows: Rows;
  readonly signMode: SignMode;
  readonly weightBits: number;
  readonly weightExp: number;
  readonly delaySteps: number;
}

/** One input population (0) and one population "neurons" (1). */
function networkOf(
  name: string,
  inputs: number,
  neurons: number,
  registers: LoihiLifRegisters,
  synapses: readonly Synapses[],
): Network {
  const sizes = { input: inputs, neurons };
  return {
    name,
    units: 'dimensionless',
    populations: [
      { name: 'input', shape: [inputs], size: inputs, bias: 0, parameters: { model: 'input' } },
      {
        name: 'neurons',
        shape: [neurons],
        size: neurons,
        bias: 0,
        parameters: { model: 'loihi-lif', registers },
      },
    ],
    projections: synapses.map(
      ({ from, rows, signMode, weightBits, weightExp, delaySteps }, k): Projection => ({
        name: `${from} ${k}`,
        pre: from === 'input' ? 0 : 1,
        post: 1,
        delayS: delaySteps * DT_S,
        registers: { weightExp, weightBits, signMode },
        stages: [sparseOf(sizes[from], neurons, rows)],
      }),
    ),
    outputs: [1],
    assumptions: [],
  };
}

interface Run {
  readonly arithmetic: string;
  readonly steps: number;
  readonly spikes: Rows;
  readonly isSpread?: boolean;
}

function emulate(network: Network, { arithmetic, steps, spikes, isSpread }: Run): SampleTrace {
  const events = spikes
    .map(([step, index]) => ({ step: step!, index: index! }))
    .filter(({ step }) => step < steps);
  const neurons = network.populations[1]!.size;
  return runOnChip(network, [spikeInput(network.name, events)], {
    steps,
    arithmetic,
    timing: 'none',
    recordSpikes: true,
    probes: [
      { population: 'neurons', variable: 'u' },
      { population: 'neurons', variable: 'v' },
    ],
    ...(isSpread ? { partition: evenPartition(1, neurons, SMALL_CORE) } : {}),
  }).traces[0]!;
}

/** Compares probed neurons over `steps` steps; the recorded row k is chip step k + `offset`. */
function compareStates(
  tally: Tally,
  trace: SampleTrace,
  neurons: number,
  probe: readonly number[],
  offset: number,
  recorded: { readonly u: Rows; readonly v: Rows },
): void {
  const [u, v] = trace.probes!.map(({ values }) => values) as [Int32Array, Int32Array];
  recorded.u.forEach((row, k) => {
    const at = (values: Int32Array): number[] =>
      probe.map((n) => values[(k + offset) * neurons + n]!);
    tally.list(`u in row ${k}`, row, at(u));
    tally.list(`v in row ${k}`, recorded.v[k]!, at(v));
  });
}

interface Brian2Synapses {
  readonly sign_mode: number;
  readonly weight_exp: number;
  readonly num_weight_bits: number;
  readonly delay: number;
}

function brian2Synapses(from: Synapses['from'], rows: Rows, given: Brian2Synapses): Synapses {
  return {
    from,
    rows,
    signMode: SIGN_MODES[given.sign_mode - 1]!,
    weightBits: given.num_weight_bits,
    weightExp: given.weight_exp,
    delaySteps: given.delay,
  };
}

function brian2Registers(vector: {
  readonly decay_I: number;
  readonly decay_v: number;
  readonly refractory: number;
  readonly threshold_v_mant: number;
}): LoihiLifRegisters {
  return {
    du: vector.decay_I - 1,
    dv: vector.decay_v,
    vthMant: vector.threshold_v_mant,
    biasMant: 0,
    biasExp: 0,
    refractorySteps: vector.refractory - 1,
    v0: 0,
    reset: 'zero',
    spiking: true,
  };
}

interface Brian2Single {
  readonly id: string;
  readonly T: number;
  readonly decay_I: number;
  readonly decay_v: number;
  readonly refractory: number;
  readonly threshold_v_mant: number;
  readonly synapses: readonly (Brian2Synapses & { readonly weights: readonly number[] })[];
  readonly in_spikes: Rows;
  readonly I: readonly number[];
  readonly v: readonly number[];
  readonly spikes: readonly number[];
}

export const brian2SingleSuite: GoldenSuite = {
  name: 'brian2loihi_single',
  title: 'every I, v and spike of single compartments in brian2_loihi, through the Loihi profile',
  files: (folder) => findFiles(folder, /^brian2loihi_single.*\.jsonl(\.gz)?$/),
  runFile: async (file, folder, report) => {
    for (const vector of readJsonLines<Brian2Single>(file)) {
      await goldenCase({ folder, file, name: vector.id }, report, (tally) => {
        const inputs = vector.synapses[0]!.weights.length;
        const synapses = vector.synapses.map((given) =>
          brian2Synapses(
            'input',
            given.weights.map((weight, pre) => [pre, 0, weight]),
            given,
          ),
        );
        const network = networkOf(vector.id, inputs, 1, brian2Registers(vector), synapses);
        const run = { arithmetic: 'brian2loihi', steps: vector.T, spikes: vector.in_spikes };
        const trace = emulate(network, run);
        const recorded = { u: vector.I.map((u) => [u]), v: vector.v.map((v) => [v]) };
        compareStates(tally, trace, 1, [0], 0, recorded);
        tally.list(
          'spikes',
          vector.spikes,
          spikeRows(trace, 1).map(([step]) => step),
        );
      });
    }
  },
};

interface Brian2Network extends Omit<Brian2Single, 'synapses' | 'I' | 'v' | 'spikes'> {
  readonly N: number;
  readonly n_input: number;
  readonly connections: readonly (Brian2Synapses & {
    readonly source: 'input' | 'neurons';
    readonly synapses: Rows;
  })[];
  readonly out_spikes: readonly (readonly [number, number])[];
  readonly probe: readonly number[];
  readonly probe_I: Rows;
  readonly probe_v: Rows;
}

export const brian2NetworkSuite: GoldenSuite = {
  name: 'brian2loihi_network',
  title: 'spikes and states of networks in brian2_loihi, through the Loihi profile',
  files: (folder) => findFiles(folder, /^brian2loihi_network.*\.jsonl(\.gz)?$/),
  runFile: async (file, folder, report) => {
    for (const vector of readJsonLines<Brian2Network>(file)) {
      for (const isSpread of [false, true]) {
        const name = `${vector.id} ${isSpread ? `on cores of ${SMALL_CORE}` : 'as partitioned'}`;
        await goldenCase({ folder, file, name }, report, (tally) => {
          const { N, T } = vector;
          const synapses = vector.connections.map((given) =>
            // The fourth column is the charge that brian2_loihi made of the weight.
            brian2Synapses(
              given.source,
              given.synapses.map((row) => row.slice(0, 3)),
              given,
            ),
          );
          const registers = brian2Registers(vector);
          const network = networkOf(vector.id, vector.n_input, N, registers, synapses);
          const run = { arithmetic: 'brian2loihi', steps: T, spikes: vector.in_spikes, isSpread };
          const trace = emulate(network, run);
          tally.raster('spikes', vector.out_spikes, spikeRows(trace, 1));
          const recorded = { u: vector.probe_I, v: vector.probe_v };
          compareStates(tally, trace, N, vector.probe, 0, recorded);
        });
      }
    }
  },
};

interface NengoRegisters {
  readonly decay_u: readonly number[];
  readonly decay_v: readonly number[];
  readonly vth: readonly number[];
  readonly bias: readonly number[];
  readonly refract_delay: readonly number[];
  readonly vmin: number;
  readonly vmax: number;
}

/** The files hold biases and thresholds as they act; registers hold mantissa and exponent. */
function nengoRegisters(vector: NengoRegisters): LoihiLifRegisters {
  const biasExp = Int32Array.from(vector.bias, (bias) => {
    let exponent = 0;
    while (bias / 2 ** exponent > 4095 || bias / 2 ** exponent < -4096) exponent++;
    return exponent;
  });
  return {
    du: Int32Array.from(vector.decay_u),
    dv: Int32Array.from(vector.decay_v),
    vthMant: Int32Array.from(vector.vth, (vth) => vth / 64),
    biasMant: Int32Array.from(vector.bias, (bias, k) => bias / 2 ** biasExp[k]!),
    biasExp,
    refractorySteps: Int32Array.from(vector.refract_delay, (delay) => delay - 1),
    v0: 0,
    vMin: vector.vmin,
    vMax: vector.vmax,
    reset: 'zero',
    spiking: true,
  };
}

/** Shifted weights as mantissas: one exponent for all, the least that holds the largest. */
function nengoSynapses(from: Synapses['from'], rows: Rows): Synapses {
  const units = rows.map(([, , weight]) => weight! / 64);
  let weightExp = 0;
  while (units.some((unit) => unit / 2 ** weightExp > 255 || unit / 2 ** weightExp < -255)) {
    weightExp++;
  }
  return {
    from,
    rows: rows.map(([pre, post], k) => [pre!, post!, units[k]! / 2 ** weightExp]),
    signMode: 'mixed',
    weightBits: 9,
    weightExp,
    delaySteps: 0,
  };
}

interface NengoSingle extends NengoRegisters {
  readonly id: string;
  readonly kind: string;
  readonly N: number;
  readonly T: number;
  readonly weights_shifted: readonly number[];
  readonly in_spikes: Rows;
  readonly u: readonly number[];
  readonly v: readonly number[];
  readonly spikes: readonly number[];
}

export const nengoSingleSuite: GoldenSuite = {
  name: 'nengo_loihi_single',
  title:
    "every u, v and spike of single compartments in nengo-loihi's emulator, through the Loihi profile",
  files: (folder) => findFiles(folder, /^nengo_loihi_single.*\.jsonl(\.gz)?$/),
  runFile: async (file, folder, report) => {
    for (const vector of readJsonLines<NengoSingle>(file)) {
      await goldenCase({ folder, file, name: `${vector.id} ${vector.kind}` }, report, (tally) => {
        const rows = vector.weights_shifted.map((weight, pre) => [pre, 0, weight]);
        const synapses = splitByExponent('input', rows);
        const registers = nengoRegisters(vector);
        const network = networkOf(vector.id, rows.length, 1, registers, synapses);
        const steps = vector.T;
        const trace = emulate(network, {
          arithmetic: 'nengoloihi',
          steps,
          spikes: vector.in_spikes,
        });
        const recorded = { u: vector.u.map((u) => [u]), v: vector.v.map((v) => [v]) };
        compareStates(tally, trace, 1, [0], 1, recorded);
        tally.list(
          'spikes',
          vector.spikes,
          spikeRows(trace, 1).map(([step]) => step),
        );
      });
    }
  },
};

/** One projection where one exponent holds all weights exactly, else one for each weight. */
function splitByExponent(from: Synapses['from'], rows: Rows): Synapses[] {
  const whole = nengoSynapses(from, rows);
  if (whole.rows.every(([, , mantissa]) => Number.isInteger(mantissa))) return [whole];
  return rows.map((row) => nengoSynapses(from, [row]));
}

interface NengoNetwork
  extends Omit<NengoSingle, 'weights_shifted' | 'u' | 'v' | 'spikes' | 'kind'> {
  readonly n_input: number;
  readonly w_in: Rows;
  readonly w_rec: Rows;
  readonly out_spikes: readonly (readonly [number, number])[];
  readonly u_final: readonly number[];
  readonly v_final: readonly number[];
  readonly probe: readonly number[];
  readonly probe_u: Rows;
  readonly probe_v: Rows;
}

export const nengoNetworkSuite: GoldenSuite = {
  name: 'nengo_loihi_network',
  title: "spikes and states of networks in nengo-loihi's emulator, through the Loihi profile",
  files: (folder) => findFiles(folder, /^nengo_loihi_network.*\.jsonl(\.gz)?$/),
  runFile: async (file, folder, report) => {
    for (const vector of readJsonLines<NengoNetwork>(file)) {
      for (const isSpread of [false, true]) {
        const name = `${vector.id} ${isSpread ? `on cores of ${SMALL_CORE}` : 'as partitioned'}`;
        await goldenCase({ folder, file, name }, report, (tally) => {
          const { N, T } = vector;
          const synapses = [
            ...splitByExponent('input', vector.w_in),
            ...splitByExponent('neurons', vector.w_rec),
          ];
          const registers = nengoRegisters(vector);
          const network = networkOf(vector.id, vector.n_input, N, registers, synapses);
          const run = { arithmetic: 'nengoloihi', steps: T, spikes: vector.in_spikes, isSpread };
          const trace = emulate(network, run);
          tally.raster('spikes', vector.out_spikes, spikeRows(trace, 1));
          const [u, v] = trace.probes!.map(({ values }) => values) as [Int32Array, Int32Array];
          tally.list('final u', vector.u_final, u.slice(T * N, (T + 1) * N));
          tally.list('final v', vector.v_final, v.slice(T * N, (T + 1) * N));
          const recorded = { u: vector.probe_u, v: vector.probe_v };
          compareStates(tally, trace, N, vector.probe, 1, recorded);
        });
      }
    }
  },
};
