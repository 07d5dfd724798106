import type { CoreNeuronModel, CoreType } from '../../src/model/chip.ts';
import type {
  QuantNet,
  QuantPopulation,
  QuantProjection,
  Schedule,
} from '../../src/model/mapping.ts';
import type {
  Assumption,
  LinearMap,
  Link,
  LoihiLifRegisters,
  NormalNetwork,
  PerNeuron,
  Population,
} from '../../src/model/network.ts';
import { valueAt } from '../../src/model/network.ts';
import type { SimulationOptions } from '../../src/model/simulation.ts';
import type { DiscreteLif } from '../../src/neurons/float-model.ts';
import { floatNeuronModel } from '../../src/neurons/index.ts';
import { integerNeuronModel } from '../../src/neurons/integer-models.ts';
import { namedRegisters } from '../../src/neurons/loihi-lif-registers.ts';
import { CompileError, InputError, nearestWord } from '../../src/support/errors.ts';
import { scaleMap, scaleTargets } from '../fuse-stages.ts';
import type { Calibration } from './calibration.ts';
import { calibrationAssumptions, calibrationOfLink, chooseMantissas } from './calibration.ts';
import { channelOf, checkFields, checkRegisters } from './check-registers.ts';
import { resetSynapse, withinSelfSynapse } from './emulated-reset.ts';
import { choosePopulationScale } from './population-scale.ts';
import { lowerToRegisters } from './registers.ts';
import type { MantissaGrid } from './weights.ts';
import {
  inferSignMode,
  mantissaGrid,
  mantissaLimit,
  maxAbs,
  passMantissas,
  quantizeWeights,
} from './weights.ts';

export interface QuantizeOptions extends SimulationOptions {
  /** Bits of a weight, sign included where weights of both signs occur. */
  readonly weightBits: number;
  /** Allow a subtract reset by a self-synapse of minus the threshold, one step late. */
  readonly emulateReset: boolean;
  /** Default: `max-abs`. */
  readonly calibration?: Calibration;
}

/**
 * Turns real numbers into a core type's registers. It stands after `schedule`, whose extra delays it
 * turns into steps, and before `partition`, which counts synapse memory by the bits chosen here.
 * Throws CompileError E_MODEL, E_RESET, E_CLAMP, E_DELAY, E_THRESHOLD or E_BIAS where the chip cannot
 * express the network.
 */
export function quantize(
  network: NormalNetwork,
  schedule: Schedule,
  core: CoreType,
  options: QuantizeOptions,
): QuantNet {
  checkOptions(core, options);
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
    dtS: options.dtS,
    populations,
    projections,
    outputs: network.outputs,
    depth: schedule.depth,
    assumptions,
  };
}

interface Incoming {
  readonly link: Link;
  readonly k: number;
}

