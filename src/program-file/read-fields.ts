import { arrayOf, type IntegerArray } from './typed-bytes.ts';

/** Ends the reading of a file whose frame is whole but whose contents cannot be. */
export type DataFault = (message: string) => never;

export function readArray<A extends IntegerArray>(
  type: { readonly BYTES_PER_ELEMENT: number; new (buffer: ArrayBuffer): A },
  bytes: Uint8Array,
  what: string,
  fail: DataFault,
): A {
  const width = type.BYTES_PER_ELEMENT;
  return arrayOf(type, bytes) ?? fail(`${what}: ${bytes.length} bytes are no multiple of ${width}`);
}

export function readChoice<T>(
  choices: readonly T[],
  index: number,
  what: string,
  fail: DataFault,
): T {
  return choices[index] ?? fail(`${what}: ${index} is not known`);
}
