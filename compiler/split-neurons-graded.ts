/** Partial sums as payloads of spikes, on chips that have them. */
import type { QuantPopulation, QuantProjection } from '../src/model/mapping.ts';
import type { CutContext, Parts } from './split-neurons-columns.ts';
import { partInput, partLink, partPopulation, sparseOf } from './split-neurons-columns.ts';
import type { Landing } from './split-neurons-maps.ts';

/** Passes its input on as the payload of its spike. */
export const GRADED_NEURON = 'loihi2-graded-vec';

/** Exact sums: a part passes its sum on as the payload of one spike. */
export function gradedParts(context: CutContext): Parts {
  const { draft, over, soma, incoming, plan } = context;
  const inputs = new Map<QuantProjection, QuantProjection[]>();
  const populations: QuantPopulation[] = [];
  const added: QuantProjection[] = [];
  const units = over.neurons.length;
  const landings = over.neurons.map((_, target): Landing => [{ target, sign: 1 }]);
  const weightExp = Math.min(0, ...incoming.map((projection) => projection.weightExp));
  for (let part = 0; part < plan.partCount; part++) {
    const index = draft.populations.length + part;
    const name = `${soma.name}~part${part + 1}`;
    for (const projection of incoming) {
      const found = partInput(context, projection, part, index, landings, units, {
        weightExp: projection.weightExp - weightExp,
      });
      if (found) inputs.set(projection, [...(inputs.get(projection) ?? []), found]);
    }
    populations.push(
      partPopulation(soma, name, units, 2 ** -weightExp, {
        neuron: GRADED_NEURON,
        registers: { vth: 0 },
      }),
    );
    added.push({
      ...partLink(name, index, over.population, plan.channels[part]!),
      connectivity: sparseOf(units, soma.size, (unit) => [[over.neurons[unit]!, 1]]),
      weightExp,
      signMode: 'excitatory',
    });
  }
  return { populations, inputs, added, scale: null };
}
