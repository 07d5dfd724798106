import fc from 'fast-check';
import type { SpikeGraph } from '../../../compiler/hypergraph/graph.ts';
import type { MappingLimits } from '../../../compiler/hypergraph/limits.ts';

/** Small networks of any shape: empty ones, self-loops, silent neurons, cycles, islands. */
export const anyGraph: fc.Arbitrary<SpikeGraph> = fc
  .integer({ min: 1, max: 40 })
  .chain((neuronCount) =>
    fc.array(
      fc.record({
        spikes: fc.integer({ min: 0, max: 50 }),
        targets: fc.uniqueArray(fc.integer({ min: 0, max: neuronCount - 1 }), { maxLength: 12 }),
      }),
      { minLength: neuronCount, maxLength: neuronCount },
    ),
  )
  .map((neurons) => graphOf(neurons));

export function graphOf(
  neurons: readonly { readonly spikes: number; readonly targets: readonly number[] }[],
): SpikeGraph {
  const offsets = new Int32Array(neurons.length + 1);
  const targets: number[] = [];
  neurons.forEach((neuron, i) => {
    targets.push(...[...neuron.targets].sort((a, b) => a - b));
    offsets[i + 1] = targets.length;
  });
  return {
    neuronCount: neurons.length,
    offsets,
    targets: Int32Array.from(targets),
    spikes: Int32Array.from(neurons, ({ spikes }) => spikes),
  };
}

export const UNLIMITED: MappingLimits = {
  name: 'unlimited',
  neurons: Infinity,
  inputAxons: Infinity,
  outputAxons: Infinity,
  memoryBytes: Infinity,
  bytesPerSynapse: 2,
  bytesPerInputAxon: 4,
  fanIn: Infinity,
};

const orNone = (min: number, max: number): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min, max }), fc.constant(Infinity));

/** Limits from tight to none; output axons and fan-in may make a network impossible. */
export const anyLimits: fc.Arbitrary<MappingLimits> = fc.record({
  name: fc.constant('any'),
  neurons: fc.integer({ min: 1, max: 20 }),
  inputAxons: orNone(1, 40),
  outputAxons: orNone(1, 60),
  memoryBytes: orNone(10, 200),
  bytesPerSynapse: fc.integer({ min: 0, max: 3 }),
  bytesPerInputAxon: fc.integer({ min: 0, max: 4 }),
  fanIn: orNone(4, 20),
});
