import type { SpikeInput } from '../model/events.ts';
import { forEachTarget } from '../model/fan-out.ts';
import type { Schedule } from '../model/mapping.ts';
import type { FloatArray, LinearMap, NormalNetwork } from '../model/network.ts';
import { synapseCount, valueAt } from '../model/network.ts';
import type { SimulationOptions } from '../model/simulation.ts';
import type { FloatNeuronModel, FloatState } from '../neurons/float-model.ts';
import { floatNeuronModel } from '../neurons/index.ts';
import { InputError } from '../support/errors.ts';
import { accumulate } from './accumulate.ts';
import type { ReferenceOutcome } from './outcome.ts';
import { createInputCursor, SpikeRecorder, winner } from './outcome.ts';

/** A float64 simulator of one network; it holds state, so that samples may follow on without a reset. */
export interface FloatSimulator {
  /** Runs `steps` steps of one sample. Sets the state back first unless `carryState`. */
  readonly run: (
    input: SpikeInput,
    steps: number,
    options?: { readonly carryState?: boolean; readonly probe?: FloatProbe },
  ) => ReferenceOutcome;
  /** Things worth a warning, e.g. a step longer than a time constant. */
  readonly warnings: readonly string[];
}

/** Called after each step with the membrane (or readout) values of every population. */
export type FloatProbe = (
  step: number,
  population: number,
  v: Float64Array,
  current: Float64Array,
) => void;

interface Layer {
  readonly population: number;
  readonly model: FloatNeuronModel;
  readonly state: FloatState;
  readonly incoming: readonly Wire[];
  readonly sums: Float64Array;
  readonly fired: Int32Array;
}

interface Wire {
  readonly pre: number;
  readonly map: LinearMap<FloatArray>;
  /** Steps between a spike and its effect here: delay, plus one where the link closes a cycle. */
  readonly lag: number;
}

/** Spikes of the last steps of one population; a count may exceed 1 for inputs. */
interface History {
  readonly indices: number[][];
  readonly counts: number[][];
}

/**
 * The network's own equations by forward Euler in float64: all layers within one step in level order,
 * cycles closed by the spikes of the previous step. Throws InputError E_DT_UNSTABLE where dt > 2 tau.
 */
export function createFloatSimulator(
  network: NormalNetwork,
  schedule: Schedule,
  options: SimulationOptions,
): FloatSimulator {
  const warnings = checkStability(network, options);
  const layers = createLayers(network, schedule, options);
  const depth = 1 + Math.max(0, ...layers.flatMap((layer) => layer.incoming.map((w) => w.lag)));
  const histories = network.populations.map(
    (): History => ({
      indices: Array.from({ length: depth }, () => []),
      counts: Array.from({ length: depth }, () => []),
    }),
  );
  const inputs = network.populations.flatMap((population, index) =>
    population.parameters.model === 'input' ? [{ population: index, size: population.size }] : [],
  );
  let clock = 0;

  function reset(): void {
    for (const layer of layers) {
      layer.state.v.fill(0);
      layer.state.current.fill(0);
    }
    for (const history of histories) {
      for (let k = 0; k < depth; k++) history.indices[k] = history.counts[k] = [];
    }
    clock = 0;
  }

  function run(
    input: SpikeInput,
    steps: number,
    runOptions: { readonly carryState?: boolean; readonly probe?: FloatProbe } = {},
  ): ReferenceOutcome {
    if (!runOptions.carryState) reset();
    const cursor = createInputCursor(input, inputs);
    const recorder = new SpikeRecorder();
    const spikesByPopulation = new Float64Array(network.populations.length);
    const outputs = network.outputs.map((p) => new Int32Array(network.populations[p]!.size));
    const predictedByStep = new Int32Array(steps);
    const totals = { inputEvents: 0, synapticEvents: 0 };
    for (let step = 0; step < steps; step++, clock++) {
      clearHistory(histories, clock % depth);
      cursor.eventsAt(step, (population, index, count) => {
        histories[population]!.indices[clock % depth]!.push(index);
        histories[population]!.counts[clock % depth]!.push(count);
        totals.inputEvents += count;
      });
      if (input.currents) pushCurrents(input.currents, inputs, histories, clock % depth);
      for (const layer of layers) {
        totals.synapticEvents += gather(layer, histories, clock, depth);
        const count = layer.model.step(layer.state, layer.sums, layer.fired);
        const slot = histories[layer.population]!;
        const outputIndex = network.outputs.indexOf(layer.population);
        for (let k = 0; k < count; k++) {
          const index = layer.fired[k]!;
          slot.indices[clock % depth]!.push(index);
          slot.counts[clock % depth]!.push(1);
          recorder.add(step, layer.population, index);
          if (outputIndex >= 0) outputs[outputIndex]![index]!++;
        }
        spikesByPopulation[layer.population]! += count;
        runOptions.probe?.(step, layer.population, layer.state.v, layer.state.current);
      }
      predictedByStep[step] = winner(concatenate(outputs)) ?? -1;
    }
    return {
      sample: input.sample,
      label: input.label ?? null,
      spikes: recorder.columns(),
      spikesByPopulation,
      outputCounts: concatenate(outputs),
      predictedByStep,
      inputEvents: totals.inputEvents,
      droppedEvents: input.droppedEvents,
      synapticEvents: totals.synapticEvents,
      neuronUpdates: steps * layers.reduce((sum, layer) => sum + layer.sums.length, 0),
    };
  }
  return { run, warnings };
}

