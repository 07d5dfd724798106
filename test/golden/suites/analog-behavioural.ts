import type { Circuit } from '../../../emulator/analog/circuit.ts';
import { intervalEnergyJ } from '../../../src/physics/supply-energy.ts';
import { kelvin } from '../../../src/physics/temperature.ts';
import { otaCircuit, runNeuron, spikeTimesS } from '../../support/analog-circuit.ts';
import { type GoldenSuite, goldenCase, type Tally } from '../../support/golden.ts';
import { readJson } from '../../support/oracle-files.ts';
import { filesWithKeys, largestDifference } from './analog-files.ts';

interface Base {
  readonly Cm: number;
  readonly Ctsv: number;
  readonly Ib: number;
  readonly kappa: number;
  readonly E: number;
  readonly Vth: number;
  readonly Vr: number;
  readonly VDD: number;
  readonly tref: number;
  readonly Icmp: number;
  readonly Cr: number;
  readonly tempC: number;
}

interface DcRow {
  readonly I_in: number;
  readonly C_m?: number;
  readonly C_tsv?: number;
  readonly I_b?: number;
  readonly tempC?: number;
  readonly tstop: number;
  readonly spike_times: readonly number[];
  readonly closed_form: { readonly t_first: number | null; readonly isi: number | null };
  readonly isi_mean?: number;
  readonly energy_per_spike_supply?: number;
  readonly v_end?: number;
}

interface PulseRow {
  readonly q_pulse: number;
  readonly t_pw: number;
  readonly period: number;
  readonly n_pulses: number;
  readonly I0: number;
  readonly tstop: number;
  readonly spike_times: readonly number[];
  readonly reference_spike_times: readonly number[];
}

interface ExpRow {
  readonly jump: number;
  readonly tau_syn: number;
  readonly input_times: readonly number[];
  readonly I0: number;
  readonly tstop: number;
  readonly spike_times: readonly number[];
  readonly reference_spike_times: readonly number[];
}

interface Behavioural {
  readonly base: Base;
  readonly pulse_trains: readonly PulseRow[];
  readonly exp_synapse: readonly ExpRow[];
  readonly tolerance: {
    readonly closed_form_rel: number;
    readonly ngspice_isi_rel: number;
    readonly ngspice_first_spike_rel: number;
    readonly reference_spike_time_abs_s: number;
  };
}

/** What the file's note allows trains against ngspice. */
const NGSPICE_TRAIN_S = 20e-6;
const ENERGY_REL = 0.01;
/** The edges of a pulse take this part of its width each. */
const EDGE = 1 / 1000;
const SPIKES = 6;

export const behaviouralSuite: GoldenSuite = {
  name: 'behavioural',
  title: 'spike times, intervals and energy of ideal OTA neurons, against ngspice and closed forms',
  files: (folder) => filesWithKeys(folder, ['base', 'pulse_trains', 'exp_synapse', 'tolerance']),
  runFile: async (file, folder, report) => {
    const table = readJson<Behavioural & Record<string, unknown>>(file);
    for (const [block, rows] of Object.entries(table)) {
      if (!isDcBlock(rows)) continue;
      for (const [k, row] of rows.entries()) {
        await goldenCase({ folder, file, name: `${block}[${k}]` }, report, (tally) =>
          checkDc(tally, table, row),
        );
      }
    }
    for (const [k, row] of table.pulse_trains.entries()) {
      await goldenCase({ folder, file, name: `pulse_trains[${k}]` }, report, (tally) =>
        checkTrain(tally, table, row, pulseTimes(table.base, row)),
      );
    }
    for (const [k, row] of table.exp_synapse.entries()) {
      await goldenCase({ folder, file, name: `exp_synapse[${k}]` }, report, (tally) =>
        checkTrain(tally, table, row, expTimes(table.base, row)),
      );
    }
  },
};

function isDcBlock(rows: unknown): rows is readonly DcRow[] {
  return Array.isArray(rows) && rows.some((row) => typeof row === 'object' && 'closed_form' in row);
}

