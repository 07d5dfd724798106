/** What must hold in one core's program so that no index in it leads outside an array. */

import { weightRange } from '../learning/engine.ts';
import { LEARNING_NEURONS_MAX } from '../learning/settings.ts';
import type {
  AccumulatorGroup,
  AxonPort,
  ConvBlock,
  CoreProgram,
  CoreSlice,
  DenseBlock,
  ImagePopulation,
  ImageProjection,
  SparseBlock,
  SynapseBlock,
} from '../model/program.ts';
import { SPARSE_SLOT_BITS } from '../model/program.ts';
import { findRegisterModel } from '../neurons/register-models.ts';
import { isWhole, weightFault } from './check-header.ts';
import type { DataFault } from './read-fields.ts';

const SLOT_COUNT_MAX = 1 << SPARSE_SLOT_BITS;
const SLOT_MASK = SLOT_COUNT_MAX - 1;
const GEOMETRY_MAX = 1 << 20;

/** Fails at the first thing that contradicts the header or the core's own arrays. */
export function checkCore(
  program: CoreProgram,
  populations: readonly ImagePopulation[],
  projections: readonly ImageProjection[],
  fail: DataFault,
): void {
  checkSlots(program, populations, fail);
  for (const slice of program.slices) checkRegisters(slice, fail);
  checkPorts(program, populations, fail);
  for (const [g, group] of program.groups.entries()) {
    if (!isWhole(group.projection, 0, projections.length - 1)) {
      fail(`group ${g} is of projection ${group.projection} of ${projections.length}`);
    }
    if (!isWhole(group.slice, 0, program.slices.length - 1)) {
      fail(`group ${g} is of slice ${group.slice} of ${program.slices.length}`);
    }
    const channels = findRegisterModel(program.slices[group.slice]!.neuron)?.inputs.length ?? 0;
    if (group.input >= channels) fail(`group ${g} is of input ${group.input} of ${channels}`);
    const wrong = weightFault(group);
    if (wrong !== null) fail(`group ${g}: ${wrong}`);
    if (!isWhole(group.sumBits ?? 32, 2, 32)) fail(`group ${g} sums in ${group.sumBits} bits`);
  }
  for (const [b, block] of program.blocks.entries()) {
    checkBlock(program, b, populations, fail);
    const group = program.groups[block.group]!;
    if (projections[group.projection]!.learning) checkLearning(program, b, group, fail);
  }
  const { routeOffsets, routeCores, routeAxons } = program;
  if (routeCores.length !== routeAxons.length) fail('its route columns differ in length');
  checkOffsets(routeOffsets, program.neurons.length, routeCores.length, 'route offsets', fail);
  for (const [name, count] of Object.entries(program.use)) {
    if (!isWhole(count, 0, Number.MAX_SAFE_INTEGER)) fail(`its use of ${name} is ${count}`);
  }
}

/** Fails unless offsets rise from 0 to `last` over `rows` rows. */
export function checkOffsets(
  offsets: Int32Array,
  rows: number,
  last: number,
  what: string,
  fail: DataFault,
): void {
  if (offsets.length !== rows + 1) fail(`${what}: ${offsets.length} for ${rows} rows`);
  if (offsets[0] !== 0 || offsets[rows] !== last) fail(`${what} do not run from 0 to ${last}`);
  for (let row = 0; row < rows; row++) {
    if (offsets[row]! > offsets[row + 1]!) fail(`${what} fall after row ${row}`);
  }
}