function createLayers(
  network: NormalNetwork,
  schedule: Schedule,
  options: SimulationOptions,
): Layer[] {
  const order = network.populations
    .map((_, p) => p)
    .filter((p) => network.populations[p]!.parameters.model !== 'input')
    .sort((a, b) => schedule.levels[a]! - schedule.levels[b]! || a - b);
  return order.map((p) => {
    const population = network.populations[p]!;
    const model = floatNeuronModel(population.parameters.model, population.name);
    return {
      population: p,
      model,
      state: model.prepare(population, options),
      incoming: network.links.flatMap((link, k) =>
        link.post === p
          ? wiresOf(link.pre, link.map, link.delayS, schedule.backward[k]!, options)
          : [],
      ),
      sums: new Float64Array(population.size),
      fired: new Int32Array(population.size),
    };
  });
}

/** One wire, or one a delay where the synapses of a sparse map differ in delay. */
function wiresOf(
  pre: number,
  map: LinearMap<FloatArray>,
  delayS: number,
  backward: boolean,
  options: SimulationOptions,
): Wire[] {
  const lagOf = (seconds: number): number => Math.round(seconds / options.dtS) + (backward ? 1 : 0);
  if (map.kind !== 'sparse' || !map.delaysS) return [{ pre, map, lag: lagOf(delayS) }];
  const lags = Array.from(map.delaysS, (own) => lagOf(delayS + own));
  return [...new Set(lags)]
    .sort((a, b) => a - b)
    .map((lag) => ({
      pre,
      lag,
      map: { ...map, weights: Float64Array.from(map.weights, (w, k) => (lags[k] === lag ? w : 0)) },
    }));
}

function gather(layer: Layer, histories: readonly History[], clock: number, depth: number): number {
  layer.sums.fill(0);
  let synapticEvents = 0;
  for (const wire of layer.incoming) {
    if (wire.lag > clock) continue;
    const slot = (clock - wire.lag) % depth;
    const indices = histories[wire.pre]!.indices[slot]!;
    const counts = histories[wire.pre]!.counts[slot]!;
    for (let k = 0; k < indices.length; k++) {
      accumulate(wire.map, indices[k]!, counts[k]!, layer.sums);
      synapticEvents += counts[k]! * fanOut(wire.map, indices[k]!);
    }
  }
  return synapticEvents;
}

function fanOut(map: LinearMap<FloatArray>, pre: number): number {
  if (map.kind === 'dense') return map.postSize;
  if (map.kind === 'sparse') return map.offsets[pre + 1]! - map.offsets[pre]!;
  if (map.kind === 'one-to-one') return 1;
  let count = 0;
  forEachTarget(map, pre, () => {
    count++;
  });
  return count;
}

function clearHistory(histories: readonly History[], slot: number): void {
  for (const history of histories) {
    history.indices[slot] = [];
    history.counts[slot] = [];
  }
}

/** Inputs coded as constant current act like a spike of that size in every step. */
function pushCurrents(
  currents: Float64Array,
  inputs: readonly { readonly population: number; readonly size: number }[],
  histories: readonly History[],
  slot: number,
): void {
  let at = 0;
  for (const { population, size } of inputs) {
    for (let k = 0; k < size; k++, at++) {
      if (currents[at] === 0) continue;
      histories[population]!.indices[slot]!.push(k);
      histories[population]!.counts[slot]!.push(currents[at]!);
    }
  }
}

function concatenate(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function checkStability(network: NormalNetwork, options: SimulationOptions): string[] {
  const warnings: string[] = [];
  for (const population of network.populations) {
    if (population.parameters.model === 'input') continue;
    const model = floatNeuronModel(population.parameters.model, population.name);
    for (const [name, taus] of Object.entries(model.timeConstantsS(population))) {
      let least = Infinity;
      for (let k = 0; k < population.size; k++) least = Math.min(least, valueAt(taus, k));
      if (!(least > 0) || options.dtS > 2 * least) {
        throw new InputError(
          'E_DT_UNSTABLE',
          `population "${population.name}": a step of ${options.dtS} s is unstable for ${name} = ${least} s. The largest stable step is 2 ${name} = ${2 * least} s; set --dt to that or less.`,
        );
      }
      if (options.dtS > least) {
        warnings.push(
          `population "${population.name}": dt = ${options.dtS} s exceeds ${name} = ${least} s; the membrane overshoots in every step.`,
        );
      }
    }
  }
  return warnings;
}

/** Neurons (inputs excluded) and synapses of a network. */
export function networkSize(network: NormalNetwork): { neurons: number; synapses: number } {
  const neurons = network.populations
    .filter((population) => population.parameters.model !== 'input')
    .reduce((sum, population) => sum + population.size, 0);
  return {
    neurons,
    synapses: network.links.reduce((sum, link) => sum + synapseCount(link.map), 0),
  };
}
