/** CoreProgram and InputRoutes to and from their sections. */
import type { PerCompartment } from '../model/network.ts';
import type {
  AccumulatorGroup,
  ConvBlock,
  CoreProgram,
  CoreSlice,
  InputRoutes,
  SynapseBlock,
} from '../model/program.ts';
import { loom } from './generated/loom.js';
import { SIGN_MODES } from './header-message.ts';
import { type DataFault, readArray, readChoice } from './read-fields.ts';
import { bytesOf } from './typed-bytes.ts';

const GEOMETRY_LENGTH = 21;

export function encodeInputs(routes: InputRoutes): Uint8Array {
  return loom.Inputs.encode({
    population: routes.population,
    offsets: bytesOf(routes.offsets),
    cores: bytesOf(routes.cores),
    axons: bytesOf(routes.axons),
  }).finish();
}

export function inputsOf(message: loom.Inputs, fail: DataFault): InputRoutes {
  return {
    population: message.population,
    offsets: readArray(Int32Array, message.offsets, 'offsets', fail),
    cores: readArray(Int32Array, message.cores, 'cores', fail),
    axons: readArray(Int32Array, message.axons, 'axons', fail),
  };
}

export function encodeCore(program: CoreProgram): Uint8Array {
  return loom.Core.encode({
    core: program.core,
    slices: program.slices.map(sliceMessage),
    neurons: bytesOf(program.neurons),
    ports: [...program.ports],
    axonSources: bytesOf(program.axonSources),
    groups: program.groups.map((group) => ({
      ...group,
      signMode: SIGN_MODES.indexOf(group.signMode),
    })),
    blocks: program.blocks.map(blockMessage),
    routeOffsets: bytesOf(program.routeOffsets),
    routeCores: bytesOf(program.routeCores),
    routeAxons: bytesOf(program.routeAxons),
    use: program.use,
  }).finish();
}

function sliceMessage({ registers, ...slice }: CoreSlice): loom.Slice.$Properties {
  return { ...slice, registers: Object.entries(registers).sort(byName).map(columnMessage) };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function columnMessage([name, values]: [string, PerCompartment]): loom.RegisterColumn.$Properties {
  return typeof values === 'number'
    ? { name, value: values, values: new Uint8Array(0) }
    : { name, values: bytesOf(values) };
}

function blockMessage(block: SynapseBlock): loom.Block.$Properties {
  const { port, group } = block;
  switch (block.kind) {
    case 'dense':
      return { port, group, dense: { width: block.width, weights: bytesOf(block.weights) } };
    case 'sparse':
      return {
        port,
        group,
        sparse: { offsets: bytesOf(block.offsets), words: bytesOf(block.words) },
      };
    case 'conv':
      return {
        port,
        group,
        conv: { geometry: bytesOf(geometryOf(block)), weights: bytesOf(block.weights) },
      };
  }
}

function geometryOf(block: ConvBlock): Int32Array {
  return Int32Array.of(
    ...block.box,
    ...block.inputShape,
    ...block.inputExtent,
    ...block.kernel,
    ...block.stride,
    ...block.dilation,
    ...block.padding,
    block.groups,
    block.outChannels,
  );
}

export function coreOf(message: loom.Core, fail: DataFault): CoreProgram {
  const { use } = message;
  if (!use) return fail('its use is missing');
  return {
    core: message.core,
    slices: message.slices.map((each) => sliceOf(each as loom.Slice, fail)),
    neurons: readArray(Int32Array, message.neurons, 'neurons', fail),
    ports: message.ports.map((each) => {
      const { population, axonBegin, axonEnd, format } = each as loom.Port;
      return { population, axonBegin, axonEnd, format };
    }),
    axonSources: readArray(Int32Array, message.axonSources, 'axon sources', fail),
    groups: message.groups.map((each) => groupOf(each as loom.Group, fail)),
    blocks: message.blocks.map((each, b) => blockOf(each as loom.Block, b, fail)),
    routeOffsets: readArray(Int32Array, message.routeOffsets, 'route offsets', fail),
    routeCores: readArray(Int32Array, message.routeCores, 'route cores', fail),
    routeAxons: readArray(Int32Array, message.routeAxons, 'route axons', fail),
    use: useOf(use as loom.Use),
  };
}

function sliceOf(message: loom.Slice, fail: DataFault): CoreSlice {
  const { population, slotBegin, slotEnd, startStep, neuron } = message;
  const registers: Record<string, PerCompartment> = {};
  for (const each of message.registers) {
    const { name, value, values } = each as loom.RegisterColumn & { value?: number | null };
    if (Object.hasOwn(registers, name)) return fail(`register ${name} is given twice`);
    registers[name] =
      typeof value === 'number' ? value : readArray(Int32Array, values, `register ${name}`, fail);
  }
  return { population, slotBegin, slotEnd, startStep, neuron, registers };
}

function groupOf(message: loom.Group, fail: DataFault): AccumulatorGroup {
  const { projection, slice, input, delaySteps, weightExp, weightBits, sumBits } = message;
  const signMode = readChoice(SIGN_MODES, message.signMode, 'sign mode of a group', fail);
  const group = { projection, slice, input, delaySteps, weightExp, weightBits, signMode };
  return sumBits === 0 ? group : { ...group, sumBits };
}

function blockOf(message: loom.Block, index: number, fail: DataFault): SynapseBlock {
  const { port, group } = message;
  const what = `weights of block ${index}`;
  if (message.dense) {
    const { width, weights } = message.dense as loom.Dense;
    return {
      kind: 'dense',
      port,
      group,
      width,
      weights: readArray(Int16Array, weights, what, fail),
    };
  }
  if (message.sparse) {
    const { offsets, words } = message.sparse as loom.Sparse;
    return {
      kind: 'sparse',
      port,
      group,
      offsets: readArray(Int32Array, offsets, `offsets of block ${index}`, fail),
      words: readArray(Int32Array, words, `words of block ${index}`, fail),
    };
  }
  if (!message.conv) return fail(`block ${index} has no synapses`);
  const { geometry, weights } = message.conv as loom.Conv;
  const numbers = readArray(Int32Array, geometry, `geometry of block ${index}`, fail);
  if (numbers.length !== GEOMETRY_LENGTH) return fail(`geometry of block ${index} is cut short`);
  return convOf(port, group, numbers, readArray(Int16Array, weights, what, fail));
}

function convOf(port: number, group: number, n: Int32Array, weights: Int16Array): ConvBlock {
  const pair = (at: number): [number, number] => [n[at]!, n[at + 1]!];
  return {
    kind: 'conv',
    port,
    group,
    box: [n[0]!, n[1]!, n[2]!, n[3]!, n[4]!, n[5]!],
    inputShape: [n[6]!, n[7]!, n[8]!],
    inputExtent: pair(9),
    kernel: pair(11),
    stride: pair(13),
    dilation: pair(15),
    padding: pair(17),
    groups: n[19]!,
    outChannels: n[20]!,
    weights,
  };
}

function useOf(message: loom.Use): CoreProgram['use'] {
  return {
    compartments: message.compartments,
    inputAxons: message.inputAxons,
    outputAxons: message.outputAxons,
    synapseMemoryBits: message.synapseMemoryBits,
    compartmentProfiles: message.compartmentProfiles,
    thresholdProfiles: message.thresholdProfiles,
    voltageRanges: message.voltageRanges,
    synapseFormats: message.synapseFormats,
  };
}
