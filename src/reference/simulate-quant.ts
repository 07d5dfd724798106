import type { SpikeInput } from '../model/events.ts';
import { forEachTarget, postSize } from '../model/fan-out.ts';
import type { QuantNet, QuantProjection } from '../model/mapping.ts';
import type { LinearMap } from '../model/network.ts';
import type { LearntWeights, SpikeColumns } from '../model/trace.ts';
import type { Compartments, SpikeBuffer, UpdateCounts } from '../neurons/integer-model.ts';
import { integerNeuronModel } from '../neurons/integer-models.ts';
import { accumulate } from './accumulate.ts';
import type { LearningWire } from './learning-wire.ts';
import {
  createLearningWire,
  gatherLearning,
  learnFrom,
  learntWeightsOf,
  resetLearningWire,
} from './learning-wire.ts';
import { createInputCursor, SpikeRecorder } from './outcome.ts';

/** Called after each chip step with the registers of every population. */
export type IntegerProbe = (step: number, population: number, compartments: Compartments) => void;

export interface IntegerSimulator {
  /**
   * Runs `steps` input steps plus the depth of the network from rest and returns all spikes by chip step.
   * A count of `input` multiplies the weights: k spikes and one spike of payload k are the same here.
   */
  readonly run: (input: SpikeInput, steps: number, probe?: IntegerProbe) => SpikeColumns;
  /** Feeds samples one after the other as one stream; spikes by chip step of the stream. */
  readonly runStream: (inputs: readonly SpikeInput[], steps: number) => SpikeColumns;
  /** Weights of the learning projections as the last run left them; each run begins with those of `net`. */
  readonly learnt: () => LearntWeights[];
}

interface Layer {
  readonly population: number;
  readonly startStep: number;
  readonly compartments: Compartments;
  readonly inputs: readonly Int32Array[];
  /** The last of `inputs`, where the model asks which compartments an event reached. */
  readonly arrivals: Int32Array | null;
  readonly spikes: SpikeBuffer;
  readonly wires: readonly Wire[];
  readonly learning: readonly LearningWire[];
}

interface Wire {
  readonly pre: number;
  readonly map: LinearMap<Int16Array>;
  readonly weightExp: number;
  readonly sumBits: number | undefined;
  readonly input: number;
  /** Steps between a spike and its effect. */
  readonly lagSteps: number;
  readonly sums: Float64Array;
}

type Events = { readonly indices: number[]; readonly counts: number[] };

const NO_EVENTS: Events = { indices: [], counts: [] };

/**
 * The chip's arithmetic and step rules with no chip around them: no cores, axons or routes. What an
 * emulated mapping is held against, spike for spike.
 */
export function createIntegerSimulator(net: QuantNet): IntegerSimulator {
  const layers = createLayers(net);
  const lagMax = Math.max(1, ...layers.flatMap((layer) => layer.wires.map((w) => w.lagSteps))) + 1;
  const inputs = net.populations.flatMap((population, index) =>
    population.registers === null ? [{ population: index, size: population.size }] : [],
  );

  function simulate(
    streams: readonly SpikeInput[],
    steps: number,
    probe: IntegerProbe | undefined,
  ): SpikeColumns {
    for (const layer of layers) {
      layer.compartments.reset();
      layer.learning.forEach(resetLearningWire);
    }
    const history: Events[][] = net.populations.map(() =>
      Array.from({ length: lagMax }, () => ({ indices: [], counts: [] })),
    );
    const recorder = new SpikeRecorder();
    const cursors = streams.map((stream) => createInputCursor(stream, inputs));
    const counts: UpdateCounts = { updated: 0, saturations: 0 };
    const end = steps * streams.length + net.depth;
    for (let step = 0; step < end; step++) {
      for (const rows of history) rows[step % lagMax] = { indices: [], counts: [] };
      cursors[Math.floor(step / steps)]?.eventsAt(step % steps, (population, index, count) => {
        const events = history[population]![step % lagMax]!;
        events.indices.push(index);
        events.counts.push(count);
      });
      for (const layer of layers) stepLayer(layer, step, history, lagMax, counts, recorder, probe);
      for (const layer of layers) learnLayer(layer, step, history, lagMax);
    }
    return recorder.columns();
  }
  return {
    run: (input, steps, probe) => simulate([input], steps, probe),
    runStream: (streams, steps) => simulate(streams, steps, undefined),
    learnt: () =>
      net.projections.flatMap((projection, index) => {
        const wires = layers.flatMap(({ learning }) => learning);
        const wire = wires.find((each) => each.projection === projection);
        return wire ? [learntWeightsOf(wire, index)] : [];
      }),
  };
}

