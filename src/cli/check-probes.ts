import type { ProbeRequest } from '../../emulator/probes.ts';
import type { ProgramImage } from '../model/program.ts';
import type { IntegerNeuronModel } from '../neurons/integer-model.ts';
import { integerNeuronModel } from '../neurons/integer-models.ts';
import { InputError, nearestWord } from '../support/errors.ts';

/** Throws InputError E_PROBE for what no population of the image has, or a probe that is asked for twice. */
export function checkProbes(image: ProgramImage, probes: readonly ProbeRequest[]): void {
  const { populations } = image.header;
  const seen = new Set<string>();
  for (const { population, variable } of probes) {
    const asked = `--probe ${population}:${variable}`;
    const found = populations.find(({ name }) => name === population);
    if (!found) throw unknownPopulation(asked, population, image);
    if (found.input) {
      throw new InputError(
        'E_PROBE',
        `${asked}: "${population}" is an input; it has no compartments to read.`,
      );
    }
    const { name: model, variables } = modelOf(image, populations.indexOf(found));
    if (!variables.includes(variable)) {
      throw new InputError('E_PROBE', `${asked}: ${model} has ${variables.join(', ')}.`);
    }
    if (seen.has(asked)) throw new InputError('E_PROBE', `${asked} is given twice.`);
    seen.add(asked);
  }
}

function modelOf(image: ProgramImage, population: number): IntegerNeuronModel {
  const slices = image.cores.flatMap((core) => core.slices);
  const slice = slices.find((candidate) => candidate.population === population);
  return integerNeuronModel(slice!.neuron);
}

function unknownPopulation(asked: string, population: string, image: ProgramImage): InputError {
  const names = image.header.populations.filter(({ input }) => !input).map(({ name }) => name);
  const near = nearestWord(population, names);
  return new InputError(
    'E_PROBE',
    `${asked}: there is no such population${near === undefined ? '.' : `; did you mean "${near}"?`} There are ${names.join(', ')}.`,
  );
}
