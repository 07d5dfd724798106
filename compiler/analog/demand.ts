/**
 * What a population asks of a circuit, with no circuit in sight: voltages in units of its own swing, where 0 is the
 * reset and 1 the threshold, and time in network seconds. dx/dt = drive - x / tau + what spikes bring.
 */
import type { CoreType } from '../../src/model/chip.ts';
import { forEachTarget, preSize } from '../../src/model/fan-out.ts';
import type {
  LinearMap,
  Link,
  NormalNetwork,
  PerNeuron,
  Population,
} from '../../src/model/network.ts';
import { valueAt } from '../../src/model/network.ts';
import type { SimulationOptions } from '../../src/model/simulation.ts';
import type { DiscreteLif } from '../../src/neurons/float-model.ts';
import { mapPerNeuron } from '../../src/neurons/float-model.ts';
import { floatNeuronModel } from '../../src/neurons/index.ts';
import { CompileError } from '../../src/support/errors.ts';
import { scaleMap, scaleTargets } from '../fuse-stages.ts';
import { findChipModel } from '../quantize/chip-model.ts';
import { finiteEnds, type Interval } from './candidate.ts';

/** A link into a population with what each of its spikes brings in all, in swings. */
export interface Kicks {
  readonly link: Link;
  readonly map: LinearMap;
}

export interface NeuronDemand {
  readonly index: number;
  readonly name: string;
  readonly size: number;
  readonly model: string;
  readonly spiking: boolean;
  /** Infinity where nothing leaks. */
  readonly tauS: PerNeuron;
  /** Constant drive beside the leak, swings per second. */
  readonly drivePerS: PerNeuron;
  /** Time over which a spike's current decays; 0 where it acts at once. */
  readonly tauSynS: number;
  readonly kicks: readonly Kicks[];
  /** Largest magnitude of a kick, and whether one pulls down. */
  readonly largestKick: number;
  readonly inhibits: boolean;
  /** Shortest and longest time constant of those that leak; null where none does. */
  readonly tauEnds: Interval | null;
  /** Neurons at the ends of `tauS`, of `drivePerS` and of their product. */
  readonly extremes: readonly number[];
  /** Network units of one swing, and the network's value at its foot. */
  readonly distance: PerNeuron;
  readonly foot: PerNeuron;
}

/**
 * The demand of a population. Throws CompileError E_MODEL, E_RESET, E_CLAMP, E_THRESHOLD, E_TAU or E_BIAS for what no circuit of
 * the core can be.
 */
export function demandOf(
  network: NormalNetwork,
  index: number,
  core: CoreType,
  options: SimulationOptions,
): NeuronDemand {
  const population = network.populations[index]!;
  checkModel(population, core, options);
  const model = floatNeuronModel(population.parameters.model, population.name);
  const lif = model.discretize(population, options);
  const links = network.links.filter(({ post }) => post === index);
  const gain = totalGain(population, lif);
  const distance = model.spiking ? swingOf(population, lif) : reachOf(population, lif, links, gain);
  const foot = model.spiking ? lif.vReset : 0;
  const tauS = tauOf(population);
  checkTaus(population, tauS);
  const perSwing = mapPerNeuron(population.size, [gain, distance], (g, d) => g! / d!);
  const drivePerS = mapPerNeuron(
    population.size,
    [lif.constant, tauS, foot, distance],
    (constant, tau, at, d) => (constant! / options.dtS - at! / tau!) / d!,
  );
  checkDrive(population, drivePerS);
  const steady = mapPerNeuron(population.size, [drivePerS, tauS], (drive, tau) => drive! * tau!);
  const kicks = links.map((link) => kicksOf(link, perSwing));
  const ends = endsOf(kicks);
  return {
    index,
    name: population.name,
    size: population.size,
    model: population.parameters.model,
    spiking: model.spiking,
    tauS,
    drivePerS,
    tauSynS: synapseTau(population),
    kicks,
    largestKick: Math.max(ends.most, -ends.least),
    inhibits: ends.least < 0,
    tauEnds: finiteEnds(tauS),
    extremes: extremesOf(population.size, [tauS, drivePerS, steady]),
    distance,
    foot,
  };
}

function kicksOf(link: Link, perSwing: PerNeuron): Kicks {
  const map =
    typeof perSwing === 'number' ? scaleMap(link.map, perSwing) : scaleTargets(link.map, perSwing);
  return { link, map };
}

function endsOf(kicks: readonly Kicks[]): Interval {
  let [least, most] = [0, 0];
  for (const { map } of kicks) {
    for (const weight of typeof map.weights === 'number' ? [map.weights] : map.weights) {
      if (weight < least) least = weight;
      if (weight > most) most = weight;
    }
  }
  return { least, most };
}

function extremesOf(size: number, columns: readonly PerNeuron[]): number[] {
  const found = new Set<number>(size > 0 ? [0] : []);
  for (const column of columns) {
    if (typeof column === 'number') continue;
    let [low, high] = [0, 0];
    for (let k = 1; k < size; k++) {
      if (column[k]! < column[low]!) low = k;
      if (column[k]! > column[high]!) high = k;
    }
    found.add(low).add(high);
  }
  return [...found];
}

/** Voltage that a spike of weight 1 brings in all: a current that decays by d a step brings 1 / d times its first step. */
function totalGain(population: Population, { gain, currentDecay }: DiscreteLif): PerNeuron {
  return mapPerNeuron(population.size, [gain, currentDecay], (g, decay) => g! / decay!);
}

