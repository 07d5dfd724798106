import { loadProfile } from '../../chip-profiles/load.ts';
import type {
  AccumulatorGroup,
  AxonPort,
  ConvBlock,
  CoreProgram,
  CoreSlice,
  ImagePopulation,
  ImageProjection,
  InputRoutes,
  ProgramImage,
  SynapseBlock,
} from '../../src/model/program.ts';
import { IMAGE_FORMAT_VERSION, SPARSE_SLOT_BITS } from '../../src/model/program.ts';

const LOIHI = loadProfile('loihi1');

/** Whole number in [least, most]. */
export type Draw = (least: number, most: number) => number;

export function createDraw(seed: number): Draw {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return (least, most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return least + Math.floor((state / 2 ** 32) * (most - least + 1));
  };
}

export function drawArray(draw: Draw, length: number, least: number, most: number): number[] {
  return Array.from({ length }, () => draw(least, most));
}

/** A small legal image with an input, 1 to 3 populations over 1 to 4 cores, and blocks of every kind. */
export function randomImage(seed: number): ProgramImage {
  const draw = createDraw(seed);
  const populations = drawPopulations(draw);
  const coreCount = draw(1, 4);
  const bare = Array.from({ length: coreCount }, (_, c) =>
    drawSlots(draw, populations, c, coreCount),
  );
  const axonCounts = bare.map(({ axonSources }) => axonSources.length);
  const projections = drawProjections(draw, populations.length);
  return {
    header: {
      formatVersion: IMAGE_FORMAT_VERSION,
      networkName: ['', 'net', 'größer ✓'][draw(0, 2)]!,
      sourceSha256: draw(0, 1) ? 'ab'.repeat(32) : '',
      profile: LOIHI.profile,
      profileSha256: LOIHI.sha256,
      parameterSet: 'davies2018',
      arithmetic: 'lava',
      inputLagSteps: draw(0, 1),
      dtS: draw(1, 1000) / 1e6,
      seed: `seed ${draw(0, 9)}`,
      populations,
      projections,
      outputs: [populations.length - 1],
      depth: populations.length - 1,
      chipsUsed: draw(1, 3),
      partitioner: 'structured',
      placer: 'snake',
      mappingWallMs: 0,
      assumptions: draw(0, 1) ? [{ code: 'A_TEST', text: 'assumed' }] : [],
      warnings: drawArray(draw, draw(0, 2), 0, 9).map((n) => `warning ${n}`),
    },
    inputs: [drawInputs(draw, populations[0]!.size, axonCounts)],
    cores: bare.map((slots) => drawCore(draw, slots, projections.length, axonCounts)),
  };
}

function drawPopulations(draw: Draw): ImagePopulation[] {
  return Array.from({ length: draw(2, 4) }, (_, p) => {
    const shape = drawArray(draw, 3, 1, 4);
    return {
      name: `pop${p}`,
      shape,
      size: shape.reduce((product, extent) => product * extent, 1),
      level: p,
      startStep: draw(0, 3),
      input: p === 0,
      output: draw(0, 1) === 1,
      spiking: draw(0, 1) === 1,
      scale: draw(1, 100) / 7,
      offset: draw(-5, 5) / 3,
    };
  });
}

function drawProjections(draw: Draw, populationCount: number): ImageProjection[] {
  return Array.from({ length: populationCount - 1 }, (_, p) => ({
    name: `link${p}`,
    pre: p,
    post: p + 1,
    kind: (['dense', 'conv', 'sparse', 'one-to-one'] as const)[draw(0, 3)]!,
    synapses: draw(0, 1) ? 1e10 : draw(0, 99),
    weightExp: draw(-8, 7),
    weightBits: draw(1, 9),
    signMode: (['mixed', 'excitatory', 'inhibitory'] as const)[draw(0, 2)]!,
    delaySteps: draw(0, 62),
    scale: draw(1, 9) / 9,
    clippedCount: draw(0, 9),
    sqnrDb: draw(0, 1) ? null : draw(-30, 30) / 7,
    maxAbsError: draw(0, 9) / 9,
  }));
}

interface CoreSlots {
  readonly core: number;
  readonly populations: readonly ImagePopulation[];
  readonly slices: readonly CoreSlice[];
  readonly neurons: Int32Array;
  readonly ports: readonly AxonPort[];
  readonly axonSources: Int32Array;
}

/** Neuron k of each population lies on core k modulo the cores; each core has a port of some populations. */
function drawSlots(
  draw: Draw,
  populations: readonly ImagePopulation[],
  core: number,
  coreCount: number,
): CoreSlots {
  const neurons: number[] = [];
  const axonSources: number[] = [];
  const slices: CoreSlice[] = [];
  const ports: AxonPort[] = [];
  populations.forEach(({ size, input, spiking }, population) => {
    const slotBegin = neurons.length;
    for (let n = core; n < size && !input; n += coreCount) neurons.push(n);
    const slot = { slotBegin, slotEnd: neurons.length, startStep: draw(0, 3) };
    const registers = randomRegisters(draw, neurons.length - slotBegin, spiking);
    if (!input) slices.push({ population, ...slot, neuron: 'loihi-lif', registers });
    const axonBegin = axonSources.length;
    for (let n = 0; n < size; n++) if (draw(0, 2) > 0) axonSources.push(n);
    const format = draw(0, 1) ? 'discrete' : '';
    ports.push({ population, axonBegin, axonEnd: axonSources.length, format });
  });
  return {
    core: core * 7 + draw(0, 6),
    populations,
    slices,
    neurons: Int32Array.from(neurons),
    ports,
    axonSources: Int32Array.from(axonSources),
  };
}