interface Lowered {
  readonly population: QuantPopulation;
  readonly projections: readonly QuantProjection[];
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
  const level = schedule.levels[index]!;
  const base = { name, shape, size, level };
  if (parameters.model === 'input') {
    return {
      population: {
        ...base,
        startStep: 0,
        neuron: '',
        spiking: true,
        registers: null,
        scale: 1,
        offset: 0,
      },
      projections: [],
    };
  }
  const chipModel = findChipModel(population, core);
  const timing = (entry: Incoming) => timingOf(network, entry, schedule, core, options);
  if (parameters.model === 'loihi-lif') {
    checkRegisters(name, parameters.registers, core.registers);
    const startStep = needsHold(parameters.registers.biasMant, parameters.registers.v0) ? level : 0;
    return {
      population: {
        ...base,
        startStep,
        ...registerFields(parameters.registers),
        scale: 1,
        offset: 0,
      },
      projections: incoming.map((entry) => ({
        ...timing(entry),
        ...passLink(entry.link, options),
      })),
    };
  }
  if (parameters.model === 'registers') {
    const model = integerNeuronModel(parameters.neuron);
    checkFields(name, model, parameters.registers);
    return {
      population: {
        ...base,
        startStep: 0,
        neuron: parameters.neuron,
        spiking: true,
        registers: parameters.registers,
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

type Timing = Pick<
  QuantProjection,
  'name' | 'pre' | 'post' | 'delaySteps' | 'backward' | 'input'
> & {
  readonly synapseDelaySteps?: Uint8Array;
};

function lowerReal(
  population: Population,
  index: number,
  base: Pick<QuantPopulation, 'name' | 'shape' | 'size' | 'level'>,
  chipModel: CoreNeuronModel,
  incoming: readonly Incoming[],
  timing: (entry: Incoming) => Timing,
  core: CoreType,
  options: QuantizeOptions,
  assumptions: Assumption[],
): Lowered {
  const model = floatNeuronModel(population.parameters.model, population.name);
  const emulatedReset = chooseReset(population, model.spiking, chipModel, options);
  checkClamp(population, chipModel, options);
  const widths = emulatedReset ? withinSelfSynapse(core.registers) : core.registers;
  const discrete = model.discretize(population, options);
  const lif = emulatedReset
    ? { ...discrete, vReset: 0 }
    : relativeToReset(population.size, discrete);
  noteApproximations(population, lif, options, emulatedReset, assumptions);
  const maps = incoming.map(({ link }) =>
    typeof lif.gain === 'number' ? scaleMap(link.map, lif.gain) : scaleTargets(link.map, lif.gain),
  );
  const grids = maps.map((map, k) => gridOf(incoming[k]!.link, map, options.weightBits));
  const calibrations = incoming.map(({ link, k }, at) =>
    calibrationOfLink(options.calibration ?? 'max-abs', k, link.pre, maps[at]!, grids[at]!),
  );
  const { scale, weightExps } = choosePopulationScale(
    {
      weightMax: maps.map((map, k) => maxAbs(map.weights) * calibrations[k]!.clip),
      mantissaMax: grids.map(mantissaLimit),
      thresholdMax: model.spiking ? largestDistance(population.size, lif) : 0,
      biasMax: largest(lif.constant),
    },
    widths,
  );
  const registers = lowerToRegisters(
    population.name,
    lif,
    scale,
    model.spiking,
    emulatedReset,
    widths,
  );
  const projections = incoming.map((entry, k): QuantProjection => {
    const mantissaScale = scale / (64 * 2 ** weightExps[k]!);
    const { map, stats } = quantizeWeights(maps[k]!, mantissaScale, grids[k]!, (exact, nearest) =>
      chooseMantissas(calibrations[k]!, maps[k]!, grids[k]!, exact, nearest),
    );
    return {
      ...timing(entry),
      connectivity: map,
      weightExp: weightExps[k]!,
      weightBits: options.weightBits,
      signMode: grids[k]!.signMode,
      stats,
    };
  });
  if (emulatedReset) projections.push(resetSynapse(population, index, registers.vthMant));
  const startStep = needsHold(registers.biasMant, registers.v0) ? base.level : 0;
  const offset = typeof lif.vReset === 'number' ? lif.vReset : lif.vReset[0]!;
  return {
    population: { ...base, startStep, ...registerFields(registers), scale, offset },
    projections,
  };
}

/** Throws InputError E_WEIGHT_BITS where the sign takes the only bit. */
function gridOf(link: Link, map: LinearMap, weightBits: number): MantissaGrid {
  const grid = mantissaGrid(inferSignMode(map.weights), weightBits);
  if (mantissaLimit(grid) > 0) return grid;
  throw new InputError(
    'E_WEIGHT_BITS',
    `--weight-bits ${weightBits}: projection "${link.name}" has weights of both signs, so that one bit is the sign and none is left. Use --weight-bits 2 or more.`,
  );
}

/** Largest way from reset to threshold, which is what the threshold register holds. */
function largestDistance(size: number, { vThreshold, vReset }: DiscreteLif): number {
  let most = 0;
  for (let k = 0; k < size; k++) {
    most = Math.max(most, Math.abs(valueAt(vThreshold, k) - valueAt(vReset, k)));
  }
  return most;
}

/** The parts of a quantized population that its registers decide. */
function registerFields(
  registers: LoihiLifRegisters,
): Pick<QuantPopulation, 'neuron' | 'spiking' | 'registers'> {
  const { spiking } = registers;
  return { neuron: 'loihi-lif', spiking, registers: namedRegisters(registers) };
}

/** Voltages measured from the reset value, so that the chip's reset to 0 is the network's reset. */
function relativeToReset(size: number, lif: DiscreteLif): DiscreteLif {
  if (lif.vReset === 0) return lif;
  const combine = (compute: (k: number) => number): Float64Array =>
    Float64Array.from({ length: size }, (_, k) => compute(k));
  const at = (values: PerNeuron, k: number): number =>
    typeof values === 'number' ? values : values[k]!;
  return {
    ...lif,
    constant: combine((k) => at(lif.constant, k) - at(lif.voltageDecay, k) * at(lif.vReset, k)),
  };
}

function timingOf(
  network: NormalNetwork,
  { link, k }: Incoming,
  schedule: Schedule,
  core: CoreType,
  options: QuantizeOptions,
): Timing {
  const ownSteps = Math.round(link.delayS / options.dtS);
  const delaySteps = ownSteps + schedule.extraDelaySteps[k]!;
  const own = link.map.kind === 'sparse' ? link.map.delaysS : undefined;
  const rounded = own && Uint8Array.from(own, (s) => Math.min(255, Math.round(s / options.dtS)));
  const synapseDelaySteps = rounded?.some((steps) => steps > 0) ? rounded : undefined;
  const longest =
    delaySteps + (synapseDelaySteps ? Math.max(0, ...uniqueValues(synapseDelaySteps)) : 0);
  const limit = core.limits.delayStepsMax.value;
  if (longest > limit) {
    const pre = network.populations[link.pre]!.name;
    throw new CompileError(
      'E_DELAY',
      `projection "${link.name}" from "${pre}" needs a delay of ${longest} steps (${ownSteps} of its own, ${longest - ownSteps} so that all paths agree), the chip holds ${limit} (+${longest - limit}). Raise --dt, or shorten the delay.`,
      { projection: link.name, needed: longest, available: limit },
    );
  }
  const timing = {
    name: link.name,
    pre: link.pre,
    post: link.post,
    delaySteps,
    backward: schedule.backward[k]!,
    input: 0,
  };
  return synapseDelaySteps ? { ...timing, synapseDelaySteps } : timing;
}

function uniqueValues(values: Uint8Array): number[] {
  return [...new Set(values)];
}

function passLink(
  link: Link,
  options: QuantizeOptions,
): Pick<QuantProjection, 'connectivity' | 'weightExp' | 'weightBits' | 'signMode' | 'stats'> {
  const registers = link.registers ?? {
    weightExp: 0,
    weightBits: options.weightBits,
    signMode: inferSignMode(link.map.weights),
  };
  const grid = mantissaGrid(registers.signMode, registers.weightBits);
  const { map, stats } = passMantissas(link.map, grid);
  return { connectivity: map, ...registers, stats };
}

function findChipModel(population: Population, core: CoreType): CoreNeuronModel {
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
function chooseReset(
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

function checkClamp(
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

function checkOptions(core: CoreType, options: QuantizeOptions): void {
  if (!core.registers.weightBits.includes(options.weightBits)) {
    throw new InputError(
      'E_WEIGHT_BITS',
      `--weight-bits ${options.weightBits}: core type "${core.name}" has ${core.registers.weightBits.join(', ')}.`,
    );
  }
}

function noteApproximations(
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

function needsHold(bias: number | Int32Array, v0: number | Int32Array): boolean {
  return largest(bias) > 0 || largest(v0) > 0;
}

function largest(values: PerNeuron | Int32Array): number {
  if (typeof values === 'number') return Math.abs(values);
  let most = 0;
  for (let k = 0; k < values.length; k++) most = Math.max(most, Math.abs(values[k]!));
  return most;
}
