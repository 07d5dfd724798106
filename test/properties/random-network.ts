/** Random networks of register populations, real-valued ones, or both, wired in every way that the model has. */
import { gridShape } from '../../compiler/box.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type {
  Connectivity,
  LoihiLifRegisters,
  Network,
  NeuronParameters,
  PerCompartment,
  Population,
  Projection,
  SignMode,
} from '../../src/model/network.ts';
import { shapeSize } from '../../src/model/network.ts';
import type { Draw } from './draw.ts';
import { drawChance, drawOne, drawStream } from './draw.ts';
import {
  DT_S,
  randomConv,
  randomDense,
  randomOneToOne,
  randomShape,
  randomSparse,
  randomStages,
} from './random-maps.ts';

export type NetworkKind = 'registers' | 'real' | 'mixed';

/** One or two inputs and one to four populations; every population has at least one way in. */
export function randomNetwork(draw: Draw, kind: NetworkKind): Network {
  const populations: Population[] = [];
  const projections: Projection[] = [];
  const inputCount = draw(1, 2);
  for (let k = 0; k < inputCount; k++) {
    populations.push(population(`in${k}`, randomShape(draw), { model: 'input' }));
  }
  const neuronCount = draw(1, 4);
  for (let k = 0; k < neuronCount; k++) {
    const registers = kind === 'registers' || (kind === 'mixed' && drawChance(draw, 2));
    const pre = draw(0, populations.length - 1);
    const wiring = randomWiring(draw, registers);
    const { stages, shape } = randomStages(draw, populations[pre]!.shape, 2, wiring.weight);
    const size = shapeSize(shape);
    populations.push({
      ...population(`pop${k}`, shape, registers ? registerModel(draw, size) : realModel(draw)),
      bias: registers || drawChance(draw, 2) ? 0 : randomBias(draw, size),
    });
    projections.push(projectionOf(draw, pre, populations.length - 1, stages, wiring));
  }
  addExtraProjections(draw, populations, projections);
  return {
    name: 'random',
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

interface Wiring {
  readonly weight: () => number;
  readonly registers: Projection['registers'];
}

/** Where weights come from: mantissas of one sign mode, or reals around zero. */
function randomWiring(draw: Draw, registers: boolean): Wiring {
  const random = drawStream(draw);
  const signMode: SignMode = drawOne(draw, ['mixed', 'excitatory', 'inhibitory'] as const);
  if (!registers) {
    const negative = signMode === 'mixed' ? 0.4 : signMode === 'inhibitory' ? draw(0, 1) : 0;
    // No smaller: a chip's threshold register holds at most 131,071 of its least weights.
    const size = 2 ** draw(0, 2);
    const weight = (): number => (random() < negative ? -1 : 1) * size * (0.1 + 0.9 * random());
    return { weight, registers: undefined };
  }
  const weight = (): number => {
    const mantissa = Math.floor(random() * 256);
    if (signMode === 'inhibitory') return -mantissa;
    return signMode === 'mixed' && random() < 0.4 ? -1 - mantissa : mantissa;
  };
  return {
    weight,
    registers: {
      weightExp: drawChance(draw, 6) ? draw(-8, 7) : draw(-2, 2),
      weightBits: drawChance(draw, 2) ? 8 : draw(1, 9),
      signMode,
    },
  };
}

function projectionOf(
  draw: Draw,
  pre: number,
  post: number,
  stages: readonly Connectivity[],
  { registers }: Wiring,
): Projection {
  const delayS = drawChance(draw, 3) ? draw(0, 5) * DT_S : 0;
  const base = { name: `${pre} -> ${post}`, pre, post, stages, delayS };
  return registers ? { ...base, registers } : base;
}

/** Self loops, backward edges, skip connections and second projections between the same two. */
function addExtraProjections(
  draw: Draw,
  populations: readonly Population[],
  projections: Projection[],
): void {
  const targets = populations.map((_, p) => p).filter((p) => !isInput(populations[p]!));
  for (let k = draw(0, 4); k > 0; k--) {
    const pre = draw(0, populations.length - 1);
    const post = drawOne(draw, targets);
    const [from, to] = [populations[pre]!, populations[post]!];
    const wiring = randomWiring(draw, to.parameters.model === 'loihi-lif');
    const kinds = [
      'dense',
      'sparse',
      'conv',
      ...(from.size === to.size ? (['one-to-one'] as const) : []),
    ] as const;
    const kind = drawOne(draw, kinds);
    const stage =
      kind === 'dense'
        ? randomDense(from.size, to.size, wiring.weight)
        : kind === 'sparse'
          ? randomSparse(draw, from.size, to.size, wiring.weight)
          : kind === 'conv'
            ? randomConv(draw, gridShape(from.shape), wiring.weight, gridShape(to.shape))
            : randomOneToOne(draw, to.size, wiring.weight);
    projections.push(projectionOf(draw, pre, post, [stage], wiring));
  }
}

function isInput(candidate: Population): boolean {
  return candidate.parameters.model === 'input';
}

function registerModel(draw: Draw, size: number): NeuronParameters {
  const random = drawStream(draw);
  const each = (value: () => number): PerCompartment =>
    drawChance(draw, 3) ? Int32Array.from({ length: size }, value) : value();
  const between = (least: number, most: number) => (): number =>
    least + Math.floor(random() * (most - least + 1));
  const decays = between(0, 4095);
  const registers: LoihiLifRegisters = {
    du: each(drawOne(draw, [() => 4095, () => 0, () => 409, decays])),
    dv: each(drawOne(draw, [() => 0, () => 128, () => 4096, decays])),
    vthMant: each(between(0, drawOne(draw, [100, 1000, 131_071]))),
    biasMant: drawChance(draw, 3) ? each(between(-4096, 4095)) : 0,
    biasExp: each(between(0, 7)),
    refractorySteps: drawChance(draw, 3) ? each(between(0, 4)) : 0,
    v0: drawChance(draw, 4) ? each(between(1 - 2 ** 23, 2 ** 23 - 1)) : 0,
    reset: drawChance(draw, 6) ? 'none' : 'zero',
    spiking: !drawChance(draw, 8),
  };
  return { model: 'loihi-lif', registers };
}

function realModel(draw: Draw): NeuronParameters {
  const tauS = draw(2, 30) * 1e-3;
  const tauSynS = draw(1, 10) * 1e-3;
  const vThreshold = draw(1, 10) / 5;
  const vReset = drawChance(draw, 3) ? -0.2 : 0;
  const spiking = { vThreshold, vReset };
  const leaky = { r: draw(4, 20) / 2, vLeak: drawChance(draw, 3) ? draw(-2, 2) / 10 : 0 };
  const synaptic = { tauSynS, tauMemS: tauS, wIn: 2, ...leaky };
  return drawOne<NeuronParameters>(draw, [
    { model: 'if', r: 1, ...spiking },
    { model: 'lif', tauS, ...leaky, ...spiking },
    { model: 'cuba-lif', ...synaptic, ...spiking },
    { model: 'threshold', threshold: vThreshold },
    { model: 'i', r: 0.5 },
    { model: 'li', tauS, ...leaky },
    { model: 'cuba-li', ...synaptic },
  ]);
}

function randomBias(draw: Draw, size: number): Float64Array {
  const random = drawStream(draw);
  return Float64Array.from({ length: size }, () => random() * 0.1 - 0.03);
}

/** Events over all inputs, counts of 1 to 3, `density` in tenths of a chance per input and step. */
export function randomInput(draw: Draw, network: Network, steps: number): SpikeInput {
  const random = drawStream(draw);
  const density = draw(0, 10) / 10;
  const size = network.populations
    .filter(isInput)
    .reduce((sum, candidate) => sum + candidate.size, 0);
  const events: number[][] = [];
  for (let step = 0; step < steps; step++) {
    for (let index = 0; index < size; index++) {
      if (random() < density) events.push([step, index, 1 + Math.floor(random() * 3)]);
    }
  }
  const column = (k: number): Int32Array => Int32Array.from(events, (event) => event[k]!);
  return {
    sample: 'random',
    steps: column(0),
    indices: column(1),
    counts: column(2),
    droppedEvents: 0,
  };
}
