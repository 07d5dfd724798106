/** Codes of analog-ota-180nm-ideal against the rows of test/golden/analog (or those under SPIKELOOM_ORACLES). */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { constantInputRateHz, rateStatistics } from '../../emulator/analog/mismatch-study.ts';
import {
  type CodeChoice,
  nearestCapacitor,
  nearestCurrentCode,
  nearestSignedCode,
} from '../../src/analog/codes.ts';
import { createDecoder, decodeCircuit, SYNAPSE_CHANNEL } from '../../src/analog/decode.ts';
import { siText } from '../../src/analog/si-text.ts';
import type { AnalogRegisters } from '../../src/model/analog.ts';
import type { Circuit } from '../../src/model/analog-circuit.ts';
import { kelvin } from '../../src/physics/temperature.ts';
import { createTsv, tsvAverageF } from '../../src/physics/tsv.ts';
import { otaCircuit, runNeuron, spikeTimesS } from '../support/analog-circuit.ts';
import { oracleFolder, readJson } from '../support/oracle-files.ts';
import { NOMINAL, type OtaCore, otaCore, SIMULATED } from './cores.ts';

interface Row {
  readonly I_in: number;
  readonly C_m?: number;
  readonly C_tsv?: number;
  readonly I_b?: number;
  readonly tempC?: number;
  readonly closed_form: { readonly rate: number; readonly isi: number | null };
  readonly spike_times: readonly number[];
  readonly isi_mean?: number;
}

interface PulseRow {
  readonly q_pulse: number;
  readonly t_pw: number;
  readonly period: number;
  readonly n_pulses: number;
  readonly I0: number;
  readonly tstop: number;
  readonly reference_spike_times: readonly number[];
}

interface Behavioural {
  readonly fi_curve: readonly Row[];
  readonly tsv_sweep: readonly Row[];
  readonly temperature_sweep_constant_Ib: readonly Row[];
  readonly temperature_sweep_ptat_Ib: readonly Row[];
  readonly bias_sweep: readonly Row[];
  readonly pulse_trains: readonly PulseRow[];
}

interface MismatchTable {
  readonly cases: readonly {
    readonly I_in: number;
    readonly sigma_ln_Ib: number;
    readonly sigma_Vth: number;
    readonly sigma_C_rel: number;
    readonly mean_rate: number;
    readonly std_rate: number;
    readonly cv_rate: number;
    readonly silent_fraction: number;
  }[];
}

const folder = oracleFolder('analog');
const core = otaCore('analog-ota-180nm-ideal');
const { neuron, synapse } = core;

function table<T>(file: string): T {
  return readJson<T>(join(folder!, file));
}

/** Registers nearest to a row, and how far each is off. */
function codesOf(row: Row): { registers: AnalogRegisters; choices: readonly CodeChoice[] } {
  const leak = nearestCurrentCode(neuron.leak, row.I_b ?? 5e-11);
  const input = nearestSignedCode(neuron.input, row.I_in);
  const capacitor = nearestCapacitor(neuron, row.C_m ?? 1e-12);
  return {
    registers: {
      ...SIMULATED,
      leak: leak.code,
      input: input.code,
      capacitor: capacitor.code,
    },
    choices: [leak, input, capacitor],
  };
}

function rateHz(of: OtaCore, registers: AnalogRegisters, temperatureK: number | null): number {
  const { circuit } = decodeCircuit(of, registers, { ...NOMINAL, temperatureK });
  return constantInputRateHz(circuit!);
}

/** The row's own circuit with bias and input off by given factors. */
function rowRateHz(row: Row, biasFactor: number, inputFactor: number): number {
  return constantInputRateHz(
    otaCircuit({
      C: row.C_m ?? 1e-12,
      Ib: (row.I_b ?? 5e-11) * biasFactor,
      kappa: 0.7,
      E: 0.6,
      Vth: 0.75,
      Vr: 0.6,
      tref: 5e-4,
      temperatureK: kelvin(row.tempC ?? 27),
      I: row.I_in * inputFactor,
    }),
  );
}

const EXACT = 1e-9;

