/** Weight changes derived by hand, through compile, image and emulator. Steps count from 0 here. */
import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../chip-profiles/load.ts';
import { checkImage } from '../../compiler/check-image.ts';
import { compile, DEFAULT_COMPILE_OPTIONS } from '../../compiler/compile.ts';
import type { AccountContext } from '../../emulator/account.ts';
import { accountEnergy, accountTime, kindTotals } from '../../emulator/account.ts';
import type { ChipProfile } from '../../src/model/chip.ts';
import { EVENT_KINDS } from '../../src/model/chip.ts';
import type { Connectivity, Network, ProjectionLearning } from '../../src/model/network.ts';
import type { SampleTrace } from '../../src/model/trace.ts';
import { createIntegerSimulator } from '../../src/reference/simulate-quant.ts';
import { SpikeloomError } from '../../src/support/errors.ts';
import { ALL_TO_ALL, inputOf, learningNetwork } from '../support/learning-network.ts';
import type { OnChipOptions } from '../support/on-chip.ts';
import { runOnChip, spikeRows } from '../support/on-chip.ts';

const LOIHI = loadProfile('loihi1').profile;
const UPDATE = EVENT_KINDS.indexOf('learningUpdate');
const STEP_PS_OF_UPDATE = 6100;

/** A trace that lives for one step: 16 in the step of a spike, 0 after it. */
const COINCIDENCE: ProjectionLearning = {
  rule: 'dw = 2^-3*x1*y0',
  epochSteps: 1,
  traces: { x1: { impulse: 16, tauSteps: 0 } },
};
/** 4 more at the end of every second step, whatever happens. */
const GROWTH: ProjectionLearning = { rule: 'dw = u0*4', epochSteps: 2, traces: {} };

const everyStep = (steps: number): [number, number][] =>
  Array.from({ length: steps }, (_, step) => [step, 0]);

function run(
  network: Network,
  rows: readonly (readonly [number, number])[],
  options: OnChipOptions,
): SampleTrace {
  return runOnChip(network, [inputOf(rows)], { recordSpikes: true, ...options }).traces[0]!;
}

function finalWeights(trace: SampleTrace): number[] {
  return Array.from(trace.learnt![0]!.weights);
}

describe('when events count', () => {
  it('takes a source in the step in which it is sent and a target in which it fires', () => {
    const map = ALL_TO_ALL(1, 1, [100]);
    const network = learningNetwork({ preSize: 1, postSize: 1, map, learning: COINCIDENCE });
    // Sent in steps 0 to 3, so that the target fires in 1 to 4: together in 1, 2 and 3, each worth 16 / 8.
    const trace = run(network, everyStep(4), { steps: 8 });
    expect(spikeRows(trace, 1)).toEqual([1, 2, 3, 4].map((step) => [step, 0]));
    expect(finalWeights(trace)).toEqual([100 + 3 * 2]);
    // One spike alone is never together with the one that it causes.
    expect(finalWeights(run(network, [[0, 0]], { steps: 8 }))).toEqual([100]);
  });

  it('lets spikes sent after an epoch read what it learned', () => {
    const map = ALL_TO_ALL(1, 1, [0]);
    const network = learningNetwork({ preSize: 1, postSize: 1, map, learning: GROWTH });
    // Epochs end with steps 1, 3 and 5; what is sent in step 2 reads 4, which fires in step 3.
    const trace = run(network, everyStep(6), { steps: 6 });
    expect(spikeRows(trace, 1)[0]).toEqual([3, 0]);
    expect(finalWeights(trace)).toEqual([12]);
  });

  it('reads a delayed synapse when the event arrives, and learns without the delay', () => {
    const delay = { delayS: 2e-3 };
    const base = { preSize: 1, postSize: 1, map: ALL_TO_ALL(1, 1, [0]) };
    const growth = learningNetwork({ ...base, learning: GROWTH, projection: delay });
    // What is sent in step 2 still reads 4 first, and acts two steps later.
    expect(spikeRows(run(growth, everyStep(6), { steps: 8 }), 1)[0]).toEqual([5, 0]);
    const map = ALL_TO_ALL(1, 1, [100]);
    const together = learningNetwork({ ...base, map, learning: COINCIDENCE, projection: delay });
    // Sent in 0 to 5, fires in 3 to 8: together in 3, 4 and 5.
    expect(finalWeights(run(together, everyStep(6), { steps: 10 }))).toEqual([106]);
  });

  it('counts several events of a source in one step once', () => {
    const map = ALL_TO_ALL(1, 1, [10]);
    const learning = { ...GROWTH, rule: 'dw = 3*x0', epochSteps: 1 };
    const network = learningNetwork({ preSize: 1, postSize: 1, map, learning });
    const rows: [number, number][] = [
      [0, 0],
      [0, 0],
      [0, 0],
    ];
    expect(finalWeights(run(network, rows, { steps: 3 }))).toEqual([13]);
  });

  it('gives d of a rule the delay of each synapse', () => {
    const map: Connectivity = {
      kind: 'sparse',
      preSize: 1,
      postSize: 2,
      offsets: Int32Array.of(0, 2),
      targets: Int32Array.of(0, 1),
      weights: Float64Array.of(1, 2),
      delaysS: Float32Array.of(0, 3e-3),
    };
    const learning = { ...GROWTH, rule: 'dw = x0*d', epochSteps: 1 };
    const network = learningNetwork({ preSize: 1, postSize: 2, map, learning });
    const trace = run(network, [[0, 0]], { steps: 6 });
    expect(finalWeights(trace)).toEqual([1, 5]);
    expect(Array.from(trace.learnt![0]!.delaySteps)).toEqual([0, 3]);
  });
});

