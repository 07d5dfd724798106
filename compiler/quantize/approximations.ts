import type { Assumption, Population } from '../../src/model/network.ts';
import type { DiscreteLif } from '../../src/neurons/float-model.ts';
import { largest } from './lowered.ts';
import type { QuantizeOptions } from './options.ts';

/** Lists what the chip computes otherwise than the network's equations. */
export function noteApproximations(
  population: Population,
  lif: DiscreteLif,
  options: QuantizeOptions,
  emulatedReset: boolean,
  assumptions: Assumption[],
): void {
  const { name, parameters, bias } = population;
  const note = (code: string, text: string): void => {
    assumptions.push({ code, text });
  };
  if (emulatedReset) {
    note(
      'A_EMULATED_RESET',
      `population "${name}": its subtract reset is a self-synapse of minus the threshold that acts one step late.`,
    );
  }
  if (options.currentOrder === 'old' && parameters.model.startsWith('cuba')) {
    note(
      'A_CURRENT_ORDER',
      `population "${name}": the chip's membrane sees this step's current; the current order "old" holds for the float reference only.`,
    );
  }
  if (parameters.model.startsWith('cuba') && largest(bias) > 0) {
    note(
      'A_BIAS_RAMP',
      `population "${name}": its bias acts on the voltage at once, without the rise of the synaptic current.`,
    );
  }
  if (parameters.model === 'threshold') {
    note(
      'A_THRESHOLD_RESIDUE',
      `population "${name}": the chip's fastest decay keeps 1/4096 of the last step's voltage.`,
    );
  }
  if (lif.currentDecay !== 1 && largest(lif.currentDecay) * 4096 < 0.5) {
    note(
      'A_CURRENT_DECAY',
      `population "${name}": its current decays by less than 1/4096 a step, which is the chip's least.`,
    );
  }
}
