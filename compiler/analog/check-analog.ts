/** Limits that only analog cores have, from a core's program alone. */
import type { CoreType } from '../../src/model/chip.ts';
import { valueAt } from '../../src/model/network.ts';
import type { ConvBlock, CoreProgram, ProgramImage } from '../../src/model/program.ts';
import { SPARSE_SLOT_BITS } from '../../src/model/program.ts';
import type { ImageViolation } from '../check-image.ts';
import { tierOfCore } from './tier-cores.ts';

const SLOT_MASK = (1 << SPARSE_SLOT_BITS) - 1;

export function checkAnalogCore(
  image: ProgramImage,
  program: CoreProgram,
  core: CoreType,
  found: ImageViolation[],
): void {
  checkTimeScale(image, found);
  checkTiers(image, program, core, found);
  checkFanIn(program, core, found);
}

function checkTimeScale({ header, cores }: ProgramImage, found: ImageViolation[]): void {
  if (header.analog !== undefined || found.some(({ code }) => code === 'E_TIME_SCALE')) return;
  const text = `the header of an image with ${cores.length} analog cores states no time scale.`;
  found.push({ code: 'E_TIME_SCALE', core: null, text, severity: 1 });
}

function checkTiers(
  { header }: ProgramImage,
  { core: at, slices }: CoreProgram,
  core: CoreType,
  found: ImageViolation[],
): void {
  const tiers = core.analog?.stack?.tiers;
  if (tiers === undefined) return;
  const own = tierOfCore(header.profile, tiers, at);
  for (const { registers, slotBegin, slotEnd } of slices) {
    const tier = registers.tier ?? 0;
    for (let slot = slotBegin; slot < slotEnd; slot++) {
      const said = valueAt(tier, slot - slotBegin);
      if (said === own) continue;
      const text = `core ${at}, compartment ${slot}: its register says tier ${said}, the core stands on tier ${own}.`;
      found.push({ code: 'E_TIER', core: at, text, severity: 1 });
      return;
    }
  }
}

function checkFanIn(program: CoreProgram, core: CoreType, found: ImageViolation[]): void {
  const available = core.limits.fanIn?.value;
  if (available === undefined) return;
  const counts = fanInOfSlots(program);
  const needed = counts.reduce((most, count) => Math.max(most, count), 0);
  if (needed <= available) return;
  found.push({
    code: 'E_FAN_IN',
    core: program.core,
    text: `core ${program.core}, compartment ${counts.indexOf(needed)}: ${needed} incoming synapses, a neuron holds ${available} (+${needed - available}).`,
    severity: needed / available,
  });
}

/** Synapses of other weight than 0 into each slot. */
function fanInOfSlots(program: CoreProgram): Int32Array {
  const counts = new Int32Array(program.neurons.length);
  for (const block of program.blocks) {
    const { slotBegin, slotEnd } = program.slices[program.groups[block.group]!.slice]!;
    if (block.kind === 'sparse') {
      for (const word of block.words) {
        if (word >> SPARSE_SLOT_BITS !== 0) counts[word & SLOT_MASK]!++;
      }
    } else if (block.kind === 'dense') {
      block.weights.forEach((weight, k) => {
        if (weight !== 0) counts[slotBegin + (k % block.width)]!++;
      });
    } else {
      for (let slot = slotBegin; slot < slotEnd; slot++) {
        counts[slot]! += tapsInto(block, slot - slotBegin);
      }
    }
  }
  return counts;
}

/** Synapses of a shared kernel into one slot of its box. */
function tapsInto(block: ConvBlock, slot: number): number {
  const [channelBegin, channelEnd, rowBegin, , columnBegin, columnEnd] = block.box;
  const width = columnEnd - columnBegin;
  const channels = channelEnd - channelBegin;
  const channel = slot % channels;
  const place = Math.floor(slot / channels);
  const y = rowBegin + Math.floor(place / width);
  const x = columnBegin + (place % width);
  const [kernelHeight, kernelWidth] = block.kernel;
  let taps = 0;
  for (let c = 0; c < block.inputShape[0]; c++) {
    for (let ky = 0; ky < kernelHeight; ky++) {
      const row = y * block.stride[0] - block.padding[0] + ky * block.dilation[0];
      if (row < 0 || row >= block.inputExtent[0]) continue;
      for (let kx = 0; kx < kernelWidth; kx++) {
        const column = x * block.stride[1] - block.padding[1] + kx * block.dilation[1];
        if (column < 0 || column >= block.inputExtent[1]) continue;
        const tap = (c * kernelHeight + ky) * kernelWidth + kx;
        if (block.weights[tap * channels + channel] !== 0) taps++;
      }
    }
  }
  return taps;
}
