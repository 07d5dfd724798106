import { type OtaMembrane, prepareCircuit } from '../../../emulator/analog/circuit.ts';
import { mismatchedRatesHz, rateStatistics } from '../../../emulator/analog/mismatch-study.ts';
import { IDEAL_COMPARATOR } from '../../../src/physics/comparator.ts';
import { BOLTZMANN_J_PER_K, ELEMENTARY_CHARGE_C } from '../../../src/physics/constants.ts';
import { ktcNoiseV } from '../../../src/physics/noise.ts';
import { otaCurrentA, otaSaturationV } from '../../../src/physics/ota.ts';
import { kelvin } from '../../../src/physics/temperature.ts';
import { createTsv, tsvCapacitanceF, tsvCouplingF } from '../../../src/physics/tsv.ts';
import { otaCircuit, runNeuron, spikeTimesS } from '../../support/analog-circuit.ts';
import { type GoldenSuite, goldenCase, type Tally } from '../../support/golden.ts';
import { readJson } from '../../support/oracle-files.ts';
import { filesWithKeys } from './analog-files.ts';

interface OtaFit {
  readonly I_b: number;
  readonly kappa: number;
  readonly offset: number;
  readonly max_resid: number;
}

interface TransistorRow {
  readonly I_in: number;
  readonly C_m?: number;
  readonly C_tsv?: number;
  readonly tempC?: number;
  readonly ota_dc_fit?: OtaFit;
  readonly isi?: number;
  readonly t_pulse?: number;
  readonly err_macromodel?: number;
  readonly n_spikes: number;
}

interface Transistor {
  readonly base: Readonly<Record<'Cm' | 'Ctsv' | 'E' | 'Vth' | 'Vr' | 'tempC', number>>;
  readonly ota_dc_fit: OtaFit;
  readonly ota_dc_curve: { readonly v: readonly number[]; readonly i_leak: readonly number[] };
  readonly macromodel: { readonly C_par: number; readonly t_d0: number; readonly p: number };
}

const MACROMODEL_REL = 0.05;
/** The error that the table states for the macromodel itself, to its printed digits. */
const MACROMODEL_ERROR = 2e-4;

export const transistorSuite: GoldenSuite = {
  name: 'transistor',
  title:
    'intervals of the macromodel with the measured pulse, against ngspice with BSIM3 transistors',
  files: (folder) => filesWithKeys(folder, ['base', 'ota_dc_fit', 'macromodel']),
  runFile: async (file, folder, report) => {
    const table = readJson<Transistor & Record<string, unknown>>(file);
    await goldenCase({ folder, file, name: 'ota_dc_curve' }, report, (tally) =>
      checkOtaCurve(tally, table),
    );
    for (const [block, rows] of Object.entries(table)) {
      if (!Array.isArray(rows)) continue;
      for (const [k, row] of (rows as TransistorRow[]).entries()) {
        await goldenCase({ folder, file, name: `${block}[${k}]` }, report, (tally) =>
          checkMacromodel(tally, table, row),
        );
      }
    }
  },
};

/** The fit was made from this far below rest upwards; further below, output conductance shows. */
const FIT_BELOW_REST_V = 0.1;

function checkOtaCurve(tally: Tally, { base, ota_dc_fit: fit, ota_dc_curve }: Transistor): void {
  const a = otaSaturationV(fit.kappa, kelvin(base.tempC));
  for (const [k, v] of ota_dc_curve.v.entries()) {
    if (v < base.E - FIT_BELOW_REST_V - 1e-9) continue;
    const current = otaCurrentA(fit.I_b, v - base.E - fit.offset, a);
    tally.near(`leak at ${v} V`, ota_dc_curve.i_leak[k]!, current, 1.01 * fit.max_resid);
  }
}

