import { alg, Graph } from '@dagrejs/graphlib';
import type { Schedule } from '../src/model/mapping.ts';
import type { Assumption, NormalNetwork } from '../src/model/network.ts';

/**
 * Gives each population its level, the longest forward path from a root. It comes before quantization
 * because both references need to know which links close a cycle. `inputLagSteps` is how long a host
 * spike takes to act; spikes of neurons take one step.
 */
export function schedule(network: NormalNetwork, inputLagSteps: 0 | 1 = 1): Schedule {
  const backward = backwardLinks(network);
  const lags = Int32Array.from(network.links, ({ pre }) =>
    network.populations[pre]!.parameters.model === 'input' ? inputLagSteps : 1,
  );
  const levels = longestPaths(network, backward, lags);
  const extraDelaySteps = Int32Array.from(network.links, (link, k) =>
    backward[k] ? 0 : levels[link.post]! - levels[link.pre]! - lags[k]!,
  );
  return {
    levels,
    backward,
    extraDelaySteps,
    depth: Math.max(0, ...levels),
    assumptions: backwardAssumptions(network, backward, levels),
  };
}

/**
 * The schedule of a network whose steps are those of the chip: nothing is shifted, no path waits, and every link
 * delivers the spikes of the previous step.
 */
export function chipSchedule(network: NormalNetwork): Schedule {
  return {
    levels: new Int32Array(network.populations.length),
    backward: network.links.map(() => true),
    extraDelaySteps: new Int32Array(network.links.length),
    depth: 0,
    assumptions: [],
  };
}

/** Links met by a depth-first walk (inputs first, file order) whose target is still on the walk's path. */
function backwardLinks(network: NormalNetwork): boolean[] {
  const backward = network.links.map(() => false);
  const outgoing = network.populations.map((): number[] => []);
  network.links.forEach((link, k) => {
    outgoing[link.pre]!.push(k);
  });
  const state = new Uint8Array(network.populations.length); // 0 new, 1 on the path, 2 done
  const isInput = (p: number): boolean => network.populations[p]!.parameters.model === 'input';
  const order = network.populations.map((_, p) => p);
  const roots = [...order.filter(isInput), ...order.filter((p) => !isInput(p))];
  for (const root of roots) {
    if (state[root] !== 0) continue;
    const path: { population: number; next: number }[] = [{ population: root, next: 0 }];
    state[root] = 1;
    while (path.length > 0) {
      const top = path[path.length - 1]!;
      const linkIndex = outgoing[top.population]![top.next++];
      if (linkIndex === undefined) {
        state[top.population] = 2;
        path.pop();
        continue;
      }
      const target = network.links[linkIndex]!.post;
      if (state[target] === 1) backward[linkIndex] = true;
      else if (state[target] === 0) {
        state[target] = 1;
        path.push({ population: target, next: 0 });
      }
    }
  }
  return backward;
}

function longestPaths(
  network: NormalNetwork,
  backward: readonly boolean[],
  lags: Int32Array,
): Int32Array {
  const graph = new Graph({ directed: true });
  network.populations.forEach((_, p) => {
    graph.setNode(String(p));
  });
  const incoming = network.populations.map((): number[] => []);
  network.links.forEach((link, k) => {
    if (backward[k]) return;
    graph.setEdge(String(link.pre), String(link.post));
    incoming[link.post]!.push(k);
  });
  const levels = new Int32Array(network.populations.length);
  for (const node of alg.topsort(graph)) {
    const population = Number(node);
    for (const k of incoming[population]!) {
      const level = levels[network.links[k]!.pre]! + lags[k]!;
      levels[population] = Math.max(levels[population]!, level);
    }
  }
  return levels;
}

function backwardAssumptions(
  network: NormalNetwork,
  backward: readonly boolean[],
  levels: Int32Array,
): Assumption[] {
  return network.links.flatMap((link, k) => {
    const lag = levels[link.pre]! - levels[link.post]!;
    if (!backward[k] || lag === 0) return [];
    const text = `projection "${link.name}" runs back from level ${levels[link.pre]} to ${levels[link.post]}: on the chip its spikes act ${lag} step${lag > 1 ? 's' : ''} later than in a reference that computes all layers in one step.`;
    return [{ code: 'A_BACKWARD_DELAY', text }];
  });
}
