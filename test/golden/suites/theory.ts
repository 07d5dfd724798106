/** Blocks of the theory tables that concern the event engine: linear leaks, adaptation, shunting, packets, phases. */
import { AnalogNeurons } from '../../../emulator/analog/analog-neurons.ts';
import type { Circuit } from '../../../emulator/analog/circuit.ts';
import { constantInputRateHz } from '../../../emulator/analog/mismatch-study.ts';
import {
  type InputSpike,
  type LifParameters,
  lifCircuit,
  runNeuron,
  spikeTimesS,
} from '../../support/analog-circuit.ts';
import { type GoldenSuite, goldenCase, type Tally } from '../../support/golden.ts';
import { readJson } from '../../support/oracle-files.ts';
import { filesWithKeys } from './analog-files.ts';

type Lif = Omit<LifParameters, 'I'>;
type Numbers = Readonly<Record<string, number>>;

interface Theory {
  readonly lif_fi?: {
    readonly tolerance: Tolerance;
    readonly cases: readonly {
      readonly params: Lif;
      readonly rheobase: number;
      readonly points: readonly {
        readonly I: number;
        readonly first_spike_from_reset: number | null;
        readonly first_spike_from_rest: number | null;
        readonly rate: number;
      }[];
    }[];
  };
  readonly pif?: {
    readonly params: Pick<Lif, 'C' | 'Vr' | 'Vt' | 'tr'>;
    readonly tolerance: Tolerance;
    readonly points: readonly { readonly I: number; readonly rate: number }[];
  };
  readonly alif?: {
    readonly params: Lif & { readonly b: number; readonly tau_w: number };
    readonly tolerance: Tolerance & { readonly mean_field_rel: number };
    readonly points: readonly {
      readonly I: number;
      readonly first_spike_times: readonly number[];
      readonly steady_isi: number;
      readonly mean_field_rate: number;
      readonly mean_w_exact: number;
    }[];
  };
  readonly shunting_inhibition?: {
    readonly params: Omit<Lif, 'E'> & {
      readonly EL: number;
      readonly Ee: number;
      readonly Ei: number;
    };
    readonly tolerance: Tolerance;
    readonly points: readonly Numbers[];
  };
  readonly windup_min_frequency?: {
    readonly tolerance: Tolerance;
    readonly points: readonly Numbers[];
  };
  readonly place_field_width?: {
    readonly tolerance: Tolerance;
    readonly points: readonly Numbers[];
  };
  readonly lif_prc?: {
    readonly params: {
      readonly tau: number;
      readonly E: number;
      readonly Vr: number;
      readonly Vt: number;
      readonly tr: number;
    };
    readonly tolerance: { readonly abs: number };
    readonly cases: readonly {
      readonly V_inf: number;
      readonly dV: number;
      readonly period: number;
      readonly phase_advance: readonly (readonly [number, number])[];
    }[];
  };
}

interface Tolerance {
  readonly rel: number;
}

type Check = (tally: Tally, table: Theory) => void;

const CHECKS: readonly (readonly [keyof Theory, Check])[] = [
  ['lif_fi', checkLif],
  ['pif', checkPif],
  ['alif', checkAdaptive],
  ['shunting_inhibition', checkShunting],
  ['windup_min_frequency', checkWindUp],
  ['place_field_width', checkPlaceField],
  ['lif_prc', checkPhases],
];

export const eventEngineSuite: GoldenSuite = {
  name: 'event-engine',
  title: 'linear-leak neurons on the analog event engine, against scipy',
  files: (folder) => filesWithKeys(folder, ['lif_fi']),
  runFile: async (file, folder, report) => {
    const table = readJson<Theory>(file);
    for (const [name, check] of CHECKS) {
      if (table[name] === undefined) continue;
      await goldenCase({ folder, file, name }, report, (tally) => check(tally, table));
    }
  },
};

function near(tally: Tally, what: string, expected: number, actual: number, rel: number): void {
  tally.near(what, expected, actual, rel * Math.abs(expected));
}

