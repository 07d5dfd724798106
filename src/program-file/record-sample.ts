import type { SampleTrace } from '../model/trace.ts';
import { invariant } from '../support/errors.ts';
import type { PacketPairs, RecordedSample } from './recorded-run.ts';

/** What is kept of a trace. It must have been made with counts per step and core. */
export function recordSample(trace: SampleTrace, coreCount: number): RecordedSample {
  const { counts, flights, steps } = trace;
  invariant(
    counts !== undefined && flights !== undefined,
    `sample "${trace.sample}" was run without counts per core`,
  );
  const inputEvents = steps.inputEvents.reduce((sum, events) => sum + events, 0);
  invariant(
    inputEvents === trace.inputEvents,
    `sample "${trace.sample}": input events do not add up`,
  );
  return {
    sample: trace.sample,
    label: trace.label,
    inputSteps: trace.inputSteps,
    drainSteps: trace.drainSteps,
    stepsRun: trace.stepsRun,
    counts,
    flights,
    populationCounts: trace.populationCounts,
    stepPs: steps.stepPs,
    inputEventsByStep: steps.inputEvents,
    hopsByStep: steps.hops,
    interCorePacketsByStep: steps.interCorePackets,
    packetsBetweenCores: packetPairs(trace.packetsBetweenCores, coreCount),
    saturations: trace.saturations,
    droppedEvents: trace.droppedEvents,
    outputCounts: trace.outputCounts,
    spikesByPopulation: trace.spikesByPopulation,
    predictedByStep: trace.predictedByStep,
    firstOutputStep: trace.firstOutputStep,
  };
}

function packetPairs(dense: Float64Array, coreCount: number): PacketPairs {
  const used = dense.reduce((count, packets) => count + (packets === 0 ? 0 : 1), 0);
  const pairs = {
    sources: new Int32Array(used),
    targets: new Int32Array(used),
    packets: new Float64Array(used),
  };
  let next = 0;
  for (let pair = 0; pair < dense.length; pair++) {
    if (dense[pair] === 0) continue;
    pairs.sources[next] = Math.floor(pair / coreCount);
    pairs.targets[next] = pair % coreCount;
    pairs.packets[next++] = dense[pair]!;
  }
  return pairs;
}
