/** Time and energy of two neurons on two cores, worked out by hand from the table `silicon-calibrated`. */
import { describe, expect, it } from 'vitest';
import type { AccountContext } from '../../emulator/account.ts';
import { accountEnergy, accountTime, kindTotals, stepEnergiesPj } from '../../emulator/account.ts';
import { stepTimes } from '../../emulator/step-time.ts';
import { EVENT_KINDS } from '../../src/model/chip.ts';
import type { ProgramImage } from '../../src/model/program.ts';
import type { SampleTrace } from '../../src/model/trace.ts';
import { compileOn, emulate, LOIHI, parametersOf, sumOf } from '../properties/run-network.ts';
import { denseOf, eventsOf, ifOf, inputOf, networkOf } from '../properties/small-network.ts';

/**
 * in -> a -> b with a on core 0 (tile 0, 0) and b on core 40 (tile 10: column 2, row 1). One input event
 * in step 0 makes a fire in step 1 and b in step 2.
 */
function twoCores(): ProgramImage {
  const network = networkOf(
    [inputOf('in', 1), ifOf('a', 1), ifOf('b', 1)],
    [
      { pre: 'in', post: 'a', stages: [denseOf(1, 1, 2)] },
      { pre: 'a', post: 'b', stages: [denseOf(1, 1, 2)] },
    ],
  );
  const slice = (population: number) => [{ population, neurons: Int32Array.of(0) }];
  const partition = { partitioner: 'by hand', parts: [slice(1), slice(2)] };
  const { image } = compileOn(LOIHI, network, { partition, parameterSet: 'silicon-calibrated' });
  return { ...image, cores: image.cores.map((core, c) => ({ ...core, core: 40 * c })) };
}

function contextOf(image: ProgramImage, changes: Partial<AccountContext> = {}): AccountContext {
  const set = parametersOf(image);
  return {
    set,
    chipsUsed: 1,
    dtS: 1e-3,
    pace: 'fast',
    outputNeurons: 1,
    resets: false,
    ...changes,
  };
}

const oneEvent = eventsOf([[0, 0]]);

function twoCoreTrace(): { image: ProgramImage; trace: SampleTrace } {
  const image = twoCores();
  return { image, trace: emulate(image, [oneEvent], { steps: 2 })[0]! };
}

describe('a step takes the slowest core, the flight of its farthest packet, and the barrier', () => {
  const { image, trace } = twoCoreTrace();

  it('in nanoseconds', () => {
    // Two tiles are in use: the barrier takes 1000 ns.
    const stepNs = Array.from(trace.steps.stepPs, (ps) => ps / 1000);
    expect(stepNs).toHaveLength(4);
    // Step 0: both neurons are visited (6.0).
    expect(stepNs[0]).toBe(1006);
    // Step 1: a is updated (6.0 + 3.7), fires (30) and sends (5.1) two links east (2 x 4.1) and one south (6.5); beside
    // that it takes in one axon event (16) with one dense synapse (3.8), which is done sooner.
    expect(stepNs[1]).toBeCloseTo(1000 + 9.7 + 30 + 5.1 + 14.7, 9);
    // Step 2: b does the same but has nobody to send to; a clears its current (9.7).
    expect(stepNs[2]).toBeCloseTo(1000 + 9.7 + 30, 9);
    expect(stepNs[3]).toBeCloseTo(1000 + 9.7, 9);
  });

  it('and no time at all with --timing none', () => {
    const [untimed] = emulate(image, [oneEvent], { steps: 2, timing: 'none' });
    expect(Array.from(untimed!.steps.stepPs)).toEqual([0, 0, 0, 0]);
    expect(untimed!.coreCounts).toEqual(trace.coreCounts);
  });

  it('with the barrier of the tiles in use', () => {
    const set = LOIHI.parameterSets['silicon-calibrated']!;
    const barrierNs = (tiles: number) => stepTimes(set, tiles).barrierPs / 1000;
    expect([1, 2, 3, 4, 28, 29, 32, 33, 9999].map(barrierNs)).toEqual([
      600, 1000, 1000, 1400, 1400, 1800, 1800, 14_300, 14_300,
    ]);
  });
});

