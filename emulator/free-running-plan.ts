/** Everything about an image that does not change while a free-running chip runs. */
import type { ParameterSet } from '../src/model/chip.ts';
import type { ProgramImage } from '../src/model/program.ts';
import type { EmulationOptions } from './emulation-options.ts';
import { type ChipCircuits, decodeChip } from './free-running-circuits.ts';
import {
  type Cells,
  cellAt,
  type NeuronPlaces,
  placeNeurons,
  planCells,
} from './free-running-places.ts';
import { expandRows, type SynapseRows } from './free-running-rows.ts';
import { planWays, type SpikeWays, type WayTimes, wayTimes } from './free-running-ways.ts';

export interface ChipPlan {
  readonly places: NeuronPlaces;
  readonly cells: Cells;
  /** Of each neuron [neuronCount]. */
  readonly cellOf: Int32Array;
  readonly circuits: ChipCircuits;
  readonly ways: SpikeWays;
  readonly rows: SynapseRows;
  readonly times: WayTimes;
}

/** Throws EmulationError E_ANALOG_IMAGE, and InputError E_ANALOG_* for codes and temperatures out of range. */
export function planChip(
  image: ProgramImage,
  set: ParameterSet,
  options: EmulationOptions,
): ChipPlan {
  const places = placeNeurons(image);
  const cells = planCells(image);
  const circuits = decodeChip(image, places, options);
  return {
    places,
    cells,
    cellOf: places.cores.map((core, neuron) => cellAt(cells, core, places.populations[neuron]!)),
    circuits,
    ways: planWays(image, places, cells),
    rows: expandRows(image, places, cells, circuits),
    times: wayTimes(set),
  };
}