function checkMacromodel(tally: Tally, table: Transistor, row: TransistorRow): void {
  const { base, macromodel } = table;
  const fit = row.ota_dc_fit ?? table.ota_dc_fit;
  const pulseS = row.t_pulse ?? 0;
  const circuit = otaCircuit({
    C: (row.C_m ?? base.Cm) + (row.C_tsv ?? base.Ctsv) + macromodel.C_par,
    Ib: fit.I_b,
    kappa: fit.kappa,
    E: base.E + fit.offset,
    Vth: base.Vth,
    Vr: base.Vr,
    tref: pulseS,
    temperatureK: kelvin(row.tempC ?? base.tempC),
    I: row.I_in,
    comparator: {
      ...IDEAL_COMPARATOR,
      delay: {
        delayS: macromodel.t_d0,
        slopeReferenceVPerS: 50,
        exponent: macromodel.p,
        slopeMinVPerS: 1e-3,
      },
    },
  });
  if (row.isi === undefined) {
    tally.equal('spikes of a silent row', 0, runNeuron(circuit, 1).counts.spikes);
    return;
  }
  const times = spikeTimesS(runNeuron(circuit, 5 * row.isi));
  const isi = times[2]! - times[1]!;
  tally.near('interval', row.isi, isi, MACROMODEL_REL * row.isi);
  if (row.err_macromodel !== undefined) {
    tally.near('error of the macromodel', row.err_macromodel, isi / row.isi - 1, MACROMODEL_ERROR);
  }
}

interface TsvTable {
  readonly constants: { readonly T: number };
  readonly tolerance: { readonly rel: number };
  readonly cases: readonly {
    readonly d: number;
    readonly L: number;
    readonly tox: number;
    readonly Na: number;
    readonly V_fb: number;
    readonly C_ox: number;
    readonly w_dep_max: number;
    readonly C_dep_min: number;
    readonly C_min_total: number;
    readonly R_dc: number;
    readonly L_self: number;
    readonly C_of_V: readonly (readonly [number, number])[];
    readonly coupling_pair: readonly { readonly pitch: number; readonly C_si_between: number }[];
  }[];
}

export const tsvSuite: GoldenSuite = {
  name: 'tsv',
  title:
    'capacitance, resistance, inductance and coupling of vias, against the formulas in float64',
  files: (folder) => filesWithKeys(folder, ['formulas', 'constants', 'cases', 'tolerance']),
  runFile: async (file, folder, report) => {
    const { constants, tolerance, cases } = readJson<TsvTable>(file);
    for (const [k, row] of cases.entries()) {
      await goldenCase({ folder, file, name: `cases[${k}]` }, report, (tally) => {
        const geometry = {
          diameterM: row.d,
          lengthM: row.L,
          oxideM: row.tox,
          dopingPerM3: row.Na,
          flatBandV: row.V_fb,
          temperatureK: constants.T,
        };
        const tsv = createTsv(geometry);
        const near = (what: string, expected: number, actual: number): void =>
          tally.near(what, expected, actual, tolerance.rel * expected);
        near('C_ox', row.C_ox, tsv.oxideF);
        near('w_dep_max', row.w_dep_max, tsv.depletionMaxM);
        near('C_dep_min', row.C_dep_min, tsv.depletionMinF);
        near('C_min_total', row.C_min_total, tsv.minimumF);
        near('R_dc', row.R_dc, tsv.resistanceOhm);
        near('L_self', row.L_self, tsv.inductanceH);
        for (const [v, c] of row.C_of_V) near(`C(${v})`, c, tsvCapacitanceF(tsv, v));
        for (const { pitch, C_si_between: c } of row.coupling_pair) {
          near(`coupling at ${pitch}`, c, tsvCouplingF(geometry, pitch));
        }
      });
    }
  },
};

interface MismatchTable {
  readonly base: Readonly<Record<'C' | 'Ib' | 'kappa' | 'E' | 'Vth' | 'Vr' | 'tref' | 'T', number>>;
  readonly samples: number;
  readonly cases: readonly (Readonly<
    Record<
      | 'I_in'
      | 'sigma_ln_Ib'
      | 'sigma_Vth'
      | 'sigma_C_rel'
      | 'mean_rate'
      | 'std_rate'
      | 'cv_rate'
      | 'silent_fraction'
      | 'median',
      number
    >
  > & { readonly seed?: number })[];
  readonly ktc_noise_rms_V: Readonly<Record<string, number>>;
}

const MISMATCH_INSTANCES = 40;
const MISMATCH_NEURONS = 1000;

