/** RecordedSample to and from its message. */
import { countsOf, encodeCounts } from './count-columns.ts';
import { encodeFlights, flightsOf } from './flight-columns.ts';
import { loom } from './generated/loom.js';
import { encodeDifferences, encodeNumbers, narrow, numbersOf, sumsOf } from './number-columns.ts';
import { encodePopulationCounts, populationCountsOf } from './population-columns.ts';
import type { DataFault } from './read-fields.ts';
import type { PacketPairs, RecordedSample } from './recorded-run.ts';
import { VarintReader, VarintWriter, varintCount } from './varint.ts';

/** Columns must be those that `checkSample` lets pass. */
export function encodeSample(recorded: RecordedSample, coreCount: number): Uint8Array {
  const populations = recorded.spikesByPopulation.length;
  const { keys, counts } = encodeCounts(recorded.counts, coreCount);
  return loom.Sample.encode({
    sample: recorded.sample,
    ...(recorded.label !== null && { label: recorded.label }),
    inputSteps: recorded.inputSteps,
    drainSteps: recorded.drainSteps,
    stepsRun: recorded.stepsRun,
    firstOutputStep: recorded.firstOutputStep,
    droppedEvents: recorded.droppedEvents,
    saturations: recorded.saturations,
    spikesByPopulation: encodeNumbers(recorded.spikesByPopulation),
    outputCounts: encodeNumbers(recorded.outputCounts),
    predictedByStep: encodeDifferences(recorded.predictedByStep),
    stepPs: encodeDifferences(recorded.stepPs),
    inputEvents: encodeNumbers(recorded.inputEventsByStep),
    hops: encodeNumbers(recorded.hopsByStep),
    interCorePackets: encodeNumbers(recorded.interCorePacketsByStep),
    countKeys: keys,
    counts,
    packetPairs: encodePairs(recorded.packetsBetweenCores, coreCount),
    flights: encodeFlights(recorded.flights, coreCount),
    populationCounts: encodePopulationCounts(recorded.populationCounts, populations),
  }).finish();
}

/** Every column is at most eight times as large as its bytes, whatever they say. */
export function sampleOf(message: loom.Sample, coreCount: number, fail: DataFault): RecordedSample {
  const { stepsRun } = message;
  const numbers = (bytes: Uint8Array, what: string): Int32Array =>
    narrow(numbersOf(bytes, what, fail), what, fail);
  const predicted = sumsOf(message.predictedByStep, 'its predictions', fail);
  const bytes = { keys: message.countKeys, counts: message.counts };
  const spikesByPopulation = numbersOf(
    message.spikesByPopulation,
    'its spikes by population',
    fail,
  );
  return {
    sample: message.sample,
    label: message.label ?? null,
    inputSteps: message.inputSteps,
    drainSteps: message.drainSteps,
    stepsRun,
    counts: countsOf(bytes, stepsRun, coreCount, fail),
    flights: flightsOf(message.flights, stepsRun, coreCount, fail),
    populationCounts: populationCountsOf(
      message.populationCounts,
      coreCount,
      spikesByPopulation.length,
      fail,
    ),
    stepPs: sumsOf(message.stepPs, 'its step times', fail),
    inputEventsByStep: numbers(message.inputEvents, 'its input events'),
    hopsByStep: numbers(message.hops, 'its hops'),
    interCorePacketsByStep: numbers(message.interCorePackets, 'its packets between cores'),
    packetsBetweenCores: pairsOf(message.packetPairs, coreCount, fail),
    saturations: message.saturations,
    droppedEvents: message.droppedEvents,
    outputCounts: numbers(message.outputCounts, 'its output counts'),
    spikesByPopulation,
    predictedByStep: narrow(predicted, 'its predictions', fail),
    firstOutputStep: message.firstOutputStep,
  };
}

function encodePairs({ sources, targets, packets }: PacketPairs, coreCount: number): Uint8Array {
  const writer = new VarintWriter();
  let expected = 0;
  for (let k = 0; k < packets.length; k++) {
    const pair = sources[k]! * coreCount + targets[k]!;
    writer.write(pair - expected);
    writer.write(packets[k]!);
    expected = pair + 1;
  }
  return writer.finish();
}

function pairsOf(bytes: Uint8Array, coreCount: number, fail: DataFault): PacketPairs {
  const reader = new VarintReader(bytes, 'its packet pairs', fail);
  const length = Math.floor(varintCount(bytes) / 2);
  const sources = new Int32Array(length);
  const targets = new Int32Array(length);
  const packets = new Float64Array(length);
  let pair = -1;
  for (let k = 0; !reader.ended; k++) {
    pair += reader.read() + 1;
    if (pair >= coreCount * coreCount) fail(`its packet pairs pass its ${coreCount} cores`);
    packets[k] = reader.read();
    sources[k] = Math.floor(pair / coreCount);
    targets[k] = pair % coreCount;
  }
  return { sources, targets, packets };
}
