/** Learning does not depend on how a network is cut: many cores, one core and the integer reference agree. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../chip-profiles/load.ts';
import { checkImage } from '../../compiler/check-image.ts';
import { kindTotals } from '../../emulator/account.ts';
import type { ChipProfile } from '../../src/model/chip.ts';
import { EVENT_KINDS } from '../../src/model/chip.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type { QuantNet } from '../../src/model/mapping.ts';
import type { Network, Projection, ProjectionLearning } from '../../src/model/network.ts';
import type { ProgramImage } from '../../src/model/program.ts';
import type { LearntWeights, SampleTrace } from '../../src/model/trace.ts';
import { createIntegerSimulator } from '../../src/reference/simulate-quant.ts';
import { ruleText, someProducts } from '../learning/random-rule.ts';
import type { Draw } from '../properties/draw.ts';
import { checkCases, drawChance, drawOne } from '../properties/draw.ts';
import { randomInput, randomNetwork } from '../properties/random-network.ts';
import { randomPartition, wholePartition } from '../properties/random-partition.ts';
import {
  compileOn,
  emulate,
  spikeKeys,
  sumOf,
  UNLIMITED_LOIHI,
} from '../properties/run-network.ts';

const LOIHI2 = loadProfile('loihi2').profile;
const STEPS = 24;

const RULES = [
  'dw = 2^-2*x1*y0 - 2^-2*y1*x0',
  'dw = 2^-1*x0*y1 + y0*x2*2^-3',
  'dw = u0*4',
  'dw = u2*x1*2^-2 - 3*x0',
  'dw = 2^-3*x1*y0*(w + 3) - 2^-4*y2*x0*(w - 100) + u1*y3',
  'dw = x0*d - y0*(t + 2)',
];

function randomLearning(draw: Draw): ProjectionLearning {
  const rule = drawChance(draw, 3)
    ? ruleText(fc.sample(someProducts, { seed: draw(0, 2 ** 30), numRuns: 1 })[0]!)
    : drawOne(draw, RULES);
  const trace = () => ({ impulse: draw(0, 64 * 8) / 8, tauSteps: draw(0, 12) });
  const traces = { x1: trace(), x2: trace(), y1: trace(), y2: trace(), y3: trace() };
  return { rule, epochSteps: drawOne(draw, [1, 2, 3, 5, 8]), traces };
}

/** Any network of which most projections that are one map learn. */
function randomLearner(draw: Draw): Network {
  const network = randomNetwork(draw, drawOne(draw, ['registers', 'real', 'mixed'] as const));
  const projections = network.projections.map((projection): Projection => {
    const canLearn = projection.stages.length === 1 && projection.stages[0]!.kind !== 'pool';
    if (!canLearn || drawChance(draw, 4)) return projection;
    return { ...projection, learning: randomLearning(draw) };
  });
  return { ...network, projections };
}

/** The network on one core and on several. */
function imagesOf(draw: Draw, network: Network, profile: ChipProfile) {
  const { quantNet } = compileOn(profile, network);
  const one = compileOn(profile, network, { partition: wholePartition(quantNet) }).image;
  const partition = randomPartition(draw, quantNet);
  const many = compileOn(profile, network, { partition }).image;
  return { quantNet, one, many };
}

function updatesOf(traces: readonly SampleTrace[]): number {
  const update = EVENT_KINDS.indexOf('learningUpdate');
  return sumOf(traces.map((trace) => kindTotals(trace)[update]!));
}

function changedWeights(before: readonly LearntWeights[], after: readonly LearntWeights[]): number {
  return sumOf(
    after.map(({ weights }, p) => weights.filter((w, k) => w !== before[p]!.weights[k]).length),
  );
}

/** What the reference says of samples one after the other, as one stream or each from the start. */
function expectedOf(quantNet: QuantNet, inputs: readonly SpikeInput[], streams: boolean) {
  const reference = createIntegerSimulator(quantNet);
  const before = reference.learnt();
  const spikes = streams
    ? spikeKeys(reference.runStream(inputs, STEPS))
    : inputs.flatMap((input) => spikeKeys(reference.run(input, STEPS)));
  const learnt = reference.learnt();
  return { spikes, learnt, changed: changedWeights(before, learnt) };
}

function tracesOf(image: ProgramImage, inputs: readonly SpikeInput[], streams: boolean) {
  const betweenSamples = streams ? 'continue' : 'reset';
  const traces = emulate(image, inputs, { steps: STEPS, betweenSamples });
  const spikes = traces.flatMap(({ spikes: each }, k) => spikeKeys(each!, streams ? k * STEPS : 0));
  return { traces, spikes, learnt: traces.at(-1)!.learnt ?? [] };
}

describe('learning across cores', () => {
  for (const [name, profile, runs] of [
    ['plain spikes', UNLIMITED_LOIHI, 150],
    ['payloads', LOIHI2, 60],
  ] as const) {
    it(`gives the weights, spikes and updates of one core and of the reference (${name})`, () => {
      let [changed, updated, spikes, manyCores] = [0, 0, 0, 0];
      checkCases(runs, (draw) => {
        const network = randomLearner(draw);
        const inputs = Array.from({ length: draw(1, 2) }, () => randomInput(draw, network, STEPS));
        const { quantNet, one, many } = imagesOf(draw, network, profile);
        const streams = drawChance(draw, 2);
        const expected = expectedOf(quantNet, inputs, streams);
        const runsOf = [one, many].map((image) => {
          expect(checkImage(image)).toEqual([]);
          const run = tracesOf(image, inputs, streams);
          expect(run.spikes).toEqual(expected.spikes);
          expect(run.learnt).toEqual(expected.learnt);
          return run;
        });
        const counts = runsOf.map(({ traces }) => [
          updatesOf(traces),
          sumOf(traces.map(({ steps }) => sumOf(steps.synapticEvents))),
        ]);
        expect(counts[1]).toEqual(counts[0]);
        changed += expected.changed;
        updated += counts[0]![0]!;
        spikes += expected.spikes.length;
        if (many.cores.length > 1) manyCores++;
      });
      expect(changed).toBeGreaterThan(runs * 10);
      expect(updated).toBeGreaterThan(runs * 100);
      expect(spikes).toBeGreaterThan(runs * 5);
      expect(manyCores).toBeGreaterThan(runs / 3);
    });
  }
});
