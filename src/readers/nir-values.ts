/** Fields of NIR nodes as numbers, pairs and arrays of a shape. */
import { type FloatArray, shapeSize } from '../model/network.ts';
import { InputError } from '../support/errors.ts';
import type { FlatNode } from './nir-flatten.ts';
import type { NirField } from './nir-graph.ts';
import { quoteName, showShape } from './nir-names.ts';

/** `node "fc1" (Affine) in "net.nir"`. */
export function whereNode(node: FlatNode, path: string): string {
  return `node ${quoteName(node.name)} (${node.type}) in "${path}"`;
}

export function fieldError(
  code: 'E_NIR_FIELD' | 'E_NIR_VALUE',
  node: FlatNode,
  field: string,
  path: string,
  problem: string,
): InputError {
  const data = { path, node: node.name, field };
  return new InputError(code, `${whereNode(node, path)}: field "${field}" ${problem}.`, data);
}

/** The values of a numeric field. */
export function fieldArray(node: FlatNode, field: string): FloatArray {
  return node.fields.get(field)!.values as FloatArray;
}

/**
 * Integers of a field, each in [`min`, 2^31), or undefined where the file leaves it out.
 * Throws E_NIR_VALUE.
 */
export function integersOf(
  node: FlatNode,
  field: string,
  path: string,
  min: number,
): number[] | undefined {
  const values = node.fields.get(field)?.values;
  if (values === undefined) return undefined;
  const numbers = Array.from(values as ArrayLike<number>, Number);
  const wrong = numbers.find((n) => !Number.isInteger(n) || n < min || n >= 2 ** 31);
  if (wrong === undefined) return numbers;
  throw fieldError(
    'E_NIR_VALUE',
    node,
    field,
    path,
    `is ${wrong}; integers from ${min} to 2,147,483,647 were expected`,
  );
}

/** One integer. Throws E_NIR_FIELD, E_NIR_VALUE. */
export function integerOf(node: FlatNode, field: string, path: string, min: number): number {
  const numbers = integersOf(node, field, path, min)!;
  if (numbers.length === 1) return numbers[0]!;
  throw fieldError(
    'E_NIR_FIELD',
    node,
    field,
    path,
    `has ${numbers.length} values; one was expected`,
  );
}

/** [vertical, horizontal]; a single value stands for both. Throws E_NIR_FIELD, E_NIR_VALUE. */
export function pairOf(
  node: FlatNode,
  field: string,
  path: string,
  min: number,
): readonly [number, number] {
  const numbers = integersOf(node, field, path, min)!;
  if (numbers.length === 1 || numbers.length === 2) return [numbers[0]!, numbers.at(-1)!];
  throw fieldError(
    'E_NIR_FIELD',
    node,
    field,
    path,
    `has ${numbers.length} values; one or two were expected`,
  );
}

/** Whether `shape` stretches to `target`: right-aligned extents are equal or 1, as in numpy. */
export function broadcastsTo(shape: readonly number[], target: readonly number[]): boolean {
  const lead = target.length - shape.length;
  return lead >= 0 && shape.every((extent, axis) => extent === 1 || extent === target[lead + axis]);
}

/** The smallest shape that both stretch to, or undefined. */
export function commonShape(a: readonly number[], b: readonly number[]): number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const common: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const [extentA, extentB] = [a[a.length - rank + axis] ?? 1, b[b.length - rank + axis] ?? 1];
    if (extentA !== extentB && extentA !== 1 && extentB !== 1) return undefined;
    common.push(extentA === 1 ? extentB : extentA);
  }
  return common;
}

/** Equal but for extents of 1. */
export function sameButForOnes(a: readonly number[], b: readonly number[]): boolean {
  const [squeezedA, squeezedB] = [a, b].map((shape) => shape.filter((extent) => extent !== 1));
  return showShape(squeezedA!) === showShape(squeezedB!);
}

/** The field stretched to `shape`, which it is known to fit; the file's own array where it needs none. */
export function stretched(field: NirField, shape: readonly number[]): FloatArray {
  const values = field.values as FloatArray;
  const size = shapeSize(shape);
  if (values.length === size) return values;
  const result = values instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
  if (values.length === 1) return result.fill(values[0]!);
  const strides = stretchedStrides(field.shape, shape);
  const index = new Array<number>(shape.length).fill(0);
  for (let k = 0, from = 0; k < size; k++) {
    result[k] = values[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}

/** Step in the source for a step along each axis of the target; 0 where the source is stretched. */
function stretchedStrides(source: readonly number[], target: readonly number[]): number[] {
  const strides = new Array<number>(target.length).fill(0);
  let stride = 1;
  for (let axis = source.length - 1; axis >= 0; axis--) {
    const extent = source[axis]!;
    if (extent > 1) strides[target.length - source.length + axis] = stride;
    stride *= extent;
  }
  return strides;
}

/** The value that all elements share, or undefined. */
export function uniformValue(values: FloatArray): number | undefined {
  const first = values[0];
  return first !== undefined && values.every((value) => value === first) ? first : undefined;
}
