/**
 * Counts input and output axons again from an image alone, in the formats that its ports name, and holds each
 * format against its conditions.
 */
import type { AxonFormat, PopulationAxon } from '../src/model/chip.ts';
import type { AxonPort, ConvBlock, CoreProgram, ProgramImage } from '../src/model/program.ts';
import { holdsSynapses } from './check-blocks.ts';

/** A port with its format read. */
interface PortView {
  readonly port: AxonPort;
  readonly format: AxonFormat | null;
  /** Positions of the kernel's input, where sources share axons. */
  readonly positionsAll: number | null;
}

/** Axons of all cores of an image. */
export interface ImageAxons {
  /** Per core. */
  readonly inputAxons: readonly number[];
  readonly outputAxons: readonly number[];
  /** What is wrong with a core's formats, in sentences. */
  readonly faults: readonly { readonly core: number; readonly text: string }[];
}

/** Counts every axon of an image; a learning axon as many times as the core type says. */
export function countAxons(image: ProgramImage): ImageAxons {
  const formats = image.header.profile.coreTypes[0]!.axonFormats ?? [];
  const views = image.cores.map((program) => viewPorts(program, formats));
  const portOfAxon = image.cores.map(axonPorts);
  return {
    inputAxons: image.cores.map((program, c) =>
      views[c]!.reduce(
        (sum, view) => sum + inputAxonsOf(program, view),
        learningExtra(program, image),
      ),
    ),
    outputAxons: image.cores.map((program) => outputAxonsOf(program, image, views, portOfAxon)),
    faults: image.cores.flatMap((program, c) =>
      faultsOf(program, views[c]!, image).map((text) => ({
        core: program.core,
        text: `core ${program.core}: ${text}`,
      })),
    ),
  };
}

function viewPorts(program: CoreProgram, formats: readonly AxonFormat[]): PortView[] {
  return program.ports.map((port, p): PortView => {
    const format = formats.find(({ name }) => name === port.format) ?? null;
    if (!format?.population) return { port, format, positionsAll: null };
    const kernel = onlyKernel(program, p);
    return { port, format, positionsAll: kernel && kernel.inputShape[1] * kernel.inputShape[2] };
  });
}

/** The one block that a port feeds, where it is a kernel whose channels all have the same targets. */
function onlyKernel(program: CoreProgram, port: number): ConvBlock | null {
  const [block, ...others] = program.blocks.filter(
    (candidate) => candidate.port === port && holdsSynapses(program, candidate),
  );
  return block?.kind === 'conv' && others.length === 0 && block.groups === 1 ? block : null;
}

/** Index of the port of each axon. */
function axonPorts({ ports, axonSources }: CoreProgram): Int32Array {
  const owners = new Int32Array(axonSources.length).fill(-1);
  ports.forEach(({ axonBegin, axonEnd }, p) => {
    owners.fill(p, axonBegin, axonEnd);
  });
  return owners;
}

function inputAxonsOf({ axonSources }: CoreProgram, { port, positionsAll }: PortView): number {
  const sources = axonSources.subarray(port.axonBegin, port.axonEnd);
  return positionsAll === null ? sources.length : positionsIn(sources, positionsAll).size;
}

/** Input axons beyond one a source, for sources of synapses that learn. */
function learningExtra(program: CoreProgram, { header }: ProgramImage): number {
  const { learning } = header.profile.coreTypes[0]!;
  if (learning === 'none') return 0;
  const learners = new Set<number>();
  for (const block of program.blocks) {
    if (!header.projections[program.groups[block.group]!.projection]?.learning) continue;
    const { axonBegin, axonEnd } = program.ports[block.port]!;
    for (let axon = axonBegin; axon < axonEnd; axon++) {
      const row = axon - axonBegin;
      if (block.kind === 'sparse' && block.offsets[row] === block.offsets[row + 1]) continue;
      learners.add(axon);
    }
  }
  return learners.size * (learning.inputAxons.value - 1);
}

function positionsIn(sources: Int32Array, positionsAll: number): ReadonlySet<number> {
  const positions = new Set<number>();
  for (const source of sources) positions.add(source % positionsAll);
  return positions;
}