describe('energy of the same run', () => {
  const { image, trace } = twoCoreTrace();
  const context = contextOf(image);
  const time = accountTime(trace, context);
  const energy = accountEnergy(trace, time, context);

  it('counts each event once', () => {
    const counts = Object.fromEntries(EVENT_KINDS.map((kind, k) => [kind, kindTotals(trace)[k]]));
    expect(counts).toEqual({
      synapseDense: 2,
      synapseSparse: 0,
      synapseConv: 0,
      neuronAccess: 8,
      neuronUpdate: 4,
      neuronSpike: 2,
      learningUpdate: 0,
      axonOut: 1,
      axonIn: 2,
      packetWithinTile: 0,
      hopEastWest: 2,
      hopNorthSouth: 1,
      hopBetweenChips: 0,
      camMatch: 0,
      hopBetweenTiers: 0,
      supplyCharge: 0,
      barrier: 4,
    });
    expect(Array.from(trace.packetsBetweenCores)).toEqual([0, 1, 0, 0]);
    expect(trace).toMatchObject({ spikeTotal: 2, inputEvents: 1, firstOutputStep: 2 });
    expect([sumOf(trace.steps.hops), sumOf(trace.steps.interCorePackets)]).toEqual([3, 1]);
  });

  it('is 826.8 pJ of events, and power times time', () => {
    // 2 x 35.5 + 8 x 51.2 + 4 x 21.6 + 2 x 69.3 + 111 + 2 x 3.0 + 4.2.
    expect(energy.dynamicPj).toBeCloseTo(71 + 409.6 + 86.4 + 138.6 + 111 + 6 + 4.2, 9);
    const chipNs = 4000 + 6 + 59.5 + 39.7 + 9.7;
    expect(time.chipTimeNs).toBeCloseTo(chipNs, 9);
    expect(time.hostTimeNs).toBe(4 * 340_000);
    expect(time.elapsedNs).toBeCloseTo(chipNs + 1_360_000, 6);
    expect(energy.staticPj).toBeCloseTo(29.7 * time.elapsedNs, 3);
    expect(energy.hostPj).toBeCloseTo(70 * time.elapsedNs, 3);
  });

  it('by step ends in the same sum', () => {
    const [first, second] = stepEnergiesPj(trace, time, context);
    expect(first).toBeCloseTo(2 * 51.2 + 99.7 * (340_000 + 1006), 3);
    const secondPj = 35.5 + 2 * 51.2 + 21.6 + 69.3 + 111 + 6 + 4.2;
    expect(second).toBeCloseTo(secondPj + 99.7 * (340_000 + 1059.5), 3);
    expect(sumOf(stepEnergiesPj(trace, time, context))).toBeCloseTo(energy.totalPj, 3);
  });

  it('pays static power once a chip', () => {
    const two = accountEnergy(trace, time, { ...context, chipsUsed: 2 });
    expect(two.staticPj).toBeCloseTo(2 * energy.staticPj, 6);
    expect(two.hostPj).toBe(energy.hostPj);
  });

  it('takes the ends of intervals where asked for', () => {
    const max = accountTime(trace, context, 'max');
    expect(max.hostTimeNs).toBe(4 * 880_000 + 1 * 1000 + 1 * 1000);
    expect(accountTime(trace, contextOf(image, { resets: true }), 'max').hostTimeNs).toBe(
      max.hostTimeNs + 1_000_000,
    );
  });
});

describe('pace', () => {
  const { image, trace } = twoCoreTrace();

  it('realtime waits for dt in every step that is done before', () => {
    const time = accountTime(trace, contextOf(image, { pace: 'realtime' }));
    expect(Array.from(time.elapsedByStepNs)).toEqual([1e6, 2e6, 3e6, 4e6]);
    expect(time.overruns).toBe(0);
    expect(time.chipTimeNs).toBe(accountTime(trace, contextOf(image)).chipTimeNs);
  });

  it('realtime counts the steps that dt does not hold', () => {
    // Host and chip take 341,006; 341,059.5; 341,039.7 and 341,009.7 ns.
    const at = (dtS: number) => accountTime(trace, contextOf(image, { pace: 'realtime', dtS }));
    expect(at(3.4102e-4).overruns).toBe(2);
    expect(at(1e-4).overruns).toBe(4);
    expect(at(3.4102e-4).elapsedNs).toBeCloseTo(2 * 341_020 + 341_059.5 + 341_039.7, 3);
  });

  it('fast counts no overruns', () => {
    expect(accountTime(trace, contextOf(image, { dtS: 1e-9 })).overruns).toBe(0);
  });
});

describe('packets', () => {
  const route = (from: number, to: number) => {
    const image = twoCores();
    const places = [from, to];
    const moved = {
      ...image,
      cores: image.cores.map((core, c) => ({ ...core, core: places[c]! })),
    };
    const trace = emulate(moved, [oneEvent], { steps: 2 })[0]!;
    const totals = kindTotals(trace);
    const of = (kind: (typeof EVENT_KINDS)[number]) => totals[EVENT_KINDS.indexOf(kind)]!;
    const kinds = ['hopEastWest', 'hopNorthSouth', 'packetWithinTile', 'hopBetweenChips'] as const;
    return kinds.map(of);
  };

  it('stay in the tile between cores of one tile', () => {
    expect(route(0, 3)).toEqual([0, 0, 1, 0]);
  });

  it('take |dx| and |dy| links between tiles', () => {
    // Core 127 is in tile 31: column 7, row 3. The input event flies from tile (0, 0) to the first core too.
    expect(route(0, 127)).toEqual([7, 3, 0, 0]);
    expect(route(127, 0)).toEqual([14, 6, 0, 0]);
  });

  it('cross the whole mesh of chips, with one link between each two', () => {
    // Two chips side by side: the eighth link to the east leads to the other chip. The input flies to the first core.
    expect(route(0, 128)).toEqual([7, 0, 0, 1]);
    expect(route(124, 128)).toEqual([7, 6, 0, 1]);
    // Four chips in a square: the fourth (cores from 384) lies south-east of the first.
    expect(route(0, 384)).toEqual([7, 3, 0, 2]);
  });
});
