/** Columns of whole numbers to and from varints. A reader never makes more numbers than it has bytes. */
import type { DataFault } from './read-fields.ts';
import { VarintReader, VarintWriter, varintCount } from './varint.ts';

export function encodeNumbers(values: Int32Array | Float64Array): Uint8Array {
  const writer = new VarintWriter();
  for (let i = 0; i < values.length; i++) writer.write(values[i]!);
  return writer.finish();
}

/** `what` names the column in messages. */
export function numbersOf(bytes: Uint8Array, what: string, fail: DataFault): Float64Array {
  const reader = new VarintReader(bytes, what, fail);
  const values = new Float64Array(varintCount(bytes));
  for (let i = 0; i < values.length; i++) values[i] = reader.read();
  if (!reader.ended) fail(`${what} end within a number`);
  return values;
}

/** Each value as its difference to the one before, for columns that change little. */
export function encodeDifferences(values: Int32Array | Float64Array): Uint8Array {
  const writer = new VarintWriter();
  for (let i = 0; i < values.length; i++) {
    writer.writeSigned(values[i]! - (i > 0 ? values[i - 1]! : 0));
  }
  return writer.finish();
}

export function sumsOf(bytes: Uint8Array, what: string, fail: DataFault): Float64Array {
  const reader = new VarintReader(bytes, what, fail);
  const values = new Float64Array(varintCount(bytes));
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += reader.readSigned();
    values[i] = sum;
  }
  if (!reader.ended) fail(`${what} end within a number`);
  return values;
}

const INT32_MAX = 0x7fffffff;

/** The same numbers, 32 bits wide. */
export function narrow(values: Float64Array, what: string, fail: DataFault): Int32Array {
  for (let i = 0; i < values.length; i++) {
    if (Math.abs(values[i]!) > INT32_MAX) fail(`${what}: ${values[i]} does not fit 32 bits`);
  }
  return Int32Array.from(values);
}
