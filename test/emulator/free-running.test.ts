import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../chip-profiles/load.ts';
import { kindTotals } from '../../emulator/account.ts';
import { KIND } from '../../emulator/event-index.ts';
import { analyticStepPs } from '../../emulator/price.ts';
import type { ChipProfile } from '../../src/model/chip.ts';
import type { ProgramImage } from '../../src/model/program.ts';
import type { SampleTrace } from '../../src/model/trace.ts';
import { expandSample } from '../../src/program-file/recorded-run.ts';
import { decodeTrace, encodeTrace } from '../../src/program-file/trace-file.ts';
import { eventsOf } from '../properties/small-network.ts';
import { analogImage, idealProfile, runFreely } from '../support/analog-image.ts';

const SILENCE = eventsOf([]);

/** Neurons of the behavioural circuit under a constant input in pA, without synapses. */
function free(inputPa: number, changes: object = {}): ProgramImage {
  return analogImage({
    profile: idealProfile(),
    dtS: 1e-3,
    populations: [{ name: 'out', size: 1, registers: { input: inputPa, ...changes } }],
    synapses: [],
  });
}

/** A weight code of 31 of these units, 10 us long, lifts 1 pF from reset over threshold: 31 x 625 pA x 10 us = 0.19 pC. */
const STRONG_UNIT = 612;

/** Input 0 makes `a` fire at once, whose spike makes `b` fire at once; both rest for 76 us. */
function chain(profile: ChipProfile, coreOf?: (population: number) => number): ProgramImage {
  return analogImage({
    profile,
    dtS: 1e-3,
    populations: [
      { name: 'in', size: 1 },
      { name: 'a', size: 1, registers: { unit: STRONG_UNIT, refractory: 100 } },
      { name: 'b', size: 1, registers: { unit: STRONG_UNIT, refractory: 100 } },
    ],
    synapses: [
      [0, 0, 1, 0, 31],
      [1, 0, 2, 0, 31],
    ],
    ...(coreOf ? { coreOf } : {}),
  });
}

function timesOf({ spikes }: SampleTrace, population: number): number[] {
  return Array.from(spikes!.timesPs!).filter((_, k) => spikes!.populations[k] === population);
}

describe('time', () => {
  it('of spikes is that of the circuit, in windows of the chip', () => {
    const [trace] = runFreely(free(100), [SILENCE], { steps: 20 });
    const { steps, timesPs } = trace!.spikes!;
    // First spike and interval of the behavioural circuit at 100 pA; the leak's code makes 49.999 pA.
    expect(timesPs![0]! / 1e12).toBeCloseTo(0.00234188808, 8);
    expect(Array.from(steps)).toEqual(Array.from(timesPs!, (ps) => Math.floor(ps / 1e9)));
    expect(new Set(trace!.steps.stepPs)).toEqual(new Set([1e9]));
    expect(trace).toMatchObject({ stepsRun: 20, drainSteps: 0, inputSteps: 20, spikeTotal: 7 });
  });

  it('of the network goes with the chip by the time scale', () => {
    const image = free(100);
    const scaled = { ...image, header: { ...image.header, dtS: 0.1, analog: { timeScale: 100 } } };
    const [plain, fast] = [image, scaled].map((each) => runFreely(each, [SILENCE], { steps: 20 }));
    expect(fast![0]!.spikes).toEqual(plain![0]!.spikes);
    expect(fast![0]!.steps.stepPs).toEqual(plain![0]!.steps.stepPs);
  });

  it('of windows that are no whole picoseconds does not drift', () => {
    const image = free(100);
    const odd = { ...image, header: { ...image.header, dtS: 1e-9 / 3 } };
    const [trace] = runFreely(odd, [SILENCE], { steps: 3000 });
    expect(trace!.steps.stepPs.reduce((all, ps) => all + ps, 0)).toBe(1e6);
  });
});

describe('a host count of k', () => {
  it('is k events spread evenly over its window', () => {
    const image = chain(idealProfile());
    const [trace] = runFreely(image, [eventsOf([[2, 0, 2]])], { steps: 5, timing: 'none' });
    expect(trace!.inputEvents).toBe(2);
    const [first, second] = timesOf(trace!, 1);
    // A pulse of 10 us crosses within it.
    expect(first! - 2e9).toBeGreaterThan(0);
    expect(first! - 2e9).toBeLessThan(1e7);
    expect(second! - 2.5e9).toBeLessThan(1e7);
    expect(Array.from(trace!.steps.inputEvents)).toEqual([0, 0, 2, 0, 0]);
  });
});

