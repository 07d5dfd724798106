import type { CoreNeuronModel, CoreType } from '../../src/model/chip.ts';
import type { Population } from '../../src/model/network.ts';
import { CompileError, nearestWord } from '../../src/support/errors.ts';
import type { QuantizeOptions } from './options.ts';

/** The core's model that runs the population. Throws CompileError E_MODEL where none does. */
export function findChipModel(population: Population, core: CoreType): CoreNeuronModel {
  const { parameters } = population;
  const wanted = parameters.model === 'registers' ? parameters.neuron : parameters.model;
  const found = core.neuronModels.find((model) => model.runs.includes(wanted));
  if (found) return found;
  const known = core.neuronModels.flatMap((model) => model.runs);
  const near = nearestWord(wanted, known);
  throw new CompileError(
    'E_MODEL',
    `population "${population.name}" has model "${wanted}", which core type "${core.name}" does not run. It runs ${known.join(', ')}${near ? ` (nearest: ${near})` : ''}. ${wanted === 'readout' ? 'End the network in a spiking or leaky population' : 'Choose another profile or model'}.`,
    { population: population.name, model: wanted },
  );
}

/** True where the reset must be emulated. Throws E_RESET where the chip lacks it and emulation is off or unsound. */
export function chooseReset(
  population: Population,
  spiking: boolean,
  chipModel: CoreNeuronModel,
  options: QuantizeOptions,
): boolean {
  if (!spiking || chipModel.resets.includes(options.reset)) return false;
  const { name, parameters } = population;
  const offered = chipModel.resets.join(', ');
  if (!options.emulateReset || !chipModel.resets.includes('none')) {
    throw new CompileError(
      'E_RESET',
      `population "${name}" asks for reset "${options.reset}", the chip's ${chipModel.name} has: ${offered}. Use --reset zero, or --emulate-reset for a self-synapse of minus the threshold, one step late.`,
      { population: name, reset: options.reset },
    );
  }
  if (parameters.model === 'cuba-lif') {
    throw new CompileError(
      'E_RESET',
      `population "${name}" (cuba-lif) cannot have its subtract reset emulated: the self-synapse would be smeared by the current's decay. Use --reset zero.`,
      { population: name },
    );
  }
  return parameters.model !== 'threshold';
}

/** Throws CompileError E_CLAMP where a lower clamp is asked for and the chip has none. */
export function checkClamp(
  population: Population,
  chipModel: CoreNeuronModel,
  options: QuantizeOptions,
): void {
  if (options.vMin === null || chipModel.lowerClamp) return;
  throw new CompileError(
    'E_CLAMP',
    `population "${population.name}" asks for a lower clamp of ${options.vMin}, the chip's ${chipModel.name} has none that can be set. Leave out --v-min, or simulate without a chip.`,
    { population: population.name },
  );
}
