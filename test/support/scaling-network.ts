/**
 * The networks whose power was logged by Blouw et al. 2019 (arXiv:1812.01739): 390 inputs, a layer of 256, parallel
 * chains of ten layers of 256, a layer of 256 and 29 outputs, all fully connected; and their keyword spotter. Their
 * weights and firing rates are not ours to have, so every neuron here fires once in PERIOD_STEPS by its bias: counts of
 * all kinds are then those of that rate, and those that come with spikes can be scaled to any other.
 */

import { kindTotals } from '../../emulator/account.ts';
import { EVENT_KINDS } from '../../src/model/chip.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type { Partition } from '../../src/model/mapping.ts';
import type { Network, Population, Projection } from '../../src/model/network.ts';
import { runOnChip } from './on-chip.ts';

const INPUTS = 390;
const OUTPUTS = 29;
const WIDTH = 256;
const LAYERS_PER_COPY = 10;
/** Cores over which the first and the last layer of 256 are spread. */
const SPREAD = 8;
const PERIOD_STEPS = 16;
const STEPS = 10 * PERIOD_STEPS;

/** Mean events of one step: those that happen whatever fires, and those per unit of firing rate. */
export interface StepCounts {
  readonly always: Float64Array;
  readonly perRate: Float64Array;
}

/** A layer with the layers that feed it. */
interface Layer {
  readonly name: string;
  readonly size: number;
  readonly sources: readonly number[];
  readonly cores: number;
}

/** `copies` null stands for the keyword spotter: 390-256-256-29. */
function scalingLayers(copies: number | null): readonly Layer[] {
  const layers: Layer[] = [{ name: 'input', size: INPUTS, sources: [], cores: 0 }];
  const add = (name: string, size: number, sources: readonly number[], cores = 1): number =>
    layers.push({ name, size, sources, cores }) - 1;
  if (copies === null) {
    add('output', OUTPUTS, [add('second', WIDTH, [add('first', WIDTH, [0])])]);
    return layers;
  }
  const first = add('first', WIDTH, [0], SPREAD);
  const ends = Array.from({ length: copies }, (_, copy) => {
    let last = first;
    for (let layer = 0; layer < LAYERS_PER_COPY; layer++) {
      last = add(`copy${copy}-${layer}`, WIDTH, [last]);
    }
    return last;
  });
  add('output', OUTPUTS, [add('last', WIDTH, copies > 0 ? ends : [first], SPREAD)]);
  return layers;
}

/** Counts of one step of the network, by emulating it on cores laid out as on the board. */
export function scalingCounts(copies: number | null): StepCounts {
  const layers = scalingLayers(copies);
  const { traces } = runOnChip(networkOf(layers), [inputOf()], {
    steps: STEPS,
    partition: partitionOf(layers),
  });
  const trace = traces[0]!;
  const totals = kindTotals(trace);
  // Compartments of later layers are held in the first steps, none in the last.
  const last = trace.steps.kinds.subarray(-EVENT_KINDS.length);
  const withSpikes = EVENT_KINDS.map((kind) => !/^(neuronAccess|neuronUpdate|barrier)$/.test(kind));
  return {
    always: totals.map((_, k) => (withSpikes[k] ? 0 : EVENT_KINDS[k] === 'barrier' ? 1 : last[k]!)),
    perRate: totals.map((count, k) => (withSpikes[k] ? (count * PERIOD_STEPS) / STEPS : 0)),
  };
}

function networkOf(layers: readonly Layer[]): Network {
  const populations = layers.map(
    ({ name, size }, k): Population => ({
      name,
      shape: [size],
      size,
      bias: 0,
      parameters: k === 0 ? { model: 'input' } : { model: 'loihi-lif', registers: PERIODIC },
    }),
  );
  const projections = layers.flatMap(({ name, size, sources }, post) =>
    sources.map((pre): Projection => {
      const preSize = layers[pre]!.size;
      return {
        name: `${layers[pre]!.name} -> ${name}`,
        pre,
        post,
        delayS: 0,
        registers: { weightExp: -8, weightBits: 8, signMode: 'mixed' },
        // Of no effect beside the bias: 2 * 2^-8 of 390 spikes is below one threshold's worth of a step.
        stages: [{ kind: 'dense', preSize, postSize: size, weights: alternating(preSize * size) }],
      };
    }),
  );
  const outputs = [layers.length - 1];
  return {
    name: 'scaling',
    units: 'dimensionless',
    populations,
    projections,
    outputs,
    assumptions: [],
  };
}

/** Adds 4,096 to v in each step and passes 64,000 in the sixteenth. */
const PERIODIC = {
  du: 4095,
  dv: 0,
  vthMant: 1000,
  biasMant: 64,
  biasExp: 6,
  refractorySteps: 0,
  v0: 0,
  reset: 'zero',
  spiking: true,
} as const;

function alternating(length: number): Float64Array {
  return Float64Array.from({ length }, (_, k) => (k % 2 === 0 ? 2 : -2));
}

function partitionOf(layers: readonly Layer[]): Partition {
  const parts = layers.flatMap(({ size, cores }, population) =>
    Array.from({ length: cores }, (_, part) => {
      const [begin, end] = [part, part + 1].map((p) => Math.round((p * size) / cores)) as [
        number,
        number,
      ];
      const neurons = Int32Array.from({ length: end - begin }, (_, k) => begin + k);
      return [{ population, neurons }];
    }),
  );
  return { partitioner: 'as logged', parts };
}

/** Every input fires once in PERIOD_STEPS, each in turn. */
function inputOf(): SpikeInput {
  const rows: [number, number][] = [];
  for (let step = 0; step < STEPS; step++) {
    for (let index = 0; index < INPUTS; index++) {
      if (index % PERIOD_STEPS === step % PERIOD_STEPS) rows.push([step, index]);
    }
  }
  return {
    sample: 'periodic',
    steps: Int32Array.from(rows, ([step]) => step),
    indices: Int32Array.from(rows, ([, index]) => index),
    counts: new Int32Array(rows.length).fill(1),
    droppedEvents: 0,
  };
}
