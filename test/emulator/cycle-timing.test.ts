/** Steps with every packet on its way, worked out by hand from the table `silicon-calibrated`. */
import { describe, expect, it } from 'vitest';
import type { ChipProfile } from '../../src/model/chip.ts';
import type { ProgramImage } from '../../src/model/program.ts';
import type { SampleTrace } from '../../src/model/trace.ts';
import { compileOn, emulate, LOIHI } from '../properties/run-network.ts';
import { denseOf, eventsOf, ifOf, inputOf, networkOf } from '../properties/small-network.ts';

/** in -> a -> b, a on core 0 (tile 0, 0), b on core 40 (tile 10: column 2, row 1). */
function twoCores(neurons: number, chip: ChipProfile = LOIHI): ProgramImage {
  const network = networkOf(
    [inputOf('in', 1), ifOf('a', neurons), ifOf('b', 1)],
    [
      { pre: 'in', post: 'a', stages: [denseOf(1, neurons, 2)] },
      { pre: 'a', post: 'b', stages: [denseOf(neurons, 1, 2)] },
    ],
  );
  const slice = (population: number, size: number) => [
    { population, neurons: Int32Array.from({ length: size }, (_, k) => k) },
  ];
  const partition = { partitioner: 'by hand', parts: [slice(1, neurons), slice(2, 1)] };
  const { image } = compileOn(chip, network, { partition, parameterSet: 'silicon-calibrated' });
  return { ...image, cores: image.cores.map((core, c) => ({ ...core, core: 40 * c })) };
}

function stepsNs(trace: SampleTrace): number[] {
  return Array.from(trace.steps.stepPs, (ps) => ps / 1000);
}

const oneEvent = eventsOf([[0, 0]]);
const BARRIER_NS = 1000;
/** Axon in and one dense synapse. */
const SERVICE_NS = 16 + 3.8;
/** Two links east and one south. */
const WAY_NS = 2 * 4.1 + 6.5;

describe('one spike', () => {
  const [trace] = emulate(twoCores(1), [oneEvent], {
    steps: 2,
    timing: 'cycle',
    recordPackets: true,
  });

  it('ends its step when its target has taken it in', () => {
    const [first, second, third, last] = stepsNs(trace!);
    // The host's packet reaches a while both cores visit their compartments (6.0).
    expect(first).toBeCloseTo(BARRIER_NS + SERVICE_NS, 9);
    // a is updated (9.7), fires (30), sends (5.1); b takes it in at the end of its way.
    expect(second).toBeCloseTo(BARRIER_NS + 44.8 + WAY_NS + SERVICE_NS, 9);
    expect(third).toBeCloseTo(BARRIER_NS + 9.7 + 30, 9);
    expect(last).toBeCloseTo(BARRIER_NS + 9.7, 9);
  });

  it('spends its latency on the way and at its target', () => {
    const { noc } = trace!;
    expect(noc).toMatchObject({ packets: 2, deliveries: 2, flitHops: 3, outOfOrder: 0 });
    expect(noc!.split).toEqual({
      sourcePs: 0,
      wayPs: WAY_NS * 1000,
      blockedPs: 0,
      destinationPs: 2 * SERVICE_NS * 1000,
    });
    expect(noc!.latencyPs.max).toBe((WAY_NS + SERVICE_NS) * 1000);
  });

  it('leaves a row for each packet', () => {
    const rows = noc(trace!).packetRows!;
    expect(Array.from(rows.step)).toEqual([0, 1]);
    expect(Array.from(rows.source)).toEqual([-1, 0]);
    expect(Array.from(rows.destination)).toEqual([0, 40]);
    expect(Array.from(rows.routers)).toEqual([1, 4]);
    const begin = BARRIER_NS + SERVICE_NS;
    expect(rows.createPs[1]! / 1000).toBeCloseTo(begin + 44.8, 9);
    expect(rows.consumedPs[1]! / 1000).toBeCloseTo(begin + 44.8 + WAY_NS + SERVICE_NS, 9);
  });
});

describe('many spikes to one core', () => {
  const [cycle] = emulate(twoCores(40), [oneEvent], { steps: 2, timing: 'cycle' });
  const [analytic] = emulate(twoCores(40), [oneEvent], { steps: 2 });

  it('take as long as their source needs to send them, and the last one to arrive', () => {
    const walkNs = 40 * (9.7 + 30 + 5.1);
    expect(stepsNs(cycle!)[1]).toBeCloseTo(BARRIER_NS + walkNs + WAY_NS + SERVICE_NS, 9);
  });

  it('change no spike and no count', () => {
    expect(cycle!.coreCounts).toEqual(analytic!.coreCounts);
    expect(cycle!.outputCounts).toEqual(analytic!.outputCounts);
  });

  it('add up: parts of the latency, and flits of links over time', () => {
    const { latencyPs, split, links, timeline } = noc(cycle!);
    const parts = split.sourcePs + split.wayPs + split.blockedPs + split.destinationPs;
    expect(parts).toBe(latencyPs.sum);
    const total = (column: ArrayLike<number>) => Array.from(column).reduce((all, n) => all + n, 0);
    expect(total(timeline.flits)).toBe(total(links.flits));
    expect(total(timeline.binPs)).toBe(total(cycle!.steps.stepPs));
  });
});

describe('a clocked router', () => {
  const clocked = { ...LOIHI, network: { ...LOIHI.network, router: 'iq' as const } };

  it('takes whole cycles: 2 and 4 a router, and what is worked beside it is rounded up', () => {
    const clockNs = LOIHI.parameterSets['silicon-calibrated']!.hopCycleNs.eastWest.value;
    const cycles = (ns: number) => Math.ceil(ns / clockNs);
    const [trace] = emulate(twoCores(1, clocked), [oneEvent], { steps: 2, timing: 'cycle' });
    const takenNs = (cycles(44.8) + 2 + 4 * 4 + cycles(SERVICE_NS)) * clockNs;
    expect(stepsNs(trace!)[1]).toBeCloseTo(BARRIER_NS + takenNs, 9);
    const { latencyPs, split } = noc(trace!);
    const parts = split.sourcePs + split.wayPs + split.blockedPs + split.destinationPs;
    expect(parts).toBe(latencyPs.sum);
  });
});

describe('a multicast network', () => {
  const multicast = { ...LOIHI, network: { ...LOIHI.network, cast: 'multicast' as const } };

  it('sends one packet that branches, with the spikes of a unicast one', () => {
    const [one] = emulate(twoCores(40, multicast), [oneEvent], { steps: 2, timing: 'cycle' });
    const [each] = emulate(twoCores(40), [oneEvent], { steps: 2, timing: 'cycle' });
    expect(one!.outputCounts).toEqual(each!.outputCounts);
    expect(noc(one!).deliveries).toBe(noc(each!).deliveries);
  });
});

function noc(trace: SampleTrace): NonNullable<SampleTrace['noc']> {
  return trace.noc!;
}