describe('weights between samples', () => {
  const map = ALL_TO_ALL(1, 1, [0]);
  const network = learningNetwork({ preSize: 1, postSize: 1, map, learning: GROWTH });
  const samples = [inputOf(everyStep(5), 'a'), inputOf(everyStep(5), 'b')];

  it('starts each sample from the image where samples are reset', () => {
    const { traces } = runOnChip(network, samples, { steps: 5, recordSpikes: true });
    expect(traces[1]!.spikes).toEqual(traces[0]!.spikes);
    expect(traces.map(({ learnt }) => learnt?.length ?? 0)).toEqual([0, 1]);
    expect(finalWeights(traces[1]!)).toEqual([8]);
  });

  it('goes on where they are one stream', () => {
    const options = { steps: 5, recordSpikes: true, betweenSamples: 'continue' } as const;
    const { traces, compilation } = runOnChip(network, samples, options);
    // Ten steps and the one that drains: five epochs.
    expect(finalWeights(traces[1]!)).toEqual([20]);
    const reference = createIntegerSimulator(compilation.quantNet);
    reference.runStream(samples, 5);
    expect(traces[1]!.learnt).toEqual(reference.learnt());
  });
});

describe('what learning costs', () => {
  const map = ALL_TO_ALL(3, 2, [1, 2, 3, 4, 5, 6]);
  const network = learningNetwork({ preSize: 3, postSize: 2, map, learning: GROWTH });

  it('counts each synapse that an epoch computes, in the step after its end', () => {
    const trace = run(network, [], { steps: 5, recordCounts: true });
    const { steps, kinds, counts } = trace.counts!;
    const rows = Array.from(steps, (step, k) => [step, kinds[k], counts[k]]);
    expect(rows.filter(([, kind]) => kind === UPDATE)).toEqual([
      [2, UPDATE, 6],
      [4, UPDATE, 6],
    ]);
    const [quiet, busy] = [trace.steps.stepPs[1]!, trace.steps.stepPs[2]!];
    expect(busy - quiet).toBe(6 * STEP_PS_OF_UPDATE);
  });

  it('takes 120 pJ an update (Davies et al. 2018, Table 2)', () => {
    const trace = run(network, [], { steps: 5 });
    const context: AccountContext = {
      set: LOIHI.parameterSets.davies2018!,
      chipsUsed: 1,
      dtS: 1e-3,
      pace: 'fast',
      outputNeurons: 2,
      resets: true,
    };
    expect(kindTotals(trace)[UPDATE]).toBe(12);
    const { byEventPj } = accountEnergy(trace, accountTime(trace, context), context);
    expect(byEventPj[UPDATE]).toBe(12 * 120);
  });

  it('takes two input axons a source, and full weights and tags in synapse memory', () => {
    const usesOf = (learning: ProjectionLearning | null) => {
      const { projections, ...rest } = network;
      const [{ learning: _, ...plain }] = projections as [(typeof projections)[0]];
      const registers = { weightExp: 0, weightBits: 4, signMode: 'mixed' } as const;
      const projection = { ...plain, registers, ...(learning ? { learning } : {}) };
      const { image } = compileOn(LOIHI, { ...rest, projections: [projection] });
      expect(checkImage(image)).toEqual([]);
      return image.cores[0]!.use;
    };
    expect(usesOf(null)).toMatchObject({ inputAxons: 3, synapseMemoryBits: 3 * 64 });
    expect(usesOf(GROWTH)).toMatchObject({ inputAxons: 6, synapseMemoryBits: 3 * 64 });
    // Wide rows show the widths: 40 synapses of 9 bits and of 9 + 9 with a tag, and 10 bits of a head.
    const wide = learningNetwork({
      preSize: 1,
      postSize: 40,
      map: ALL_TO_ALL(1, 40, new Array<number>(40).fill(2)),
      learning: GROWTH,
    });
    const bitsOf = (learning: ProjectionLearning): number => {
      const projections = wide.projections.map((projection) => ({ ...projection, learning }));
      return compileOn(LOIHI, { ...wide, projections }).image.cores[0]!.use.synapseMemoryBits;
    };
    expect(bitsOf(GROWTH)).toBe(Math.ceil((40 * 9 + 10) / 64) * 64);
    expect(bitsOf({ ...GROWTH, rule: 'dw = x0*t' })).toBe(Math.ceil((40 * 18 + 10) / 64) * 64);
  });
});

