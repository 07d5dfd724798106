/** Circuits of the analog tables, and runs of one neuron on the engine. */
import type { Channel, Circuit, Membrane } from '../../emulator/analog/circuit.ts';
import type { AnalogNetwork, AnalogSynapses } from '../../emulator/analog/network.ts';
import { NO_SYNAPSES } from '../../emulator/analog/network.ts';
import type { AnalogRun } from '../../emulator/analog/run-network.ts';
import { NO_STIMULUS, runAnalogNetwork } from '../../emulator/analog/run-network.ts';
import type { Comparator } from '../../src/physics/comparator.ts';
import { IDEAL_COMPARATOR } from '../../src/physics/comparator.ts';

export const EVENTS_MAX = 100_000_000;

/** Parameters of an OTA neuron in SI units, the oracle's names. */
export interface OtaParameters {
  readonly C: number;
  readonly Ib: number;
  readonly kappa: number;
  readonly E: number;
  readonly Vth: number;
  readonly Vr: number;
  readonly tref: number;
  readonly temperatureK: number;
  readonly I: number;
  readonly comparator?: Comparator;
}

export function otaCircuit(p: OtaParameters, channels: readonly Channel[] = []): Circuit {
  return {
    membrane: {
      kind: 'ota',
      capacitanceF: p.C,
      biasA: p.Ib,
      kappa: p.kappa,
      temperatureK: p.temperatureK,
      restV: p.E,
      thresholdV: p.Vth,
      resetV: p.Vr,
      startV: p.Vr,
      floorV: -Infinity,
      comparator: p.comparator ?? IDEAL_COMPARATOR,
    },
    inputA: p.I,
    refractoryS: p.tref,
    channels,
  };
}

/** Parameters of a leaky integrate-and-fire neuron in SI units. */
export interface LifParameters {
  readonly C: number;
  readonly gL: number;
  readonly E: number;
  readonly Vr: number;
  readonly Vt: number;
  readonly tr: number;
  readonly I: number;
  readonly start?: number;
}

export function lifCircuit(p: LifParameters, channels: readonly Channel[] = []): Circuit {
  const membrane: Membrane = {
    kind: 'linear',
    capacitanceF: p.C,
    leakSiemens: p.gL,
    restV: p.E,
    thresholdV: p.Vt,
    resetV: p.Vr,
    startV: p.start ?? p.Vr,
    floorV: -Infinity,
    comparator: IDEAL_COMPARATOR,
  };
  return { membrane, inputA: p.I, refractoryS: p.tr, channels };
}

/** An input spike: seconds (rounded to picoseconds), channel and weight. */
export interface InputSpike {
  readonly timeS: number;
  readonly channel: number;
  readonly weight: number;
}

/** Runs one neuron with inputs of its own; each distinct (channel, weight) is an input with one synapse. */
export function runNeuron(
  circuit: Circuit,
  durationS: number,
  inputs: readonly InputSpike[] = [],
): AnalogRun {
  const network: AnalogNetwork = {
    circuits: [circuit],
    circuitOf: new Int32Array(1),
    inputCount: inputs.length,
    synapses: inputs.length === 0 ? NO_SYNAPSES : inputSynapses(inputs),
  };
  const order = inputs
    .map(({ timeS }, k) => ({ ps: Math.round(timeS * 1e12), k }))
    .sort((a, b) => a.ps - b.ps);
  const stimulus =
    inputs.length === 0
      ? NO_STIMULUS
      : {
          inputPs: Float64Array.from(order, ({ ps }) => ps),
          inputs: Int32Array.from(order, ({ k }) => k),
        };
  const durationPs = Math.round(durationS * 1e12);
  return runAnalogNetwork(network, stimulus, { durationPs, eventsMax: EVENTS_MAX });
}

function inputSynapses(inputs: readonly InputSpike[]): AnalogSynapses {
  return {
    offsets: Int32Array.from({ length: inputs.length + 2 }, (_, k) => Math.max(0, k - 1)),
    targets: new Int32Array(inputs.length),
    channels: Uint8Array.from(inputs, ({ channel }) => channel),
    weights: Float64Array.from(inputs, ({ weight }) => weight),
    delaysPs: 0,
  };
}

/** Spike times of a run in seconds. */
export function spikeTimesS({ spikes }: AnalogRun): number[] {
  return Array.from(spikes.ps, (ps, k) => (ps + spikes.remainders[k]!) / 1e12);
}
