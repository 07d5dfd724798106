/** Charge that analog circuits draw from their supply, in whole femtocoulombs by cell and window. */
import type { ParameterSet } from '../src/model/chip.ts';
import type { ChipCircuits } from './free-running-circuits.ts';
import type { NeuronPlaces } from './free-running-places.ts';

const FC_PER_C = 1e15;
const PS_PER_S = 1e12;

/**
 * A spike's own event pays for a reset capacitor that is charged from empty. After a short interval part of the charge
 * is still there, and that part is taken off here, so that both together are what the supply gives.
 */
export interface SupplyMeter {
  /** Starts a sample: nothing is drawn yet. */
  readonly begin: () => void;
  /** A neuron fired; `recharged` is the part of its reset capacitor that was charged anew, 0..1. */
  readonly addSpike: (neuron: number, cell: number, recharged: number) => void;
  /**
   * Whole femtocoulombs of a cell since the last call, `elapsedPs` after the begin. The rest of rounding is carried on,
   * so that the sum of all windows is right to 1 fC.
   */
  readonly take: (cell: number, elapsedPs: number) => number;
}

/** `cellOf` is the cell of each neuron. */
export function createSupplyMeter(
  places: NeuronPlaces,
  chip: ChipCircuits,
  cellOf: Int32Array,
  cellCount: number,
  set: ParameterSet,
): SupplyMeter {
  const supplyV = set.supplyV.value;
  const staticFcPerPs = new Float64Array(cellCount);
  const resetFc = new Float64Array(places.neuronCount);
  chip.decoded.forEach(({ staticA, resetCapacitanceF }, neuron) => {
    staticFcPerPs[cellOf[neuron]!]! += (staticA * FC_PER_C) / PS_PER_S;
    resetFc[neuron] = resetCapacitanceF * supplyV * FC_PER_C;
  });
  const keptFc = new Float64Array(cellCount);
  const takenFc = new Float64Array(cellCount);
  return {
    begin: () => {
      keptFc.fill(0);
      takenFc.fill(0);
    },
    addSpike: (neuron, cell, recharged) => {
      keptFc[cell]! += resetFc[neuron]! * (1 - recharged);
    },
    take: (cell, elapsedPs) => {
      const drawnFc = Math.round(staticFcPerPs[cell]! * elapsedPs - keptFc[cell]!);
      // A window of many spikes can keep more than its circuits draw; the next ones make up for it.
      const count = Math.max(0, drawnFc - takenFc[cell]!);
      takenFc[cell]! += count;
      return count;
    },
  };
}
