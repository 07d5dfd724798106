import { analogVariable } from '../../emulator/free-running-probes.ts';
import type { ProbeRequest } from '../../emulator/probes.ts';
import { ANALOG_NEURONS } from '../model/analog.ts';
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
    const { name: model, variables } = variablesOf(image, populations.indexOf(found));
    if (!variables.includes(variable)) {
      throw new InputError('E_PROBE', `${asked}: ${model} has ${variables.join(', ')}.`);
    }
    if (seen.has(asked)) throw new InputError('E_PROBE', `${asked} is given twice.`);
    seen.add(asked);
  }
}

function variablesOf(
  image: ProgramImage,
  population: number,
): Pick<IntegerNeuronModel, 'name' | 'variables'> {
  const slices = image.cores.flatMap((core) => core.slices);
  const { neuron } = slices.find((candidate) => candidate.population === population)!;
  for (const kind of ['ota', 'dpi'] as const) {
    if (neuron !== ANALOG_NEURONS[kind]) continue;
    return { name: neuron, variables: [analogVariable(kind).variable] };
  }
  return integerNeuronModel(neuron);
}

function unknownPopulation(asked: string, population: string, image: ProgramImage): InputError {
  const names = image.header.populations.filter(({ input }) => !input).map(({ name }) => name);
  const near = nearestWord(population, names);
  return new InputError(
    'E_PROBE',
    `${asked}: there is no such population${near === undefined ? '.' : `; did you mean "${near}"?`} There are ${names.join(', ')}.`,
  );
}
