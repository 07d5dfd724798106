/**
 * The `snng` text format of spiking networks with spike counts: line 1 is `snng 1 NAME N E`, then a line for
 * each neuron: its spikes, then its targets ascending, `a-b` for all from a to b. May be packed with gzip.
 */
import { groupDigits, InputError } from '../support/errors.ts';
import { NumberLines, shownWord, unpackText } from './number-lines.ts';

/** A network as columns; fits the mapper's `SpikeGraph`. */
export interface SnngNetwork {
  readonly name: string;
  readonly neuronCount: number;
  /** [neuronCount + 1] into `targets`. */
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  readonly spikes: Int32Array;
}

const NEURONS_MAX = 2 ** 26;
const SYNAPSES_MAX = 2 ** 28;
/** All spikes together: messages are summed in int32 tables. */
const SPIKES_MAX = 2 ** 31 - 1;

const CODE = 'E_SNNG';
const NEWLINE = 10;

/** Reads a network. Throws InputError E_SNNG with the line at fault. */
export function readSnng(packed: Uint8Array, file: string): SnngNetwork {
  const bytes = unpackText(packed, file, CODE);
  const header = readHeader(bytes, file);
  const { neuronCount, synapseCount } = header;
  const offsets = new Int32Array(neuronCount + 1);
  const spikes = new Int32Array(neuronCount);
  const reader = new NumberLines(bytes, header.end, file, CODE);
  // The header's word is no ground to allocate: a short file can claim any count.
  let targets = new Int32Array(Math.min(synapseCount, Math.max(1024, bytes.length)));
  let [count, total] = [0, 0];
  for (let neuron = 0; neuron < neuronCount; neuron++) {
    if (!reader.nextLine()) {
      throw reader.fault(
        `the file ends after ${groupDigits(neuron)} of ${groupDigits(neuronCount)} neurons`,
      );
    }
    spikes[neuron] = reader.number(SPIKES_MAX, 'a spike count');
    total += spikes[neuron]!;
    if (total > SPIKES_MAX) {
      throw reader.fault(
        `all spikes together pass ${groupDigits(SPIKES_MAX)}; observe a shorter window or divide all counts`,
      );
    }
    for (let before = -1; reader.hasMore(); ) {
      const begin = reader.number(neuronCount - 1, 'a target');
      const end = reader.atRange() ? reader.number(neuronCount - 1, 'the end of a range') : begin;
      if (end < begin) throw reader.fault(`the range ${begin}-${end} runs backwards`);
      if (begin <= before) {
        throw reader.fault(
          `target ${begin} follows ${before}: it is there twice or out of order (targets ascend)`,
        );
      }
      const needed = count + end - begin + 1;
      if (needed > synapseCount) {
        throw reader.fault(`more synapses than the ${groupDigits(synapseCount)} of line 1`);
      }
      if (needed > targets.length) {
        const grown = new Int32Array(Math.min(synapseCount, Math.max(needed, targets.length * 2)));
        grown.set(targets);
        targets = grown;
      }
      for (let target = begin; target <= end; target++) targets[count++] = target;
      before = end;
    }
    offsets[neuron + 1] = count;
  }
  if (count !== synapseCount) {
    throw reader.fault(
      `the file has ${groupDigits(count)} synapses, line 1 says ${groupDigits(synapseCount)}`,
    );
  }
  if (reader.nextLine()) {
    throw reader.fault(`text after the last of ${groupDigits(neuronCount)} neurons`);
  }
  return { name: header.name, neuronCount, offsets, targets: targets.subarray(0, count), spikes };
}

interface Header {
  readonly name: string;
  readonly neuronCount: number;
  readonly synapseCount: number;
  /** Byte after the line. */
  readonly end: number;
}

function readHeader(bytes: Uint8Array, file: string): Header {
  const newline = bytes.subarray(0, 4096).indexOf(NEWLINE);
  const end = newline < 0 ? Math.min(bytes.length, 4096) : newline;
  const words = new TextDecoder().decode(bytes.subarray(0, end)).trim().split(/\s+/);
  const fault = (problem: string): InputError =>
    new InputError(CODE, `${file}, line 1: ${problem}.`, { line: 1 });
  if (words[0] !== 'snng') throw fault('"snng 1 NAME N E" was expected');
  if (words[1] !== '1') throw fault(`version ${shownWord(words[1] ?? '')} is unknown; 1 is read`);
  if (words.length !== 5) throw fault('"snng 1 NAME N E" was expected');
  const neuronCount = countOf(words[3]!);
  const synapseCount = countOf(words[4]!);
  if (neuronCount === null || synapseCount === null) {
    throw fault(
      `${shownWord(words[3]!)} neurons and ${shownWord(words[4]!)} synapses are no counts`,
    );
  }
  const limits: readonly [number, number, string][] = [
    [neuronCount, NEURONS_MAX, 'neurons'],
    [synapseCount, SYNAPSES_MAX, 'synapses'],
  ];
  for (const [count, most, what] of limits) {
    if (count > most) {
      throw fault(`${groupDigits(count)} ${what}; at most ${groupDigits(most)} are read`);
    }
  }
  // A neuron takes a digit and a line end at least, the last one the digit alone.
  if (neuronCount * 2 > bytes.length - end) {
    throw fault(
      `${groupDigits(neuronCount)} neurons in ${groupDigits(bytes.length)} bytes: the file is cut off`,
    );
  }
  if (synapseCount > neuronCount * neuronCount) {
    throw fault(
      `${groupDigits(synapseCount)} synapses are more than ${groupDigits(neuronCount)} neurons can have`,
    );
  }
  return { name: words[2]!, neuronCount, synapseCount, end: end + 1 };
}

function countOf(word: string): number | null {
  return /^\d{1,15}$/.test(word) ? Number(word) : null;
}
