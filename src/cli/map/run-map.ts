/** Partition and placement step by step, with progress and Ctrl-C looked at in between. */

import { partitionSteps } from '../../../compiler/hypergraph/index.ts';
import type {
  MappingProblem,
  PartitionOptions,
  PartitionResult,
} from '../../../compiler/hypergraph/problem.ts';
import { letEventsIn, listenForInterrupt } from '../interrupt.ts';
import { type PlacedMap, type PlaceRequest, placeMap } from './place-map.ts';
import { createStatusLine, type StatusLine } from './status-line.ts';

export interface MapRun {
  readonly result: PartitionResult;
  /** The partition within the user's constraints, on its mesh. */
  readonly placed: PlacedMap;
  readonly interrupted: boolean;
}

/** Runs until done, or until Ctrl-C: then with the best mapping so far. */
export async function runMap(
  problem: MappingProblem,
  partitioner: string,
  request: PlaceRequest,
  options: PartitionOptions,
): Promise<MapRun> {
  const interrupt = listenForInterrupt();
  const line = createStatusLine();
  try {
    const isCancelled = interrupt.requested;
    const partition = (each: PartitionOptions): Promise<PartitionResult> =>
      partitionOf(problem, partitioner, { ...each, isCancelled }, line);
    const free = await partition(options);
    const room = roomIfTight(free, request, options.cores);
    const result = room === null ? free : await partition({ ...options, cores: room });
    const { km1 } = result.report.metrics;
    line.show({ phase: 'place', km1, cores: result.cores, done: 0.97 });
    await letEventsIn();
    const { effort, seed } = options;
    const placed = placeMap(problem, result, request, { effort, seed, isCancelled });
    return { result, placed, interrupted: interrupt.requested() };
  } finally {
    line.clear();
    interrupt.dispose();
  }
}

async function partitionOf(
  problem: MappingProblem,
  partitioner: string,
  options: PartitionOptions,
  line: StatusLine,
): Promise<PartitionResult> {
  const steps = partitionSteps(partitioner, problem, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    line.show(step.value);
    await letEventsIn();
  }
}

/** Slots of the mesh that the user gave, where the partition takes more and a search within them is not in vain. */
function roomIfTight(
  { cores, report }: PartitionResult,
  { mesh }: PlaceRequest,
  coresMax: number = Infinity,
): number | null {
  if (mesh === null || report.cancelled) return null;
  const room = mesh.width * mesh.height;
  const isPossible = (report.bounds[0]?.cores ?? 0) <= room;
  return cores > room && room < coresMax && isPossible ? room : null;
}
