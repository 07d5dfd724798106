/**
 * Memory and loops of gathered rows. The loops are WebAssembly where it runs: 0.8 instead of 1.4 ns a synaptic event
 * (bounds are not looked at one by one), and the same integers modulo 2^32. So all they touch lies in one memory.
 */
import { SPARSE_SLOT_BITS } from '../src/model/program.ts';
import { deliverSparse } from './deliver.ts';

export interface RowHeap {
  /** Zeroed integers of the heap. */
  readonly allocate: (count: number) => Int32Array;
  /** What deliverSparse does; all arrays are of this heap, `slots[0 .. count)` and the rows within bounds. */
  readonly deliver: (
    slots: Int32Array,
    count: number,
    offsets: Int32Array,
    words: Int32Array,
    sums: Int32Array,
  ) => void;
  /** The same, and sets `marks` to 1 where a word was added: one for each sum. */
  readonly deliverMarked: (
    slots: Int32Array,
    count: number,
    offsets: Int32Array,
    words: Int32Array,
    sums: Int32Array,
    marks: Int32Array,
  ) => void;
}

const INDEX_MASK = (1 << SPARSE_SLOT_BITS) - 1;
const PAGE_BYTES = 65_536;
/** Addresses are signed. */
const HEAP_BYTES_MAX = 2 ** 31 - PAGE_BYTES;

/** A heap of `integers`; without WebAssembly, or where `integers` are too many for it, a plain one. */
export function createRowHeap(integers: number): RowHeap {
  const bytes = integers * Int32Array.BYTES_PER_ELEMENT;
  const compiled = bytes <= HEAP_BYTES_MAX ? compile(Math.ceil(bytes / PAGE_BYTES)) : null;
  if (compiled === null) return PLAIN_HEAP;
  const { memory, kernel, markedKernel } = compiled;
  let usedBytes = 0;
  return {
    allocate: (count) => {
      const list = new Int32Array(memory.buffer, usedBytes, count);
      usedBytes += list.byteLength;
      return list;
    },
    deliver: (slots, count, offsets, words, sums) => {
      const begin = slots.byteOffset;
      const end = begin + count * Int32Array.BYTES_PER_ELEMENT;
      kernel(begin, end, offsets.byteOffset, words.byteOffset, sums.byteOffset);
    },
    deliverMarked: (slots, count, offsets, words, sums, marks) => {
      const begin = slots.byteOffset;
      const end = begin + count * Int32Array.BYTES_PER_ELEMENT;
      const toMarks = marks.byteOffset - sums.byteOffset;
      markedKernel(begin, end, offsets.byteOffset, words.byteOffset, sums.byteOffset, toMarks);
    },
  };
}

export const PLAIN_HEAP: RowHeap = {
  allocate: (count) => new Int32Array(count),
  deliver: deliverSparse,
  deliverMarked: (slots, count, offsets, words, sums, marks) => {
    deliverSparse(slots, count, offsets, words, sums);
    markSparse(slots, count, offsets, words, marks);
  },
};

function markSparse(
  slots: Int32Array,
  slotCount: number,
  offsets: Int32Array,
  words: Int32Array,
  marks: Int32Array,
): void {
  for (let s = 0; s < slotCount; s++) {
    const end = offsets[slots[s]! + 1]!;
    for (let k = offsets[slots[s]!]!; k < end; k++) marks[words[k]! & INDEX_MASK] = 1;
  }
}

/** Addresses of the first and behind the last slot, of offsets, words and sums; how far marks lie behind the sums. */
type Kernel = (
  slot: number,
  slotsEnd: number,
  offsets: number,
  words: number,
  sums: number,
  toMarks?: number,
) => void;

interface Compiled {
  readonly memory: WebAssembly.Memory;
  readonly kernel: Kernel;
  readonly markedKernel: Kernel;
}

/** Null where the host has no WebAssembly, forbids it, or has no memory for it. */
function compile(pages: number): Compiled | null {
  try {
    const memory = new WebAssembly.Memory({ initial: pages });
    const module = new WebAssembly.Module(moduleBytes());
    const { exports } = new WebAssembly.Instance(module, { heap: { memory } });
    const kernel = exports.deliver as Kernel;
    return { memory, kernel, markedKernel: exports.deliverMarked as Kernel };
  } catch {
    return null;
  }
}