function circuitOf(base: Base, row: Partial<DcRow>, channels: Circuit['channels'] = []): Circuit {
  return otaCircuit(
    {
      C: (row.C_m ?? base.Cm) + (row.C_tsv ?? base.Ctsv),
      Ib: row.I_b ?? base.Ib,
      kappa: base.kappa,
      E: base.E,
      Vth: base.Vth,
      Vr: base.Vr,
      tref: base.tref,
      temperatureK: kelvin(row.tempC ?? base.tempC),
      I: row.I_in ?? 0,
    },
    channels,
  );
}

function checkDc(tally: Tally, { base, tolerance }: Behavioural, row: DcRow): void {
  const { t_first: first, isi } = row.closed_form;
  if (first === null || isi === null) {
    const run = runNeuron(circuitOf(base, row), Math.max(row.tstop, 10));
    tally.equal('spikes of a silent row', 0, run.counts.spikes);
    tally.equal('spikes of ngspice', 0, row.spike_times.length);
    return;
  }
  const run = runNeuron(circuitOf(base, row), first + SPIKES * isi);
  const times = spikeTimesS(run);
  const ours = (times.at(-1)! - times[0]!) / (times.length - 1);
  const relative = (what: string, expected: number, actual: number, part: number): void =>
    tally.near(what, expected, actual, part * expected);
  relative('first spike, closed form', first, times[0]!, tolerance.closed_form_rel);
  relative('interval, closed form', isi, ours, tolerance.closed_form_rel);
  const [spice] = row.spike_times;
  if (spice !== undefined) {
    relative('first spike, ngspice', spice, times[0]!, tolerance.ngspice_first_spike_rel);
  }
  if (row.isi_mean !== undefined) {
    relative('interval, ngspice', row.isi_mean, ours, tolerance.ngspice_isi_rel);
  }
  if (row.energy_per_spike_supply === undefined) return;
  const supply = {
    supplyV: base.VDD,
    biasA: row.I_b ?? base.Ib,
    comparatorA: base.Icmp,
    resetCapacitanceF: base.Cr,
    resetPulseS: base.tref,
  };
  const energy = row.energy_per_spike_supply;
  relative('energy per interval', energy, intervalEnergyJ(supply, ours), ENERGY_REL);
  // The engine's own account: the first spike charges the whole capacitor, later ones what is gone.
  const recharged = (run.recharged[0]! - 1) / (times.length - 1);
  const resetJ = recharged * base.Cr * base.VDD ** 2;
  const staticJ = (supply.biasA + base.Icmp) * base.VDD * ours;
  relative('energy by counts', energy, resetJ + staticJ, ENERGY_REL);
}

/** A trapezoid's charge is a rectangle's that begins half an edge later. */
function pulseTimes(base: Base, row: PulseRow): number[] {
  const { t_pw: widthS, n_pulses: count, period, q_pulse: weight } = row;
  const circuit = circuitOf(base, { I_in: row.I0 }, [{ kind: 'packet', widthS }]);
  const inputs = Array.from({ length: count }, (_, k) => ({
    timeS: (k + 1) * period + (EDGE / 2) * widthS,
    channel: 0,
    weight,
  }));
  return spikeTimesS(runNeuron(circuit, row.tstop, inputs));
}

function expTimes(base: Base, row: ExpRow): number[] {
  const circuit = circuitOf(base, { I_in: row.I0 }, [{ kind: 'current', tauS: row.tau_syn }]);
  const inputs = row.input_times.map((timeS) => ({ timeS, channel: 0, weight: row.jump }));
  return spikeTimesS(runNeuron(circuit, row.tstop, inputs));
}

function checkTrain(
  tally: Tally,
  { tolerance }: Behavioural,
  row: PulseRow | ExpRow,
  times: readonly number[],
): void {
  tally.list(
    'spike times of the reference',
    row.reference_spike_times,
    times,
    tolerance.reference_spike_time_abs_s,
  );
  tally.near(
    'spike times of ngspice',
    0,
    largestDifference(row.spike_times, times),
    NGSPICE_TRAIN_S,
  );
}
