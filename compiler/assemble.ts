import type {
  Partition,
  Placement,
  QuantLearning,
  QuantNet,
  QuantProjection,
  Slice,
} from '../src/model/mapping.ts';
import type { Conv, ProjectionLearning, Registers } from '../src/model/network.ts';
import { synapseCount } from '../src/model/network.ts';
import type {
  AccumulatorGroup,
  AxonPort,
  ConvBlock,
  CoreProgram,
  CoreSlice,
  DenseBlock,
  ImageHeader,
  ImagePopulation,
  ImageProjection,
  InputRoutes,
  ProgramImage,
  SparseBlock,
  SynapseBlock,
} from '../src/model/program.ts';
import type { Box } from './box.ts';
import { findBox } from './box.ts';
import type { Reach } from './reach.ts';
import type { PortPlan, RoutePlan } from './route/axons.ts';
import { SparseBlocks } from './sparse-blocks.ts';

/** Header fields that assemble cannot know. */
export type HeaderBase = Omit<ImageHeader, 'populations' | 'projections' | 'outputs' | 'depth'>;

/**
 * Writes the registers, synapses and routes of every core. Last, because everything in it is decided
 * by the passes before; it only lays out.
 */
export function assemble(
  net: QuantNet,
  partition: Partition,
  placement: Placement,
  plan: RoutePlan,
  header: HeaderBase,
): ProgramImage {
  const sparse = new SparseBlocks(net, partition, plan);
  const cores = partition.parts.map((slices, part) => {
    const builder = layoutCore(net, slices, plan.ports[part]!);
    for (const [sliceIndex, slice] of slices.entries()) {
      net.projections.forEach((projection, projectionIndex) => {
        if (projection.post !== slice.population) return;
        const port = builder.ports.findIndex(
          (candidate) => candidate.population === projection.pre,
        );
        if (port < 0) return;
        const format = plan.formats[part]![sliceIndex]![projectionIndex]!;
        const place = { projection, projectionIndex, slice, sliceIndex, port };
        addBlocks(builder, place, format, sparse, part);
      });
    }
    return finishCore(slices, part, placement, plan, builder);
  });
  return {
    header: {
      ...header,
      populations: net.populations.map((population, p) => describePopulation(net, population, p)),
      projections: net.projections.map(describeProjection),
      outputs: net.outputs,
      depth: net.depth,
    },
    inputs: inputRoutes(net, plan),
    cores,
  };
}

interface CoreBuilder {
  readonly slices: CoreSlice[];
  readonly ports: AxonPort[];
  readonly groups: AccumulatorGroup[];
  readonly blocks: SynapseBlock[];
}

interface BlockPlace {
  readonly projection: QuantProjection;
  readonly projectionIndex: number;
  readonly slice: Slice;
  readonly sliceIndex: number;
  readonly port: number;
}

function layoutCore(
  net: QuantNet,
  slices: readonly Slice[],
  ports: readonly PortPlan[],
): CoreBuilder {
  let [slot, axon] = [0, 0];
  return {
    slices: slices.map((slice) => {
      const population = net.populations[slice.population]!;
      const slotBegin = slot;
      slot += slice.neurons.length;
      return {
        population: slice.population,
        slotBegin,
        slotEnd: slot,
        startStep: population.startStep,
        neuron: population.neuron,
        registers: sliceRegisters(population.registers!, slice.neurons),
      };
    }),
    ports: ports.map((port) => {
      const axonBegin = axon;
      axon += port.sources.length;
      return { population: port.population, axonBegin, axonEnd: axon, format: port.format };
    }),
    groups: [],
    blocks: [],
  };
}

function addBlocks(
  builder: CoreBuilder,
  place: BlockPlace,
  format: Reach['format'],
  sparse: SparseBlocks,
  part: number,
): void {
  const { projection, slice, port } = place;
  const slotBegin = builder.slices[place.sliceIndex]!.slotBegin;
  const map = projection.connectivity;
  if (format === 'dense' && map.kind === 'dense') {
    const group = addGroup(builder, place, projection.delaySteps);
    const width = slice.neurons.length;
    const weights = new Int16Array(map.preSize * width);
    for (let row = 0; row < map.preSize; row++) {
      for (let k = 0; k < width; k++) {
        weights[row * width + k] = map.weights[slice.neurons[k]! * map.preSize + row]!;
      }
    }
    builder.blocks.push({ kind: 'dense', port, group, width, weights } satisfies DenseBlock);
    return;
  }
  if (format === 'conv' && map.kind === 'conv') {
    const box = findBox(sparse.gridOf(projection.post), slice.neurons)!;
    const group = addGroup(builder, place, projection.delaySteps);
    builder.blocks.push(convBlock(map, box, port, group));
    return;
  }
  for (const { delaySteps, offsets, words } of sparse.blocksOf(
    place.projectionIndex,
    part,
    place.sliceIndex,
    slotBegin,
  )) {
    const group = addGroup(builder, place, delaySteps);
    builder.blocks.push({ kind: 'sparse', port, group, offsets, words } satisfies SparseBlock);
  }
}

function addGroup(builder: CoreBuilder, place: BlockPlace, delaySteps: number): number {
  const { weightExp, weightBits, signMode, sumBits } = place.projection;
  builder.groups.push({
    projection: place.projectionIndex,
    slice: place.sliceIndex,
    input: place.projection.input,
    delaySteps,
    weightExp,
    weightBits,
    signMode,
    ...(sumBits === undefined ? {} : { sumBits }),
  });
  return builder.groups.length - 1;
}

