import { postSize, preSize } from '../src/model/fan-out.ts';
import type { Network, NormalNetwork, Projection } from '../src/model/network.ts';
import { shapeSize } from '../src/model/network.ts';
import { InputError } from '../src/support/errors.ts';
import { fuseStages } from './fuse-stages.ts';
import { learningMap, learningNotes } from './learning.ts';

/**
 * Brings a network to its plainest equal form: pools, scales and chains of linear maps are fused, so
 * that every projection is one map. It comes first because all later passes count axons by it.
 * Throws InputError E_NETWORK where sizes do not fit or a number is not finite, E_RULE or E_LEARNING where
 * a projection cannot learn as it says.
 */
export function normalize(network: Network): NormalNetwork {
  checkPopulations(network);
  const links = network.projections.map((projection) => linkOf(network, projection));
  return {
    name: network.name,
    units: network.units,
    populations: network.populations,
    links,
    outputs: network.outputs,
    assumptions: [...network.assumptions, ...learningNotes(network.projections, links)],
  };
}

function checkPopulations(network: Network): void {
  if (network.populations.length === 0) {
    throw new InputError('E_NETWORK', `network "${network.name}" has no populations.`);
  }
  for (const population of network.populations) {
    if (shapeSize(population.shape) !== population.size || population.size <= 0) {
      throw new InputError(
        'E_NETWORK',
        `population "${population.name}": shape [${population.shape.join(', ')}] does not give ${population.size} neurons.`,
      );
    }
  }
}

function linkOf(network: Network, projection: Projection): NormalNetwork['links'][number] {
  const [pre, post] = [network.populations[projection.pre], network.populations[projection.post]];
  if (!pre || !post) {
    throw new InputError(
      'E_NETWORK',
      `projection "${projection.name}" names a population that does not exist.`,
    );
  }
  checkStages(projection);
  const map = fuseStages(projection.stages);
  if (preSize(map) !== pre.size || postSize(map) !== post.size) {
    throw new InputError(
      'E_NETWORK',
      `projection "${projection.name}" maps ${preSize(map)} to ${postSize(map)} neurons, but "${pre.name}" has ${pre.size} and "${post.name}" ${post.size}.`,
    );
  }
  checkFinite(projection.name, map.weights);
  const { name, delayS, registers, input, learning } = projection;
  return {
    name,
    pre: projection.pre,
    post: projection.post,
    map: learning ? learningMap(projection, learning, map) : map,
    delayS,
    ...(input === undefined ? {} : { input }),
    ...(registers ? { registers } : {}),
    ...(learning ? { learning } : {}),
  };
}

function checkStages({ name, stages }: Projection): void {
  for (let k = 1; k < stages.length; k++) {
    const [before, after] = [stages[k - 1]!, stages[k]!];
    const gives = before.kind === 'pool' ? shapeSize(before.outputShape) : postSize(before);
    const takes = after.kind === 'pool' ? shapeSize(after.inputShape) : preSize(after);
    if (gives === takes) continue;
    throw new InputError(
      'E_NETWORK',
      `projection "${name}": stage ${k - 1} (${before.kind}) gives ${gives} values, stage ${k} (${after.kind}) takes ${takes}.`,
    );
  }
}

function checkFinite(name: string, weights: ArrayLike<number> | number): void {
  if (typeof weights === 'number') {
    if (Number.isFinite(weights)) return;
    throw new InputError('E_WEIGHT', `projection "${name}": its weight is ${weights}.`);
  }
  for (let k = 0; k < weights.length; k++) {
    if (!Number.isFinite(weights[k]!)) {
      throw new InputError('E_WEIGHT', `projection "${name}": weight ${k} is ${weights[k]}.`);
    }
  }
}
