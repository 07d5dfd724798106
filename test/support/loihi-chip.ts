/** The measured Loihi networks of the oracle folder `nir`, as register networks. */
import { join } from 'node:path';
import type { SpikeInput } from '../../src/model/events.ts';
import type {
  LoihiLifRegisters,
  Network,
  Population,
  Projection,
} from '../../src/model/network.ts';
import { readNumberRows } from './oracle-files.ts';

export interface DenseLayerSpec {
  readonly name: string;
  readonly size: number;
  /** [size][previous size]. */
  readonly weights: ArrayLike<number>;
  readonly registers: LoihiLifRegisters;
}

/** A chain of dense layers whose weights are mixed 8-bit mantissas. */
export function denseChain(
  name: string,
  inputs: number,
  layers: readonly DenseLayerSpec[],
): Network {
  const populations: Population[] = [
    { name: 'input', shape: [inputs], size: inputs, parameters: { model: 'input' }, bias: 0 },
  ];
  const projections: Projection[] = [];
  for (const [k, layer] of layers.entries()) {
    const pre = populations[k]!;
    populations.push({
      name: layer.name,
      shape: [layer.size],
      size: layer.size,
      parameters: { model: 'loihi-lif', registers: layer.registers },
      bias: 0,
    });
    projections.push({
      name: `${pre.name} -> ${layer.name}`,
      pre: k,
      post: k + 1,
      delayS: 0,
      registers: { weightExp: 0, weightBits: 8, signMode: 'mixed' },
      stages: [
        {
          kind: 'dense',
          preSize: pre.size,
          postSize: layer.size,
          weights: Float64Array.from(layer.weights),
        },
      ],
    });
  }
  return {
    name,
    units: 'dimensionless',
    populations,
    projections,
    outputs: [layers.length],
    assumptions: [],
  };
}

/** What the slayerPytorch nets call their neuron. */
export interface SlayerNeuron {
  readonly vThMant: number;
  readonly vDecay: number;
  readonly iDecay: number;
}

/** Registers of a slayerPytorch neuron; lava's du is one less than its iDecay. */
export function slayerRegisters(neuron: SlayerNeuron, refractorySteps: number): LoihiLifRegisters {
  return {
    du: neuron.iDecay - 1,
    dv: neuron.vDecay,
    vthMant: neuron.vThMant,
    biasMant: 0,
    biasExp: 0,
    refractorySteps,
    v0: 0,
    reset: 'zero',
    spiking: true,
  };
}

/** The 250-25-1 net of `nir/loihi_chip`. */
export function loihiChipNetwork(folder: string): Network {
  const weights = (file: string): number[] =>
    readNumberRows(join(folder, file))
      .flat()
      .map((w) => Math.round((4 * w) / 2) * 2);
  const registers = slayerRegisters({ vThMant: 80, vDecay: 128, iDecay: 1024 }, 0);
  return denseChain('loihi_chip', 250, [
    { name: 'hidden', size: 25, weights: weights('w1learned.txt'), registers },
    { name: 'output', size: 1, weights: weights('w2learned.txt'), registers },
  ]);
}

export function loihiChipInput(folder: string, steps: number): SpikeInput {
  const events = readNumberRows(join(folder, 'spikeIn.txt'))
    .map(([time, neuron]) => ({ step: Math.round(time! / 0.1) + 49, index: neuron! - 1 }))
    .filter(({ step }) => step < steps);
  return spikeInput('loihi_chip', events);
}

/** Events in any order as sorted columns; events of the same step and index merge into a count. */
export function spikeInput(
  sample: string,
  events: readonly { readonly step: number; readonly index: number }[],
): SpikeInput {
  const merged = new Map<string, { step: number; index: number; count: number }>();
  for (const { step, index } of events) {
    const entry = merged.get(`${step}/${index}`);
    if (entry) entry.count++;
    else merged.set(`${step}/${index}`, { step, index, count: 1 });
  }
  const sorted = [...merged.values()].sort((a, b) => a.step - b.step || a.index - b.index);
  return {
    sample,
    steps: Int32Array.from(sorted, (e) => e.step),
    indices: Int32Array.from(sorted, (e) => e.index),
    counts: Int32Array.from(sorted, (e) => e.count),
    droppedEvents: 0,
  };
}