describe('the way of a spike', () => {
  const far = (population: number): number => (population === 1 ? 0 : 27);
  const event = eventsOf([[0, 0]]);
  const delayOf = (image: ProgramImage, timing: 'none' | 'analytic' | 'cycle'): number => {
    const [trace] = runFreely(image, [event], { steps: 3, timing });
    const [a, b] = [timesOf(trace!, 1)[0]!, timesOf(trace!, 2)[0]!];
    const alone = timesOf(runFreely(image, [event], { steps: 3, timing: 'none' })[0]!, 1)[0]!;
    expect(a).toBeGreaterThanOrEqual(alone);
    return b - a;
  };

  it('takes encoder, links and broadcast, alone as long in the routers as on an idle way', () => {
    const image = chain(idealProfile(), far);
    const inTime = delayOf(image, 'none');
    // Core 27 is three columns and three rows away: 50 + 4 + 6 x 12 + 4 + 30 ns.
    expect(delayOf(image, 'analytic') - inTime).toBe(160_000);
    expect(delayOf(image, 'cycle') - inTime).toBe(160_000);
  });

  it('is left out with an ideal router', () => {
    const image = chain(idealProfile(), far);
    const [ideal] = runFreely(image, [event], { steps: 3, timing: 'cycle', idealRouter: true });
    expect(ideal!.spikes).toEqual(
      runFreely(image, [event], { steps: 3, timing: 'none' })[0]!.spikes,
    );
  });

  it('counts what it crosses', () => {
    const [trace] = runFreely(chain(idealProfile(), far), [event], { steps: 3 });
    const totals = kindTotals(trace!);
    const counted = ['neuronSpike', 'axonOut', 'axonIn', 'synapseSparse', 'camMatch'] as const;
    expect(counted.map((kind) => totals[KIND[kind]])).toEqual([2, 1, 2, 2, 2]);
    expect([totals[KIND.hopEastWest], totals[KIND.hopNorthSouth]]).toEqual([3, 3]);
    expect(trace!.packetsBetweenCores).toEqual(Float64Array.of(0, 1, 0, 0));
    expect(Array.from(trace!.steps.hops)).toEqual([6, 0, 0]);
  });

  it('crosses tiers where spikes do, and membranes cross without', () => {
    const ends = (population: number): number => (population === 1 ? 0 : 3);
    const crossings = (name: string): [number, number] => {
      const { profile } = loadProfile(name);
      const [trace] = runFreely(chain(profile, ends), [event], { steps: 3 });
      const totals = kindTotals(trace!);
      return [totals[KIND.hopBetweenTiers]!, totals[KIND.axonOut]!];
    };
    expect(crossings('analog-ota-3d-spike')[0]).toBe(3 * crossings('analog-ota-3d-spike')[1]);
    expect(crossings('analog-ota-3d')[0]).toBe(0);
  });

  it('is waited for by others: spikes of one core leave one after the other', () => {
    const image = analogImage({
      profile: idealProfile(),
      dtS: 1e-3,
      populations: [
        { name: 'a', size: 8, registers: { input: 100 } },
        { name: 'b', size: 8, registers: { unit: STRONG_UNIT } },
      ],
      synapses: Array.from({ length: 8 }, (_, k) => [0, k, 1, k, 31] as const),
      coreOf: (population) => population,
    });
    const firstOf = (timing: 'analytic' | 'cycle'): number[] =>
      timesOf(runFreely(image, [SILENCE], { steps: 4, timing })[0]!, 1);
    const [idle, routed] = [firstOf('analytic'), firstOf('cycle')];
    expect(new Set(idle).size).toBe(1);
    // The encoder's 50 ns apart.
    expect(routed.map((ps, k) => ps - idle[k]!)).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((k) => k * 50_000),
    );
  });
});