export const mismatchSuite: GoldenSuite = {
  name: 'mismatch',
  title: 'rates over chip instances, against two million samples of numpy; kT/C noise',
  files: (folder) => filesWithKeys(folder, ['base', 'samples', 'ktc_noise_rms_V']),
  runFile: async (file, folder, report) => {
    const table = readJson<MismatchTable>(file);
    const { base } = table;
    for (const [k, row] of table.cases.entries()) {
      await goldenCase({ folder, file, name: `cases[${k}]` }, report, (tally) =>
        checkMismatch(tally, table, row, k),
      );
    }
    await goldenCase({ folder, file, name: 'ktc_noise_rms_V' }, report, (tally) => {
      for (const [capacitance, volts] of Object.entries(table.ktc_noise_rms_V)) {
        tally.near(capacitance, volts, ktcNoiseV(Number(capacitance), base.T), 5e-4 * volts);
      }
    });
  },
};

/** Tolerances as the file's text states them, with the error of its own samples added. */
function checkMismatch(
  tally: Tally,
  { base, samples }: MismatchTable,
  row: MismatchTable['cases'][number],
  seed: number,
): void {
  const { membrane, ...rest } = otaCircuit({ ...base, temperatureK: base.T, I: row.I_in });
  const circuit = { ...rest, membrane: membrane as OtaMembrane };
  const sigmas = {
    biasLn: row.sigma_ln_Ib,
    thresholdV: row.sigma_Vth,
    capacitance: row.sigma_C_rel,
  };
  const study = { seed, instances: MISMATCH_INSTANCES, neuronsPerInstance: MISMATCH_NEURONS };
  const count = MISMATCH_INSTANCES * MISMATCH_NEURONS;
  const found = rateStatistics(mismatchedRatesHz(circuit, sigmas, study));
  const both = Math.sqrt(1 / count + 1 / samples);
  tally.near('mean', row.mean_rate, found.meanHz, 4 * row.std_rate * both);
  tally.near('median', row.median, found.medianHz, 5 * row.std_rate * both + 0.005);
  tally.near('CV', row.cv_rate, found.cv, ((5 * both) / Math.SQRT2 + 0.01) * row.cv_rate);
  const silent = row.silent_fraction;
  const spread = Math.sqrt(silent * (1 - silent)) * both;
  tally.near('silent fraction', silent, found.silentFraction, 5 * spread + 2 / count);
}

interface DpiTable {
  readonly C: number;
  readonly U_T: number;
  readonly kappa: number;
  readonly I_tau: number;
  readonly tau: number;
  readonly tolerance: { readonly rel: number };
  readonly cases: readonly Readonly<
    Record<'I_gain' | 'I_start' | 'I_thr' | 'I_inf' | 't_to_threshold', number>
  >[];
}

export const dpiSuite: GoldenSuite = {
  name: 'dpi-neuron',
  title: 'time to threshold of the log-domain DPI membrane, against its closed form',
  files: (folder) => filesWithKeys(folder, ['I_tau', 'U_T', 'cases']),
  runFile: async (file, folder, report) => {
    const table = readJson<DpiTable>(file);
    for (const [k, row] of table.cases.entries()) {
      await goldenCase({ folder, file, name: `cases[${k}]` }, report, (tally) => {
        const circuit = dpiCircuit(table, row);
        const tauS = 1 / prepareCircuit(circuit).leakRate;
        tally.near('tau', table.tau, tauS, 1e-9 * table.tau);
        const [first] = spikeTimesS(runNeuron(circuit, 2 * row.t_to_threshold));
        const expected = row.t_to_threshold;
        tally.near('time to threshold', expected, first ?? NaN, table.tolerance.rel * expected);
      });
    }
  },
};

function dpiCircuit(
  { C, U_T, kappa, I_tau }: DpiTable,
  row: DpiTable['cases'][number],
): Parameters<typeof prepareCircuit>[0] {
  return {
    membrane: {
      kind: 'dpi',
      capacitanceF: C,
      leakA: I_tau,
      gainA: row.I_gain,
      kappa,
      temperatureK: (U_T * ELEMENTARY_CHARGE_C) / BOLTZMANN_J_PER_K,
      thresholdA: row.I_thr,
      resetA: row.I_start,
      startA: row.I_start,
      floorA: row.I_start,
      minimumIntervalS: 1e-9,
    },
    inputA: I_tau * (1 + row.I_inf / row.I_gain),
    refractoryS: 0,
    channels: [],
  };
}