// Instructions of the WebAssembly core specification 1.0, chapter 5.4.
const BLOCK = [0x02, 0x40];
const LOOP = [0x03, 0x40];
const END = 0x0b;
const [GREATER_EQUAL, ADD, SUBTRACT, AND, SHIFT_LEFT, SHIFT_RIGHT] = [
  0x4e, 0x6a, 0x6b, 0x71, 0x74, 0x75,
] as const;
const [SLOT, SLOTS_END, OFFSETS, WORDS, SUMS, TO_MARKS, AT, ROW_END, WORD, ADDRESS, UNROLLED_END] =
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
const PARAMETER_COUNT = 6;
const LOCAL_COUNT = 5;
const UNROLLED = 8;

const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
/** Sets the local and leaves the value. */
const tee = (local: number): number[] => [0x22, local];
const constant = (value: number): number[] => [0x41, ...signed(value)];
const load = (offset = 0): number[] => [0x28, 2, offset];
const store: readonly number[] = [0x36, 2, 0];
const jump = (depth: number): number[] => [0x0c, depth];
const jumpIf = (depth: number): number[] => [0x0d, depth];
const add = (local: number, value: number): number[] => [
  ...get(local),
  ...constant(value),
  ADD,
  ...set(local),
];

/** `body` until local `a` reaches local `b`. */
function until(a: number, b: number, body: readonly number[]): number[] {
  const test = [...get(a), ...get(b), GREATER_EQUAL, ...jumpIf(1)];
  return [...BLOCK, ...LOOP, ...test, ...body, ...jump(0), END, END];
}

/** Local `address` = `base` + 4 * (the integer on the stack). */
function addressOf(base: number, address: number): number[] {
  return [...constant(2), SHIFT_LEFT, ...get(base), ADD, ...set(address)];
}

/** Adds the weight of the word `offset` bytes behind AT to its sum, and marks it. */
function addWord(offset: number, marks: boolean): number[] {
  const index = [...get(AT), ...load(offset), ...tee(WORD), ...constant(INDEX_MASK), AND];
  const weight = [...get(WORD), ...constant(SPARSE_SLOT_BITS), SHIFT_RIGHT];
  return [
    ...index,
    ...addressOf(SUMS, ADDRESS),
    ...get(ADDRESS),
    ...get(ADDRESS),
    ...load(),
    ...weight,
    ADD,
    ...store,
    ...(marks ? [...get(ADDRESS), ...get(TO_MARKS), ADD, ...constant(1), ...store] : []),
  ];
}

function kernelCode(marks: boolean): number[] {
  const eight = Array.from({ length: UNROLLED }, (_, k) => addWord(4 * k, marks)).flat();
  return [
    ...until(SLOT, SLOTS_END, [
      ...get(SLOT),
      ...load(),
      ...addressOf(OFFSETS, ADDRESS),
      ...get(ADDRESS),
      ...load(),
      ...addressOf(WORDS, AT),
      ...get(ADDRESS),
      ...load(4),
      ...addressOf(WORDS, ROW_END),
      ...get(ROW_END),
      ...constant(4 * (UNROLLED - 1)),
      SUBTRACT,
      ...set(UNROLLED_END),
      ...until(AT, UNROLLED_END, [...eight, ...add(AT, 4 * UNROLLED)]),
      ...until(AT, ROW_END, [...addWord(0, marks), ...add(AT, 4)]),
      ...add(SLOT, 4),
    ]),
    END,
  ];
}

/** (import "heap" "memory") (func (export "deliver") (param i32 x 6)), and "deliverMarked" of the same type. */
function moduleBytes(): Uint8Array<ArrayBuffer> {
  const i32 = 0x7f;
  const bodies = [false, true].map((marks) => [1, LOCAL_COUNT, i32, ...kernelCode(marks)]);
  const type = [0x60, PARAMETER_COUNT, ...new Array<number>(PARAMETER_COUNT).fill(i32), 0];
  return Uint8Array.of(
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, ...type]),
    ...section(2, [1, ...text('heap'), ...text('memory'), 2, 0, 1]),
    ...section(3, [2, 0, 0]),
    ...section(7, [2, ...text('deliver'), 0, 0, ...text('deliverMarked'), 0, 1]),
    ...section(10, [2, ...bodies.flatMap((body) => [...unsigned(body.length), ...body])]),
  );
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function text(name: string): number[] {
  return [name.length, ...Array.from(name, (letter) => letter.charCodeAt(0))];
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

/** Signed LEB128 of a value >= 0. */
function signed(value: number): number[] {
  return value < 64 ? [value] : [(value & 127) | 128, ...signed(value >>> 7)];
}
