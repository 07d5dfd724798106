/** Learnt weights of a run as files: mantissas, as a matrix where every pair has one synapse, else as a list. */
import type { ProgramImage } from '../model/program.ts';
import type { LearntWeights, SampleTrace } from '../model/trace.ts';
import { writeNpy } from '../readers/npy.ts';

export interface LearntFile {
  readonly projection: string;
  readonly npy: Uint8Array;
  /** What its axes and numbers mean. */
  readonly axes: unknown;
}

/** One entry for each learning projection, from the last sample that brings weights. */
export function learntFiles(image: ProgramImage, traces: readonly SampleTrace[]): LearntFile[] {
  const trace = traces.findLast(({ learnt }) => learnt !== undefined);
  return (trace?.learnt ?? []).map((learnt) => learntFile(image, trace!.sample, learnt));
}

function learntFile(image: ProgramImage, sample: string, learnt: LearntWeights): LearntFile {
  const { projections, populations } = image.header;
  const { name, pre, post, scale, weightExp } = projections[learnt.projection]!;
  const [source, target] = [populations[pre]!, populations[post]!];
  const count = learnt.weights.length;
  const isMatrix = isFull(learnt, source.size, target.size);
  const shape = isMatrix ? [source.size, target.size] : [count, LIST_COLUMNS.length];
  return {
    projection: name,
    npy: writeNpy(isMatrix ? learnt.weights : listOf(learnt), shape),
    axes: {
      sample,
      projection: name,
      pre: source.name,
      post: target.name,
      axes: isMatrix ? ['pre', 'post'] : ['synapse', LIST_COLUMNS],
      shape,
      unit: 'mantissa',
      weightExp,
      scale,
    },
  };
}

const LIST_COLUMNS = ['pre', 'post', 'delaySteps', 'weight'];

function listOf({ pre, post, delaySteps, weights }: LearntWeights): Int32Array {
  const rows = new Int32Array(weights.length * LIST_COLUMNS.length);
  for (let k = 0; k < weights.length; k++) {
    rows.set([pre[k]!, post[k]!, delaySteps[k]!, weights[k]!], k * LIST_COLUMNS.length);
  }
  return rows;
}

/** Whether the entries, which are sorted, are all pairs of source and target, each once. */
function isFull({ pre, post, weights }: LearntWeights, sources: number, targets: number): boolean {
  if (weights.length !== sources * targets) return false;
  return weights.every((_, k) => pre[k] === Math.floor(k / targets) && post[k] === k % targets);
}
