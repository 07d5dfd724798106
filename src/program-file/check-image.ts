import { coresPerChip } from '../model/chip.ts';
import type { CoreProgram, ImageHeader, ProgramImage } from '../model/program.ts';
import { groupDigits } from '../support/errors.ts';
import { checkCore, checkOffsets } from './check-core.ts';
import { checkHeader, isWhole } from './check-header.ts';
import type { DataFault } from './read-fields.ts';

/** Bound on the emulator's buffers that an image can ask for beyond its own size, in 32-bit words. */
const BUFFER_WORDS_MAX = 2 ** 29;
/** Events that a ring of axon events holds at least for each step. */
const RING_EVENTS_MIN = 16;

/**
 * Fails at the first contradiction in an image. An image that passes cannot lead the emulator outside an
 * array or to an allocation out of proportion, whoever wrote it; whether it computes what its network
 * says is not known here.
 */
export function checkImage(image: ProgramImage, fail: DataFault): void {
  const { header, cores } = image;
  checkHeader(header, fail);
  checkCoreNumbers(header, cores, fail);
  for (const program of cores) {
    const failHere: DataFault = (message) => fail(`core ${program.core}: ${message}`);
    checkCore(program, header.populations, header.projections, failHere);
    checkDestinations(program.routeCores, program.routeAxons, cores, failHere);
  }
  checkInputs(image, fail);
  checkNeurons(image, fail);
  const words = cores.reduce(
    (sum, program) => sum + bufferWords(program) + learningWords(program, header),
    0,
  );
  if (words > BUFFER_WORDS_MAX) {
    fail(
      `its delays, groups and traces need ${groupDigits(words * 4)} bytes of buffers to emulate`,
    );
  }
}

/** Fails where a physical core does not exist or stands twice. */
export function checkCoreNumbers(
  header: ImageHeader,
  cores: readonly { readonly core: number }[],
  fail: DataFault,
): void {
  // A placement may leave a chip between two others free, so `chipsUsed` is no bound.
  const available = header.profile.grid.chipsMax * coresPerChip(header.profile);
  const seen = new Set<number>();
  for (const { core } of cores) {
    if (!isWhole(core, 0, available - 1)) fail(`core ${core} of ${available}`);
    if (seen.has(core)) fail(`core ${core} stands twice`);
    seen.add(core);
  }
}

function checkDestinations(
  routeCores: Int32Array,
  routeAxons: Int32Array,
  cores: readonly CoreProgram[],
  fail: DataFault,
): void {
  for (let k = 0; k < routeCores.length; k++) {
    const axonCount = cores[routeCores[k]!]?.axonSources.length;
    if (axonCount === undefined)
      fail(`a route ends at core number ${routeCores[k]} of ${cores.length}`);
    if (routeAxons[k]! < 0 || routeAxons[k]! >= axonCount!) {
      fail(`a route ends at axon ${routeAxons[k]} of ${axonCount}`);
    }
  }
}

function checkInputs({ header, inputs, cores }: ProgramImage, fail: DataFault): void {
  const seen = new Set<number>();
  for (const { population, offsets, cores: routeCores, axons } of inputs) {
    const failHere: DataFault = (message) => fail(`input population ${population}: ${message}`);
    const source = header.populations[population];
    if (!source?.input) failHere('it is none');
    if (seen.has(population)) failHere('it stands twice');
    seen.add(population);
    if (routeCores.length !== axons.length) failHere('its route columns differ in length');
    checkOffsets(offsets, source!.size, routeCores.length, 'offsets', failHere);
    checkDestinations(routeCores, axons, cores, failHere);
  }
  const count = header.populations.filter(({ input }) => input).length;
  if (count !== seen.size) fail(`${count} input populations, routes of ${seen.size}`);
}

/** Each neuron stands in one slot. This also bounds the sizes in the header by the file's own. */
function checkNeurons({ header, cores }: ProgramImage, fail: DataFault): void {
  const slots = new Array<number>(header.populations.length).fill(0);
  for (const { slices } of cores) {
    for (const { population, slotBegin, slotEnd } of slices)
      slots[population]! += slotEnd - slotBegin;
  }
  const placed = header.populations.map(({ name, size, input }, p) => {
    if (!input && slots[p] !== size)
      fail(`population "${name}": ${slots[p]} of ${size} neurons placed`);
    return input ? new Uint8Array(0) : new Uint8Array(size);
  });
  for (const { slices, neurons } of cores) {
    for (const { population, slotBegin, slotEnd } of slices) {
      for (let slot = slotBegin; slot < slotEnd; slot++) placed[population]![neurons[slot]!]!++;
    }
  }
  placed.forEach((counts, p) => {
    const twice = counts.findIndex((count) => count !== 1);
    if (twice >= 0)
      fail(`population "${header.populations[p]!.name}": neuron ${twice} is not placed once`);
  });
}

/** Sums of each group and rings of each port, as the emulator keeps them. */
function bufferWords({ neurons, ports, groups, blocks }: CoreProgram): number {
  const delays = new Array<number>(ports.length).fill(0);
  for (const { port, group } of blocks) {
    delays[port] = Math.max(delays[port]!, groups[group]!.delaySteps);
  }
  const rings = ports.reduce((sum, { axonBegin, axonEnd }, p) => {
    return sum + (delays[p]! + 2) * Math.max(RING_EVENTS_MIN, axonEnd - axonBegin);
  }, 0);
  return rings + groups.length * neurons.length;
}

/** Traces over an epoch, sums on their way through delays, and the weights of learning blocks. */
function learningWords(
  { slices, ports, groups, blocks }: CoreProgram,
  { projections }: ImageHeader,
): number {
  return blocks.reduce((sum, block) => {
    const { projection, slice, delaySteps } = groups[block.group]!;
    const { learning } = projections[projection]!;
    if (learning === undefined || block.kind === 'conv') return sum;
    const rows = ports[block.port]!.axonEnd - ports[block.port]!.axonBegin;
    const slots = slices[slice]!.slotEnd - slices[slice]!.slotBegin;
    const synapses = block.kind === 'dense' ? block.weights.length : block.words.length;
    const traces = ((learning.epochSteps + 1) * (2 * rows + 3 * slots)) / 4;
    return sum + traces + 3 * synapses + delaySteps * slots;
  }, 0);
}
