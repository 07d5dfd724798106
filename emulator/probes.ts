import type { ProgramImage } from '../src/model/program.ts';
import type { ProbeTrace } from '../src/model/trace.ts';
import type { IntegerNeuronModel } from '../src/neurons/integer-model.ts';
import { integerNeuronModel } from '../src/neurons/integer-models.ts';
import { EmulationError, nearestWord } from '../src/support/errors.ts';
import type { CoreState } from './core-state.ts';

export interface ProbeRequest {
  readonly population: string;
  readonly variable: string;
}

export interface Probes {
  /** Reads all probed values after step `step` of the sample. */
  readonly read: (step: number) => void;
  readonly traces: (stepsRun: number) => ProbeTrace[];
}

const PROBE_BYTES_MAX = 2 ** 31;

/** Throws EmulationError E_PROBE for an unknown population or variable, or one too large to keep. */
export function createProbes(
  image: ProgramImage,
  states: readonly CoreState[],
  requests: readonly ProbeRequest[],
  steps: number,
): Probes {
  const probes = requests.map((request) => {
    const { population, variable } = resolve(image, request);
    const { size } = image.header.populations[population]!;
    if (size * steps * 4 > PROBE_BYTES_MAX) {
      throw new EmulationError(
        'E_PROBE',
        `probe ${request.population}:${variable}: ${size} neurons x ${steps} steps take more than 2 GiB. Probe a smaller population or fewer steps.`,
      );
    }
    return { population, variable, size, values: new Int32Array(size * steps) };
  });
  return {
    read: (step) => {
      for (const probe of probes) {
        for (const core of states) {
          core.slices.forEach(({ compartments, slotBegin }, s) => {
            if (core.program.slices[s]!.population !== probe.population) return;
            const source = compartments.read(probe.variable);
            for (let k = 0; k < compartments.count; k++) {
              const neuron = core.program.neurons[slotBegin + k]!;
              probe.values[step * probe.size + neuron] = source[k]!;
            }
          });
        }
      }
    },
    traces: (stepsRun) =>
      probes.map(({ population, variable, size, values }) => ({
        population,
        variable,
        values: values.slice(0, stepsRun * size),
      })),
  };
}

function resolve(
  image: ProgramImage,
  request: ProbeRequest,
): { population: number; variable: string } {
  const { populations } = image.header;
  const population = populations.findIndex(
    ({ name, input }) => name === request.population && !input,
  );
  if (population < 0) {
    const names = populations.filter(({ input }) => !input).map(({ name }) => name);
    const near = nearestWord(request.population, names);
    throw new EmulationError(
      'E_PROBE',
      `probe "${request.population}": there is no such population${near ? `; did you mean "${near}"?` : '.'} There are: ${names.join(', ')}.`,
    );
  }
  const { variables, name: model } = modelOf(image, population);
  if (!variables.includes(request.variable)) {
    throw new EmulationError(
      'E_PROBE',
      `probe "${request.population}:${request.variable}": ${model} has ${variables.join(', ')}.`,
    );
  }
  return { population, variable: request.variable };
}

function modelOf(image: ProgramImage, population: number): IntegerNeuronModel {
  const slice = image.cores
    .flatMap((core) => core.slices)
    .find((candidate) => candidate.population === population);
  return integerNeuronModel(slice?.neuron ?? 'loihi-lif');
}
