import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kindTotals } from '../../emulator/account.ts';
import type { AnalogNetwork } from '../../emulator/analog/network.ts';
import { type AnalogStimulus, runAnalogNetwork } from '../../emulator/analog/run-network.ts';
import { KIND } from '../../emulator/event-index.ts';
import { decodeCircuit } from '../../src/analog/decode.ts';
import type { SampleTrace } from '../../src/model/trace.ts';
import { createRng, type Rng } from '../../src/support/rng.ts';
import { eventsOf } from '../properties/small-network.ts';
import {
  analogImage,
  BEHAVIOURAL_CODES,
  type ImageSpec,
  idealProfile,
  runFreely,
} from '../support/analog-image.ts';
import { runReference } from '../support/analog-reference.ts';

const STEPS = 30;
const DT_S = 1e-3;
const SPIKE_TOLERANCE_S = 1e-6;
const profile = idealProfile();

/** Two inputs and two populations of neurons near and above rheobase, joined at random. */
interface RandomNetwork {
  readonly spec: ImageSpec;
  readonly events: readonly [number, number][];
}

function randomNetwork(rng: Rng): RandomNetwork {
  const sizes = [2, 2 + rng.integer(4), 1 + rng.integer(4)];
  const populations = sizes.map((size, p) => {
    const name = `p${p}`;
    if (p === 0) return { name, size };
    const input = Int32Array.from({ length: size }, () => 30 + rng.integer(120));
    const codes = { refractory: 120 + rng.integer(60), capacitor: 1 + rng.integer(2) };
    return { name, size, registers: { input, unit: 400 + rng.integer(100), ...codes } };
  });
  const synapses = sizes.flatMap((size, pre) =>
    Array.from({ length: size }, (_, index) => index).flatMap((index) =>
      [1, 2].flatMap((post) =>
        Array.from({ length: sizes[post]! }, (_, target) => target).flatMap((target) =>
          rng.next() < 0.4 ? [[pre, index, post, target, rng.integer(41) - 14] as const] : [],
        ),
      ),
    ),
  );
  const kept = synapses.filter(([, , , , code]) => code !== 0);
  const events = Array.from({ length: 20 }, (): [number, number] => [
    rng.integer(STEPS),
    rng.integer(2),
  ]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return { spec: { profile, dtS: DT_S, populations, synapses: kept }, events };
}

/** The same circuits and charges without any chip. */
function bareNetwork({ spec, events }: RandomNetwork): {
  network: AnalogNetwork;
  stimulus: AnalogStimulus;
} {
  const neurons = spec.populations.flatMap(({ size, registers }, population) =>
    registers === undefined
      ? []
      : Array.from({ length: size }, (_, index) => {
          const codes = Object.fromEntries(
            Object.entries({ ...BEHAVIOURAL_CODES, ...registers }).map(([name, code]) => [
              name,
              typeof code === 'number' ? code : code[index]!,
            ]),
          ) as unknown as typeof BEHAVIOURAL_CODES;
          const options = { temperatureK: null, chip: null, index: 0 };
          const decoded = decodeCircuit(profile.coreTypes[0]!.analog!, codes, options);
          return { population, index, decoded };
        }),
  );
  const idOf = (population: number, index: number): number =>
    neurons.findIndex((each) => each.population === population && each.index === index);
  const sources = [
    ...neurons,
    ...Array.from({ length: 2 }, (_, index) => ({ population: 0, index })),
  ];
  const rows = sources.map(({ population, index }) =>
    spec.synapses.filter(([pre, from]) => pre === population && from === index),
  );
  const flat = rows.flat();
  let sum = 0;
  return {
    network: {
      circuits: neurons.map(({ decoded }) => decoded.circuit!),
      circuitOf: Int32Array.from(neurons.keys()),
      inputCount: 2,
      synapses: {
        offsets: Int32Array.of(0, ...rows.map(({ length }) => (sum += length))),
        targets: Int32Array.from(flat, ([, , post, index]) => idOf(post, index)),
        channels: new Uint8Array(flat.length),
        weights: Float64Array.from(flat, ([, , post, index, code]) =>
          neurons[idOf(post, index)]!.decoded.weight(code),
        ),
        delaysPs: 0,
      },
    },
    stimulus: {
      inputPs: Float64Array.from(events, ([step]) => step * 1e9),
      inputs: Int32Array.from(events, ([, input]) => input),
    },
  };
}

function emulate(
  { spec, events }: RandomNetwork,
  coreOf?: (population: number, index: number) => number,
): SampleTrace {
  const image = analogImage({ ...spec, ...(coreOf ? { coreOf } : {}) });
  return runFreely(image, [eventsOf(events)], { steps: STEPS, timing: 'none' })[0]!;
}

/** Spike times of each neuron in the order of (population, index), picosecond. */
function trainsOf({ spec }: RandomNetwork, { spikes }: SampleTrace): number[][] {
  const begins = [0, 0, spec.populations[1]!.size];
  const trains = Array.from({ length: begins[2]! + spec.populations[2]!.size }, (): number[] => []);
  spikes!.timesPs!.forEach((ps, k) => {
    trains[begins[spikes!.populations[k]!]! + spikes!.indices[k]!]!.push(ps);
  });
  return trains;
}

const seeds = fc.integer({ min: 0, max: 1e9 });

describe('random networks on a free-running chip with an ideal router', () => {
  it('spike as the bare circuits do, to the picosecond', () => {
    let spikes = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        const made = randomNetwork(createRng(`free-running/${seed}`));
        const { network, stimulus } = bareNetwork(made);
        const run = runAnalogNetwork(network, stimulus, {
          durationPs: STEPS * DT_S * 1e12 - 1,
          eventsMax: 1e6,
        });
        const expected = network.circuits.map((): number[] => []);
        run.spikes.neurons.forEach((neuron, k) => {
          expected[neuron]!.push(run.spikes.ps[k]!);
        });
        spikes += run.spikes.ps.length;
        expect(trainsOf(made, emulate(made))).toEqual(expected);
      }),
      { numRuns: 60, seed: 11 },
    );
    expect(spikes).toBeGreaterThan(1000);
  });

  it('spike as a plain Runge-Kutta integration does, within 1 us, until the first near-tie', () => {
    let [spikes, ties] = [0, 0];
    fc.assert(
      fc.property(seeds, (seed) => {
        const made = randomNetwork(createRng(`free-running/${seed}`));
        const { network, stimulus } = bareNetwork(made);
        const durationS = STEPS * DT_S;
        const plain = runReference(network, stimulus, durationS);
        if (plain.nearTieS < durationS) ties++;
        const untilS = Math.min(plain.nearTieS, durationS - 1e-9) - SPIKE_TOLERANCE_S;
        const trains = trainsOf(made, emulate(made));
        trains.forEach((train, neuron) => {
          const ours = train.map((ps) => ps / 1e12).filter((timeS) => timeS < untilS);
          const theirs = plain.spikes.filter(
            (spike) => spike.neuron === neuron && spike.timeS < untilS,
          );
          spikes += theirs.length;
          const about = `neuron ${neuron}, near-tie at ${plain.nearTieS}: ${plain.nearTie}`;
          expect(ours.length, about).toBe(theirs.length);
          ours.forEach((timeS, k) => {
            const error = Math.abs(timeS - theirs[k]!.timeS);
            expect(error, `${about}, spike ${k}`).toBeLessThan(SPIKE_TOLERANCE_S);
          });
        });
      }),
      { numRuns: 25, seed: 12 },
    );
    expect(spikes).toBeGreaterThan(500);
    expect(ties).toBeLessThan(8);
  });

  it('spike the same on one core and on many', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const rng = createRng(`free-running/${seed}`);
        const made = randomNetwork(rng);
        const cores = Array.from({ length: 15 }, () => rng.integer(5));
        const spread = emulate(made, (population, index) => cores[population * 5 + index]!);
        const together = emulate(made);
        expect(spread.spikes).toEqual(together.spikes);
        expect(spread.spikesByPopulation).toEqual(together.spikesByPopulation);
      }),
      { numRuns: 60, seed: 13 },
    );
  });

  it('lose and make no packet on their ways', () => {
    const timings = ['none', 'analytic', 'cycle'] as const;
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, isMulticast) => {
        const rng = createRng(`free-running/${seed}`);
        const { spec, events } = randomNetwork(rng);
        const cores = Array.from({ length: 15 }, () => rng.integer(30));
        const cast = isMulticast ? 'multicast' : 'unicast';
        const image = analogImage({
          ...spec,
          profile: { ...profile, network: { ...profile.network, cast } },
          coreOf: (population, index) => cores[population * 5 + index]!,
        });
        const input = image.inputs[0]!;
        const waysIn = events.reduce(
          (all, [, index]) => all + input.offsets[index + 1]! - input.offsets[index]!,
          0,
        );
        for (const timing of timings) {
          const options = { steps: STEPS, timing };
          const [trace] = runFreely(image, [eventsOf(events)], options);
          const totals = kindTotals(trace!);
          const arrived = totals[KIND.axonIn]! + trace!.artefacts!.lateSpikes;
          expect(arrived).toBe(totals[KIND.axonOut]! + waysIn);
          expect(trace!.packetsBetweenCores.reduce((all, count) => all + count, 0)).toBe(
            totals[KIND.axonOut],
          );
          expect(runFreely(image, [eventsOf(events)], options)[0]).toEqual(trace);
        }
      }),
      { numRuns: 25, seed: 14 },
    );
  });
});
