import { type Network, synapseCount } from '../../model/network.ts';
import { groupDigits } from '../../support/errors.ts';
import { readNetwork } from '../load-network.ts';
import type { Explanation } from './explanation.ts';

export async function explainNetwork(bytes: Uint8Array, path: string): Promise<Explanation> {
  const network = await readNetwork(bytes, path);
  const populations = network.populations.map(({ name, shape, size, parameters }) => ({
    name,
    model: parameters.model === 'registers' ? parameters.neuron : parameters.model,
    shape,
    size,
  }));
  const projections = projectionsOf(network);
  const outputs = network.outputs.map((p) => network.populations[p]!.name);
  const { name, assumptions } = network;
  const text = [
    `network ${name}`,
    ...populations.map(
      (each) =>
        `  ${each.name}: ${each.model}, [${each.shape.join(', ')}] = ${groupDigits(each.size)}`,
    ),
    ...projections.map(
      ({ name: of, from, to, stages, delayS, learning }) =>
        `  ${from} -> ${to} (${of}): ${stages.join(' then ')}${delayS > 0 ? `, delay ${delayS} s` : ''}${learning === null ? '' : `, learns ${learning}`}`,
    ),
    `  outputs: ${outputs.join(', ')}`,
    ...assumptions.map(({ code, text: note }) => `  ${code}: ${note}`),
  ].join('\n');
  return { kind: 'network', json: { name, populations, projections, outputs, assumptions }, text };
}

function projectionsOf(network: Network): {
  name: string;
  from: string;
  to: string;
  stages: string[];
  synapses: number;
  delayS: number;
  learning: string | null;
}[] {
  return network.projections.map(({ name, pre, post, stages, delayS, learning }) => ({
    name,
    from: network.populations[pre]!.name,
    to: network.populations[post]!.name,
    stages: stages.map(({ kind }) => kind),
    synapses: synapseCount(stages[stages.length - 1]!),
    delayS,
    learning: learning?.rule ?? null,
  }));
}
