import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Channel, Circuit } from '../../emulator/analog/circuit.ts';
import type { AnalogNetwork } from '../../emulator/analog/network.ts';
import { type AnalogStimulus, runAnalogNetwork } from '../../emulator/analog/run-network.ts';
import { createRng, type Rng } from '../../src/support/rng.ts';
import { lifCircuit, otaCircuit } from '../support/analog-circuit.ts';
import { type ReferenceRun, runReference } from '../support/analog-reference.ts';

const DURATION_S = 0.03;
const SPIKE_TOLERANCE_S = 1e-6;

/** One circuit of the kinds that the engine tells apart, above or near rheobase. */
function randomCircuit(rng: Rng): Circuit {
  const reversalV = rng.next() < 0.5 ? 1.1 : 0.55;
  const channels: Channel[] = [
    { kind: 'packet', widthS: 0 },
    { kind: 'current', tauS: 5e-4 + 4e-3 * rng.next() },
    { kind: 'packet', widthS: 1e-5 + 1e-3 * rng.next() },
  ];
  const kind = rng.integer(4);
  if (kind === 0) return dpiCircuit(rng, channels);
  channels.push({ kind: 'conductance', tauS: 1e-3 + 4e-3 * rng.next(), reversalV });
  if (rng.next() < 0.4) {
    channels.push({
      kind: 'adaptation',
      tauS: 5e-3 + 2e-2 * rng.next(),
      jumpA: 1e-11 * rng.next(),
    });
  }
  const shared = { C: 1e-12, E: 0.6, Vr: 0.6 - 0.05 * rng.next(), I: 3e-11 + 1.2e-10 * rng.next() };
  if (kind === 1) {
    return lifCircuit({ ...shared, gL: 7e-10 * rng.next(), Vt: 0.7, tr: 5e-4 }, channels);
  }
  const tref = 1e-4 + 9e-4 * rng.next();
  return otaCircuit(
    { ...shared, Ib: 5e-11, kappa: 0.7, Vth: 0.75, tref, temperatureK: 300 },
    channels,
  );
}

function dpiCircuit(rng: Rng, channels: readonly Channel[]): Circuit {
  return {
    membrane: {
      kind: 'dpi',
      capacitanceF: 1e-12,
      leakA: 5e-12,
      gainA: 2e-11,
      kappa: 0.7,
      temperatureK: 300,
      thresholdA: 1e-10,
      resetA: 5e-13,
      startA: 5e-13,
      floorA: 1e-40,
      minimumIntervalS: 1e-9,
    },
    inputA: 3e-11 + 6e-11 * rng.next(),
    refractoryS: 5e-4,
    channels: [...channels, { kind: 'adaptation', tauS: 1e-2, jumpA: 1e-12 * rng.next() }],
  };
}

function randomNetwork(rng: Rng): { network: AnalogNetwork; stimulus: AnalogStimulus } {
  const neuronCount = 2 + rng.integer(5);
  const inputCount = 2;
  const circuits = Array.from({ length: neuronCount }, () => randomCircuit(rng));
  const rows = Array.from({ length: neuronCount + inputCount }, () =>
    Array.from({ length: rng.integer(5) }, () => randomSynapse(rng, circuits)),
  );
  const synapses = rows.flat();
  const offsets = [0];
  for (const row of rows) offsets.push(offsets.at(-1)! + row.length);
  const inputPs = Array.from({ length: 20 }, () => Math.floor(rng.next() * DURATION_S * 1e12));
  return {
    network: {
      circuits,
      circuitOf: Int32Array.from(circuits.keys()),
      inputCount,
      synapses: {
        offsets: Int32Array.from(offsets),
        targets: Int32Array.from(synapses, ({ target }) => target),
        channels: Uint8Array.from(synapses, ({ channel }) => channel),
        weights: Float64Array.from(synapses, ({ weight }) => weight),
        delaysPs: Float64Array.from(synapses, ({ delayPs }) => delayPs),
      },
    },
    stimulus: {
      inputPs: Float64Array.from(inputPs.sort((a, b) => a - b)),
      inputs: Int32Array.from(inputPs, () => rng.integer(inputCount)),
    },
  };
}

interface Synapse {
  readonly target: number;
  readonly channel: number;
  readonly weight: number;
  readonly delayPs: number;
}

function randomSynapse(rng: Rng, circuits: readonly Circuit[]): Synapse {
  const target = rng.integer(circuits.length);
  const inputs = circuits[target]!.channels.filter(({ kind }) => kind !== 'adaptation');
  const channel = rng.integer(inputs.length);
  const sign = rng.next() < 0.4 ? -1 : 1;
  const { kind } = inputs[channel]!;
  const size = { packet: 4e-14, current: 4e-11, conductance: 5e-10, adaptation: 0 }[kind];
  const weight = (kind === 'conductance' ? 1 : sign) * size * rng.next();
  return { target, channel, weight, delayPs: 1000 + rng.integer(5e8) };
}

/** Spikes of both before the first near-tie, in order of time; what differs first. */
function firstDifference(
  network: AnalogNetwork,
  stimulus: AnalogStimulus,
  plain: ReferenceRun,
): string {
  const { spikes } = runAnalogNetwork(network, stimulus, {
    durationPs: DURATION_S * 1e12,
    eventsMax: 1e6,
  });
  const untilS = Math.min(plain.nearTieS, DURATION_S - 1e-9) - SPIKE_TOLERANCE_S;
  for (let n = 0; n < network.circuitOf.length; n++) {
    const ours = Array.from(spikes.ps, (ps, k) => (ps + spikes.remainders[k]!) / 1e12).filter(
      (timeS, k) => spikes.neurons[k] === n && timeS < untilS,
    );
    const theirs = plain.spikes
      .filter(({ neuron, timeS }) => neuron === n && timeS < untilS)
      .map(({ timeS }) => timeS);
    for (let k = 0; k < Math.max(ours.length, theirs.length); k++) {
      const error = Math.abs((ours[k] ?? Infinity) - (theirs[k] ?? Infinity));
      if (!(error <= SPIKE_TOLERANCE_S)) {
        return `neuron ${n}, spike ${k}: engine ${ours[k]} s, reference ${theirs[k]} s (near-tie at ${plain.nearTieS}: ${plain.nearTie})`;
      }
    }
  }
  return '';
}

describe('analog networks', () => {
  it('spike as a plain Runge-Kutta integration does, within 1 us, until the first near-tie', () => {
    let spikes = 0;
    let ties = 0;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (seed) => {
        const { network, stimulus } = randomNetwork(createRng(`analog/${seed}`));
        const plain = runReference(network, stimulus, DURATION_S);
        spikes += plain.spikes.length;
        if (plain.nearTieS < DURATION_S) ties++;
        expect(firstDifference(network, stimulus, plain)).toBe('');
      }),
      { numRuns: 100, seed: 7 },
    );
    // Near-ties are rare, so that the property says something.
    expect(ties).toBeLessThan(10);
    expect(spikes).toBeGreaterThan(2000);
  });
});
