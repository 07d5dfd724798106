/** Runs a neuron's netlist with ngspice and holds our times against it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmulationError, InputError } from '../../support/errors.ts';
import { closedFormTimes } from './rate.ts';
import { circuitOf, type NeuronSetup } from './setup.ts';
import { SPICE_SPIKES, spiceNetlist } from './spice.ts';

export interface SpiceCheck {
  readonly version: string;
  readonly firstSpikeS: Compared;
  readonly intervalS: Compared;
  /** Relative differences that the simulator's own error stays below: events fall between its time steps. */
  readonly tolerance: {
    readonly firstSpike: number;
    readonly interval: number;
    /** Below this the parts' own rise times count. */
    readonly absoluteS: number;
  };
  readonly agrees: boolean;
}

export interface Compared {
  /** Null where the neuron is silent. */
  readonly ours: number | null;
  readonly ngspice: number | null;
  /** ours / ngspice - 1; null where one of them is silent. */
  readonly difference: number | null;
}

const TOLERANCE = { firstSpike: 5e-5, interval: 5e-4, absoluteS: 5e-8 };
const TIMEOUT_MS = 60_000;

/**
 * Throws InputError E_NGSPICE where ngspice is not installed, EmulationError E_NGSPICE_RUN where it does not come to
 * its end.
 */
export function checkWithSpice(setup: NeuronSetup): SpiceCheck {
  const netlist = spiceNetlist(setup);
  const times = closedFormTimes(circuitOf(setup));
  if (times?.isLimited) {
    throw new InputError(
      'E_NEURON',
      "--check-spice: the comparator's bandwidth limits this neuron's rate, and the netlist's parts have no such limit. Give it less input or a longer --refractory.",
    );
  }
  const version = ngspiceVersion();
  const spikesS = runNetlist(netlist);
  const last = spikesS.at(-1);
  const firstSpikeS = compared(times?.firstS ?? null, spikesS[0] ?? null);
  const intervalS = compared(
    times?.intervalS ?? null,
    last === undefined || spikesS.length < 2 ? null : (last - spikesS[0]!) / (spikesS.length - 1),
  );
  const isSilent = times === null && spikesS.length === 0;
  const isClose =
    isWithin(firstSpikeS, TOLERANCE.firstSpike) && isWithin(intervalS, TOLERANCE.interval);
  return { version, firstSpikeS, intervalS, tolerance: TOLERANCE, agrees: isSilent || isClose };
}

function compared(ours: number | null, ngspice: number | null): Compared {
  return { ours, ngspice, difference: ours && ngspice ? ours / ngspice - 1 : null };
}

function isWithin({ ours, ngspice }: Compared, tolerance: number): boolean {
  if (ours === null || ngspice === null) return false;
  return Math.abs(ours - ngspice) <= Math.max(tolerance * ngspice, TOLERANCE.absoluteS);
}

function ngspiceVersion(): string {
  const { error, stdout } = spawnSync('ngspice', ['--version'], { encoding: 'utf8' });
  if (!error) return /ngspice-\S+/.exec(stdout)?.[0] ?? 'ngspice';
  throw new InputError(
    'E_NGSPICE',
    'ngspice is not installed (no command "ngspice" is found). Install it (Debian, Ubuntu: apt-get install ngspice), or write the netlist with --spice FILE.cir and run it elsewhere.',
  );
}

function runNetlist(netlist: string): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'spikeloom-spice-'));
  try {
    const file = join(folder, 'neuron.cir');
    writeFileSync(file, netlist);
    const { stdout, stderr, status, error } = spawnSync('ngspice', ['-b', file], {
      encoding: 'utf8',
      cwd: folder,
      timeout: TIMEOUT_MS,
      env: { ...process.env, OMP_NUM_THREADS: '1', NGSPICE_MEAS_PRECISION: '12' },
    });
    const output = `${stdout}\n${stderr}`;
    const failed = /^.*(?:aborted|Timestep too small|fatal|singular).*$/im.exec(output);
    if (error?.message.includes('ETIMEDOUT'))
      throw runError(`it took more than ${TIMEOUT_MS / 1000} s`);
    if (error || failed) throw runError(failed?.[0].trim() ?? error?.message ?? `status ${status}`);
    return spikeTimes(stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `spike1 = 2.34e-03` and so on, as far as there are such. */
function spikeTimes(output: string): number[] {
  const times: number[] = [];
  for (let k = 1; k <= SPICE_SPIKES; k++) {
    const match = new RegExp(`^spike${k}\\s*=\\s*(\\S+)`, 'm').exec(output);
    const timeS = Number(match?.[1]);
    if (!match || !Number.isFinite(timeS)) break;
    times.push(timeS);
  }
  return times;
}

function runError(reason: string): EmulationError {
  return new EmulationError(
    'E_NGSPICE_RUN',
    `ngspice did not come to its end: ${reason}. Write the netlist with --spice FILE.cir and look at it.`,
  );
}