/** Rate of the third interval by the event loop, 0 for a silent neuron. */
function engineRateHz(
  circuit: Circuit,
  expectedHz: number,
  inputs: readonly InputSpike[] = [],
): number {
  const durationS = expectedHz > 0 ? 5 / expectedHz + 0.5 : 10;
  const times = spikeTimesS(runNeuron(circuit, durationS, inputs));
  return times.length < 4 ? 0 : 1 / (times[3]! - times[2]!);
}

function checkLif(tally: Tally, { lif_fi }: Theory): void {
  const { tolerance, cases } = lif_fi!;
  for (const { params, points } of cases) {
    for (const { I, rate, ...first } of points) {
      near(
        tally,
        `rate at ${I}`,
        rate,
        engineRateHz(lifCircuit({ ...params, I }), rate),
        tolerance.rel,
      );
      const starts = [
        ['reset', params.Vr, first.first_spike_from_reset],
        ['rest', params.E, first.first_spike_from_rest],
      ] as const;
      for (const [from, start, expected] of starts) {
        const circuit = lifCircuit({ ...params, I, start });
        const [time] = spikeTimesS(runNeuron(circuit, expected === null ? 10 : 2 * expected));
        if (expected === null) tally.equal(`first spike from ${from} at ${I}`, undefined, time);
        else near(tally, `first spike from ${from} at ${I}`, expected, time ?? NaN, tolerance.rel);
      }
    }
  }
}

function checkPif(tally: Tally, { pif }: Theory): void {
  const { params, points, tolerance } = pif!;
  for (const { I, rate } of points) {
    const circuit = lifCircuit({ ...params, gL: 0, E: params.Vr, I });
    near(tally, `rate at ${I}`, rate, engineRateHz(circuit, rate), tolerance.rel);
  }
}

/** Long enough for the interval to settle to more digits than are compared. */
const ADAPTATION_TIMES = 40;

function checkAdaptive(tally: Tally, { alif }: Theory): void {
  const { params, points, tolerance } = alif!;
  const { b, tau_w } = params;
  for (const { I, first_spike_times: first, ...point } of points) {
    const circuit = lifCircuit({ ...params, I }, [{ kind: 'adaptation', tauS: tau_w, jumpA: b }]);
    const times = spikeTimesS(runNeuron(circuit, ADAPTATION_TIMES * tau_w));
    for (const [k, time] of first.entries()) {
      near(tally, `spike ${k} at ${I}`, time, times[k] ?? NaN, tolerance.rel);
    }
    const isi = times.at(-1)! - times.at(-2)!;
    near(tally, `steady interval at ${I}`, point.steady_isi, isi, tolerance.rel);
    near(tally, `mean w at ${I}`, point.mean_w_exact, (b * tau_w) / isi, tolerance.rel);
    const meanField = bisect(0, 1 / params.tr, (rateHz) => {
      const held = lifCircuit({ ...params, I: I - b * tau_w * rateHz });
      return constantInputRateHz(held) < rateHz;
    });
    near(
      tally,
      `mean-field rate at ${I}`,
      point.mean_field_rate,
      meanField,
      tolerance.mean_field_rel,
    );
  }
}

function checkShunting(tally: Tally, { shunting_inhibition }: Theory): void {
  const { params, points, tolerance } = shunting_inhibition!;
  const { EL: E, Ee, Ei } = params;
  const channels = [Ee, Ei].map(
    (reversalV) => ({ kind: 'conductance', tauS: Infinity, reversalV }) as const,
  );
  const circuit = lifCircuit({ ...params, E, I: 0 }, channels);
  const free = lifCircuit({ ...params, E, I: 0, Vt: 10 }, channels);
  for (const { g_e, g_i, rate, V_inf, g_e_rheobase } of points) {
    const inputs = (ge: number): InputSpike[] => [
      { timeS: 0, channel: 1, weight: g_i! },
      { timeS: 0, channel: 0, weight: ge },
    ];
    const name = `g_e ${g_e}, g_i ${g_i}`;
    const found = engineRateHz(circuit, rate!, inputs(g_e!));
    near(tally, `rate at ${name}`, rate!, found, tolerance.rel);
    const settled = neuronWith(free, inputs(g_e!)).membraneAt(0, 10e12);
    near(tally, `V_inf at ${name}`, V_inf!, settled, tolerance.rel);
    const rheobase = bisect(0, 1e-6, (ge) => neuronWith(circuit, inputs(ge)).next() >= 0);
    near(tally, `rheobase at ${name}`, g_e_rheobase!, rheobase, tolerance.rel);
  }
}

