import { describe, expect, it } from 'vitest';
import type { EmulationOptions } from '../../emulator/emulate.ts';
import { createEmulator, DEFAULT_EMULATION_OPTIONS } from '../../emulator/emulate.ts';
import { EventRing } from '../../emulator/event-ring.ts';
import type { ProgramImage } from '../../src/model/program.ts';
import {
  compileOn,
  emulate,
  LOIHI,
  parametersOf,
  spikeKeys,
  sumOf,
} from '../properties/run-network.ts';
import { denseOf, eventsOf, ifOf, inputOf, networkOf } from '../properties/small-network.ts';

/** Input k makes output k fire in the very step (threshold 1, weight 2). */
function relay(size: number): ProgramImage {
  const network = networkOf(
    [inputOf('in', size), ifOf('out', size)],
    [{ pre: 'in', post: 'out', stages: [{ kind: 'one-to-one', size, weights: 2 }] }],
  );
  return compileOn(LOIHI, network).image;
}

describe('events', () => {
  it('act one step after they come, and one step more per step of delay', () => {
    const delayed = (delayS: number) =>
      compileOn(
        LOIHI,
        networkOf(
          [inputOf('in', 1), ifOf('out', 1)],
          [{ pre: 'in', post: 'out', stages: [denseOf(1, 1, 2)], delayS }],
        ),
      ).image;
    const firesAt = (delayS: number) =>
      Array.from(
        emulate(
          delayed(delayS),
          [
            eventsOf([
              [2, 0],
              [3, 0],
            ]),
          ],
          { steps: 70 },
        )[0]!.spikes!.steps,
      );
    expect(firesAt(0)).toEqual([3, 4]);
    expect(firesAt(0.005)).toEqual([8, 9]);
    expect(firesAt(0.062)).toEqual([65, 66]);
  });

  it('of a count of k act k times', () => {
    const network = networkOf(
      [inputOf('in', 1), ifOf('out', 1, 5)],
      [{ pre: 'in', post: 'out', stages: [denseOf(1, 1, 2)] }],
    );
    const { image } = compileOn(LOIHI, network);
    const run = (count: number) => emulate(image, [eventsOf([[0, 0, count]])], { steps: 1 })[0]!;
    expect([run(2).spikeTotal, run(3).spikeTotal]).toEqual([0, 1]);
    expect(sumOf(run(3).steps.synapticEvents)).toBe(3);
    expect(run(3).inputEvents).toBe(3);
  });

  it('of the last input step still run through all layers', () => {
    const network = networkOf(
      [inputOf('in', 1), ifOf('a', 1), ifOf('b', 1)],
      [
        { pre: 'in', post: 'a', stages: [denseOf(1, 1, 2)] },
        { pre: 'a', post: 'b', stages: [denseOf(1, 1, 2)] },
      ],
    );
    const trace = emulate(compileOn(LOIHI, network).image, [eventsOf([[4, 0]])], { steps: 5 })[0]!;
    expect(trace).toMatchObject({ stepsRun: 7, drainSteps: 2, inputSteps: 5 });
    expect(spikeKeys(trace.spikes!)).toEqual(['5/1/0', '6/2/0']);
    expect(Array.from(trace.outputCounts)).toEqual([1]);
    expect(Array.from(trace.predictedByStep)).toEqual([-1, -1, -1, -1, 0]);
  });

  it('of several inputs are numbered one input after the other', () => {
    const network = networkOf(
      [inputOf('left', 2), inputOf('right', 3), ifOf('out', 5)],
      [
        { pre: 'left', post: 'out', stages: [denseOf(2, 5, [2, 0, 0, 2, 0, 0, 0, 0, 0, 0])] },
        {
          pre: 'right',
          post: 'out',
          stages: [denseOf(3, 5, [0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2])],
        },
      ],
    );
    const { image } = compileOn(LOIHI, network);
    const events = [0, 1, 2, 3, 4].map((index) => [index, index]);
    const [trace] = emulate(image, [eventsOf(events)], { steps: 5 });
    expect(spikeKeys(trace!.spikes!)).toEqual(['1/2/0', '2/2/1', '3/2/2', '4/2/3', '5/2/4']);
    expect(Array.from(trace!.spikesByPopulation)).toEqual([2, 3, 5]);
  });
});

