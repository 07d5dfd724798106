import { splitsInto } from '../../compiler/partition/split.ts';
import type { Partition, QuantNet, Slice } from '../../src/model/mapping.ts';
import type { Draw } from './draw.ts';
import { drawChance, drawOne, drawStream } from './draw.ts';

/** Everything on one core, one slice a population. */
export function wholePartition(net: QuantNet): Partition {
  const slices = net.populations.flatMap(({ size, registers }, population): Slice[] =>
    registers === null
      ? []
      : [{ population, neurons: Int32Array.from({ length: size }, (_, k) => k) }],
  );
  return { partitioner: 'whole', parts: [slices] };
}

/**
 * Each population cut into boxes along its shape or into sets of shuffled neurons, the pieces dealt to
 * up to six cores in random order; a core may hold several pieces of one population.
 */
export function randomPartition(draw: Draw, net: QuantNet): Partition {
  const parts: Slice[][] = Array.from({ length: draw(1, 6) }, () => []);
  const random = drawStream(draw);
  net.populations.forEach(({ shape, size, registers }, population) => {
    if (registers === null) return;
    const count = draw(1, Math.min(size, 5));
    const ways = splitsInto(shape, count);
    const pieces =
      ways.length > 0 && drawChance(draw, 2)
        ? drawOne(draw, ways)
        : shuffledPieces(size, count, random);
    for (const neurons of pieces) parts[draw(0, parts.length - 1)]!.push({ population, neurons });
  });
  for (const part of parts) part.sort(() => random() - 0.5);
  return { partitioner: 'random', parts: parts.filter((part) => part.length > 0) };
}

function shuffledPieces(size: number, count: number, random: () => number): Int32Array[] {
  const pieces: number[][] = Array.from({ length: count }, () => []);
  for (const neuron of shuffle(size, random)) pieces[Math.floor(random() * count)]!.push(neuron);
  return pieces.filter((piece) => piece.length > 0).map((piece) => Int32Array.from(piece));
}

function shuffle(size: number, random: () => number): number[] {
  const order = Array.from({ length: size }, (_, k) => k);
  for (let k = size - 1; k > 0; k--) {
    const other = Math.floor(random() * (k + 1));
    [order[k], order[other]] = [order[other]!, order[k]!];
  }
  return order;
}