function tauOf({ parameters }: Population): PerNeuron {
  if ('tauMemS' in parameters) return parameters.tauMemS;
  return 'tauS' in parameters ? parameters.tauS : Infinity;
}

function checkTaus({ name, size }: Population, tauS: PerNeuron): void {
  for (let k = 0; k < (typeof tauS === 'number' ? Math.min(1, size) : size); k++) {
    if (valueAt(tauS, k) > 0) continue;
    throw new CompileError(
      'E_TAU',
      `neuron ${k} of population "${name}" has a time constant of ${valueAt(tauS, k)} s; a leak needs one above 0.`,
      { population: name, neuron: k, tauS: valueAt(tauS, k) },
    );
  }
}

function checkDrive(population: Population, drivePerS: PerNeuron): void {
  const { name, size } = population;
  for (let k = 0; k < (typeof drivePerS === 'number' ? Math.min(1, size) : size); k++) {
    if (Number.isFinite(valueAt(drivePerS, k))) continue;
    throw new CompileError(
      'E_BIAS',
      `neuron ${k} of population "${name}" has a constant input that is no finite number (bias ${valueAt(population.bias, k)}). Give it one.`,
      { population: name, neuron: k },
    );
  }
}

/** Throws CompileError E_TAU where it differs between neurons: a population's synapses share their time constant. */
function synapseTau({ name, parameters, size }: Population): number {
  if (!('tauSynS' in parameters)) return 0;
  const first = valueAt(parameters.tauSynS, 0);
  for (let k = 1; k < size; k++) {
    const other = valueAt(parameters.tauSynS, k);
    if (Math.abs(other - first) <= 1e-9 * first) continue;
    throw new CompileError(
      'E_TAU',
      `population "${name}" has neurons with synapses of ${first} s and of ${other} s; the synapses of an analog population share one time constant. Split it into populations of one time constant each.`,
      { population: name, tauSynS: [first, other] },
    );
  }
  return first;
}

function checkModel(population: Population, core: CoreType, options: SimulationOptions): void {
  const { name, parameters } = population;
  const { model } = parameters;
  const chipModel = findChipModel(population, core);
  const isOutput = model === 'readout' || model === 'i' || model === 'threshold';
  if (isOutput || model === 'loihi-lif' || model === 'registers') {
    const why: Record<string, string> = {
      readout: 'its value is the input of one step, and a circuit has no steps',
      i: 'it integrates without end, and a membrane ends at its rails',
      threshold: 'it compares the input of one step, and a circuit has no steps',
    };
    throw new CompileError(
      'E_MODEL',
      `population "${name}" is a ${model}, which no circuit of core type "${core.name}" can be: ${why[model] ?? 'its registers are those of a digital chip'}. Use if, lif, cuba-lif, li or cuba-li, e.g. end the network in a spiking or leaky population.`,
      { population: name, model },
    );
  }
  if (options.reset !== 'zero' && model !== 'li' && model !== 'cuba-li') {
    throw new CompileError(
      'E_RESET',
      `population "${name}" asks for reset "${options.reset}"; the switch of an analog neuron pulls its membrane to one voltage: zero. Use --reset zero.`,
      { population: name, reset: options.reset },
    );
  }
  if (options.vMin === null) return;
  throw new CompileError(
    'E_CLAMP',
    `population "${name}" asks for a lower clamp of ${options.vMin}, the chip's ${chipModel.name} has its rail there, which cannot be set. Leave out --v-min.`,
    { population: name },
  );
}

/** Throws CompileError E_THRESHOLD where a threshold is not above its reset. */
function swingOf({ name, size }: Population, { vThreshold, vReset }: DiscreteLif): PerNeuron {
  for (let k = 0; k < size; k++) {
    const [threshold, reset] = [valueAt(vThreshold, k), valueAt(vReset, k)];
    if (threshold - reset > 0 && Number.isFinite(threshold - reset)) continue;
    throw new CompileError(
      'E_THRESHOLD',
      `neuron ${k} of population "${name}" has its threshold at ${threshold} and its reset at ${reset}; a comparator needs the threshold above the reset. Raise one or lower the other.`,
      { population: name, neuron: k, threshold, reset },
    );
  }
  return mapPerNeuron(size, [vThreshold, vReset], (threshold, reset) => threshold! - reset!);
}

/**
 * The largest value that a population without threshold reaches while each source spikes at most once a step: the
 * circuit's threshold then stands beyond it.
 */
function reachOf(
  { size }: Population,
  lif: DiscreteLif,
  links: readonly Link[],
  gain: PerNeuron,
): number {
  const [up, down] = [new Float64Array(size), new Float64Array(size)];
  for (const { map } of links) addReach(map, up, down);
  let most = 0;
  for (let k = 0; k < size; k++) {
    const decay = valueAt(lif.voltageDecay, k);
    const perStep = valueAt(gain, k);
    const constant = valueAt(lif.constant, k);
    const highest = Math.max(perStep * up[k]!, perStep * down[k]!) + constant;
    const lowest = Math.min(perStep * up[k]!, perStep * down[k]!) + constant;
    most = Math.max(most, Math.abs(highest) / decay, Math.abs(lowest) / decay);
  }
  return most > 0 && Number.isFinite(most) ? most : 1;
}

/** Sums of the positive and of the negative weights of each target. */
function addReach(map: LinearMap, up: Float64Array, down: Float64Array): void {
  for (let pre = 0; pre < preSize(map); pre++) {
    forEachTarget(map, pre, (post, at) => {
      const weight = typeof map.weights === 'number' ? map.weights : map.weights[at]!;
      if (weight > 0) up[post]! += weight;
      else down[post]! += weight;
    });
  }
}