/** Output axons of the slots; those of slots whose ways are all shared and equal count once. */
function outputAxonsOf(
  program: CoreProgram,
  { cores }: ProgramImage,
  views: readonly (readonly PortView[])[],
  portOfAxon: readonly Int32Array[],
): number {
  const { routeOffsets, routeCores, routeAxons } = program;
  const seen = new Set<string>();
  let count = 0;
  for (const { population, slotBegin, slotEnd } of program.slices) {
    for (let slot = slotBegin; slot < slotEnd; slot++) {
      let axons = 0;
      let ways: string | null = `${population}`;
      for (let k = routeOffsets[slot]!; k < routeOffsets[slot + 1]!; k++) {
        const [core, axon] = [routeCores[k]!, routeAxons[k]!];
        const view = views[core]?.[portOfAxon[core]?.[axon] ?? -1];
        axons += view?.format?.outputAxons ?? 1;
        const positionsAll = view?.positionsAll ?? null;
        if (positionsAll === null) ways = null;
        else if (ways !== null)
          ways += `,${core}:${cores[core]!.axonSources[axon]! % positionsAll}`;
      }
      if (ways !== null && seen.has(ways)) continue;
      if (ways !== null) seen.add(ways);
      count += axons;
    }
  }
  return count;
}

function faultsOf(
  program: CoreProgram,
  views: readonly PortView[],
  { header }: ProgramImage,
): string[] {
  const stated = header.profile.coreTypes[0]!.axonFormats !== undefined;
  const taken = new Map<string, number>();
  return views.flatMap(({ port, format, positionsAll }, p): string[] => {
    const about = `the axons of population ${port.population}`;
    if (format === null) {
      const known = !stated && port.format === '';
      return known ? [] : [`${about} are of the format "${port.format}", which is not the core's.`];
    }
    if (!format.population) return [];
    const kernel = onlyKernel(program, p);
    if (kernel === null || positionsAll === null) {
      return [`${about} are ${format.name}, and feed more than one shared kernel.`];
    }
    const fromHost = header.populations[port.population]!.input;
    const sources = program.axonSources.subarray(port.axonBegin, port.axonEnd);
    const end = (taken.get(format.name) ?? 0) + positionsIn(sources, positionsAll).size;
    taken.set(format.name, end);
    const fault = conditionFault(format.population, program, kernel, sources, end, fromHost);
    return fault === null ? [] : [`${about} are ${format.name}: ${fault}.`];
  });
}

function conditionFault(
  population: PopulationAxon,
  program: CoreProgram,
  kernel: ConvBlock,
  sources: Int32Array,
  indexEnd: number,
  fromHost: boolean,
): string | null {
  const { atomBitsMax, atomBitsFree, indexBits, baseBelow, baseMultiple } = population;
  if (fromHost && !population.fromHost) return 'events of the host cannot be';
  let atomBits = 0;
  while (2 ** atomBits < kernel.inputShape[0]) atomBits++;
  if (atomBits > atomBitsMax) return `atoms of ${atomBits} bits, at most ${atomBitsMax}`;
  const indices = 2 ** (indexBits - Math.max(0, atomBits - atomBitsFree));
  if (indexEnd > indices) return `${indexEnd} axons, their index reaches ${indices}`;
  const slotBegin = program.slices[program.groups[kernel.group]!.slice]!.slotBegin;
  for (const source of sources) {
    const base = slotBegin + firstTarget(kernel, source);
    if (base >= baseBelow) return `a list begins at compartment ${base}, at most ${baseBelow - 1}`;
    if (base % baseMultiple !== 0) {
      return `a list begins at compartment ${base}, not a multiple of ${baseMultiple}`;
    }
  }
  return null;
}

/** First slot of the box that a source reaches; 0 where it reaches none. */
function firstTarget({ box, inputShape, ...geometry }: ConvBlock, source: number): number {
  const [channelBegin, channelEnd, rowBegin, rowEnd, columnBegin, columnEnd] = box;
  const [, height, width] = inputShape;
  const row = firstOutput(geometry, 0, Math.floor(source / width) % height, rowBegin, rowEnd);
  const column = firstOutput(geometry, 1, source % width, columnBegin, columnEnd);
  const columns = columnEnd - columnBegin;
  return ((row - rowBegin) * columns + (column - columnBegin)) * (channelEnd - channelBegin);
}

function firstOutput(
  {
    kernel,
    stride,
    padding,
    dilation,
  }: Pick<ConvBlock, 'kernel' | 'stride' | 'padding' | 'dilation'>,
  axis: 0 | 1,
  position: number,
  begin: number,
  end: number,
): number {
  for (let out = begin; out < end; out++) {
    const distance = position + padding[axis] - out * stride[axis];
    const isTap = distance % dilation[axis] === 0 && distance >= 0;
    if (isTap && distance / dilation[axis] < kernel[axis]) return out;
  }
  return begin;
}