/** The kernel with the box's output channels innermost, so that one source position adds a run of slots. */
function convBlock(map: Conv<Int16Array>, box: Box, port: number, group: number): ConvBlock {
  const channels = map.inputShape[0];
  const groupIn = channels / map.groups;
  const groupOut = map.outputShape[0] / map.groups;
  const taps = map.kernel[0] * map.kernel[1];
  const width = box.channelEnd - box.channelBegin;
  const weights = new Int16Array(channels * taps * width);
  for (let c = 0; c < channels; c++) {
    for (let k = 0; k < width; k++) {
      const o = box.channelBegin + k;
      if (Math.floor(o / groupOut) !== Math.floor(c / groupIn)) continue;
      for (let tap = 0; tap < taps; tap++) {
        weights[(c * taps + tap) * width + k] =
          map.weights[(o * groupIn + (c % groupIn)) * taps + tap]!;
      }
    }
  }
  return {
    kind: 'conv',
    port,
    group,
    box: [
      box.channelBegin,
      box.channelEnd,
      box.rowBegin,
      box.rowEnd,
      box.columnBegin,
      box.columnEnd,
    ],
    inputShape: map.inputShape,
    inputExtent: map.inputExtent,
    kernel: map.kernel,
    stride: map.stride,
    dilation: map.dilation,
    padding: map.padding,
    groups: map.groups,
    outChannels: map.outputShape[0],
    weights,
  };
}

function finishCore(
  slices: readonly Slice[],
  part: number,
  placement: Placement,
  plan: RoutePlan,
  builder: CoreBuilder,
): CoreProgram {
  const { routes } = plan;
  const neurons = Int32Array.from(slices.flatMap((slice) => Array.from(slice.neurons)));
  const routeOffsets = new Int32Array(neurons.length + 1);
  const routeCores: number[] = [];
  const routeAxons: number[] = [];
  let slot = 0;
  for (const slice of slices) {
    for (const neuron of slice.neurons) {
      const at = routes.neuronBegin[slice.population]! + neuron;
      for (let k = routes.offsets[at]!; k < routes.offsets[at + 1]!; k++) {
        routeCores.push(routes.parts[k]!);
        routeAxons.push(routes.axons[k]!);
      }
      routeOffsets[++slot] = routeCores.length;
    }
  }
  const axonSources = Int32Array.from(
    plan.ports[part]!.flatMap((port) => Array.from(port.sources)),
  );
  return {
    core: placement.coreOfPart[part]!,
    slices: builder.slices,
    neurons,
    ports: builder.ports,
    axonSources,
    groups: builder.groups,
    blocks: builder.blocks,
    routeOffsets,
    routeCores: Int32Array.from(routeCores),
    routeAxons: Int32Array.from(routeAxons),
    use: plan.uses[part]!,
  };
}

/** Registers of a slice's neurons, in slot order; one value stays one. */
function sliceRegisters(registers: Registers, neurons: Int32Array): Registers {
  return Object.fromEntries(
    Object.entries(registers).map(([name, values]) => [
      name,
      typeof values === 'number' ? values : neurons.map((neuron) => values[neuron]!),
    ]),
  );
}

function inputRoutes(net: QuantNet, plan: RoutePlan): InputRoutes[] {
  return net.populations.flatMap((population, p) => {
    if (population.registers !== null) return [];
    const begin = plan.routes.neuronBegin[p]!;
    const first = plan.routes.offsets[begin]!;
    const last = plan.routes.offsets[begin + population.size]!;
    const offsets = plan.routes.offsets.slice(begin, begin + population.size + 1);
    return [
      {
        population: p,
        offsets: offsets.map((offset) => offset - first),
        cores: plan.routes.parts.slice(first, last),
        axons: plan.routes.axons.slice(first, last),
      },
    ];
  });
}

function describePopulation(
  net: QuantNet,
  population: QuantNet['populations'][number],
  index: number,
): ImagePopulation {
  const { name, shape, size, level, startStep, registers, spiking, scale, offset } = population;
  return {
    name,
    shape,
    size,
    level,
    startStep,
    input: registers === null,
    output: net.outputs.includes(index),
    spiking: registers === null || spiking,
    scale,
    offset,
  };
}

function describeProjection(projection: QuantProjection): ImageProjection {
  const { name, pre, post, connectivity, weightExp, weightBits, signMode, delaySteps, stats } =
    projection;
  const { pricedAs } = projection;
  const learning = projection.learning && learningOf(projection.learning);
  return {
    name,
    pre,
    post,
    kind: connectivity.kind,
    synapses: synapseCount(connectivity),
    weightExp,
    weightBits,
    signMode,
    delaySteps,
    scale: stats.scale,
    clippedCount: stats.clippedCount,
    sqnrDb: Number.isFinite(stats.sqnrDb) ? stats.sqnrDb : null,
    maxAbsError: stats.maxAbsError,
    ...(pricedAs ? { pricedAs } : {}),
    ...(learning ? { learning } : {}),
  };
}

/** The seed stands once in the header. */
function learningOf({ rule, epochSteps, traces }: QuantLearning): ProjectionLearning {
  return { rule, epochSteps, traces };
}
