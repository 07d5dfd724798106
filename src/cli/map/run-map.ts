/** Partition and placement step by step, with progress and Ctrl-C looked at in between. */

import { partitionSteps } from '../../../compiler/hypergraph/index.ts';
import { coreTraffic } from '../../../compiler/hypergraph/metrics.ts';
import type { MeshPlacement } from '../../../compiler/hypergraph/place-mesh.ts';
import { placeOnMesh } from '../../../compiler/hypergraph/place-mesh.ts';
import type {
  MappingProblem,
  PartitionOptions,
  PartitionProgress,
  PartitionResult,
} from '../../../compiler/hypergraph/problem.ts';
import { groupDigits } from '../../support/errors.ts';
import { letEventsIn, listenForInterrupt } from '../interrupt.ts';

export interface MapRun {
  readonly result: PartitionResult;
  readonly placement: MeshPlacement;
  readonly interrupted: boolean;
}

/** Runs until done, or until Ctrl-C: then with the best mapping so far. */
export async function runMap(
  problem: MappingProblem,
  partitioner: string,
  placer: string,
  options: PartitionOptions,
): Promise<MapRun> {
  const interrupt = listenForInterrupt();
  const line = createStatusLine();
  try {
    const isCancelled = interrupt.requested;
    const steps = partitionSteps(partitioner, problem, { ...options, isCancelled });
    for (;;) {
      const step = steps.next();
      if (!step.done) {
        line.show(step.value);
        await letEventsIn();
        continue;
      }
      const result = step.value;
      const { km1 } = result.report.metrics;
      line.show({ phase: 'place', km1, cores: result.cores, done: 0.97 });
      await letEventsIn();
      const traffic = coreTraffic(problem.graph, result.part, result.cores);
      const { effort, seed } = options;
      const placement = placeOnMesh(placer, traffic, { effort, seed, isCancelled });
      return { result, placement, interrupted: interrupt.requested() };
    }
  } finally {
    line.clear();
    interrupt.dispose();
  }
}

interface StatusLine {
  readonly show: (progress: PartitionProgress) => void;
  readonly clear: () => void;
}

/** `refine level 2  40,127 messages on 9 cores  45 %  2 s left`, on a terminal only. */
function createStatusLine(stream: NodeJS.WriteStream = process.stderr): StatusLine {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} };
  const started = performance.now();
  return {
    show: ({ phase, km1, cores, done }) => {
      const seconds = (performance.now() - started) / 1000;
      const cost =
        km1 === null ? '' : `  ${groupDigits(km1)} messages on ${groupDigits(cores ?? 0)} cores`;
      const left = done > 0.02 ? `  ${Math.ceil((seconds * (1 - done)) / done)} s left` : '';
      stream.write(`\r\x1b[2K${phase}${cost}  ${Math.round(done * 100)} %${left}`);
    },
    clear: () => stream.write('\r\x1b[2K'),
  };
}
