/** Where the neurons of an image sit, and whose the events of a core are. */
import type { ImageHeader, ProgramImage } from '../src/model/program.ts';
import { EmulationError } from '../src/support/errors.ts';

/**
 * Neurons in the order of (population, index), which no mapping changes: neuron k of population p is begins[p] + k.
 * Inputs follow behind them as further sources of spikes.
 */
export interface NeuronPlaces {
  readonly neuronCount: number;
  readonly inputCount: number;
  /** By population; of an input population its first source. */
  readonly begins: Int32Array;
  /** Of each neuron [neuronCount]. */
  readonly populations: Int32Array;
  readonly cores: Int32Array;
  readonly slots: Int32Array;
}

/** Throws EmulationError E_ANALOG_IMAGE where a neuron has no core. */
export function placeNeurons(image: ProgramImage): NeuronPlaces {
  const { neuronCount, inputCount, begins } = numberSources(image);
  const places = {
    populations: new Int32Array(neuronCount),
    cores: new Int32Array(neuronCount).fill(-1),
    slots: new Int32Array(neuronCount),
  };
  image.cores.forEach(({ slices, neurons }, c) => {
    for (const { population, slotBegin, slotEnd } of slices) {
      for (let slot = slotBegin; slot < slotEnd; slot++) {
        const neuron = begins[population]! + neurons[slot]!;
        places.populations[neuron] = population;
        places.cores[neuron] = c;
        places.slots[neuron] = slot;
      }
    }
  });
  const lost = places.cores.indexOf(-1);
  if (lost >= 0) {
    const { name, index } = nameNeuron(image.header, begins, lost);
    throw new EmulationError(
      'E_ANALOG_IMAGE',
      `neuron ${index} of population "${name}" is on no core of the image. Compile the network again.`,
    );
  }
  return { neuronCount, inputCount, begins, ...places };
}

function numberSources({
  header,
  inputs,
}: ProgramImage): Pick<NeuronPlaces, 'neuronCount' | 'inputCount' | 'begins'> {
  const { populations } = header;
  const begins = new Int32Array(populations.length).fill(-1);
  let count = 0;
  populations.forEach(({ input, size }, p) => {
    if (input) return;
    begins[p] = count;
    count += size;
  });
  const neuronCount = count;
  for (const { population } of inputs) {
    begins[population] = count;
    count += populations[population]!.size;
  }
  return { neuronCount, inputCount: count - neuronCount, begins };
}

export interface NeuronName {
  readonly name: string;
  readonly population: number;
  readonly index: number;
}

/** Population and index of a neuron or an input. */
export function nameNeuron(
  { populations }: Pick<ImageHeader, 'populations'>,
  begins: Int32Array,
  source: number,
): NeuronName {
  const population = populations.findIndex(
    ({ size }, p) => begins[p]! >= 0 && source >= begins[p]! && source < begins[p]! + size,
  );
  return {
    name: populations[population]!.name,
    population,
    index: source - begins[population]!,
  };
}

/**
 * A cell for each population with events on a core, sorted by (core, population): what a core's neurons do and take in
 * is theirs, and the ways of host events are those of the inputs, on the core that they lead to.
 */
export interface Cells {
  readonly cores: Int32Array;
  readonly populations: Int32Array;
  /** First cell of each core [coreCount + 1]. */
  readonly begins: Int32Array;
}

export function planCells({ header, cores }: ProgramImage): Cells {
  const begins = new Int32Array(cores.length + 1);
  const cellCores: number[] = [];
  const cellPopulations: number[] = [];
  cores.forEach(({ slices, ports }, c) => {
    const own = slices.map(({ population }) => population);
    const fed = ports.flatMap(({ population }) =>
      header.populations[population]!.input ? [population] : [],
    );
    for (const population of [...new Set([...own, ...fed])].sort((a, b) => a - b)) {
      cellCores.push(c);
      cellPopulations.push(population);
    }
    begins[c + 1] = cellCores.length;
  });
  return {
    cores: Int32Array.from(cellCores),
    populations: Int32Array.from(cellPopulations),
    begins,
  };
}

/** The cell of a population on a core. */
export function cellAt(cells: Cells, core: number, population: number): number {
  const end = cells.begins[core + 1]!;
  for (let cell = cells.begins[core]!; cell < end; cell++) {
    if (cells.populations[cell] === population) return cell;
  }
  return -1;
}