function compileOn(profile: ChipProfile, network: Network, arithmetic = 'lava') {
  const parameterSet = profile.defaultParameterSet;
  return compile(network, profile, { ...DEFAULT_COMPILE_OPTIONS, parameterSet, arithmetic });
}

describe('convolutions', () => {
  it('learn as synapses of their own, zeros included', () => {
    const map: Connectivity = {
      kind: 'conv',
      inputShape: [1, 1, 4],
      inputExtent: [1, 4],
      outputShape: [1, 1, 3],
      kernel: [1, 2],
      stride: [1, 1],
      dilation: [1, 1],
      padding: [0, 0],
      groups: 1,
      weights: Float64Array.of(10, 0),
    };
    const learning = { ...GROWTH, rule: 'dw = 5*x0', epochSteps: 1 };
    const network = learningNetwork({ preSize: 4, postSize: 3, map, learning });
    const { traces, compilation } = runOnChip(network, [inputOf([[0, 1]])], { steps: 3 });
    // Source 1 reaches target 0 by the second tap and target 1 by the first; the others keep the kernel.
    const { pre, post, weights } = traces[0]!.learnt![0]!;
    const rows = Array.from(pre, (source, k) => [source, post[k], weights[k]]);
    expect(rows).toEqual([
      [0, 0, 10],
      [1, 0, 5],
      [1, 1, 15],
      [2, 1, 0],
      [2, 2, 10],
      [3, 2, 0],
    ]);
    const codes = compilation.image.header.assumptions.map(({ code }) => code);
    expect(codes).toContain('A_LEARNING_CONV');
    expect(codes).toContain('A_LEARNING_SAMPLES');
  });
});

it('is a fault of an image for a chip that does not learn', () => {
  const map = ALL_TO_ALL(1, 1, [1]);
  const network = learningNetwork({ preSize: 1, postSize: 1, map, learning: GROWTH });
  const { image } = compileOn(LOIHI, network);
  const [core] = LOIHI.coreTypes;
  const profile: ChipProfile = { ...LOIHI, coreTypes: [{ ...core!, learning: 'none' }] };
  const faults = checkImage({ ...image, header: { ...image.header, profile } });
  expect(faults.map(({ code }) => code)).toContain('E_LEARNING');
});

