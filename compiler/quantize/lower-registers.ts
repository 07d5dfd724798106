import type { CoreType } from '../../src/model/chip.ts';
import type { QuantPopulation, QuantProjection } from '../../src/model/mapping.ts';
import type { Link, LoihiLifRegisters, Registers } from '../../src/model/network.ts';
import { integerNeuronModel } from '../../src/neurons/integer-models.ts';
import { placeExponent } from '../arithmetic.ts';
import { channelOf, checkFields, checkRegisters } from './check-registers.ts';
import type { Incoming, Timing } from './link-timing.ts';
import { type Lowered, needsHold, registerFields } from './lowered.ts';
import { modeOf, type QuantizeOptions } from './options.ts';
import { mantissaGrid, passMantissas, signModeOf } from './weights.ts';

type Base = Pick<QuantPopulation, 'name' | 'shape' | 'size' | 'level'>;

/** Loihi compartments that are registers already: checked, and passed through. */
export function lowerLoihiLif(
  base: Base,
  registers: LoihiLifRegisters,
  incoming: readonly Incoming[],
  timing: (entry: Incoming) => Timing,
  core: CoreType,
  options: QuantizeOptions,
): Lowered {
  checkRegisters(base.name, registers, core.registers);
  const startStep = needsHold(registers) ? base.level : 0;
  const fields = registerFields(base.name, registers, options);
  return {
    population: { ...base, startStep, ...fields, scale: 1, offset: 0 },
    projections: incoming.map((entry) => ({ ...timing(entry), ...passLink(entry.link, options) })),
  };
}

/** Any other register-level model by name; it is held until its first input can arrive. */
export function lowerNamedModel(
  base: Base,
  neuron: string,
  registers: Registers,
  incoming: readonly Incoming[],
  timing: (entry: Incoming) => Timing,
  options: QuantizeOptions,
): Lowered {
  const model = integerNeuronModel(neuron);
  checkFields(base.name, model, registers);
  return {
    population: {
      ...base,
      startStep: base.level,
      neuron,
      spiking: true,
      registers,
      scale: 1,
      offset: 0,
    },
    projections: incoming.map((entry) => ({
      ...timing(entry),
      ...passLink(entry.link, options),
      input: channelOf(entry.link, model),
    })),
  };
}

function passLink(
  link: Link,
  options: QuantizeOptions,
): Pick<
  QuantProjection,
  'connectivity' | 'weightExp' | 'weightBits' | 'signMode' | 'pricedAs' | 'stats'
> {
  const registers = link.registers ?? {
    weightExp: 0,
    weightBits: options.weightBits,
    signMode: signModeOf(link, link.map.weights),
  };
  const grid = mantissaGrid(registers.signMode, registers.weightBits);
  const mode = modeOf(options);
  const { map, stats } = passMantissas(link.map, grid, mode.cutMantissa);
  const placed = placeExponent(mode, map, registers.weightExp);
  return { ...registers, connectivity: placed.map, weightExp: placed.weightExp, stats };
}
