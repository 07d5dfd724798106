/** Typed arrays as little-endian bytes, whatever the byte order of the machine. */

export type IntegerArray = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array;

interface IntegerArrayType<A extends IntegerArray> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer): A;
}

const HOST_IS_LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** A view of the array where its bytes already stand in order, else a copy. */
export function bytesOf(values: IntegerArray): Uint8Array {
  const view = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return HOST_IS_LITTLE ? view : swapped(view, values.BYTES_PER_ELEMENT);
}

/** A copy of the bytes as numbers, or null where they are no whole number of elements. */
export function arrayOf<A extends IntegerArray>(
  type: IntegerArrayType<A>,
  bytes: Uint8Array,
): A | null {
  if (bytes.length % type.BYTES_PER_ELEMENT !== 0) return null;
  const copy = HOST_IS_LITTLE ? new Uint8Array(bytes) : swapped(bytes, type.BYTES_PER_ELEMENT);
  return new type(copy.buffer as ArrayBuffer);
}

function swapped(bytes: Uint8Array, width: number): Uint8Array {
  const result = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) {
    const inElement = i % width;
    result[i - inElement + width - 1 - inElement] = bytes[i]!;
  }
  return result;
}