function checkSlots(
  program: CoreProgram,
  populations: readonly ImagePopulation[],
  fail: DataFault,
): void {
  const { slices, neurons } = program;
  if (neurons.length > SLOT_COUNT_MAX) fail(`${neurons.length} slots, at most ${SLOT_COUNT_MAX}`);
  let end = 0;
  for (const [s, slice] of slices.entries()) {
    const population = populations[slice.population];
    if (!population || population.input) fail(`slice ${s} is of population ${slice.population}`);
    if (slice.slotBegin !== end || slice.slotEnd < end || slice.slotEnd > neurons.length) {
      fail(`slice ${s} has slots ${slice.slotBegin} to ${slice.slotEnd} after slot ${end}`);
    }
    end = slice.slotEnd;
    checkIndices(neurons, slice.slotBegin, end, population!.size, `neurons of slice ${s}`, fail);
  }
  if (end !== neurons.length) fail(`its slices hold ${end} of ${neurons.length} slots`);
}

function checkIndices(
  values: Int32Array,
  begin: number,
  end: number,
  size: number,
  what: string,
  fail: DataFault,
): void {
  for (let k = begin; k < end; k++) {
    if (values[k]! < 0 || values[k]! >= size) fail(`${what}: ${values[k]} of ${size}`);
  }
}

/** Every register must be a field of the slice's model and within its range, so that kernels keep their bounds. */
function checkRegisters(slice: CoreSlice, fail: DataFault): void {
  const model = findRegisterModel(slice.neuron);
  if (!model) {
    fail(`a slice has the unknown neuron model "${slice.neuron.slice(0, 40)}"`);
    return;
  }
  const slots = slice.slotEnd - slice.slotBegin;
  for (const [name, values] of Object.entries(slice.registers)) {
    const field = model.fields.find((candidate) => candidate.name === name);
    if (!field) {
      fail(`model ${model.name} has no register "${name.slice(0, 40)}"`);
      continue;
    }
    if (typeof values !== 'number' && values.length !== slots) {
      fail(`register ${name} has ${values.length} values for ${slots} slots`);
    }
    const list = typeof values === 'number' ? [values] : values;
    const wrong = list.find((value) => value < field.min || value > field.max);
    if (wrong !== undefined) {
      fail(`register ${name} holds ${wrong}, not ${field.min} to ${field.max}`);
    }
  }
}

function checkPorts(
  { ports, axonSources }: CoreProgram,
  populations: readonly ImagePopulation[],
  fail: DataFault,
): void {
  let end = 0;
  for (const [p, port] of ports.entries()) {
    const population = populations[port.population];
    if (!population) fail(`port ${p} is of population ${port.population}`);
    if (port.axonBegin !== end || port.axonEnd < end || port.axonEnd > axonSources.length) {
      fail(`port ${p} has axons ${port.axonBegin} to ${port.axonEnd} after axon ${end}`);
    }
    end = port.axonEnd;
    const what = `sources of port ${p}`;
    checkIndices(axonSources, port.axonBegin, end, population!.size, what, fail);
    for (let axon = port.axonBegin + 1; axon < end; axon++) {
      if (axonSources[axon]! <= axonSources[axon - 1]!) fail(`${what} do not rise`);
    }
  }
  if (end !== axonSources.length) fail(`its ports hold ${end} of ${axonSources.length} axons`);
}

function checkBlock(
  program: CoreProgram,
  index: number,
  populations: readonly ImagePopulation[],
  fail: DataFault,
): void {
  const block = program.blocks[index]!;
  const port = program.ports[block.port];
  const group = program.groups[block.group];
  if (!port || !group) fail(`block ${index} is of port ${block.port}, group ${block.group}`);
  const slice = program.slices[group!.slice]!;
  const failHere: DataFault = (message) => fail(`block ${index}: ${message}`);
  if (block.kind === 'dense') checkDense(block, port!, slice, failHere);
  else if (block.kind === 'sparse') checkSparse(block, port!, slice, failHere);
  else checkConv(block, populations[port!.population]!.size, slice, failHere);
}

function checkDense(block: DenseBlock, port: AxonPort, slice: CoreSlice, fail: DataFault): void {
  const slots = slice.slotEnd - slice.slotBegin;
  const rows = port.axonEnd - port.axonBegin;
  if (block.width !== slots) fail(`width ${block.width} for ${slots} slots`);
  if (block.weights.length !== rows * slots) {
    fail(`${block.weights.length} weights for ${rows} axons of ${slots} slots`);
  }
}

