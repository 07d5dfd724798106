import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../chip-profiles/load.ts';
import { gridShape } from '../../compiler/box.ts';
import { checkImage } from '../../compiler/check-image.ts';
import type { ProbeRequest } from '../../emulator/probes.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type {
  Connectivity,
  Network,
  NeuronParameters,
  PerCompartment,
  Population,
  Projection,
  WeightRegisters,
} from '../../src/model/network.ts';
import { shapeSize } from '../../src/model/network.ts';
import type { SampleTrace } from '../../src/model/trace.ts';
import { integerNeuronModel } from '../../src/neurons/integer-models.ts';
import { createIntegerSimulator } from '../../src/reference/simulate-quant.ts';
import type { Draw } from './draw.ts';
import { checkCases, drawChance, drawOne, drawStream } from './draw.ts';
import {
  randomConv,
  randomDense,
  randomOneToOne,
  randomShape,
  randomSparse,
} from './random-maps.ts';
import { randomPartition, wholePartition } from './random-partition.ts';
import { compileOn, emulate, spikeKeys } from './run-network.ts';

const LOIHI2 = loadProfile('loihi2').profile;
const STEPS = 10;
const MODELS = [
  'loihi2-ternary-lif',
  'loihi2-sigma-delta',
  'loihi2-graded-vec',
  'loihi2-graded-relu-vec',
  'loihi2-rf',
  'loihi2-rf-zero',
] as const;
type Model = (typeof MODELS)[number];

describe('a mapping does not change what graded networks compute', () => {
  it('gives the integer reference its spikes, states and payloads on one core and on many', () => {
    const seen = { spikes: 0, manyCores: 0, negativeSums: 0, imaginary: 0 };
    checkCases(200, (draw) => {
      const network = randomGradedNetwork(draw);
      const input = randomPayloads(draw, network);
      const { quantNet } = compileOn(LOIHI2, network);
      const one = compileOn(LOIHI2, network, { partition: wholePartition(quantNet) });
      const many = compileOn(LOIHI2, network, { partition: randomPartition(draw, quantNet) });
      expect(checkImage(many.image)).toEqual([]);
      const probes = probesOf(network);
      const reference = runReference(network, quantNet, input);
      const traces = [one, many].map(
        ({ image }) => emulate(image, [input], { steps: STEPS, probes })[0]!,
      );
      for (const trace of traces) {
        expect(spikeKeys(trace.spikes!)).toEqual(reference.spikes);
        expect(statesOf(trace)).toEqual(reference.states);
      }
      const [whole, split] = traces as [SampleTrace, SampleTrace];
      expect(split.steps.synapticEvents).toEqual(whole.steps.synapticEvents);
      expect(split.saturations).toBe(whole.saturations);
      expect(whole.inputEvents).toBe(input.counts.filter((count) => count !== 0).length);
      seen.spikes += reference.spikes.length;
      if (many.image.cores.length > 1) seen.manyCores++;
      if (quantNet.projections.some((projection) => projection.input === 1)) seen.imaginary++;
      if (Object.values(reference.states).some((values) => values.some((v) => v < 0))) {
        seen.negativeSums++;
      }
    });
    expect(seen.spikes).toBeGreaterThan(2000);
    expect(seen.manyCores).toBeGreaterThan(70);
    expect(seen.imaginary).toBeGreaterThan(40);
    expect(seen.negativeSums).toBeGreaterThan(70);
  });
});

/** One or two inputs, one to four populations of Loihi 2 models, and a meter that shows what the last one sends. */
function randomGradedNetwork(draw: Draw): Network {
  const populations: Population[] = [];
  const projections: Projection[] = [];
  for (let k = draw(1, 2); k > 0; k--) {
    populations.push(population(`in${k}`, randomShape(draw), { model: 'input' }));
  }
  for (let k = draw(1, 4); k > 0; k--) {
    const neuron = drawOne(draw, MODELS);
    const shape = randomShape(draw);
    const registers = randomRegisters(draw, neuron, shapeSize(shape));
    populations.push(population(`pop${k}`, shape, { model: 'registers', neuron, registers }));
    const post = populations.length - 1;
    // A resonator has a way into each of its inputs.
    integerNeuronModel(neuron).inputs.forEach((input) => {
      projections.push(randomProjection(draw, populations, draw(0, post - 1), post, input));
    });
  }
  const inputs = populations.filter(isInput).length;
  for (let k = draw(0, 3); k > 0; k--) {
    const post = draw(inputs, populations.length - 1);
    const pre = draw(0, populations.length - 1);
    const input = drawOne(draw, inputsOf(populations[post]!));
    projections.push(randomProjection(draw, populations, pre, post, input));
  }
  addMeter(populations, projections);
  return {
    name: 'graded',
    units: 'dimensionless',
    populations,
    projections,
    outputs: [populations.length - 1],
    assumptions: [],
  };
}

function population(
  name: string,
  shape: readonly number[],
  parameters: NeuronParameters,
): Population {
  return { name, shape, size: shapeSize(shape), parameters, bias: 0 };
}

function isInput({ parameters }: Population): boolean {
  return parameters.model === 'input';
}

function inputsOf({ parameters }: Population): readonly string[] {
  return parameters.model === 'registers' ? integerNeuronModel(parameters.neuron).inputs : [];
}