describe.skipIf(folder === null)(
  'codes of the ideal profile (skipped without analog tables)',
  () => {
    const rows = folder === null ? null : table<Behavioural>('behavioural.json');
    const { leak, input } = neuron;
    const leakStep = Math.log(leak.maxA.value / leak.minA.value) / (2 ** leak.bits.value - 1);
    const inputStepA = input.maxA.value / (2 ** input.bits.value - 1);

    it('make the rate of each DC row: exactly where they can, else within half a step of its currents', () => {
      const dc = [...rows!.fi_curve, ...rows!.bias_sweep, ...rows!.temperature_sweep_constant_Ib];
      let exact = 0;
      for (const row of dc) {
        const { registers, choices } = codesOf(row);
        const found = rateHz(core, registers, kelvin(row.tempC ?? 27));
        expect(choices.every(({ clipped }) => !clipped)).toBe(true);
        const name = `${siText(row.I_in, 'A')} ${siText(row.I_b ?? 5e-11, 'A')}`;
        if (choices.every(({ error }) => Math.abs(error) < EXACT)) {
          exact++;
          expect(Math.abs(found - row.closed_form.rate), name).toBeLessThanOrEqual(
            1e-8 * row.closed_form.rate,
          );
          continue;
        }
        const bias = 1 + leakStep / 2;
        const inputPart = inputStepA / 2 / row.I_in;
        expect(found, name).toBeGreaterThanOrEqual(rowRateHz(row, bias, 1 - inputPart) - 1e-9);
        expect(found, name).toBeLessThanOrEqual(rowRateHz(row, 1 / bias, 1 + inputPart) + 1e-9);
      }
      expect(exact).toBeGreaterThan(dc.length / 2);
    });

    it('make the ISI of ngspice within 0.05 % with the event engine, where they are exact', () => {
      for (const row of rows!.fi_curve) {
        const { registers, choices } = codesOf(row);
        if (choices.some(({ error }) => Math.abs(error) > EXACT)) continue;
        const { circuit } = decodeCircuit(core, registers, NOMINAL);
        const times = spikeTimesS(runNeuron(circuit!, 0.12));
        if (row.isi_mean === undefined) {
          expect(row.spike_times).toEqual([]);
          expect(times).toEqual([]);
          continue;
        }
        expect(Math.abs((times[2]! - times[1]!) / row.isi_mean - 1)).toBeLessThan(5e-4);
        expect(Math.abs(times[0]! / row.spike_times[0]! - 1)).toBeLessThan(5e-5);
      }
    });

    it('make PTAT currents the bias of each row, and its rate at the row’s own input', () => {
      const ptat: OtaCore = { ...core, temperature: { ...core.temperature, bias: 'ptat' } };
      for (const row of rows!.temperature_sweep_ptat_Ib) {
        const { circuit } = decodeCircuit(ptat, SIMULATED, {
          ...NOMINAL,
          temperatureK: kelvin(row.tempC!),
        });
        const { membrane } = circuit!;
        expect(membrane.kind === 'ota' && membrane.biasA / row.I_b!).toBeCloseTo(1, 12);
        const found = constantInputRateHz({ ...circuit!, inputA: row.I_in });
        expect(Math.abs(found / row.closed_form.rate - 1)).toBeLessThan(1e-8);
      }
    });

    it('make the rate of each via of the sweep that a via and its bump can be', () => {
      const stack = otaCore('analog-ota-3d').stack!;
      const geometry = {
        diameterM: stack.tsv.diameterM.value,
        lengthM: stack.tsv.lengthM.value,
        oxideM: stack.tsv.oxideM.value,
        dopingPerM3: stack.tsv.dopingPerM3.value,
        flatBandV: stack.tsv.flatBandV.value,
        temperatureK: kelvin(27),
      };
      const viaF = tsvAverageF(createTsv(geometry), 0.6, 0.75);
      let compared = 0;
      for (const row of rows!.tsv_sweep) {
        const bumpF = row.C_tsv! - viaF;
        if (bumpF < 0) continue;
        const stacked: OtaCore = {
          ...core,
          stack: { ...stack, tsv: { ...stack.tsv, bumpF: { ...stack.tsv.bumpF, value: bumpF } } },
        };
        const { registers } = codesOf(row);
        const found = rateHz(stacked, { ...registers, input: 100, tsvs: 1 }, null);
        expect(Math.abs(found / row.closed_form.rate - 1)).toBeLessThan(1e-8);
        compared++;
      }
      expect(compared).toBeGreaterThan(7);
    });

    it('make pulse trains whose spikes are the reference’s within 1e-8 s', () => {
      for (const row of rows!.pulse_trains) {
        const unit = nearestCurrentCode(synapse.unit, 1e-9);
        const input = nearestSignedCode(neuron.input, row.I0);
        const { circuit, weight } = decodeCircuit(
          core,
          { ...SIMULATED, unit: unit.code, input: input.code },
          NOMINAL,
        );
        const charge = weight(Math.round(row.q_pulse / row.t_pw / unit.value));
        expect(charge / row.q_pulse).toBeCloseTo(1, 9);
        const pulses = Array.from({ length: row.n_pulses }, (_, k) => ({
          timeS: row.period * (k + 1),
          channel: SYNAPSE_CHANNEL,
          weight: charge,
        }));
        const times = spikeTimesS(runNeuron(circuit!, row.tstop, pulses));
        expect(times).toHaveLength(row.reference_spike_times.length);
        times.forEach((time, k) => {
          expect(Math.abs(time - row.reference_spike_times[k]!)).toBeLessThan(1e-8);
        });
      }
    });

    it('spread over devices as two million samples do', () => {
      const neurons = 4000;
      for (const row of table<MismatchTable>('mismatch.json').cases) {
        const { mismatch } = core;
        const own: OtaCore = {
          ...core,
          mismatch: {
            ...mismatch,
            biasLn: { ...mismatch.biasLn, value: row.sigma_ln_Ib },
            thresholdV: { ...mismatch.thresholdV, value: row.sigma_Vth },
            capacitance: { ...mismatch.capacitance, value: row.sigma_C_rel },
          },
        };
        const decode = createDecoder(own, {
          temperatureK: null,
          chip: { seed: 11, instance: 0 },
        });
        // The table's input is ideal, so the mismatch of the input's own converter is taken out.
        const circuits: Circuit[] = Array.from({ length: neurons }, (_, index) => ({
          ...decode(SIMULATED, index).circuit!,
          inputA: row.I_in,
        }));
        const found = rateStatistics(Float64Array.from(circuits, constantInputRateHz));
        expect(Math.abs(found.meanHz - row.mean_rate)).toBeLessThan(
          (4 * row.std_rate) / Math.sqrt(neurons),
        );
        expect(Math.abs(found.cv / row.cv_rate - 1)).toBeLessThan(
          5 / Math.sqrt(2 * neurons) + 0.01,
        );
        const silentSigma = Math.sqrt((row.silent_fraction + 1e-4) / neurons);
        expect(Math.abs(found.silentFraction - row.silent_fraction)).toBeLessThan(5 * silentSigma);
      }
    });
  },
);
