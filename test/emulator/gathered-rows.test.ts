import { describe, expect, it } from 'vitest';
import { createCoreStates } from '../../emulator/core-states.ts';
import { EVENT_KINDS } from '../../src/model/chip.ts';
import type { ProgramImage } from '../../src/model/program.ts';
import type { SampleTrace } from '../../src/model/trace.ts';
import { createIntegerSimulator } from '../../src/reference/simulate-quant.ts';
import {
  compileOn,
  emulate,
  spikeKeys,
  sumOf,
  UNLIMITED_LOIHI,
} from '../properties/run-network.ts';
import { eventsOf } from '../properties/small-network.ts';
import { createBenchNetwork } from '../support/bench-network.ts';
import { evenPartition } from '../support/on-chip.ts';

const NEURONS = 600;
const STEPS = 100;

/** The benchmark network with a second, delayed and scaled projection of itself, on cores of `perCore` neurons. */
function benchOn(perCore: number, delayS: number, weightExp: number) {
  const network = createBenchNetwork(NEURONS, 30);
  const [recurrent] = network.projections;
  const slow = {
    ...recurrent!,
    name: 'slow',
    delayS,
    registers: { weightExp, weightBits: 8, signMode: 'mixed' },
  } as const;
  const partition = evenPartition(0, NEURONS, perCore);
  return compileOn(UNLIMITED_LOIHI, { ...network, projections: [recurrent!, slow] }, { partition });
}

function gatheredPorts(image: ProgramImage): boolean[] {
  return createCoreStates(image, new Set(), () => {
    throw new Error('nothing learns');
  }).states.flatMap(({ gathered }) => gathered);
}

/** Axon events and synaptic ones of each core and step, from the spikes and the image's routes alone. */
function countsBySpikes(image: ProgramImage, trace: SampleTrace) {
  const { cores } = image;
  const homes = new Map<number, readonly [number, number]>();
  cores.forEach(({ neurons }, c) => {
    neurons.forEach((neuron, slot) => {
      homes.set(neuron, [c, slot]);
    });
  });
  const rows = new Map<string, number>();
  const add = (step: number, core: number, kind: string, count: number): void => {
    if (step >= trace.stepsRun || count === 0) return;
    const key = `${step}/${core}/${kind}`;
    rows.set(key, (rows.get(key) ?? 0) + count);
  };
  trace.spikes!.indices.forEach((neuron, e) => {
    const step = trace.spikes!.steps[e]!;
    const [c, slot] = homes.get(neuron)!;
    const { routeOffsets, routeCores, routeAxons } = cores[c]!;
    for (let k = routeOffsets[slot]!; k < routeOffsets[slot + 1]!; k++) {
      const to = cores[routeCores[k]!]!;
      const port = to.ports.findIndex(({ axonEnd }) => routeAxons[k]! < axonEnd);
      const row = routeAxons[k]! - to.ports[port]!.axonBegin;
      add(step + 1, routeCores[k]!, 'axonIn', 1);
      for (const block of to.blocks) {
        if (block.port !== port || block.kind !== 'sparse') continue;
        const { delaySteps } = to.groups[block.group]!;
        const synapses = block.offsets[row + 1]! - block.offsets[row]!;
        add(step + 1 + delaySteps, routeCores[k]!, 'synapseSparse', synapses);
      }
    }
  });
  return rows;
}

function countsOf({ counts }: SampleTrace): Map<string, number> {
  const rows = new Map<string, number>();
  counts!.counts.forEach((count, e) => {
    const kind = EVENT_KINDS[counts!.kinds[e]!]!;
    if (kind !== 'axonIn' && kind !== 'synapseSparse') return;
    rows.set(`${counts!.steps[e]}/${counts!.cores[e]}/${kind}`, count);
  });
  return rows;
}

describe('sparse rows gathered by source', () => {
  it.each([
    ['lists of ways', 20, 0.003, 0],
    ['tables of ways', 200, 0, 0],
    ['a delay and an exponent', 100, 0.002, -1],
    ['one core', 600, 0.001, 1],
  ])('give the spikes and the counts of rows read one by one: %s', (_, perCore, delayS, exp) => {
    const { image, quantNet } = benchOn(perCore, delayS, exp);
    expect(gatheredPorts(image)).toEqual(image.cores.map(() => true));
    const [trace] = emulate(image, [eventsOf([])], { steps: STEPS, recordCounts: true });
    const expected = createIntegerSimulator(quantNet).run(eventsOf([]), STEPS);
    expect(spikeKeys(trace!.spikes!)).toEqual(spikeKeys(expected));
    expect(trace!.spikeTotal).toBeGreaterThan(1000);
    const counted = countsOf(trace!);
    const bySpikes = countsBySpikes(image, trace!);
    expect([...counted].sort()).toEqual([...bySpikes].sort());
  });

  it('are those of a run alone after a reset, and go on in a stream', () => {
    const { image, quantNet } = benchOn(100, 0.004, 0);
    const silence = eventsOf([]);
    const options = { steps: 25, recordCounts: true } as const;
    const [first, second] = emulate(image, [silence, silence], options);
    expect(second).toEqual(first);
    const stream = emulate(image, [silence, silence], { ...options, betweenSamples: 'continue' });
    const expected = createIntegerSimulator(quantNet).runStream([silence, silence], 25);
    const keys = stream.flatMap((trace, k) => spikeKeys(trace.spikes!, k * 25));
    expect(keys).toEqual(spikeKeys(expected));
    expect(sumOf(stream.map(({ spikeTotal }) => spikeTotal))).toBeGreaterThan(100);
  });

  it('leave long rows to the cores', () => {
    const network = createBenchNetwork(300, 400);
    const partition = evenPartition(0, 300, 300);
    const { image } = compileOn(UNLIMITED_LOIHI, network, { partition });
    expect(gatheredPorts(image)).toEqual([false]);
  });
});