describe('live routers', () => {
  it('say what became of the packets', () => {
    const image = analogImage({
      profile: idealProfile(),
      dtS: 1e-3,
      populations: [
        { name: 'a', size: 8, registers: { input: 100 } },
        { name: 'b', size: 8, registers: { unit: STRONG_UNIT } },
      ],
      synapses: Array.from({ length: 8 }, (_, k) => [0, k, 1, k, 31] as const),
      coreOf: (population) => population * 27,
    });
    const runs = (['reset', 'continue'] as const).map((betweenSamples) =>
      runFreely(image, [SILENCE, SILENCE], { steps: 4, timing: 'cycle', betweenSamples }),
    );
    for (const [{ noc }] of runs as [SampleTrace][]) {
      expect(noc).toMatchObject({ packets: 8, deliveries: 8, flitHops: 48, outOfOrder: 0 });
      const { sourcePs, wayPs, blockedPs, destinationPs } = noc!.split;
      // The encoder takes 50 ns a spike; links, of 12 ns, are free again before the next.
      expect(sourcePs).toBe(50_000 * 36);
      expect([wayPs, blockedPs, destinationPs]).toEqual([8 * 80_000, 0, 8 * 30_000]);
      expect(noc!.latencyPs).toEqual({ count: 8, sum: 1_800_000 + 8 * 110_000, max: 510_000 });
      expect(noc!.timeline.binPs).toEqual(new Float64Array(4).fill(1e9));
      const flits = noc!.links.flits.reduce((all, count) => all + count, 0);
      expect(noc!.timeline.flits.reduce((all, count) => all + count, 0)).toBe(flits);
    }
    // In a stream the second sample has the packets of 4 to 8 ms alone: one spike of each neuron at 5.2 ms.
    expect(runs[1]![1]!.noc).toMatchObject({ packets: 8, flitHops: 48 });
  });

  it('hold spikes back where a core broadcasts to many', () => {
    // Two cores send at the same time to a third, whose broadcasts take 30 ns each.
    const image = analogImage({
      profile: idealProfile(),
      dtS: 1e-3,
      populations: [
        { name: 'a', size: 2, registers: { input: 100 } },
        { name: 'b', size: 1, registers: { unit: 200 } },
      ],
      synapses: [
        [0, 0, 1, 0, 1],
        [0, 1, 1, 0, 1],
      ],
      coreOf: (population, index) => (population === 1 ? 1 : index * 2),
    });
    const [trace] = runFreely(image, [SILENCE], { steps: 3, timing: 'cycle' });
    expect(trace!.noc!.split.blockedPs).toBe(30_000);
  });
});

describe('samples', () => {
  const image = chain(idealProfile());
  const events = [0, 3, 6, 9].map((step) => [step, 0]);

  it('begin with the chip at its start where it is reset', () => {
    const [first, second] = runFreely(free(100), [SILENCE, SILENCE], { steps: 7 });
    expect(second!.spikes).toEqual(first!.spikes);
  });

  it('of a stream go on where the last one ended', () => {
    const whole = runFreely(free(100), [SILENCE], { steps: 20 })[0]!;
    const halves = runFreely(free(100), [SILENCE, SILENCE], {
      steps: 10,
      betweenSamples: 'continue',
    });
    const joined = halves.flatMap(({ spikes }, k) =>
      Array.from(spikes!.timesPs!, (ps) => ps + k * 1e10),
    );
    expect(joined).toEqual(Array.from(whole.spikes!.timesPs!));
    const charge = (traces: readonly SampleTrace[]): number =>
      traces.reduce((all, trace) => all + kindTotals(trace)[KIND.supplyCharge]!, 0);
    expect(Math.abs(charge(halves) - charge([whole]))).toBeLessThanOrEqual(1);
  });

  it('are left early once an output leads', () => {
    const [trace] = runFreely(image, [eventsOf(events)], { steps: 12, earlyExitMargin: 2 });
    expect(trace).toMatchObject({ stepsRun: 4, inputSteps: 12 });
    expect(trace!.predictedByStep.length).toBe(12);
    expect(trace!.outputCounts).toEqual(Int32Array.of(2));
  });

  it('say what was still under way at their end', () => {
    // The spike of the last picoseconds does not reach its target any more.
    const atEnd = eventsOf([[0, 0, 1]]);
    const slow = chain(idealProfile(), (population) => (population === 1 ? 0 : 63));
    const short = { ...slow, header: { ...slow.header, dtS: 8.06e-6 } };
    const [late] = runFreely(short, [atEnd], { steps: 1 });
    const [whole] = runFreely(slow, [atEnd], { steps: 1 });
    expect(late!.artefacts!.lateSpikes).toBe(1);
    expect(whole!.artefacts!.lateSpikes).toBe(0);
  });
});