function checkSparse(block: SparseBlock, port: AxonPort, slice: CoreSlice, fail: DataFault): void {
  const { offsets, words } = block;
  checkOffsets(offsets, port.axonEnd - port.axonBegin, words.length, 'offsets', fail);
  const { slotBegin, slotEnd } = slice;
  for (let k = 0; k < words.length; k++) {
    const slot = words[k]! & SLOT_MASK;
    if (slot < slotBegin || slot >= slotEnd) {
      fail(`a synapse ends in slot ${slot}, not in ${slotBegin} to ${slotEnd - 1}`);
    }
  }
}

/** What the learning engine counts on: weights of its own for each synapse, in the range of their sign mode. */
function checkLearning(
  program: CoreProgram,
  index: number,
  { signMode, slice }: AccumulatorGroup,
  fail: DataFault,
): void {
  const block = program.blocks[index]!;
  if (block.kind === 'conv') fail(`block ${index}: a shared kernel cannot learn`);
  const { slotBegin, slotEnd } = program.slices[slice]!;
  const { axonBegin, axonEnd } = program.ports[block.port]!;
  if (Math.max(slotEnd - slotBegin, axonEnd - axonBegin) > LEARNING_NEURONS_MAX) {
    fail(`block ${index}: it learns between more than ${LEARNING_NEURONS_MAX} neurons a side`);
  }
  const { weightMin, weightMax } = weightRange(signMode);
  const wrong = weightsOf(block).find((weight) => weight < weightMin || weight > weightMax);
  if (wrong !== undefined) {
    fail(`block ${index}: weight ${wrong} learns from outside ${weightMin} to ${weightMax}`);
  }
}

function weightsOf(block: SynapseBlock): Int16Array | Int32Array {
  return block.kind === 'sparse'
    ? block.words.map((word) => word >> SPARSE_SLOT_BITS)
    : block.weights;
}

function checkConv(block: ConvBlock, preSize: number, slice: CoreSlice, fail: DataFault): void {
  const { box, inputShape, inputExtent, kernel, stride, dilation, padding, groups } = block;
  const positive = [...inputShape, ...kernel, ...stride, ...dilation, groups, block.outChannels];
  const natural = [...box, ...inputExtent, ...padding];
  const inBounds =
    positive.every((value) => isWhole(value, 1, GEOMETRY_MAX)) &&
    natural.every((value) => isWhole(value, 0, GEOMETRY_MAX));
  if (!inBounds) fail('a number of its geometry is out of range');
  const [channels, rows, columns] = inputShape;
  if (channels * rows * columns !== preSize)
    fail(`its input is not the ${preSize} neurons of its port`);
  if (inputExtent[0] > rows || inputExtent[1] > columns) fail('it sees more than its input');
  if (channels % groups !== 0 || block.outChannels % groups !== 0) {
    fail(`${groups} groups part neither ${channels} nor ${block.outChannels} channels`);
  }
  const [channelBegin, channelEnd, rowBegin, rowEnd, columnBegin, columnEnd] = box;
  const slots = slice.slotEnd - slice.slotBegin;
  const extents = [channelEnd - channelBegin, rowEnd - rowBegin, columnEnd - columnBegin];
  if (extents.some((extent) => extent < 1) || extents[0]! * extents[1]! * extents[2]! !== slots) {
    fail(`its box of ${extents.join(' x ')} is not its ${slots} slots`);
  }
  if (channelEnd > block.outChannels) fail('its box has more channels than its output');
  const weights = channels * kernel[0] * kernel[1] * extents[0]!;
  if (block.weights.length !== weights) fail(`${block.weights.length} weights, not ${weights}`);
}