function drawCore(
  draw: Draw,
  slots: CoreSlots,
  projectionCount: number,
  axonCounts: readonly number[],
): CoreProgram {
  const { core, slices, neurons, ports, axonSources } = slots;
  const count = neurons.length;
  const groups: AccumulatorGroup[] = [];
  const blocks: SynapseBlock[] = [];
  slices.forEach((slice, s) => {
    const signMode = 'mixed';
    const group = {
      projection: draw(0, projectionCount - 1),
      slice: s,
      input: 0,
      delaySteps: draw(0, 9),
    };
    groups.push({ ...group, weightExp: draw(-8, 7), weightBits: draw(1, 9), signMode });
    ports.forEach((_, port) => {
      const block = drawBlock(draw, slots, slice, port, groups.length - 1);
      if (block !== null) blocks.push(block);
    });
  });
  return {
    core,
    slices,
    neurons,
    ports,
    axonSources,
    groups,
    blocks,
    ...drawRoutes(draw, count, axonCounts),
    use: {
      compartments: count,
      inputAxons: axonSources.length,
      outputAxons: draw(0, 99),
      synapseMemoryBits: draw(0, 1) ? 2 ** 40 + 1 : 640,
      compartmentProfiles: draw(0, 40),
      thresholdProfiles: draw(0, 9),
      voltageRanges: draw(0, 1),
      synapseFormats: draw(0, 9),
    },
  };
}

function drawRoutes(
  draw: Draw,
  rows: number,
  axonCounts: readonly number[],
): Pick<CoreProgram, 'routeOffsets' | 'routeCores' | 'routeAxons'> {
  const offsets = [0];
  const cores: number[] = [];
  const axons: number[] = [];
  for (let row = 0; row < rows; row++) {
    const core = draw(0, axonCounts.length - 1);
    if (axonCounts[core]! > 0 && draw(0, 2) > 0) {
      cores.push(core);
      axons.push(draw(0, axonCounts[core]! - 1));
    }
    offsets.push(cores.length);
  }
  return {
    routeOffsets: Int32Array.from(offsets),
    routeCores: Int32Array.from(cores),
    routeAxons: Int32Array.from(axons),
  };
}

function drawInputs(draw: Draw, size: number, axonCounts: readonly number[]): InputRoutes {
  const { routeOffsets, routeCores, routeAxons } = drawRoutes(draw, size, axonCounts);
  return { population: 0, offsets: routeOffsets, cores: routeCores, axons: routeAxons };
}

function drawBlock(
  draw: Draw,
  { populations, ports }: CoreSlots,
  slice: CoreSlice,
  port: number,
  group: number,
): SynapseBlock | null {
  const { population, axonBegin, axonEnd } = ports[port]!;
  const rows = axonEnd - axonBegin;
  const width = slice.slotEnd - slice.slotBegin;
  switch (draw(0, 3)) {
    case 0: {
      const weights = Int16Array.from(drawArray(draw, rows * width, -256, 255));
      return { kind: 'dense', port, group, width, weights };
    }
    case 1: {
      const offsets = [0];
      const words: number[] = [];
      for (let row = 0; row < rows; row++) {
        for (let k = draw(0, Math.min(2, width)); k > 0; k--) {
          const slot = draw(slice.slotBegin, slice.slotEnd - 1);
          words.push((draw(-256, 255) << SPARSE_SLOT_BITS) | slot);
        }
        offsets.push(words.length);
      }
      return {
        kind: 'sparse',
        port,
        group,
        offsets: Int32Array.from(offsets),
        words: Int32Array.from(words),
      };
    }
    case 2:
      return width === 0
        ? null
        : drawConv(draw, populations[population]!.shape, width, port, group);
    default:
      return null;
  }
}

function drawConv(
  draw: Draw,
  shape: readonly number[],
  width: number,
  port: number,
  group: number,
): ConvBlock {
  const [channels, rows, columns] = shape as [number, number, number];
  const kernel = [draw(1, 3), draw(1, 3)] as const;
  const channelBegin = draw(0, 3);
  const rowBegin = draw(0, 3);
  return {
    kind: 'conv',
    port,
    group,
    box: [channelBegin, channelBegin + 1, rowBegin, rowBegin + width, 0, 1],
    inputShape: [channels, rows, columns],
    inputExtent: [rows, draw(0, columns)],
    kernel,
    stride: [draw(1, 3), draw(1, 3)],
    dilation: [draw(1, 3), draw(1, 3)],
    padding: [draw(0, 3), draw(0, 3)],
    groups: 1,
    outChannels: 4,
    weights: Int16Array.from(drawArray(draw, channels * kernel[0] * kernel[1], -256, 255)),
  };
}

/** Some registers as one value for all, some one each. */
function randomRegisters(draw: Draw, count: number, spiking: boolean): CoreSlice['registers'] {
  const each = (min: number, max: number): Int32Array =>
    Int32Array.from(drawArray(draw, count, min, max));
  return {
    du: draw(0, 1) ? draw(0, 4095) : each(0, 4095),
    dv: each(0, 4096),
    vthMant: each(0, 131_071),
    biasMant: each(-4096, 4095),
    biasExp: draw(-7, 7),
    refractorySteps: each(0, 63),
    v0: each(-(2 ** 23), 2 ** 23),
    resets: draw(0, 1),
    spikes: spiking ? 1 : 0,
  };
}