describe('probes', () => {
  it('read volts at the ends of windows', () => {
    const [trace] = runFreely(free(100), [SILENCE], {
      steps: 3,
      probes: [{ population: 'out', variable: 'v' }],
    });
    const [probe] = trace!.analogProbes!;
    expect(probe).toMatchObject({ population: 0, variable: 'v', unit: 'V' });
    expect(probe!.values[0]).toBeGreaterThan(0.65);
    expect(probe!.values[1]).toBeGreaterThan(probe!.values[0]!);
    // After the spike at 2.34 ms and its reset of 0.5 ms.
    expect(probe!.values[2]).toBeLessThan(0.63);
  });

  it.each([
    [{ population: 'out', variable: 'u' }, 'probe "out:u": an analog neuron has v.'],
    [{ population: 'oot', variable: 'v' }, 'did you mean "out"?'],
  ])('of what is not there are refused', (probe, text) => {
    expect(() => runFreely(free(0), [SILENCE], { steps: 1, probes: [probe] })).toThrow(text);
  });
});

describe('a trace', () => {
  it('is kept and read back whole', () => {
    const image = chain(idealProfile(), (population) => population);
    const [trace] = runFreely(image, [eventsOf([[0, 0, 3]])], { steps: 4, recordCounts: true });
    const choices = { pace: 'fast', timing: 'analytic', resets: true } as const;
    const read = decodeTrace(encodeTrace(image, [trace!], choices), 'made.loomtrace');
    const expanded = expandSample(read.samples[0]!, image.cores.length);
    const { spikes: _, artefacts: __, ...rest } = trace!;
    expect(expanded).toEqual(rest);
  });
});

describe('under other costs', () => {
  it('windows are as long as before', () => {
    const image = chain(idealProfile());
    const [trace] = runFreely(image, [eventsOf([[0, 0]])], { steps: 4, recordCounts: true });
    const { profile, parameterSet } = image.header;
    const set = profile.parameterSets[parameterSet]!;
    expect(analyticStepPs(trace!, profile, 1, set)).toEqual(new Float64Array(4).fill(1e9));
  });
});

describe('artefacts of a chip', () => {
  it('are dead neurons of an instance, the same for the same seed', () => {
    const profile = idealProfile();
    const wide = {
      ...profile,
      coreTypes: profile.coreTypes.map((type) => ({
        ...type,
        analog: {
          ...type.analog!,
          mismatch: {
            ...type.analog!.mismatch,
            thresholdV: { ...type.analog!.mismatch.thresholdV, value: 0.03 },
          },
        },
      })),
    };
    const image = analogImage({
      profile: wide,
      dtS: 1e-3,
      populations: [{ name: 'out', size: 100, registers: { input: 100, threshold: 20 } }],
      synapses: [],
    });
    const run = (instance: number | null): SampleTrace =>
      runFreely(image, [SILENCE], { steps: 5, instance })[0]!;
    expect(run(null).artefacts!.deadNeurons).toBe(0);
    const [dead, again] = [run(17), run(17)];
    expect(dead.artefacts!.deadNeurons).toBeGreaterThan(0);
    expect(again).toEqual(dead);
    expect(run(18).spikes).not.toEqual(dead.spikes);
    const fired = new Set(dead.spikes!.indices).size;
    expect(fired).toBe(100 - dead.artefacts!.deadNeurons);
  });

  it('move with temperature', () => {
    const rate = (temperatureK: number): number =>
      runFreely(free(100), [SILENCE], { steps: 50, temperatureK })[0]!.spikeTotal;
    expect(rate(350)).toBeGreaterThan(rate(280));
    expect(() => rate(500)).toThrow('a temperature of 500 K');
    expect(() => rate(-40 + 273.15)).toThrow('a temperature of 233.15 K');
  });
});