function stepLayer(
  layer: Layer,
  step: number,
  history: readonly Events[][],
  lagMax: number,
  counts: UpdateCounts,
  recorder: SpikeRecorder,
  probe: IntegerProbe | undefined,
): void {
  for (const wire of layer.wires) {
    gather(wire, step, history, lagMax, layer.inputs[wire.input]!, layer.arrivals);
  }
  for (const wire of layer.learning) {
    const { pre, input } = wire.projection;
    gatherLearning(wire, sentBefore(history, pre, step, lagMax), step, layer.inputs[input]!);
  }
  const { compartments, inputs, spikes } = layer;
  if (step >= layer.startStep) {
    spikes.length = 0;
    compartments.step(inputs, step + 1, spikes, counts);
    const events = history[layer.population]![step % lagMax]!;
    for (let k = 0; k < spikes.length; k++) {
      events.indices.push(spikes.fired[k]!);
      events.counts.push(spikes.payloads[k]!);
      recorder.add(step, layer.population, spikes.fired[k]!);
    }
  }
  probe?.(step, layer.population, compartments);
}

/** Learns from the step before, once all layers have read their weights. */
function learnLayer(
  { learning, population }: Layer,
  step: number,
  history: readonly Events[][],
  lagMax: number,
): void {
  for (const wire of learning) {
    const sent = sentBefore(history, wire.projection.pre, step, lagMax);
    learnFrom(wire, sent, sentBefore(history, population, step, lagMax), step);
  }
}

/** What `population` sent in the step before `step`. */
function sentBefore(
  history: readonly Events[][],
  population: number,
  step: number,
  lagMax: number,
): Events {
  return step === 0 ? NO_EVENTS : history[population]![(step - 1) % lagMax]!;
}

/** Adds one projection's scaled sum: the exponent acts on the sum, so it is taken per projection and delay. */
function gather(
  wire: Wire,
  step: number,
  history: readonly Events[][],
  lagMax: number,
  input: Int32Array,
  arrivals: Int32Array | null,
): void {
  const from = step - wire.lagSteps;
  if (from < 0) return;
  const { indices, counts } = history[wire.pre]![from % lagMax]!;
  if (indices.length === 0) return;
  const { sums, weightExp, sumBits } = wire;
  sums.fill(0);
  for (let k = 0; k < indices.length; k++) {
    accumulate(wire.map, indices[k]!, counts[k]!, sums);
    if (arrivals) markTargets(wire.map, indices[k]!, arrivals);
  }
  if (sumBits !== undefined) wrapSums(sums, sumBits);
  const scale = 2 ** weightExp;
  for (let k = 0; k < sums.length; k++) input[k]! += Math.floor(sums[k]! * scale);
}

/** Two's complement of `bits` bits. */
function wrapSums(sums: Float64Array, bits: number): void {
  const turn = 2 ** bits;
  for (let k = 0; k < sums.length; k++) {
    sums[k]! -= Math.floor((sums[k]! + turn / 2) / turn) * turn;
  }
}

function markTargets(map: LinearMap<Int16Array>, pre: number, arrivals: Int32Array): void {
  forEachTarget(map, pre, (post) => {
    arrivals[post] = 1;
  });
}

function createLayers(net: QuantNet): Layer[] {
  return net.populations.flatMap((population, p) => {
    if (population.registers === null) return [];
    const { size, neuron, registers } = population;
    const model = integerNeuronModel(neuron);
    const inputs = model.inputs.map(() => new Int32Array(size));
    const arrivals = model.arrivals ? new Int32Array(size) : null;
    return [
      {
        population: p,
        startStep: population.startStep,
        compartments: model.create(registers, size),
        inputs: arrivals ? [...inputs, arrivals] : inputs,
        arrivals,
        spikes: { fired: new Int32Array(size), payloads: new Int32Array(size), length: 0 },
        wires: net.projections
          .filter(({ post, learning }) => post === p && !learning)
          .flatMap((projection) => wiresOf(projection, lagOf(net, projection.pre))),
        learning: net.projections
          .filter(({ post, learning }) => post === p && learning)
          .map(createLearningWire),
      },
    ];
  });
}

/** One wire, or one a delay where the synapses of a sparse projection differ in delay. */
function wiresOf(projection: QuantProjection, lagSteps: number): Wire[] {
  const { pre, connectivity, weightExp, sumBits, input, delaySteps, synapseDelaySteps } =
    projection;
  const wire = (map: LinearMap<Int16Array>, delay: number): Wire => ({
    pre,
    map,
    weightExp,
    sumBits,
    input,
    lagSteps: lagSteps + delay,
    sums: new Float64Array(postSize(map)),
  });
  if (!synapseDelaySteps || connectivity.kind !== 'sparse') return [wire(connectivity, delaySteps)];
  return [...new Set(synapseDelaySteps)]
    .sort((a, b) => a - b)
    .map((own) => {
      const weights = connectivity.weights.map((w, k) => (synapseDelaySteps[k] === own ? w : 0));
      return wire({ ...connectivity, weights }, delaySteps + own);
    });
}

/** Steps that a spike of `population` takes at least: one, or what the host's take. */
function lagOf(net: QuantNet, population: number): number {
  return net.populations[population]!.registers === null ? net.inputLagSteps : 1;
}
