import type { ImageHeader } from '../src/model/program.ts';
import type { LearntWeights } from '../src/model/trace.ts';
import type { CoreState } from './core-state.ts';

/** The weights of all learning projections as they are now, one entry a synapse. */
export function readLearntWeights(
  header: ImageHeader,
  states: readonly CoreState[],
): LearntWeights[] {
  return header.projections.flatMap(({ learning }, projection) =>
    learning === undefined ? [] : [weightsOf(projection, states)],
  );
}

function weightsOf(projection: number, states: readonly CoreState[]): LearntWeights {
  const blocks = states.flatMap(({ learning }) =>
    learning.filter((block) => block.projection === projection),
  );
  const count = blocks.reduce((sum, { map }) => sum + map.targets.length, 0);
  const pre = new Int32Array(count);
  const post = new Int32Array(count);
  const delays = new Uint16Array(count);
  const weights = new Int16Array(count);
  let at = 0;
  for (const { map, state, delaySteps } of blocks) {
    for (let row = 0; row < map.preSize; row++) {
      for (let k = map.offsets[row]!; k < map.offsets[row + 1]!; k++, at++) {
        pre[at] = state.pre.ids[row]!;
        post[at] = state.post.ids[map.targets[k]!]!;
        delays[at] = delaySteps;
        weights[at] = map.weights[k]!;
      }
    }
  }
  const order = Uint32Array.from({ length: count }, (_, k) => k).sort(
    (a, b) => pre[a]! - pre[b]! || post[a]! - post[b]! || delays[a]! - delays[b]! || a - b,
  );
  return {
    projection,
    pre: Int32Array.from(order, (k) => pre[k]!),
    post: Int32Array.from(order, (k) => post[k]!),
    delaySteps: Uint16Array.from(order, (k) => delays[k]!),
    weights: Int16Array.from(order, (k) => weights[k]!),
  };
}
