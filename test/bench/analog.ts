/**
 * Analog event engine, one thread. Costs of ngspice 39 (one thread, behavioural netlist, max step 20 us) were recorded on
 * a 2.5 GHz Xeon under other load: CPU time of 100 uncoupled neurons from 60 to 140 pA over 20 ms.
 */
import type { Circuit } from '../../emulator/analog/circuit.ts';
import { constantInputRateHz } from '../../emulator/analog/mismatch-study.ts';
import { type AnalogNetwork, NO_SYNAPSES } from '../../emulator/analog/network.ts';
import {
  type AnalogRun,
  NO_STIMULUS,
  runAnalogNetwork,
} from '../../emulator/analog/run-network.ts';
import { createRng } from '../../src/support/rng.ts';
import { EVENTS_MAX, type OtaParameters, otaCircuit } from '../support/analog-circuit.ts';
import { benchFreeRunning, type FreeRunningBench } from './free-running.ts';

const NGSPICE = { reltol: 1e-5, cpuMsPerSpike: 21.294, isiErrorMax: 0.0012 } as const;

const BASE: OtaParameters = {
  C: 1e-12,
  Ib: 5e-11,
  kappa: 0.7,
  E: 0.6,
  Vth: 0.75,
  Vr: 0.6,
  tref: 5e-4,
  temperatureK: 300.15,
  I: 1e-10,
};

export interface AnalogBench {
  readonly single: Timed;
  readonly uncoupled: Timed & {
    readonly cpuMsPerSpike: number;
    readonly isiErrorMax: number;
    readonly ngspice: typeof NGSPICE;
    readonly timesNgspice: number;
  };
  readonly coupledPackets: Timed;
  readonly coupledExponential: Timed;
  /** Through a whole chip, by the time model of its routers. */
  readonly chip: FreeRunningBench;
  readonly large: Timed & {
    readonly meanRateHz: number;
    readonly neurons: number;
    readonly synapses: number;
  };
}

interface Timed {
  readonly chipS: number;
  readonly cpuS: number;
  readonly spikes: number;
  readonly synapticInputs: number;
  /** Spikes, bounds made tighter and synaptic inputs. */
  readonly eventsPerSecond: number;
  readonly spikesPerSecond: number;
}

export function benchAnalog(): AnalogBench {
  return {
    single: timed(uncoupled([otaCircuit(BASE)]), 2000),
    uncoupled: uncoupledBench(),
    coupledPackets: timed(coupled({ kind: 'packet', widthS: 0 }, 2e-15), 20),
    coupledExponential: timed(coupled({ kind: 'current', tauS: 2e-3 }, 1e-12), 5),
    chip: benchFreeRunning(),
    large: largeBench(),
  };
}

function uncoupled(circuits: readonly Circuit[]): AnalogNetwork {
  return {
    circuits,
    circuitOf: Int32Array.from(circuits.keys()),
    inputCount: 0,
    synapses: NO_SYNAPSES,
  };
}

function run(network: AnalogNetwork, chipS: number): AnalogRun {
  const durationPs = Math.round(chipS * 1e12);
  return runAnalogNetwork(network, NO_STIMULUS, { durationPs, eventsMax: EVENTS_MAX });
}

/** The second of two runs; the first, shorter one compiles the code. */
function timed(network: AnalogNetwork, chipS: number): Timed {
  run(network, chipS / 20);
  const begin = process.cpuUsage();
  const { counts } = run(network, chipS);
  const { user, system } = process.cpuUsage(begin);
  const cpuS = (user + system) / 1e6;
  return {
    chipS,
    cpuS,
    spikes: counts.spikes,
    synapticInputs: counts.inputs,
    eventsPerSecond: (counts.spikes + counts.checks + counts.inputs) / cpuS,
    spikesPerSecond: counts.spikes / cpuS,
  };
}

function uncoupledBench(): AnalogBench['uncoupled'] {
  const circuits = Array.from({ length: 100 }, (_, k) =>
    otaCircuit({ ...BASE, I: 6e-11 + (8e-11 * k) / 99 }),
  );
  const network = uncoupled(circuits);
  const result = timed(network, 20);
  const cpuMsPerSpike = (1000 * result.cpuS) / result.spikes;
  return {
    ...result,
    cpuMsPerSpike,
    isiErrorMax: isiErrorMax(circuits, run(network, 0.2)),
    ngspice: NGSPICE,
    timesNgspice: NGSPICE.cpuMsPerSpike / cpuMsPerSpike,
  };
}

/** Intervals of a run against the closed form, relative. */
function isiErrorMax(circuits: readonly Circuit[], { spikes }: AnalogRun): number {
  const last = new Float64Array(circuits.length).fill(NaN);
  const isiS = circuits.map((circuit) => 1 / constantInputRateHz(circuit));
  let largest = 0;
  spikes.neurons.forEach((neuron, k) => {
    const timeS = (spikes.ps[k]! + spikes.remainders[k]!) / 1e12;
    const error = Math.abs((timeS - last[neuron]!) / isiS[neuron]! - 1);
    if (error > largest) largest = error;
    last[neuron] = timeS;
  });
  return largest;
}

/** 100 neurons, 20 synapses each, inhibition and excitation alike. */
function coupled(channel: Circuit['channels'][number], weight: number): AnalogNetwork {
  const rng = createRng('bench/analog/coupled');
  const circuits = Array.from({ length: 100 }, () =>
    otaCircuit({ ...BASE, I: 6e-11 + 8e-11 * rng.next() }, [channel]),
  );
  return { ...uncoupled(circuits), synapses: randomSynapses(100, 20, weight, 'coupled') };
}

function randomSynapses(
  neuronCount: number,
  fanOut: number,
  weight: number,
  name: string,
): AnalogNetwork['synapses'] {
  const rng = createRng(`bench/analog/${name}/synapses`);
  const count = neuronCount * fanOut;
  return {
    offsets: Int32Array.from({ length: neuronCount + 1 }, (_, k) => k * fanOut),
    targets: Int32Array.from({ length: count }, () => rng.integer(neuronCount)),
    channels: new Uint8Array(count),
    weights: Float64Array.from({ length: count }, () => weight * (2 * rng.next() - 1)),
    delaysPs: 1_000_000,
  };
}

/** Slow neurons (20 pF) above rheobase at about 10 Hz, so that every packet moves its target's next spike. */
function largeBench(): AnalogBench['large'] {
  const neurons = 10_000;
  const fanOut = 100;
  const rng = createRng('bench/analog/large');
  const circuits = Array.from({ length: neurons }, () =>
    otaCircuit({ ...BASE, C: 2e-11, I: 6.4e-11 + 1.2e-11 * rng.next() }, [
      { kind: 'packet', widthS: 0 },
    ]),
  );
  const synapses = randomSynapses(neurons, fanOut, 2e-14, 'large');
  const result = timed({ ...uncoupled(circuits), synapses }, 1);
  return { ...result, meanRateHz: result.spikes / neurons, neurons, synapses: neurons * fanOut };
}
