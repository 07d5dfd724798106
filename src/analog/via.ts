/** Through-silicon vias on a membrane. */
import type { AnalogStack } from '../model/analog.ts';
import { createTsv, type Tsv, type TsvGeometry, tsvAverageF } from '../physics/tsv.ts';

/** Its geometry at a temperature. */
export function viaOf({ tsv }: AnalogStack, temperatureK: number): Tsv {
  return createTsv(viaGeometry(tsv, temperatureK));
}

function viaGeometry(tsv: AnalogStack['tsv'], temperatureK: number): TsvGeometry {
  return {
    diameterM: tsv.diameterM.value,
    lengthM: tsv.lengthM.value,
    oxideM: tsv.oxideM.value,
    dopingPerM3: tsv.dopingPerM3.value,
    flatBandV: tsv.flatBandV.value,
    temperatureK,
  };
}

/** What one via with its bump adds to a node that swings between two voltages. */
export function viaCapacitanceF(stack: AnalogStack, via: Tsv, lowV: number, highV: number): number {
  return tsvAverageF(via, lowV, highV) + stack.tsv.bumpF.value;
}
