import { describe, expect, it } from 'vitest';
import { AnalogNeurons } from '../../../emulator/analog/analog-neurons.ts';
import type { Channel, Circuit } from '../../../emulator/analog/circuit.ts';
import { type AnalogNetwork, NO_SYNAPSES } from '../../../emulator/analog/network.ts';
import {
  type AnalogRun,
  NO_STIMULUS,
  runAnalogNetwork,
} from '../../../emulator/analog/run-network.ts';
import { IDEAL_COMPARATOR } from '../../../src/physics/comparator.ts';
import {
  type InputSpike,
  lifCircuit,
  type OtaParameters,
  otaCircuit,
  runNeuron,
  spikeTimesS,
} from '../../support/analog-circuit.ts';
import { runReference } from '../../support/analog-reference.ts';

const OTA: OtaParameters = {
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
const JUMP: Channel = { kind: 'packet', widthS: 0 };

/** A ring in which each neuron lifts the next over its threshold at once. */
function ring(size: number, circuit: Circuit, delayPs: number): AnalogNetwork {
  return {
    circuits: [circuit],
    circuitOf: new Int32Array(size),
    inputCount: 1,
    synapses: {
      offsets: Int32Array.from({ length: size + 2 }, (_, k) => k),
      targets: Int32Array.from({ length: size + 1 }, (_, k) => (k < size ? (k + 1) % size : 0)),
      channels: new Uint8Array(size + 1),
      weights: new Float64Array(size + 1).fill(1e-12),
      delaysPs: delayPs,
    },
  };
}

const KICK = { inputPs: Float64Array.of(1000), inputs: Int32Array.of(0) };
const options = { durationPs: 1e9, eventsMax: 100_000 };

function bits({ spikes }: AnalogRun): string {
  return JSON.stringify([[...spikes.neurons], [...spikes.ps], [...spikes.remainders]]);
}

describe('events of one neuron', () => {
  it('loses packets that come while it is held, and counts them', () => {
    const inputs: InputSpike[] = [1e-3, 1.1e-3, 1.4e-3, 1.6e-3].map((timeS) => ({
      timeS,
      channel: 0,
      weight: 1.6e-13,
    }));
    const run = runNeuron(otaCircuit({ ...OTA, I: 0 }, [JUMP]), 0.01, inputs);
    expect(spikeTimesS(run)).toEqual([1e-3, 1.6e-3]);
    expect(run.counts.heldPackets).toBe(2);
  });

  it('loses the part of a packet that falls into the pause, and counts such packets apart', () => {
    // Held from 1 to 1.5 ms: packets of 0.2 ms are lost whole, in part, and not at all.
    const late: InputSpike[] = [1.1e-3, 1.4e-3, 1.6e-3].map((timeS) => ({
      timeS,
      channel: 1,
      weight: 1e-14,
    }));
    const channels: Channel[] = [JUMP, { kind: 'packet', widthS: 2e-4 }];
    const run = runNeuron(otaCircuit({ ...OTA, I: 0 }, channels), 0.01, [
      { timeS: 1e-3, channel: 0, weight: 1.6e-13 },
      ...late,
    ]);
    expect(run.counts).toMatchObject({ heldPackets: 1, cutPackets: 1 });
  });

  it('loses packets within the delay of a comparator and the pause behind it', () => {
    const delay = { delayS: 2e-4, slopeReferenceVPerS: 1, exponent: 0, slopeMinVPerS: 1 };
    const circuit = otaCircuit({ ...OTA, comparator: { ...IDEAL_COMPARATOR, delay } }, [
      { kind: 'packet', widthS: 3e-4 },
    ]);
    const first = spikeTimesS(runNeuron(circuit, 0.01))[0]!;
    const inputs: InputSpike[] = [
      { timeS: first - 1e-4, channel: 0, weight: 1e-14 },
      { timeS: first + 4e-4, channel: 0, weight: 1e-14 },
    ];
    expect(runNeuron(circuit, first + 1e-3, inputs).counts).toMatchObject({
      heldPackets: 1,
      cutPackets: 1,
    });
  });

  it('lets inputs of one picosecond add up before it decides', () => {
    const pair = (weights: readonly number[]): number =>
      runNeuron(
        otaCircuit({ ...OTA, I: 0 }, [JUMP]),
        0.01,
        weights.map((weight) => ({ timeS: 1e-3, channel: 0, weight })),
      ).counts.spikes;
    expect(pair([2e-13, -1e-13])).toBe(0);
    expect(pair([-1e-13, 2e-13])).toBe(0);
    expect(pair([1e-13, 1e-13])).toBe(1);
  });

  it('fires by its comparator later where its slope is flatter', () => {
    const delay = { delayS: 6e-5, slopeReferenceVPerS: 50, exponent: 0.4, slopeMinVPerS: 1 };
    const late = (I: number): number => {
      const ideal = spikeTimesS(runNeuron(otaCircuit({ ...OTA, I }), 0.02))[0]!;
      const comparator = { ...IDEAL_COMPARATOR, delay };
      return spikeTimesS(runNeuron(otaCircuit({ ...OTA, I, comparator }), 0.02))[0]! - ideal;
    };
    const slope =
      (1e-10 - 5e-11 * Math.tanh((0.15 * 0.7 * 1.602176634e-19) / (2 * 1.380649e-23 * 300.15))) /
      1e-12;
    expect(late(1e-10)).toBeCloseTo(6e-5 * (slope / 50) ** -0.4, 12);
    expect(late(6e-11)).toBeGreaterThan(late(1e-10));
    expect(late(1e-9)).toBeLessThan(late(1e-10));
  });

  it('ignores what comes during the comparator delay but keeps currents', () => {
    const delay = { delayS: 1e-3, slopeReferenceVPerS: 1, exponent: 0, slopeMinVPerS: 1 };
    const circuit = otaCircuit({ ...OTA, comparator: { ...IDEAL_COMPARATOR, delay } }, [
      JUMP,
      { kind: 'current', tauS: 5e-3 },
    ]);
    const first = spikeTimesS(runNeuron(circuit, 0.01))[0]!;
    const timeS = first - 5e-4;
    const lost = runNeuron(circuit, 0.012, [{ timeS, channel: 0, weight: -5e-13 }]);
    const plain = runNeuron(circuit, 0.012);
    expect(bits(lost)).toBe(bits(plain));
    expect(lost.counts.heldPackets).toBe(1);
    const kept = runNeuron(circuit, 0.012, [{ timeS, channel: 1, weight: 1e-10 }]);
    expect(spikeTimesS(kept)[0]).toBe(first);
    expect(spikeTimesS(kept)[1]!).toBeLessThan(spikeTimesS(plain)[1]! - 1e-4);
  });

  it('counts a drive beyond the bandwidth of its comparator and fires no faster', () => {
    const comparator = { ...IDEAL_COMPARATOR, minimumIntervalS: 1e-6 };
    const run = runNeuron(otaCircuit({ ...OTA, tref: 0, I: 1e-3, comparator }), 1e-4);
    expect(run.counts.spikes).toBe(100);
    expect(run.counts.rateLimited).toBe(99);
    const times = spikeTimesS(run);
    for (let k = 1; k < times.length; k++) expect(times[k]! - times[k - 1]!).toBeCloseTo(1e-6, 15);
  });

  it('stays at its lower rail under inhibition', () => {
    const circuit = otaCircuit({ ...OTA, I: 0 }, [JUMP]);
    const railed = { ...circuit, membrane: { ...circuit.membrane, floorV: 0 } } as Circuit;
    const neurons = new AnalogNeurons([railed], new Int32Array(1));
    for (let k = 0; k < 50; k++) neurons.receive(0, 0, -1e-12, 1e6);
    expect(neurons.membraneAt(0, 1e6)).toBeCloseTo(0, 12);
  });

  it('has a membrane current in amperes where it works in the log domain', () => {
    const startA = 3e-12;
    const membrane = {
      kind: 'dpi' as const,
      capacitanceF: 3e-12,
      leakA: 5e-12,
      gainA: 2e-11,
      kappa: 0.7,
      temperatureK: 300.15,
      thresholdA: 1e-9,
      resetA: 1e-12,
      startA,
      floorA: 5e-13,
      minimumIntervalS: 1e-9,
    };
    const circuit = { membrane, inputA: 0, refractoryS: 1e-3, channels: [] };
    const neurons = new AnalogNeurons([circuit], new Int32Array(1));
    expect(neurons.membraneAt(0, 0)).toBeCloseTo(startA, 24);
  });

  it('has a trace that changes nothing', () => {
    const circuit = otaCircuit(OTA, [{ kind: 'current', tauS: 2e-3 }]);
    const [probed, plain] = [0, 0].map(() => new AnalogNeurons([circuit], new Int32Array(1)));
    for (const neurons of [probed!, plain!]) neurons.receive(0, 0, 3e-11, 1e8);
    const trace = [1e8, 5e8, 9e8].map((ps) => probed!.membraneAt(0, ps));
    expect(trace[0]!).toBeLessThan(trace[1]!);
    expect(trace[1]!).toBeLessThan(trace[2]!);
    expect(probed!.next()).toBe(0);
    expect(probed!.entryPs(0)).toBe(plain!.entryPs(0));
    expect(probed!.membraneAt(0, 7e8)).toBe(plain!.membraneAt(0, 7e8));
  });

  it('takes a new input current from a time on', () => {
    const neurons = new AnalogNeurons([otaCircuit({ ...OTA, I: 0 })], new Int32Array(1));
    expect(neurons.next()).toBe(-1);
    neurons.setInput(0, 1e-10, 1e9);
    const late = (neurons.entryPs(0) + neurons.entryRemainder(0)) / 1e12 - 1e-3;
    expect(late).toBeCloseTo(0.00234188808, 11);
  });
});

describe('networks', () => {
  it('repeat to the bit', () => {
    const network = ring(7, otaCircuit({ ...OTA, I: 5e-11 }, [JUMP]), 12_345);
    const run = (): AnalogRun => runAnalogNetwork(network, KICK, { ...options, durationPs: 1e11 });
    expect(run().counts.spikes).toBeGreaterThan(10);
    expect(bits(run())).toBe(bits(run()));
  });

  it('pass a spike on after the delay of each synapse, nearest first', () => {
    const network: AnalogNetwork = {
      circuits: [otaCircuit({ ...OTA, I: 0 }, [JUMP])],
      circuitOf: new Int32Array(3),
      inputCount: 1,
      synapses: {
        offsets: Int32Array.of(0, 0, 0, 0, 3),
        targets: Int32Array.of(2, 0, 1),
        channels: new Uint8Array(3),
        weights: new Float64Array(3).fill(2e-13),
        delaysPs: Float64Array.of(900, 300, 300),
      },
    };
    const { spikes } = runAnalogNetwork(network, KICK, options);
    expect([...spikes.neurons]).toEqual([0, 1, 2]);
    expect([...spikes.ps]).toEqual([1300, 1300, 1900]);
  });

  it('are an error where a loop without delay or refractory time never ends', () => {
    const zeno = ring(2, otaCircuit({ ...OTA, I: 0, tref: 0 }, [JUMP]), 0);
    expect(() => runAnalogNetwork(zeno, KICK, options)).toThrowError(
      /100,000 events were worked off.*the run is not over/,
    );
  });

  it('say when rounding could decide: an input at the very time of a crossing', () => {
    const circuit = lifCircuit({ C: 1e-12, gL: 0, E: 0, Vr: 0, Vt: 1e-3, tr: 1e-3, I: 1e-12 }, [
      JUMP,
    ]);
    const network = { ...ring(1, circuit, 0), synapses: { ...ring(1, circuit, 0).synapses } };
    const { nearTieS, nearTie } = runReference(
      network,
      { inputPs: Float64Array.of(1e9), inputs: Int32Array.of(0) },
      2e-3,
    );
    expect(nearTieS).toBeCloseTo(1e-3, 9);
    expect(nearTie).not.toBe('');
  });
});

describe('what cannot run', () => {
  const run = (circuit: Circuit): AnalogRun => runNeuron(circuit, 0.01);
  const cases: readonly (readonly [string, Partial<OtaParameters>, RegExp])[] = [
    [
      'no capacitance',
      { C: 0 },
      /membrane capacitance in F is 0; it must be a finite number above 0/,
    ],
    ['a threshold below reset', { Vth: 0.5 }, /threshold, 0.5 V, is not above the reset, 0.6 V/],
    ['a negative bias', { Ib: -1e-12 }, /bias current in A is -1e-12; .* at least 0/],
    ['kappa of 0', { kappa: 0 }, /kappa is 0; .* above 0 and below 1/],
    ['kappa of 1', { kappa: 1 }, /kappa is 1; .* above 0 and below 1/],
    ['NaN', { I: NaN }, /input current in A is NaN; it must be finite/],
    ['absolute zero', { temperatureK: 0 }, /temperature in kelvin is 0/],
    ['a negative refractory time', { tref: -1 }, /refractory time in s is -1/],
    [
      'a comparator that never lets go',
      { comparator: { ...IDEAL_COMPARATOR, hysteresisV: 0.2 } },
      /reset to 0.6 V does not release the comparator/,
    ],
  ];
  it.each(cases)('%s is one clear error', (_, change, message) => {
    expect(() => run(otaCircuit({ ...OTA, ...change }))).toThrowError(message);
  });

  it('a bias of 0 is no error but a perfect integrator', () => {
    const [first] = spikeTimesS(run(otaCircuit({ ...OTA, Ib: 0 })));
    expect(first).toBeCloseTo((0.15 * 1e-12) / 1e-10, 13);
  });

  it('a weight that no circuit survives, a wrong channel, a wrong target', () => {
    const circuit = otaCircuit(OTA, [JUMP]);
    const input = (channel: number, weight: number) => () =>
      runNeuron(circuit, 0.01, [{ timeS: 1e-4, channel, weight }]);
    expect(input(0, -1)).toThrowError(/membrane of neuron 0 is driven to/);
    expect(input(1, 1e-14)).toThrowError(
      /synapse 0 goes to channel 1 of neuron 0, which is no input/,
    );
    expect(input(0, Number.NaN)).toThrowError(/synapse 0 has the weight NaN/);
    const network = ring(2, circuit, 0);
    const wrong = { ...network.synapses, targets: Int32Array.of(1, 5, 0) };
    expect(() => runAnalogNetwork({ ...network, synapses: wrong }, KICK, options)).toThrowError(
      /synapse 1 goes to neuron 5 of 2/,
    );
  });

  it('a conductance a billion times faster than the rest', () => {
    const circuit = otaCircuit(OTA, [{ kind: 'conductance', tauS: Infinity, reversalV: 1 }]);
    const input = { timeS: 0, channel: 0, weight: 1e3 };
    expect(() => runNeuron(circuit, 0.01, [input])).toThrowError(/series steps/);
  });

  it('a run that is too long and inputs out of order', () => {
    const network = { ...ring(1, otaCircuit(OTA, [JUMP]), 0), synapses: NO_SYNAPSES };
    expect(() => runAnalogNetwork(network, NO_STIMULUS, { ...options, durationPs: 1e17 })).toThrow(
      /the run lasts/,
    );
    const stimulus = { inputPs: Float64Array.of(5, 4), inputs: Int32Array.of(0, 0) };
    expect(() => runAnalogNetwork(network, stimulus, options)).toThrowError(
      /input event 1 is at 4 ps/,
    );
  });
});
