/** What every chip profile owes: small networks of all models that it runs compile, keep its limits, and run. */
import { describe, expect, it } from 'vitest';
import { listProfiles, loadProfile } from '../../chip-profiles/load.ts';
import { checkImage } from '../../compiler/check-image.ts';
import { accountEnergy, accountTime } from '../../emulator/account.ts';
import type { ChipProfile, CoreType } from '../../src/model/chip.ts';
import { EVENT_KINDS } from '../../src/model/chip.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type {
  Connectivity,
  Network,
  NeuronParameters,
  Population,
} from '../../src/model/network.ts';
import { shapeSize } from '../../src/model/network.ts';
import type { ProgramImage } from '../../src/model/program.ts';
import type { SampleTrace } from '../../src/model/trace.ts';
import { findIntegerNeuronModel } from '../../src/neurons/integer-models.ts';
import { createIntegerSimulator } from '../../src/reference/simulate-quant.ts';
import { runNaiveChip } from '../properties/naive-chip.ts';
import { compileOn, emulate, spikeKeys } from '../properties/run-network.ts';

const STEPS = 20;

const SPIKING = { vThreshold: 1, vReset: 0 };
const LEAKY = { r: 20, vLeak: 0 };
const CUBA = { tauSynS: 0.005, tauMemS: 0.02, wIn: 2, r: 40, vLeak: 0 };

/** A driven population of each model of a Network. */
const MODELS: Record<string, NeuronParameters> = {
  i: { model: 'i', r: 1 },
  if: { model: 'if', r: 1, ...SPIKING },
  li: { model: 'li', tauS: 0.02, ...LEAKY },
  lif: { model: 'lif', tauS: 0.02, ...LEAKY, ...SPIKING },
  'cuba-li': { model: 'cuba-li', ...CUBA },
  'cuba-lif': { model: 'cuba-lif', ...CUBA, ...SPIKING },
  threshold: { model: 'threshold', threshold: 0.3 },
  'loihi-lif': {
    model: 'loihi-lif',
    registers: {
      du: 1023,
      dv: 128,
      vthMant: 80,
      biasMant: 0,
      biasExp: 0,
      refractorySteps: 1,
      v0: 0,
      reset: 'zero',
      spiking: true,
    },
  },
};

/** Models without a case above are register models: they run on their default registers. */
function parametersOf(model: string): NeuronParameters {
  return MODELS[model] ?? { model: 'registers', neuron: model, registers: {} };
}

const WEIGHT = 0.4;

function weightsOf(count: number, parameters: NeuronParameters): Float64Array {
  const scale = parameters.model === 'loihi-lif' || parameters.model === 'registers' ? 100 : WEIGHT;
  return Float64Array.from({ length: count }, (_, k) => scale * (k % 4 === 3 ? -0.5 : 1));
}

type Wire = (
  preShape: readonly number[],
  parameters: NeuronParameters,
) => { stage: Connectivity; shape: number[] };

const WIRES: Record<string, Wire> = {
  dense: (preShape, parameters) => {
    const preSize = shapeSize(preShape);
    const weights = weightsOf(preSize * 10, parameters);
    return { stage: { kind: 'dense', preSize, postSize: 10, weights }, shape: [10] };
  },
  conv: (_, parameters) => ({
    stage: {
      kind: 'conv',
      inputShape: [1, 6, 6],
      inputExtent: [6, 6],
      outputShape: [3, 3, 3],
      kernel: [3, 3],
      stride: [2, 2],
      dilation: [1, 1],
      padding: [1, 1],
      groups: 1,
      weights: weightsOf(27, parameters),
    },
    shape: [3, 3, 3],
  }),
  sparse: (preShape, parameters) => {
    const preSize = shapeSize(preShape);
    const targets = Int32Array.from({ length: preSize * 2 }, (_, k) => (k * 5) % 12);
    const delaysS = Float32Array.from(targets, (_, k) => (k % 3) * 1e-3);
    const offsets = Int32Array.from({ length: preSize + 1 }, (_, k) => 2 * k);
    const weights = weightsOf(targets.length, parameters);
    return {
      stage: { kind: 'sparse', preSize, postSize: 12, offsets, targets, weights, delaysS },
      shape: [12],
    };
  },
  'one-to-one': (preShape, parameters) => ({
    stage: {
      kind: 'one-to-one',
      size: shapeSize(preShape),
      weights: weightsOf(1, parameters)[0]! * 3,
    },
    shape: [...preShape],
  }),
};

function smallNetwork(parameters: NeuronParameters, wire: Wire): Network {
  const preShape = [1, 6, 6];
  const { stage, shape } = wire(preShape, parameters);
  const populations: Population[] = [
    { name: 'in', shape: preShape, size: 36, parameters: { model: 'input' }, bias: 0 },
    { name: 'out', shape, size: shapeSize(shape), parameters, bias: 0 },
  ];
  return {
    name: 'small',
    units: 'dimensionless',
    populations,
    projections: [{ name: 'in -> out', pre: 0, post: 1, stages: [stage], delayS: 0 }],
    outputs: [1],
    assumptions: [],
  };
}

