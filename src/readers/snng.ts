/**
 * The `snng` text format of spiking networks with spike counts: line 1 is `snng 1 NAME N E`, then a line for
 * each neuron: its spikes, then its targets ascending, `a-b` for all from a to b. May be packed with gzip.
 */
import { gunzipSync } from 'node:zlib';
import { groupDigits, InputError } from '../support/errors.ts';

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
const TEXT_BYTES_MAX = 2 ** 31 - 1;
/** All spikes together: messages are summed in int32 tables. */
const SPIKES_MAX = 2 ** 31 - 1;

const NEWLINE = 10;
const RETURN = 13;
const BLANK = 32;
const DASH = 45;
const ZERO = 48;

/** Bytes of a file as text bytes, unpacked where they begin as gzip does. Throws InputError E_SNNG. */
function unpackText(bytes: Uint8Array, file: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: TEXT_BYTES_MAX });
  } catch (error) {
    throw new InputError('E_SNNG', `${file} cannot be unpacked (${(error as Error).message}).`);
  }
}

/** Reads a network. Throws InputError E_SNNG with the line at fault. */
export function readSnng(packed: Uint8Array, file: string): SnngNetwork {
  const bytes = unpackText(packed, file);
  const header = readHeader(bytes, file);
  const { neuronCount, synapseCount } = header;
  const offsets = new Int32Array(neuronCount + 1);
  const spikes = new Int32Array(neuronCount);
  const reader = new LineReader(bytes, header.end, file);
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
    new InputError('E_SNNG', `${file}, line 1: ${problem}.`, { line: 1 });
  if (words[0] !== 'snng') throw fault('"snng 1 NAME N E" was expected');
  if (words[1] !== '1') throw fault(`version ${shown(words[1] ?? '')} is unknown; 1 is read`);
  if (words.length !== 5) throw fault('"snng 1 NAME N E" was expected');
  const neuronCount = countOf(words[3]!);
  const synapseCount = countOf(words[4]!);
  if (neuronCount === null || synapseCount === null) {
    throw fault(`${shown(words[3]!)} neurons and ${shown(words[4]!)} synapses are no counts`);
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

function shown(word: string): string {
  return JSON.stringify(word.length > 20 ? `${word.slice(0, 20)}...` : word);
}

/** Numbers of one line after the other, straight from the bytes. */
class LineReader {
  private readonly bytes: Uint8Array;
  private readonly file: string;
  private at: number;
  private line = 1;

  constructor(bytes: Uint8Array, begin: number, file: string) {
    this.bytes = bytes;
    this.at = begin - 1;
    this.file = file;
  }

  /** Goes to the next line that is not empty at the end of the file. */
  nextLine(): boolean {
    this.at++;
    this.line++;
    if (this.at >= this.bytes.length) return false;
    const rest = this.bytes[this.at]!;
    return !(rest === NEWLINE && this.at === this.bytes.length - 1);
  }

  /** Skips blanks; whether the line goes on. */
  hasMore(): boolean {
    const { bytes } = this;
    while (bytes[this.at] === BLANK || bytes[this.at] === RETURN) this.at++;
    return this.at < bytes.length && bytes[this.at] !== NEWLINE;
  }

  atRange(): boolean {
    if (this.bytes[this.at] !== DASH) return false;
    this.at++;
    return true;
  }

  number(most: number, what: string): number {
    const { bytes } = this;
    const begin = this.at;
    let value = 0;
    for (;;) {
      const digit = bytes[this.at]! - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
      this.at++;
      if (value > most)
        throw this.fault(`${what} of ${this.word(begin)} is over ${groupDigits(most)}`);
    }
    const ends = [BLANK, RETURN, NEWLINE, DASH, undefined].includes(bytes[this.at]);
    if (this.at === begin || !ends)
      throw this.fault(`${what} was expected, not ${this.word(begin)}`);
    return value;
  }

  private word(begin: number): string {
    let end = begin;
    while (end < this.bytes.length && this.bytes[end] !== NEWLINE && this.bytes[end] !== BLANK)
      end++;
    return shown(new TextDecoder().decode(this.bytes.subarray(begin, Math.min(end, begin + 24))));
  }

  fault(problem: string): InputError {
    return new InputError('E_SNNG', `${this.file}, line ${this.line}: ${problem}.`, {
      line: this.line,
    });
  }
}