describe('what makes no sense', () => {
  const image = free(100);
  it.each([
    [{ timing: 'detailed' }, 'E_TIMING', '--timing detailed'],
    [{ recordPackets: true }, 'E_TRACE_PACKETS', '--trace-packets'],
    [{ instance: 1.5 }, 'E_INSTANCE', '--instance 1.5'],
    [{ instance: -1 }, 'E_INSTANCE', '--instance -1'],
    [{ steps: 0 }, 'E_STEPS', '--steps 0'],
    [{ steps: 10_000_001 }, 'E_STEPS', 'at most 10000000'],
    [{ steps: 9_007_200 }, 'E_ANALOG_TIME', 'chip time'],
    [{ betweenSamples: 'continue', earlyExitMargin: 3 }, 'E_EARLY_EXIT', 'reset between'],
  ] as const)('as option is refused: %o', (options, code, text) => {
    const run = (): unknown => runFreely(image, [SILENCE], { steps: 1, ...options });
    expect(run).toThrow(text);
    expect(run).toThrow(expect.objectContaining({ code }));
  });

  it('is no rate of a few hundred spikes a second in a long window of many synapses', () => {
    const size = 100;
    const each = Array.from({ length: size }, (_, index) => index);
    const synapses = each.flatMap((pre) =>
      each.map((post) => [0, pre, 0, post, (pre + post) % 2 === 0 ? 1 : -1] as const),
    );
    const populations = [{ name: 'a', size, registers: { input: 150, unit: 0 } }];
    const dense = analogImage({ profile: idealProfile(), dtS: 1, populations, synapses });
    const [trace] = runFreely(dense, [SILENCE], { steps: 1 });
    expect(trace!.steps.synapticEvents[0]).toBeGreaterThan(1_500_000);
  });

  it('is a step below the picosecond', () => {
    const populations = [{ name: 'a', size: 1, registers: {} }];
    const fast = analogImage({
      ...{ profile: idealProfile(), dtS: 1e-3, timeScale: 1e10 },
      ...{ populations, synapses: [] },
    });
    expect(() => runFreely(fast, [SILENCE], { steps: 1 })).toThrow('below the picosecond');
  });

  it('as input is refused', () => {
    const run = (events: number[][]) => (): unknown =>
      runFreely(chain(idealProfile()), [eventsOf(events)], { steps: 2 });
    expect(run([[0, 0, -1]])).toThrow(expect.objectContaining({ code: 'E_NEGATIVE_COUNT' }));
    expect(run([[0, 1]])).toThrow(expect.objectContaining({ code: 'E_INPUT_INDEX' }));
    expect(run([[0, 0, 2_000_000_000]])).toThrow(
      expect.objectContaining({ code: 'E_ANALOG_RATE' }),
    );
  });

  it('as a rate without end names the neuron', () => {
    const profile = idealProfile();
    const fast = {
      ...profile,
      coreTypes: profile.coreTypes.map((type) => {
        const neuron = type.analog!.neuron as Extract<
          NonNullable<typeof type.analog>['neuron'],
          { kind: 'ota' }
        >;
        const ps = { ...neuron.refractory.minS, value: 1e-12 };
        const refractory = { ...neuron.refractory, minS: ps, maxS: { ...ps, value: 2e-12 } };
        const maxA = { ...neuron.input.maxA, value: 1 };
        const input = { ...neuron.input, maxA };
        return { ...type, analog: { ...type.analog!, neuron: { ...neuron, refractory, input } } };
      }),
    };
    const zeno = analogImage({
      profile: fast,
      dtS: 10,
      populations: [{ name: 'out', size: 3, registers: { input: Int32Array.of(0, 4095, 0) } }],
      synapses: [],
    });
    const run = (): unknown => runFreely(zeno, [SILENCE], { steps: 1, timing: 'none' });
    expect(run).toThrow(/Neuron 1 of population "out" alone fired 1,00\d,\d{3} times/);
  });

  it('as image is refused', () => {
    const core = image.cores[0]!;
    const slices = [{ ...core.slices[0]!, neuron: 'loihi-lif' }];
    const wrong = { ...image, cores: [{ ...core, slices }] };
    expect(() => runFreely(wrong, [SILENCE], { steps: 1 })).toThrow(
      'core 0 holds neurons of model "loihi-lif", its circuits are analog-ota',
    );
    const { groups } = chain(idealProfile()).cores[0]!;
    const delayed = chain(idealProfile());
    const late = {
      ...delayed,
      cores: [{ ...delayed.cores[0]!, groups: groups.map((g) => ({ ...g, delaySteps: 2 })) }],
    };
    expect(() => runFreely(late, [SILENCE], { steps: 1 })).toThrow(
      'projection "in to a" delays its spikes by 2 steps',
    );
  });
});
