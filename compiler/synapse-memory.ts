import type { SynapseMemory } from '../src/model/chip.ts';
import type { SignMode } from '../src/model/network.ts';

/** Field widths of one synapse list. */
export interface SynapseWidths {
  readonly weightBits: number;
  readonly delayBits: number;
  readonly tagBits: number;
  /** 0 for lists without an index (dense). */
  readonly indexBits: number;
}

/**
 * Bits that an axon's list of `synapses` takes: blocks of `blockSynapses`, each rounded up to whole
 * words with its header (nengo-loihi 1.1, `Synapse.bits_per_axon`).
 */
export function axonBits(synapses: number, widths: SynapseWidths, memory: SynapseMemory): number {
  const each = widths.weightBits + widths.delayBits + widths.tagBits + widths.indexBits;
  const full = Math.floor(synapses / memory.blockSynapses);
  const rest = synapses % memory.blockSynapses;
  return full * blockBits(memory.blockSynapses, each, memory) + blockBits(rest, each, memory);
}

function blockBits(synapses: number, each: number, memory: SynapseMemory): number {
  if (synapses === 0) return 0;
  return Math.ceil((synapses * each + memory.headerBits) / memory.wordBits) * memory.wordBits;
}

/** Widths as stored: each field takes the smallest code that holds it. */
export function storedWidths(
  memory: SynapseMemory,
  weightBits: number,
  delayed: boolean,
  indexed: boolean,
  compartments: number,
): SynapseWidths {
  return {
    weightBits: smallestCode(memory.weightBits, weightBits),
    delayBits: delayed ? memory.delayBits : 0,
    tagBits: memory.tagBits,
    indexBits: indexed
      ? smallestCode(memory.indexBits, Math.ceil(Math.log2(Math.max(2, compartments))))
      : 0,
  };
}

/** Bits of a weight as stored: one that learns may take any value of its sign mode, whatever it began with. */
export function weightBitsToStore(
  { weightBits, signMode }: { readonly weightBits: number; readonly signMode: SignMode },
  learns: boolean,
): number {
  return learns ? (signMode === 'mixed' ? 9 : 8) : weightBits;
}

function smallestCode(codes: readonly number[], needed: number): number {
  return codes.find((code) => code >= needed) ?? Math.max(...codes);
}
