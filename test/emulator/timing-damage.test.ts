import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TimingDamage, timingDamage } from '../../emulator/timing-damage.ts';
import { createSampleFeed, type EmulateJob, type SampleResult } from '../../src/cli/sample-job.ts';
import { summarizeComparisons } from '../../src/cli/summarize-comparison.ts';
import type { SpikeColumns } from '../../src/model/trace.ts';
import { ratesVerdict, timingVerdict, worstShiftText } from '../../src/report/table.ts';
import { eventsOf } from '../properties/small-network.ts';
import { analogImage, idealProfile } from '../support/analog-image.ts';

/** Spikes of neurons of population 1 as [index, time in ps] rows. */
function spikesOf(rows: readonly (readonly [number, number])[]): SpikeColumns {
  return {
    steps: new Int32Array(rows.length),
    populations: new Int32Array(rows.length).fill(1),
    indices: Int32Array.from(rows, ([index]) => index),
    timesPs: Float64Array.from(rows, ([, ps]) => ps),
  };
}

function damageOf(ideal: number[], actual: number[], tolerancePs = 100): TimingDamage {
  const rows = (times: number[]) => spikesOf(times.map((ps) => [0, ps] as const));
  return timingDamage(rows(ideal), rows(actual), tolerancePs);
}

describe('timing damage', () => {
  it('of a run that is the ideal one is none', () => {
    const none = damageOf([10, 20, 30], [10, 20, 30]);
    expect(none).toMatchObject({ matched: 3, missing: 0, extra: 0, shiftMaxPs: 0, worst: null });
  });

  it.each([
    // Shifts of +3, -2 and 0.
    [[10, 20, 30], [13, 18, 30], { matched: 3, shiftSumPs: 1, shiftSquaresPs2: 13, shiftMaxPs: 3 }],
    // A spike in the middle is lost: those behind it keep their partners.
    [[100, 200, 300, 400], [101, 302, 403], { matched: 3, missing: 1, extra: 0, shiftSumPs: 6 }],
    [[100, 200, 300], [101, 150, 202, 303], { matched: 3, missing: 0, extra: 1, shiftSumPs: 6 }],
    // Beyond the tolerance a spike is another one.
    [[1000], [1101], { matched: 0, missing: 1, extra: 1 }],
    [[1000], [1100], { matched: 1, missing: 0, extra: 0, shiftSumPs: 100 }],
    [[], [5], { matched: 0, missing: 0, extra: 1 }],
    [[5], [], { matched: 0, missing: 1, extra: 0 }],
  ])('of %j as %j', (ideal, actual, expected) => {
    expect(damageOf(ideal, actual)).toMatchObject(expected);
  });

  it('names the neuron that moved most', () => {
    const ideal = spikesOf([
      [0, 10],
      [2, 10],
      [2, 50],
      [3, 10],
    ]);
    const actual = spikesOf([
      [0, 12],
      [2, 3],
      [3, 17],
      [3, 500],
    ]);
    expect(timingDamage(ideal, actual, 100).worst).toEqual({
      population: 1,
      index: 2,
      shiftPs: -7,
      matched: 1,
      missing: 1,
      extra: 0,
    });
  });

  it('counts every spike once, whatever the trains', () => {
    const times = fc
      .uniqueArray(fc.integer({ min: 0, max: 2000 }), { maxLength: 30 })
      .map((list) => [...list].sort((a, b) => a - b));
    fc.assert(
      fc.property(times, times, fc.integer({ min: 0, max: 300 }), (ideal, actual, tolerancePs) => {
        const damage = damageOf(ideal, actual, tolerancePs);
        expect(damage.matched + damage.missing).toBe(ideal.length);
        expect(damage.matched + damage.extra).toBe(actual.length);
        expect(damage.shiftMaxPs).toBeLessThanOrEqual(tolerancePs);
        expect(damage.histogram.reduce((all, count) => all + count, 0)).toBe(damage.matched);
      }),
    );
  });
});

describe('--compare on a free-running chip', () => {
  // Eight neurons fire together into eight others on a core far away.
  const image = analogImage({
    profile: idealProfile(),
    dtS: 1e-3,
    populations: [
      { name: 'a', size: 8, registers: { input: 100 } },
      { name: 'b', size: 8, registers: { unit: 612 } },
    ],
    synapses: Array.from({ length: 8 }, (_, k) => [0, k, 1, k, 31] as const),
    coreOf: (population) => population * 27,
  });
  const job = (timing: 'none' | 'analytic' | 'cycle'): EmulateJob => ({
    kind: 'emulate',
    image,
    set: image.header.profile.parameterSets[image.header.parameterSet]!,
    emulation: {
      steps: 10,
      timing,
      betweenSamples: 'reset',
      earlyExitMargin: null,
      recordSpikes: true,
      recordCounts: false,
      recordPackets: false,
      probes: [],
    },
    keepSpikes: 'none',
    // An integer reference has no say here.
    reference: { quantNet: null as never, float: null },
  });
  const run = (timing: 'none' | 'analytic' | 'cycle'): SampleResult[] => {
    const results: SampleResult[] = [];
    const feed = createSampleFeed(job(timing), (result) => results.push(result));
    feed(0, eventsOf([]), false);
    feed(1, eventsOf([]), true);
    return results;
  };
  const summaryOf = (timing: 'none' | 'analytic' | 'cycle') => {
    const results = run(timing);
    return summarizeComparisons({
      image,
      traces: results.map(({ trace }) => trace!),
      comparisons: results.map(({ comparison }) => comparison!),
    } as never);
  };

  it('says how far the routers moved spikes, and no mapping is judged', () => {
    const { mapping, quantization, timing } = summaryOf('cycle');
    expect([mapping, quantization]).toEqual([null, null]);
    // Three spikes of each neuron in 10 ms; b's are 160 ns late and 50 ns more from neuron to neuron.
    expect(timing).toMatchObject({ samples: 2, matched: 96, missing: 0, extra: 0 });
    expect(timing!.shiftNs.max).toBe(510);
    expect(timing!.shiftNs.mean).toBeCloseTo((160 + 3.5 * 50) / 2, 9);
    expect(timing!.worst).toMatchObject({ population: 'b', neuron: 7, shiftNs: 510 });
    expect(timingVerdict(timing!)).toBe(
      '96 spikes as with an ideal router over 2 samples; moved by 168 ns on average, rms 250 ns, p99 510 ns, most 510 ns',
    );
    expect(worstShiftText(timing!.worst!)).toBe(
      'most moved: b #7 in sample made, 510 ns late (3 matched, 0 missing, 0 extra)',
    );
  });

  it('finds nothing where the router is ideal', () => {
    const { timing } = summaryOf('none');
    expect(timing!.shiftNs).toEqual({ mean: 0, rms: 0, p99: 0, max: 0 });
    expect(timingVerdict(timing!)).toBe(
      '96 spikes as with an ideal router over 2 samples, none moved',
    );
  });

  it('states rates against the float reference', () => {
    const population = { population: 'b', expectedSpikes: 200, actualSpikes: 190, mismatches: 10 };
    const comparison = {
      equal: false,
      mismatches: 10,
      first: null,
      populations: [population],
      expectedAccuracy: null,
      actualAccuracy: null,
      samples: 1,
    };
    expect(ratesVerdict(comparison)).toBe(
      '190 spikes on the chip, 200 in the float reference (-5 %)',
    );
  });
});