function neuronWith(circuit: Circuit, inputs: readonly InputSpike[]): AnalogNeurons {
  const neurons = new AnalogNeurons([circuit], new Int32Array(1));
  for (const { channel, weight } of inputs) neurons.receive(0, channel, weight, 0);
  return neurons;
}

/** After this many decay times the train's peak has settled. */
const SETTLING = 30;

function checkWindUp(tally: Tally, { windup_min_frequency }: Theory): void {
  const { points, tolerance } = windup_min_frequency!;
  for (const { A, tau, threshold, x_over_lambda: x, f_min } of points) {
    const jump = A! * Math.exp(-x!);
    const C = 1e-12;
    const circuit = lifCircuit({ C, gL: C / tau!, E: 0, Vr: 0, Vt: threshold!, tr: 0, I: 0 }, [
      { kind: 'packet', widthS: 0 },
    ]);
    const fires = (frequencyHz: number): boolean => {
      const count = Math.ceil(SETTLING * tau! * frequencyHz) + 1;
      const inputs = Array.from({ length: count }, (_, k) => ({
        timeS: k / frequencyHz,
        channel: 0,
        weight: C * jump,
      }));
      return runNeuron(circuit, count / frequencyHz, inputs).counts.spikes > 0;
    };
    near(tally, `f_min at A ${A}`, f_min!, bisect(f_min! / 2, f_min! * 2, fires), tolerance.rel);
  }
}

function checkPlaceField(tally: Tally, { place_field_width }: Theory): void {
  const { points, tolerance } = place_field_width!;
  const lif = { C: 2e-10, E: -0.07, Vr: -0.07, Vt: -0.05, tr: 0.002 };
  for (const {
    I_peak,
    I_background_plus_rheobase: rheobase,
    sigma_x,
    field_full_width,
  } of points) {
    const isSilentAt = (x: number): boolean => {
      const I = I_peak! * Math.exp(-(x * x) / (2 * sigma_x! * sigma_x!));
      const circuit = lifCircuit({ ...lif, gL: rheobase! / (lif.Vt - lif.E), I });
      return neuronWith(circuit, []).next() < 0;
    };
    const width = 2 * bisect(0, 10 * sigma_x!, isSilentAt);
    near(tally, `width at ${I_peak}`, field_full_width!, width, tolerance.rel);
  }
}

function checkPhases(tally: Tally, { lif_prc }: Theory): void {
  const { params, cases, tolerance } = lif_prc!;
  const C = 1e-12;
  for (const { V_inf, dV, period, phase_advance } of cases) {
    const gL = C / params.tau;
    const circuit = lifCircuit({ ...params, C, gL, I: gL * (V_inf - params.E) }, [
      { kind: 'packet', widthS: 0 },
    ]);
    for (const [phase, advance] of phase_advance) {
      const input = { timeS: phase * period, channel: 0, weight: C * dV };
      const [time] = spikeTimesS(runNeuron(circuit, 2 * period, [input]));
      tally.near(`advance at ${phase}`, advance, (period - (time ?? NaN)) / period, tolerance.abs);
    }
  }
}

/** The point between `low` and `high` from which on a predicate holds. */
function bisect(low: number, high: number, holds: (x: number) => boolean): number {
  let [below, above] = [low, high];
  for (let k = 0; k < 80; k++) {
    const middle = below + (above - below) / 2;
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return below + (above - below) / 2;
}
