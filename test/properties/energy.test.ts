import { describe, expect, it } from 'vitest';
import type { AccountContext } from '../../emulator/account.ts';
import {
  accountEnergy,
  accountTime,
  coreEnergiesPj,
  kindTotals,
  stepEnergiesPj,
} from '../../emulator/account.ts';
import { EVENT_KINDS } from '../../src/model/chip.ts';
import type { ProgramImage } from '../../src/model/program.ts';
import type { SampleTrace } from '../../src/model/trace.ts';
import { encodeImage } from '../../src/program-file/encode.ts';
import type { Draw } from './draw.ts';
import { checkCases, drawOne } from './draw.ts';
import { randomInput, randomNetwork } from './random-network.ts';
import { compileOn, emulate, LOIHI, parametersOf, sumOf } from './run-network.ts';

const STEPS = 8;

function randomRun(draw: Draw): {
  image: ProgramImage;
  trace: SampleTrace;
  context: AccountContext;
} {
  const network = randomNetwork(draw, 'mixed');
  const input = randomInput(draw, network, STEPS);
  const parameterSet = drawOne(draw, Object.keys(LOIHI.parameterSets));
  const { image } = compileOn(LOIHI, network, { parameterSet });
  const [trace] = emulate(image, [input], { steps: STEPS });
  const context: AccountContext = {
    set: parametersOf(image),
    chipsUsed: image.header.chipsUsed,
    dtS: image.header.dtS,
    pace: drawOne(draw, ['fast', 'realtime'] as const),
    outputNeurons: trace!.outputCounts.length,
    resets: draw(0, 1) === 1,
  };
  return { image, trace: trace!, context };
}

describe('energy', () => {
  it('is the sum of its parts, by kind, by core and by step', () => {
    checkCases(60, (draw) => {
      const { trace, context } = randomRun(draw);
      const { set, outputNeurons } = context;
      const time = accountTime(trace, context);
      const energy = accountEnergy(trace, time, context);
      expect(energy.totalPj).toBe(energy.dynamicPj + energy.staticPj + energy.hostPj);
      const byKind = EVENT_KINDS.reduce(
        (sum, kind, k) => sum + kindTotals(trace)[k]! * set.energyPj[kind].value,
        0,
      );
      expect(energy.dynamicPj).toBeCloseTo(byKind, 3);
      const barrierPj = trace.stepsRun * set.energyPj.barrier.value;
      expect(sumOf(coreEnergiesPj([trace], set)) + barrierPj).toBeCloseTo(energy.dynamicPj, 3);
      const rails = Object.values(set.staticMw).reduce((sum, rail) => sum + rail.value, 0);
      const idleMw = rails * context.chipsUsed + set.host.processorMw.value;
      const afterNs = time.elapsedNs - (time.elapsedByStepNs.at(-1) ?? 0);
      const afterPj = idleMw * afterNs + set.host.outputReadPj.value * outputNeurons;
      const bySteps = sumOf(stepEnergiesPj(trace, time, context)) + afterPj;
      expect(bySteps / energy.totalPj).toBeCloseTo(1, 9);
    });
  });

  it('counts the same events by step, by core and by kind', () => {
    checkCases(60, (draw) => {
      const { trace } = randomRun(draw);
      const kinds = EVENT_KINDS.length;
      const { steps } = trace;
      EVENT_KINDS.forEach((kind, k) => {
        if (kind === 'barrier') return;
        const byStep = sumOf(
          Array.from({ length: trace.stepsRun }, (_, s) => steps.kinds[s * kinds + k]!),
        );
        expect(byStep, kind).toBe(kindTotals(trace)[k]);
      });
      const totalOf = (kind: (typeof EVENT_KINDS)[number]) =>
        kindTotals(trace)[EVENT_KINDS.indexOf(kind)]!;
      expect(sumOf(steps.fired)).toBe(trace.spikeTotal);
      expect(totalOf('neuronSpike')).toBe(trace.spikeTotal);
      expect(totalOf('axonOut')).toBe(sumOf(steps.packets));
      expect(sumOf(trace.packetsBetweenCores)).toBe(sumOf(steps.packets));
      expect(totalOf('neuronUpdate')).toBeLessThanOrEqual(totalOf('neuronAccess'));
      expect(totalOf('neuronSpike')).toBeLessThanOrEqual(totalOf('neuronUpdate'));
      expect(totalOf('barrier')).toBe(trace.stepsRun);
    });
  });

  it('never falls as events are added', () => {
    checkCases(60, (draw) => {
      const { trace, context } = randomRun(draw);
      const coreCounts = trace.coreCounts.slice();
      const stepPs = trace.steps.stepPs.slice();
      const kind = draw(0, EVENT_KINDS.length - 1);
      const core = draw(0, coreCounts.length / EVENT_KINDS.length - 1);
      const added = draw(1, 1000);
      coreCounts[core * EVENT_KINDS.length + kind]! += added;
      stepPs[draw(0, stepPs.length - 1)]! += draw(0, 10_000);
      const more = {
        ...trace,
        coreCounts,
        inputEvents: trace.inputEvents + draw(0, 3),
        steps: { ...trace.steps, stepPs },
      };
      for (const bound of ['value', 'min', 'max'] as const) {
        const before = accountEnergy(trace, accountTime(trace, context, bound), context, bound);
        const after = accountEnergy(more, accountTime(more, context, bound), context, bound);
        for (const part of ['dynamicPj', 'staticPj', 'hostPj', 'totalPj'] as const) {
          expect(after[part]).toBeGreaterThanOrEqual(before[part]);
        }
        const each = context.set.energyPj[EVENT_KINDS[kind]!];
        const eachPj = (bound === 'value' ? undefined : each[bound]) ?? each.value;
        const isBarrier = EVENT_KINDS[kind] === 'barrier';
        expect(after.dynamicPj - before.dynamicPj).toBeCloseTo(isBarrier ? 0 : added * eachPj, 4);
      }
    });
  });
});

describe('the same network, input and seed', () => {
  it('gives the same bytes of image and the same trace', () => {
    checkCases(40, (draw) => {
      const network = randomNetwork(draw, 'mixed');
      const input = randomInput(draw, network, STEPS);
      const again = structuredClone(network);
      const [first, second] = [network, again].map((each) => compileOn(LOIHI, each).image);
      const bytes = encodeImage(first!);
      expect(bytes.length).toBeGreaterThan(500);
      expect(Buffer.compare(bytes, encodeImage(second!))).toBe(0);
      const options = { steps: STEPS, recordCounts: true };
      expect(emulate(second!, [structuredClone(input)], options)).toEqual(
        emulate(first!, [input], options),
      );
    });
  });
});