function busyInput(): SpikeInput {
  const events = Array.from({ length: STEPS * 12 }, (_, k) => ({
    step: Math.floor(k / 12),
    index: (k * 7) % 36,
  }));
  return {
    sample: 'busy',
    steps: Int32Array.from(events, ({ step }) => step),
    indices: Int32Array.from(events, ({ index }) => index),
    counts: new Int32Array(events.length).fill(1),
    droppedEvents: 0,
  };
}

/** The same synapses without delays, for chips that have none. */
function undelayed(wire: Wire): Wire {
  return (preShape, parameters) => {
    const { stage, shape } = wire(preShape, parameters);
    if (stage.kind !== 'sparse') return { stage, shape };
    return { stage: { ...stage, delaysS: new Float32Array(stage.targets.length) }, shape };
  };
}

function expectPrices(profile: ChipProfile, trace: SampleTrace): void {
  for (const set of Object.values(profile.parameterSets)) {
    const context = {
      set,
      chipsUsed: 1,
      dtS: 1e-3,
      pace: 'fast' as const,
      outputNeurons: 1,
      resets: true,
    };
    const time = accountTime(trace, context);
    const energy = accountEnergy(trace, time, context);
    expect(time.elapsedNs).toBeGreaterThan(0);
    expect(Number.isFinite(energy.totalPj)).toBe(true);
    expect(energy.dynamicPj).toBeGreaterThan(0);
  }
}

function expectWithinLimits(image: ProgramImage, { limits }: CoreType): void {
  expect(checkImage(image)).toEqual([]);
  for (const { use } of image.cores) {
    expect(use.compartments).toBeGreaterThan(0);
    for (const [resource, used] of Object.entries(use)) {
      expect(used).toBeLessThanOrEqual(limits[resource as keyof typeof use].value);
    }
  }
}

/** Integers on a clock: every spike is that of the plain chip and of the reference. */
function runDigital(profile: ChipProfile, model: string, wire: Wire): void {
  const { image, quantNet } = compileOn(profile, smallNetwork(parametersOf(model), wire));
  expectWithinLimits(image, profile.coreTypes[0]!);
  const input = busyInput();
  const [trace] = emulate(image, [input], { steps: STEPS });
  const spiking = image.header.populations[1]!.spiking;
  if (model in MODELS) {
    expect(trace!.spikeTotal > 0).toBe(spiking);
    expect(spikeKeys(trace!.spikes!)).toEqual(runNaiveChip(quantNet, input, STEPS).spikes);
  }
  const reference = createIntegerSimulator(quantNet).run(input, STEPS);
  expect(spikeKeys(trace!.spikes!)).toEqual(spikeKeys(reference));
  expectPrices(profile, trace!);
}

/** Circuits that run freely: what fires does so again in the same way, and every figure is finite. */
function runAnalog(profile: ChipProfile, model: string, wire: Wire): void {
  const network = smallNetwork(parametersOf(model), undelayed(wire));
  const { image } = compileOn(profile, network);
  expectWithinLimits(image, profile.coreTypes[0]!);
  const input = busyInput();
  const [trace] = emulate(image, [input], { steps: STEPS });
  const spiking = image.header.populations[1]!.spiking;
  expect(trace!.spikeTotal > 0).toBe(spiking);
  const [again] = emulate(image, [input], { steps: STEPS });
  expect(spikeKeys(again!.spikes!)).toEqual(spikeKeys(trace!.spikes!));
  expectPrices(profile, trace!);
}

for (const name of listProfiles()) {
  const { profile } = loadProfile(name);
  const run = profile.sync === 'free-running' ? runAnalog : runDigital;
  describe(`profile ${name}`, () => {
    const models = profile.coreTypes.flatMap((core) =>
      core.neuronModels.flatMap(({ runs }) => runs),
    );
    it('runs only models that networks have', () => {
      const unknown = models.filter(
        (model) => !(model in MODELS) && !findIntegerNeuronModel(model),
      );
      expect(unknown).toEqual([]);
      expect(models.length).toBeGreaterThan(0);
    });
    for (const model of models) {
      for (const [kind, wire] of Object.entries(WIRES)) {
        it(`compiles, checks and runs ${model} behind ${kind} synapses`, () => {
          run(profile, model, wire);
        });
      }
    }
    it('prices every kind of event, and nothing below zero', () => {
      for (const set of Object.values(profile.parameterSets)) {
        for (const kind of EVENT_KINDS) {
          expect(set.energyPj[kind].value).toBeGreaterThanOrEqual(0);
          if (kind !== 'barrier') expect(set.timeNs[kind].value).toBeGreaterThanOrEqual(0);
        }
        const tiles = set.barrierNs.map(({ tilesMax }) => tilesMax);
        expect(tiles).toEqual([...tiles].sort((a, b) => a - b));
        const times = set.barrierNs.map(({ timeNs }) => timeNs.value);
        expect(times).toEqual([...times].sort((a, b) => a - b));
      }
    });
  });
}
