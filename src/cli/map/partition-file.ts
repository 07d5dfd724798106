/**
 * Partition files: our own JSON, or one core number a line (or parted by blanks) as general partitioners
 * write them.
 */
import type { Mesh } from '../../../compiler/hypergraph/mesh.ts';
import { groupDigits, InputError } from '../../support/errors.ts';

export interface PartitionFile {
  /** Core of each neuron. */
  readonly part: Int32Array;
  readonly cores: number;
  /** Where the cores are, if the file says so. */
  readonly place: { readonly mesh: Mesh; readonly slots: Int32Array } | null;
}

const CORES_MAX = 1 << 20;
const SHOWN_MAX = 20;

/** Text of a partition as JSON, one array a line. */
export function partitionText(network: string, limits: string, partition: PartitionFile): string {
  const { part, cores, place } = partition;
  const fields: [string, unknown][] = [
    ['format', 'spikeloom-partition'],
    ['version', 1],
    ['network', network],
    ['limits', limits],
    ['cores', cores],
    ['part', Array.from(part)],
  ];
  if (place !== null) {
    fields.push(['mesh', [place.mesh.width, place.mesh.height]]);
    fields.push(['slots', Array.from(place.slots)]);
  }
  const lines = fields.map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** Reads either form for a network of `neuronCount` neurons. Throws InputError E_PARTITION. */
export function parsePartition(
  bytes: Uint8Array,
  file: string,
  neuronCount: number,
): PartitionFile {
  const text = new TextDecoder().decode(bytes);
  const begin = text.trimStart()[0];
  const { part, mesh, slots } =
    begin === '{' || begin === '[' ? fromJson(text, file) : fromLines(text, file);
  if (part.length !== neuronCount) {
    throw fault(
      file,
      `${groupDigits(part.length)} neurons are placed, the network has ${groupDigits(neuronCount)}`,
    );
  }
  let cores = 0;
  for (const core of part) cores = Math.max(cores, core + 1);
  if (slots === null || mesh === null) return { part, cores, place: null };
  if (slots.length < cores) {
    throw fault(file, `${slots.length} slots for ${groupDigits(cores)} cores`);
  }
  const inside = slots.every((slot) => slot < mesh.width * mesh.height);
  if (!inside || new Set(slots).size < slots.length) {
    throw fault(file, `slots are not distinct places on a ${mesh.width} x ${mesh.height} mesh`);
  }
  return { part, cores: Math.max(cores, slots.length), place: { mesh, slots } };
}

interface Columns {
  readonly part: Int32Array;
  readonly mesh: Mesh | null;
  readonly slots: Int32Array | null;
}

function fromJson(text: string, file: string): Columns {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw fault(file, `no JSON (${(error as Error).message})`);
  }
  if (Array.isArray(value)) return { part: integers(value, file, 'part'), mesh: null, slots: null };
  const fields = value as Readonly<Record<string, unknown>>;
  const part = integers(fields.part, file, 'part');
  if (fields.mesh === undefined && fields.slots === undefined) {
    return { part, mesh: null, slots: null };
  }
  const [width, height] = integers(fields.mesh, file, 'mesh');
  if (!width || !height) throw fault(file, '"mesh" is [width, height]');
  return { part, mesh: { width, height }, slots: integers(fields.slots, file, 'slots') };
}

function integers(value: unknown, file: string, name: string): Int32Array {
  if (!Array.isArray(value)) throw fault(file, `"${name}" is an array of numbers`);
  const wrong = value.findIndex((entry) => !isCore(entry));
  if (wrong >= 0) {
    throw fault(
      file,
      `${name}[${wrong}] is ${shown(JSON.stringify(value[wrong]))}, no core number`,
    );
  }
  return Int32Array.from(value as number[]);
}

function isCore(entry: unknown): entry is number {
  return typeof entry === 'number' && Number.isInteger(entry) && entry >= 0 && entry < CORES_MAX;
}

function fromLines(text: string, file: string): Columns {
  const cores: number[] = [];
  text.split('\n').forEach((line, n) => {
    for (const word of line.split(/\s+/)) {
      if (word === '') continue;
      const core = /^\d{1,9}$/.test(word) ? Number(word) : -1;
      if (!isCore(core)) {
        throw new InputError(
          'E_PARTITION',
          `${file}, line ${n + 1}: ${shown(word)} is no core number.`,
        );
      }
      cores.push(core);
    }
  });
  return { part: Int32Array.from(cores), mesh: null, slots: null };
}

function shown(word: string | undefined): string {
  const text = word ?? 'nothing';
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}...` : text;
}

function fault(file: string, problem: string): InputError {
  return new InputError('E_PARTITION', `${file}: ${problem}.`);
}
