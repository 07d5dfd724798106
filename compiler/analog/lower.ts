/**
 * Turns a network of real numbers into the codes of an analog core: it stands where `quantize` stands for digital ones,
 * and what it leaves goes on through the same passes.
 */
import { viaCapacitanceF, viaOf } from '../../src/analog/via.ts';
import { ANALOG_NEURONS, type AnalogCore } from '../../src/model/analog.ts';
import type { CoreType } from '../../src/model/chip.ts';
import type { QuantNet, QuantPopulation, QuantProjection } from '../../src/model/mapping.ts';
import type { Assumption, NormalNetwork, Registers } from '../../src/model/network.ts';
import { valueAt } from '../../src/model/network.ts';
import type { SimulationOptions } from '../../src/model/simulation.ts';
import { CompileError, invariant } from '../../src/support/errors.ts';
import { approximationsOf, checkSynapses } from './approximations.ts';
import type { Candidate } from './candidate.ts';
import { type ChosenCircuit, chooseCircuit } from './choose.ts';
import { demandOf } from './demand.ts';
import { dpiCandidates } from './dpi-candidates.ts';
import { checkDelays, chooseWeightBits } from './limits.ts';
import { type AnalogOptions, checkAnalogOptions } from './options.ts';
import { type DesignGoal, otaCandidates } from './ota-candidates.ts';
import { chooseTimeScale, type Designs, type TimeScale, textOf } from './time-scale.ts';
import { chooseUnit, unitCurrentA, weightCodes } from './weight-codes.ts';

export interface AnalogLowering {
  readonly quantNet: QuantNet;
  readonly timeScale: TimeScale;
  /** Of each population that takes circuits, in their order. */
  readonly circuits: readonly LoweredCircuit[];
  readonly weightBits: number;
}

export interface LoweredCircuit extends ChosenCircuit {
  readonly unit: number;
  /** Weight codes of a kick of one swing. */
  readonly codesPerKick: number;
}

export type LowerOptions = SimulationOptions & {
  readonly weightBits: number;
  readonly analog: AnalogOptions;
};

/** The analog part of a core type of controller `analog`. */
export function analogOf(core: CoreType): AnalogCore {
  invariant(core.analog !== undefined, `core type "${core.name}" has circuits`);
  return core.analog;
}

/**
 * Throws InputError E_USAGE or E_WEIGHT_BITS, and CompileError E_MODEL, E_RESET, E_CLAMP, E_THRESHOLD, E_TAU, E_DELAY,
 * E_SYNAPSE, E_WEIGHT_RANGE or E_TIME_SCALE where the circuits cannot be what the network asks.
 */
export function lowerAnalog(
  network: NormalNetwork,
  core: CoreType,
  options: LowerOptions,
): AnalogLowering {
  checkAnalogOptions(options.analog);
  const analog = analogOf(core);
  const weightBits = chooseWeightBits(core, options.weightBits);
  const weightCodeMax = 2 ** (weightBits - 1) - 1;
  checkDelays(network, core, options.dtS);
  const designs = network.populations.flatMap((population, index): Designs[] => {
    if (population.parameters.model === 'input') return [];
    const demand = demandOf(network, index, core, options);
    checkSynapses(analog, demand);
    const goal = {
      core: analog,
      demand,
      dtS: options.dtS,
      weightCodeMax,
      leakMatch: options.analog.leakMatch,
      inVolts: network.units === 'si',
      viaF: typicalViaF(analog),
    };
    return [{ demand, candidates: candidatesOf(goal) }];
  });
  const scale = chooseTimeScale(designs, options.analog.timeScale);
  const circuits = designs.map(({ demand, candidates }): LoweredCircuit => {
    const chosen = chooseCircuit(analog, demand, candidates, scale.timeScale, weightCodeMax);
    return withUnit(analog, chosen, weightCodeMax);
  });
  return {
    quantNet: quantNetOf(network, analog, circuits, scale, weightBits, options),
    timeScale: scale,
    circuits,
    weightBits,
  };
}

/** At the middle of the threshold's range; 0 where membranes stay on their tier. */
function typicalViaF({ neuron, stack, temperature }: AnalogCore): number {
  if (stack?.crossing !== 'membrane' || neuron.kind !== 'ota') return 0;
  const thresholdV = (neuron.threshold.minV.value + neuron.threshold.maxV.value) / 2;
  const via = viaOf(stack, temperature.referenceK.value);
  return viaCapacitanceF(stack, via, neuron.resetV.value, thresholdV);
}

function candidatesOf(goal: DesignGoal): Candidate[] {
  const { neuron } = goal.core;
  const found = neuron.kind === 'ota' ? otaCandidates(neuron, goal) : dpiCandidates(neuron, goal);
  if (found.length > 0) return found;
  const { demand, core, weightCodeMax } = goal;
  checkCapacitors(core);
  const kick = Number(demand.largestKick.toPrecision(3));
  const others = neuron.kind === 'ota' ? 'threshold and capacitor' : 'threshold and gain';
  throw new CompileError(
    'E_WEIGHT_RANGE',
    `population "${demand.name}": one spike over its largest weight moves the membrane by ${kick} times the way from reset to ${demand.spiking ? 'threshold' : 'its largest value'}, more than the unit current of ${core.synapse.unit.maxA.value} A gives at the largest weight code, ${weightCodeMax}, with any ${others}. Spread that weight over several synapses, raise --weight-bits, or choose a chip with larger unit currents.`,
    { population: demand.name, largestKick: demand.largestKick },
  );
}

