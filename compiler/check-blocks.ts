/** What the blocks of a program hold, read from its arrays alone. */
import type { ConvBlock, CoreProgram, SynapseBlock } from '../src/model/program.ts';

/** Synapses of the lists of a shared kernel: one list for each input channel that has any. */
export function kernelLists(program: CoreProgram, block: ConvBlock): number[] {
  const taps = block.kernel[0] * block.kernel[1];
  const groupIn = block.inputShape[0] / block.groups;
  const groupOut = block.outChannels / block.groups;
  const { axonBegin, axonEnd } = program.ports[block.port]!;
  const sources = program.axonSources.subarray(axonBegin, axonEnd);
  return [...seenChannels(block, sources)].flatMap((channel) => {
    const first = Math.floor(channel / groupIn) * groupOut;
    const width = Math.min(block.box[1], first + groupOut) - Math.max(block.box[0], first);
    return width > 0 ? [width * taps] : [];
  });
}

/** False for blocks that were laid out and stayed empty. */
export function holdsSynapses(program: CoreProgram, block: SynapseBlock): boolean {
  if (block.kind === 'conv') return kernelLists(program, block).length > 0;
  return block.kind === 'dense' ? block.weights.length > 0 : block.words.length > 0;
}

/** Channels of which the block's box sees at least one source; other projections' sources share the port. */
function seenChannels(block: ConvBlock, sources: Int32Array): ReadonlySet<number> {
  const [, height, width] = block.inputShape;
  const rows = seenBy(block, 0);
  const columns = seenBy(block, 1);
  const seen = new Set<number>();
  for (const source of sources) {
    if (!rows.has(Math.floor(source / width) % height) || !columns.has(source % width)) continue;
    seen.add(Math.floor(source / (height * width)));
  }
  return seen;
}

/** Input positions along one axis that some tap of some output of the box falls on. */
function seenBy(block: ConvBlock, axis: 0 | 1): ReadonlySet<number> {
  const [begin, end] = axis === 0 ? [block.box[2], block.box[3]] : [block.box[4], block.box[5]];
  const seen = new Set<number>();
  for (let out = begin; out < end; out++) {
    for (let tap = 0; tap < block.kernel[axis]; tap++) {
      const position = out * block.stride[axis] - block.padding[axis] + tap * block.dilation[axis];
      if (position >= 0 && position < block.inputExtent[axis]) seen.add(position);
    }
  }
  return seen;
}
