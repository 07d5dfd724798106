import type { Rng } from '../../src/support/rng.ts';
import { IMAGE_SIDE, PIXEL_COUNT } from './digits.ts';

export interface WarpOptions {
  /** Largest turn to either side. */
  readonly turnDegrees: number;
  /** Largest change of size, relative to 1, along each axis. */
  readonly scale: number;
  /** Largest lean (horizontal shift per row). */
  readonly shear: number;
  readonly shiftPixels: number;
}

/** The digit turned, stretched, leaned and shifted at random, so that training sees more than it was given. */
export function warpDigit(pixels: Float32Array, options: WarpOptions, rng: Rng): Float32Array {
  const spread = (limit: number): number => (2 * rng.next() - 1) * limit;
  const angle = (spread(options.turnDegrees) * Math.PI) / 180;
  const scaleX = 1 + spread(options.scale);
  const scaleY = 1 + spread(options.scale);
  const shear = spread(options.shear);
  const shiftX = spread(options.shiftPixels);
  const shiftY = spread(options.shiftPixels);
  const center = (IMAGE_SIDE - 1) / 2;
  const warped = new Float32Array(PIXEL_COUNT);
  for (let y = 0; y < IMAGE_SIDE; y++) {
    for (let x = 0; x < IMAGE_SIDE; x++) {
      const dx = (x - center - shiftX) / scaleX;
      const dy = (y - center - shiftY) / scaleY;
      const leaned = dx + shear * dy;
      warped[y * IMAGE_SIDE + x] = sampleAt(
        pixels,
        center + Math.cos(angle) * leaned - Math.sin(angle) * dy,
        center + Math.sin(angle) * leaned + Math.cos(angle) * dy,
      );
    }
  }
  return warped;
}

/** Bilinear; outside the image is black. */
function sampleAt(pixels: Float32Array, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const fx = x - left;
  const fy = y - top;
  return (
    (1 - fy) * ((1 - fx) * pixelAt(pixels, left, top) + fx * pixelAt(pixels, left + 1, top)) +
    fy * ((1 - fx) * pixelAt(pixels, left, top + 1) + fx * pixelAt(pixels, left + 1, top + 1))
  );
}

function pixelAt(pixels: Float32Array, x: number, y: number): number {
  const inside = x >= 0 && x < IMAGE_SIDE && y >= 0 && y < IMAGE_SIDE;
  return inside ? pixels[y * IMAGE_SIDE + x]! : 0;
}
