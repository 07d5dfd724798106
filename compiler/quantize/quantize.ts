import type { CoreType } from '../../src/model/chip.ts';
import type {
  QuantNet,
  QuantPopulation,
  QuantProjection,
  Schedule,
} from '../../src/model/mapping.ts';
import type { Assumption, NormalNetwork } from '../../src/model/network.ts';
import { withSumBits } from '../arithmetic.ts';
import { checkModeLearns } from '../learning.ts';
import { calibrationAssumptions } from './calibration.ts';
import { findChipModel } from './chip-model.ts';
import { type Incoming, timingOf } from './link-timing.ts';
import { lowerReal } from './lower-real.ts';
import { lowerLoihiLif, lowerNamedModel } from './lower-registers.ts';
import type { Lowered } from './lowered.ts';
import { checkOptions, modeOf, type QuantizeOptions } from './options.ts';

export type { QuantizeOptions } from './options.ts';

/**
 * Turns real numbers into a core type's registers. It stands after `schedule`, whose extra delays it
 * turns into steps, and before `partition`, which counts synapse memory by the bits chosen here.
 * Throws CompileError E_MODEL, E_RESET, E_CLAMP, E_DELAY, E_THRESHOLD, E_BIAS or E_LEARNING where the chip
 * cannot express the network.
 */
export function quantize(
  network: NormalNetwork,
  schedule: Schedule,
  core: CoreType,
  options: QuantizeOptions,
): QuantNet {
  checkOptions(core, options);
  checkModeLearns(network, modeOf(options));
  const assumptions: Assumption[] = [
    ...network.assumptions,
    ...schedule.assumptions,
    ...calibrationAssumptions(options.calibration ?? 'max-abs'),
  ];
  const populations: QuantPopulation[] = [];
  const projections: QuantProjection[] = [];
  network.populations.forEach((_, index) => {
    const incoming = network.links.flatMap((link, k) => (link.post === index ? [{ link, k }] : []));
    const lowered = lowerPopulation(network, index, incoming, schedule, core, options, assumptions);
    populations.push(lowered.population);
    projections.push(...lowered.projections);
  });
  return {
    name: network.name,
    arithmetic: modeOf(options).name,
    inputLagSteps: modeOf(options).inputLagSteps,
    dtS: options.dtS,
    populations,
    projections: projections.map((projection) =>
      withSumBits(modeOf(options), projection, populations[projection.pre]!),
    ),
    outputs: network.outputs,
    depth: schedule.depth,
    assumptions,
  };
}

function lowerPopulation(
  network: NormalNetwork,
  index: number,
  incoming: readonly Incoming[],
  schedule: Schedule,
  core: CoreType,
  options: QuantizeOptions,
  assumptions: Assumption[],
): Lowered {
  const population = network.populations[index]!;
  const { name, shape, size, parameters } = population;
  const base = { name, shape, size, level: schedule.levels[index]! };
  if (parameters.model === 'input') return { population: inputPopulation(base), projections: [] };
  const chipModel = findChipModel(population, core);
  const timing = (entry: Incoming) => timingOf(network, entry, schedule, core, options);
  if (parameters.model === 'loihi-lif') {
    return lowerLoihiLif(base, parameters.registers, incoming, timing, core, options);
  }
  if (parameters.model === 'registers') {
    const { neuron, registers } = parameters;
    return lowerNamedModel(base, neuron, registers, incoming, timing, options);
  }
  return lowerReal(
    population,
    index,
    base,
    chipModel,
    incoming,
    timing,
    core,
    options,
    assumptions,
  );
}

function inputPopulation(
  base: Pick<QuantPopulation, 'name' | 'shape' | 'size' | 'level'>,
): QuantPopulation {
  return {
    ...base,
    startStep: 0,
    neuron: '',
    spiking: true,
    registers: null,
    scale: 1,
    offset: 0,
  };
}