describe('what cannot learn', () => {
  const base = { preSize: 1, postSize: 1, map: ALL_TO_ALL(1, 1, [1]) };
  const refusalOf = (network: Network, profile = LOIHI, arithmetic = 'lava'): SpikeloomError => {
    try {
      compileOn(profile, network, arithmetic);
    } catch (error) {
      if (error instanceof SpikeloomError) return error;
      throw error;
    }
    throw new Error('it compiled');
  };
  const withLearning = (change: Partial<ProjectionLearning>): Network =>
    learningNetwork({ ...base, learning: { ...GROWTH, ...change } });

  it.each([
    ['dw = x9*y0', 'E_RULE', /^projection "plastic": learning rule, column 6/],
    ['dw = x1*y0*(w + 999)', 'E_RULE', /^projection "plastic": learning rule/],
    ['dd = x0', 'E_RULE', /^projection "plastic": learning rule/],
    ['', 'E_RULE', /^projection "plastic": learning rule/],
  ])('names the projection of the rule %j', (rule, code, message) => {
    const error = refusalOf(withLearning({ rule }));
    expect([error.code, error.exitCode]).toEqual([code, 2]);
    expect(error.message).toMatch(message);
    expect(error.data.projection).toBe('plastic');
  });

  it.each<[Partial<ProjectionLearning>, RegExp]>([
    [{ epochSteps: 64 }, /^projection "plastic": learning: an epoch has 1 to 63 steps, not 64\.$/],
    [{ epochSteps: Number.NaN }, /not NaN/],
    [{ traces: { x1: { impulse: 128, tauSteps: 1 } } }, /impulse of x1 is 128/],
    [{ traces: { y3: { impulse: 1, tauSteps: -1 } } }, /time constant of y3 is -1/],
    [{ traces: { z1: { impulse: 1, tauSteps: 1 } } as never }, /there is no trace "z1"/],
  ])('refuses %j', (change, message) => {
    const error = refusalOf(withLearning(change));
    expect([error.code, error.exitCode]).toEqual(['E_LEARNING', 2]);
    expect(error.message).toMatch(message);
  });

  it('refuses chains of maps, pools and kernels without end', () => {
    const learning = GROWTH;
    const chain = learningNetwork({
      ...base,
      learning,
      projection: { stages: [base.map, { kind: 'one-to-one', size: 1, weights: 2 }] },
    });
    expect(refusalOf(chain).message).toMatch(/chain of 2 maps/);
    const size = 4096;
    const kernel: Connectivity = {
      kind: 'conv',
      inputShape: [size, 1, 1],
      inputExtent: [1, 1],
      outputShape: [2 ** 15, 1, 1],
      kernel: [1, 1],
      stride: [1, 1],
      dilation: [1, 1],
      padding: [0, 0],
      groups: 1,
      weights: new Float32Array(size * 2 ** 15),
    };
    const vast = learningNetwork({ preSize: size, postSize: 2 ** 15, map: kernel, learning });
    expect(refusalOf(vast).message).toMatch(/134,217,728 synapses.*at most 67,108,864/);
  });

  it('names projection and chip where the chip does not learn, and the arithmetic that has no learning', () => {
    const [core] = LOIHI.coreTypes;
    const still: ChipProfile = {
      ...LOIHI,
      name: 'still',
      coreTypes: [{ ...core!, learning: 'none' }],
    };
    const network = withLearning({});
    expect(refusalOf(network, still)).toMatchObject({ code: 'E_LEARNING', exitCode: 1 });
    expect(refusalOf(network, still).message).toMatch(/projection "plastic" learns.*still/);
    const error = refusalOf(network, LOIHI, 'brian2loihi');
    expect(error).toMatchObject({ code: 'E_LEARNING', exitCode: 1 });
    expect(error.message).toMatch(/brian2loihi/);
  });
});