describe('the winner', () => {
  const image = relay(3);
  // Output 2 leads from step 0, 1 overtakes in step 3, 0 draws level in step 6.
  const input = eventsOf(
    [
      [0, 2],
      [2, 1],
      [3, 1],
      [5, 0],
      [6, 0],
    ],
    1,
  );

  it('after each step is the largest count so far, ties to the lowest index', () => {
    const [trace] = emulate(image, [input], { steps: 8 });
    expect(Array.from(trace!.predictedByStep)).toEqual([2, 2, 1, 1, 1, 1, 0, 0]);
    expect(Array.from(trace!.outputCounts)).toEqual([2, 2, 1]);
    expect(trace).toMatchObject({ label: 1, firstOutputStep: 1 });
  });

  it('ends the sample early once it leads by the margin', () => {
    const stepsRun = (margin: number) =>
      emulate(image, [input], { steps: 8, earlyExitMargin: margin })[0]!.stepsRun;
    // The lead is 1 after chip step 1, 0 after 3, 1 after 4; it never is 2.
    expect([stepsRun(1), stepsRun(2)]).toEqual([2, 9]);
    const exited = emulate(image, [input], { steps: 8, earlyExitMargin: 1 })[0]!;
    expect(Array.from(exited.predictedByStep)).toEqual([2, 2, 2, 2, 2, 2, 2, 2]);
    expect(exited.steps.stepPs).toHaveLength(2);
  });

  it('and an early exit leaves nothing behind for the next sample', () => {
    const traces = emulate(image, [input, input, input], { steps: 8, earlyExitMargin: 1 });
    expect(traces[1]).toEqual(traces[0]);
    expect(traces[2]).toEqual(traces[0]);
  });
});

describe('options that an image cannot meet', () => {
  const image = relay(2);
  const create = (options: Partial<EmulationOptions>) => () =>
    createEmulator(
      image,
      parametersOf(image),
      { ...DEFAULT_EMULATION_OPTIONS, steps: 4, ...options },
      () => {},
    );

  it('E_STEPS', () => {
    for (const steps of [0, -1, 1.5, Number.NaN]) {
      expect(create({ steps })).toThrow(
        expect.objectContaining({
          code: 'E_STEPS',
          message: `--steps ${steps}: at least one step is needed.`,
        }),
      );
    }
  });

  it('E_PROBE: a population that does not exist, an input, and a variable that does not', () => {
    const probing = (population: string, variable: string) => () =>
      emulate(image, [eventsOf([])], { steps: 4, probes: [{ population, variable }] });
    expect(probing('oult', 'v')).toThrow(
      expect.objectContaining({
        code: 'E_PROBE',
        message: 'probe "oult": there is no such population; did you mean "out"? There are: out.',
      }),
    );
    expect(probing('in', 'v')).toThrow(expect.objectContaining({ code: 'E_PROBE' }));
    expect(probing('out', 'w')).toThrow(
      expect.objectContaining({
        code: 'E_PROBE',
        message: 'probe "out:w": loihi-lif has u, v.',
      }),
    );
  });

  it('E_INPUT_CODING: constant currents', () => {
    const input = { ...eventsOf([]), currents: Float64Array.of(1, 0) };
    expect(() => emulate(image, [input], { steps: 4 })).toThrow(
      expect.objectContaining({
        code: 'E_INPUT_CODING',
        message:
          'sample "made" is coded as constant current; a chip\'s inputs are spikes. Use --coding rate or latency.',
      }),
    );
  });
});

describe('EventRing', () => {
  it('keeps as many steps as its delay needs, and grows', () => {
    const ring = new EventRing(3, 2, false);
    expect(ring.lengths).toHaveLength(5);
    for (let row = 0; row < 40; row++) ring.push(1, row, 1);
    expect([ring.lengths[1], ring.lengths[0]]).toEqual([40, 0]);
    expect(Array.from(ring.rows[1]!.subarray(0, 40))).toEqual(
      Array.from({ length: 40 }, (_, row) => row),
    );
    ring.clear();
    expect(Array.from(ring.lengths)).toEqual([0, 0, 0, 0, 0]);
  });
});
