/** Weights as codes: the unit current that loses least, and what is lost. */
import { codeMax, dacCurrentA } from '../../src/analog/codes.ts';
import type { AnalogCore, CurrentDac } from '../../src/model/analog.ts';
import type { QuantizationStats } from '../../src/model/mapping.ts';
import type { LinearMap } from '../../src/model/network.ts';
import { quantizeWeights } from '../quantize/weights.ts';
import { leastUnit } from './choose.ts';
import type { Kicks } from './demand.ts';

/** Weights that the search looks at; the choice for more is that of a regular sample. */
const SAMPLE_MAX = 1 << 16;
/** Unit codes above the least that are tried: up to twice its current, where half the codes lie idle. */
const TRIES_MAX = 256;

/** The code of the unit current with the least squared error of all weights; `kickA` is the current of a kick of 1. */
export function chooseUnit(
  unit: CurrentDac,
  kicks: readonly Kicks[],
  largestKick: number,
  kickA: number,
  weightCodeMax: number,
): number {
  if (largestKick === 0) return 0;
  const sample = sampleOf(kicks);
  const first = leastUnit(unit, kickA * largestKick, weightCodeMax);
  const limitA = 2 * dacCurrentA(unit, first);
  let [best, least] = [first, Infinity];
  for (let code = first; code <= codeMax(unit) && code < first + TRIES_MAX; code++) {
    const unitA = dacCurrentA(unit, code);
    if (unitA > limitA) break;
    const error = squaredError(sample, kickA / unitA, weightCodeMax);
    if (error < least * (1 - 1e-12)) [best, least] = [code, error];
  }
  return best;
}

function sampleOf(kicks: readonly Kicks[]): Float64Array {
  const columns = kicks.map(({ map }) =>
    typeof map.weights === 'number' ? [map.weights] : map.weights,
  );
  const total = columns.reduce((sum, column) => sum + column.length, 0);
  const stride = Math.max(1, Math.ceil(total / SAMPLE_MAX));
  const sample: number[] = [];
  for (const column of columns) {
    for (let k = 0; k < column.length; k += stride) sample.push(column[k]!);
  }
  return Float64Array.from(sample);
}

/** In kicks, of codes `codesPerKick` times a kick. */
function squaredError(sample: Float64Array, codesPerKick: number, weightCodeMax: number): number {
  let sum = 0;
  for (const kick of sample) {
    const exact = Math.abs(kick) * codesPerKick;
    const error = exact - Math.min(weightCodeMax, Math.round(exact));
    sum += error * error;
  }
  return sum / (codesPerKick * codesPerKick);
}

/** Signed codes of a projection's kicks. Errors are in kicks: parts of the swing. */
export function weightCodes(
  { map }: Kicks,
  codesPerKick: number,
  weightCodeMax: number,
): { readonly map: LinearMap<Int16Array>; readonly stats: QuantizationStats } {
  return quantizeWeights(map, codesPerKick, {
    signMode: 'mixed',
    step: 1,
    min: -weightCodeMax,
    max: weightCodeMax,
  });
}

/** Nominal current of a unit of weight. */
export function unitCurrentA({ synapse }: AnalogCore, unit: number): number {
  return dacCurrentA(synapse.unit, unit);
}