/** Throws CompileError E_ANALOG_CAPACITANCE where only vias, which no neuron has yet, could hold charge. */
function checkCapacitors({ neuron }: AnalogCore): void {
  if (neuron.kind !== 'ota' || neuron.parasiticF.value > 0) return;
  if (neuron.capacitorsF.some(({ value }) => value > 0)) return;
  throw new CompileError(
    'E_ANALOG_CAPACITANCE',
    'every capacitor of the core is 0 F and nothing parasitic is on the membrane, so that a neuron without vias holds no charge. Give the profile a parasiticF above 0, or a capacitor.',
  );
}

function withUnit(
  analog: AnalogCore,
  chosen: ChosenCircuit,
  weightCodeMax: number,
): LoweredCircuit {
  const { kicks, largestKick } = chosen.demand;
  const unit = chooseUnit(analog.synapse.unit, kicks, largestKick, chosen.kickA, weightCodeMax);
  return { ...chosen, unit, codesPerKick: chosen.kickA / unitCurrentA(analog, unit) };
}

function quantNetOf(
  network: NormalNetwork,
  analog: AnalogCore,
  circuits: readonly LoweredCircuit[],
  scale: TimeScale,
  weightBits: number,
  options: LowerOptions,
): QuantNet {
  const byPopulation = new Map(circuits.map((circuit) => [circuit.demand.index, circuit]));
  return {
    name: network.name,
    arithmetic: 'analog',
    inputLagSteps: 0,
    dtS: options.dtS,
    populations: network.populations.map(({ name, shape, size }, index) => {
      const base = { name, shape, size, level: 0, startStep: 0 };
      const circuit = byPopulation.get(index);
      return circuit ? { ...base, ...fieldsOf(analog, circuit) } : { ...base, ...INPUT };
    }),
    projections: circuits.flatMap((circuit) => projectionsOf(circuit, weightBits)),
    outputs: network.outputs,
    depth: 0,
    assumptions: [
      ...network.assumptions,
      scaleAssumption(scale, options),
      ...approximationsOf(analog, circuits, network.units, options),
    ],
  };
}

const INPUT: Pick<QuantPopulation, 'neuron' | 'spiking' | 'registers' | 'scale' | 'offset'> = {
  neuron: '',
  spiking: true,
  registers: null,
  scale: 1,
  offset: 0,
};

function fieldsOf(
  analog: AnalogCore,
  circuit: LoweredCircuit,
): Pick<QuantPopulation, 'neuron' | 'spiking' | 'registers' | 'scale' | 'offset'> {
  const { demand, candidate } = circuit;
  const scale = candidate.swing / valueAt(demand.distance, 0);
  return {
    neuron: ANALOG_NEURONS[analog.neuron.kind],
    spiking: demand.spiking,
    registers: registersOf(circuit),
    scale,
    offset: valueAt(demand.foot, 0) - candidate.foot / scale,
  };
}

function registersOf({ candidate, leak, refractory, unit, tau, input }: LoweredCircuit): Registers {
  const { threshold, capacitor, gain } = candidate;
  return { leak, threshold, capacitor, gain, refractory, unit, tau, input, tsvs: 0, tier: 0 };
}

function projectionsOf(circuit: LoweredCircuit, weightBits: number): QuantProjection[] {
  const weightCodeMax = 2 ** (weightBits - 1) - 1;
  return circuit.demand.kicks.map((kicks): QuantProjection => {
    const { map, stats } = weightCodes(kicks, circuit.codesPerKick, weightCodeMax);
    return {
      name: kicks.link.name,
      pre: kicks.link.pre,
      post: kicks.link.post,
      connectivity: map,
      weightExp: 0,
      weightBits,
      signMode: 'mixed',
      delaySteps: 0,
      input: 0,
      backward: true,
      stats,
    };
  });
}

function scaleAssumption(
  { timeScale, feasible, wanted }: TimeScale,
  { dtS, analog }: LowerOptions,
): Assumption {
  const chosen =
    analog.timeScale === 'auto'
      ? `nearest to 1 with all converters in range${wanted ? ', pauses and pulses short and idle leaks slow' : ''}`
      : 'as asked';
  const short = wanted
    ? ''
    : '; pauses and pulses of the circuits are not short beside a step there, or idle leaks not slow';
  return {
    code: 'A_TIME_SCALE',
    text: `${timeScale} network ${timeScale === 1 ? 'second passes' : 'seconds pass'} in a chip second (${chosen}${short}; reached: ${textOf(feasible)}): a step of ${dtS} s takes ${Number((dtS / timeScale).toPrecision(4))} s on the chip.`,
  };
}