function randomProjection(
  draw: Draw,
  populations: readonly Population[],
  pre: number,
  post: number,
  input: string,
): Projection {
  const [from, to] = [populations[pre]!, populations[post]!];
  const random = drawStream(draw);
  const weight = (): number => Math.floor((random() - 0.5) * 2 * drawnSize);
  const drawnSize = drawOne(draw, [3, 20, 255]);
  const kind = drawOne(draw, ['dense', 'sparse', 'conv', 'one-to-one'] as const);
  const stage = (): Connectivity => {
    if (kind === 'conv') {
      return randomConv(draw, gridShape(from.shape), weight, gridShape(to.shape));
    }
    if (kind === 'sparse') return randomSparse(draw, from.size, to.size, weight);
    if (kind === 'one-to-one' && from.size === to.size)
      return randomOneToOne(draw, to.size, weight);
    return randomDense(from.size, to.size, weight);
  };
  return {
    name: `${from.name} -> ${to.name}:${input}`,
    pre,
    post,
    stages: [stage()],
    delayS: drawChance(draw, 3) ? draw(0, 5) * 1e-3 : 0,
    input,
    registers: randomWeightRegisters(draw, from),
  };
}

/** A sum beyond 32 bits wraps before its exponent acts, so a negative one stands where payloads are small. */
function randomWeightRegisters(draw: Draw, { parameters }: Population): WeightRegisters {
  const isSmall =
    parameters.model !== 'registers' ||
    !integerNeuronModel(parameters.neuron).graded ||
    parameters.neuron === 'loihi2-ternary-lif';
  return { weightExp: draw(isSmall ? -4 : 0, 2), weightBits: draw(4, 9), signMode: 'mixed' };
}

/** What the last population sends, one to one, with nothing lost up to 24 bits. */
function addMeter(populations: Population[], projections: Projection[]): void {
  const pre = populations.length - 1;
  const { shape, size } = populations[pre]!;
  const registers = { sinDecay: 0, cosDecay: 0, decayBits: 0, stateExp: 0 };
  populations.push(
    population('meter', shape, { model: 'registers', neuron: 'loihi2-rf', registers }),
  );
  projections.push({
    name: 'meter',
    pre,
    post: pre + 1,
    stages: [{ kind: 'one-to-one', size, weights: 1 }],
    delayS: 0,
    registers: { weightExp: 0, weightBits: 8, signMode: 'excitatory' },
  });
}

function randomRegisters(
  draw: Draw,
  model: Model,
  size: number,
): Readonly<Record<string, PerCompartment>> {
  const random = drawStream(draw);
  const between = (least: number, most: number): PerCompartment => {
    const value = (): number => least + Math.floor(random() * (most - least + 1));
    return drawChance(draw, 4) ? Int32Array.from({ length: size }, value) : value();
  };
  const threshold = drawOne(draw, [10, 500, 20_000]);
  switch (model) {
    case 'loihi2-ternary-lif':
      return {
        du: between(0, 4095),
        dv: between(0, 4096),
        vthHiMant: between(0, threshold),
        vthLoMant: between(-threshold, 0),
        biasMant: drawChance(draw, 3) ? between(-200, 200) : 0,
      };
    case 'loihi2-sigma-delta':
      return {
        vth: between(0, threshold),
        stateExp: between(0, 4),
        cumError: draw(0, 1),
        bias: drawChance(draw, 3) ? between(-100, 100) : 0,
        relu: draw(0, 1),
      };
    case 'loihi2-graded-vec':
    case 'loihi2-graded-relu-vec':
      return { vth: between(0, threshold) };
    case 'loihi2-rf':
      return {
        sinDecay: between(0, 4000),
        cosDecay: between(0, 4000),
        decayBits: 12,
        stateExp: between(0, 4),
        vth: between(0, threshold),
      };
    case 'loihi2-rf-zero':
      return { lct: between(0, 22_000), lst: between(0, 22_000), uth: between(0, threshold) };
  }
}

/** At most one event a step and input; payloads of either sign, now and then 0 or large. */
function randomPayloads(draw: Draw, { populations }: Network): SpikeInput {
  const random = drawStream(draw);
  const density = draw(1, 9) / 10;
  const most = drawOne(draw, [1, 30, 3000]);
  const size = populations.filter(isInput).reduce((sum, each) => sum + each.size, 0);
  const events: number[][] = [];
  for (let step = 0; step < STEPS; step++) {
    for (let index = 0; index < size; index++) {
      if (random() >= density) continue;
      events.push([step, index, Math.floor(random() * (2 * most + 1)) - most]);
    }
  }
  const column = (k: number): Int32Array => Int32Array.from(events, (event) => event[k]!);
  const [steps, indices, counts] = [column(0), column(1), column(2)];
  return { sample: 'random', steps, indices, counts, droppedEvents: 0 };
}

/** All state variables of all populations. */
function probesOf({ populations }: Network): ProbeRequest[] {
  return populations.flatMap(({ name, parameters }) =>
    parameters.model === 'registers'
      ? integerNeuronModel(parameters.neuron).variables.map((variable) => ({
          population: name,
          variable,
        }))
      : [],
  );
}

type States = Readonly<Record<string, number[]>>;

/** Values of each probed variable, step after step. */
function statesOf(trace: SampleTrace): States {
  return Object.fromEntries(
    trace.probes!.map(({ population, variable, values }) => [
      `${population}:${variable}`,
      Array.from(values),
    ]),
  );
}

function runReference(
  network: Network,
  net: Parameters<typeof createIntegerSimulator>[0],
  input: SpikeInput,
): { readonly spikes: string[]; readonly states: States } {
  const states: Record<string, number[]> = {};
  const spikes = createIntegerSimulator(net).run(input, STEPS, (_step, p, compartments) => {
    const { parameters } = network.populations[p]!;
    if (parameters.model !== 'registers') return;
    for (const variable of integerNeuronModel(parameters.neuron).variables) {
      states[`${p}:${variable}`] ??= [];
      states[`${p}:${variable}`]!.push(...compartments.read(variable));
    }
  });
  return { spikes: spikeKeys(spikes), states };
}
