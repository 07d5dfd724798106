/** Collects what happened in one sample: counts per step, core and kind, and spikes by their own window. */
import type { EventKind } from '../src/model/chip.ts';
import { EVENT_KINDS } from '../src/model/chip.ts';
import type { SpikeInput } from '../src/model/events.ts';
import type { CoreProgram, ProgramImage } from '../src/model/program.ts';
import type { CountColumns, SampleTrace, SpikeColumns } from '../src/model/trace.ts';
import { GrowingColumns } from '../src/support/growing-columns.ts';
import { sortSpikes } from '../src/support/sort-spikes.ts';
import type { EmulationOptions } from './emulation-options.ts';
import type { Probes } from './probes.ts';
import type { RoutePlan } from './route-plan.ts';

const KINDS = EVENT_KINDS.length;
const KIND = Object.fromEntries(EVENT_KINDS.map((kind, k) => [kind, k])) as Record<
  EventKind,
  number
>;
const SYNAPSE_KINDS = [KIND.synapseDense, KIND.synapseSparse, KIND.synapseConv] as const;

export interface SampleRecorder {
  /** Chip step of the run at which the sample begins. */
  readonly begin: number;
  readonly beginStep: () => void;
  readonly endStep: (stepPs: number) => void;
  readonly addInput: (population: number, count: number) => void;
  readonly addInputRoute: (plan: RoutePlan, index: number, count: number) => void;
  /** Books spikes of one core; those of a sample before, whose window is still open, go to that one of `earlier`. */
  readonly addSpikes: (
    core: number,
    program: CoreProgram,
    plan: RoutePlan,
    fired: Int32Array,
    firedCount: number,
    at: number,
    earlier: readonly SampleRecorder[],
  ) => void;
  /** Counts by kind of the core in this step; routing kinds are already in it. */
  readonly coreRow: (core: number) => Float64Array;
  readonly bookCore: (core: number, saturations: number) => void;
  /** A spike of network step `step` of this sample. */
  readonly countWindowSpike: (population: number, neuron: number, step: number, at: number) => void;
  readonly leads: (margin: number) => boolean;
  readonly finish: (drainSteps: number) => SampleTrace;
}

export function createSampleRecorder(
  image: ProgramImage,
  input: SpikeInput,
  options: EmulationOptions,
  begin: number,
  probes: Probes,
): SampleRecorder {
  const { populations, depth } = image.header;
  const coreCount = image.cores.length;
  const capacity = options.steps + depth;
  const steps = {
    fired: new Int32Array(capacity),
    updated: new Int32Array(capacity),
    packets: new Int32Array(capacity),
    interCorePackets: new Int32Array(capacity),
    hops: new Int32Array(capacity),
    synapticEvents: new Int32Array(capacity),
    inputEvents: new Int32Array(capacity),
    stepPs: new Float64Array(capacity),
    kinds: new Int32Array(capacity * KINDS),
  };
  const rows = Array.from({ length: coreCount }, () => new Float64Array(KINDS));
  const coreCounts = new Float64Array(coreCount * KINDS);
  const packetsBetweenCores = new Float64Array(coreCount * coreCount);
  const spikesByPopulation = new Float64Array(populations.length);
  const outputOffsets = outputOffsetsOf(image);
  const outputCounts = new Int32Array(outputOffsets.total);
  const outputSpikes = new GrowingColumns(3);
  const spikes = options.recordSpikes ? new GrowingColumns(3) : null;
  const counts = options.recordCounts ? new GrowingColumns(4) : null;
  const totals = { spikes: 0, inputEvents: 0, saturations: 0, firstOutputStep: -1, lead: 0 };
  let step = -1;

  const recorder: SampleRecorder = {
    begin,
    beginStep: () => {
      step++;
      for (const row of rows) row.fill(0);
    },
    endStep: (stepPs) => {
      steps.stepPs[step] = stepPs;
      probes.read(step);
    },
    addInput: (population, count) => {
      spikesByPopulation[population]! += count;
      totals.inputEvents += count;
      steps.inputEvents[step]! += count;
    },
    addInputRoute: (plan, index, count) => {
      const first = plan.offsets[index]!;
      if (first === plan.offsets[index + 1]) return;
      const row = rows[plan.core[first]!]!;
      row[KIND.hopEastWest]! += plan.hopsEastWest[index]! * count;
      row[KIND.hopNorthSouth]! += plan.hopsNorthSouth[index]! * count;
    },
    addSpikes: (core, program, plan, fired, firedCount, at, earlier) => {
      const row = rows[core]!;
      let [packets, interCore, hops] = [0, 0, 0];
      let slice = 0;
      for (let f = 0; f < firedCount; f++) {
        const slot = fired[f]!;
        packets += plan.packets[slot]!;
        interCore += plan.interCore[slot]!;
        hops += plan.hopsEastWest[slot]! + plan.hopsNorthSouth[slot]!;
        row[KIND.packetWithinTile]! += plan.withinTile[slot]!;
        row[KIND.hopEastWest]! += plan.hopsEastWest[slot]!;
        row[KIND.hopNorthSouth]! += plan.hopsNorthSouth[slot]!;
        for (let k = plan.offsets[slot]!; k < plan.offsets[slot + 1]!; k++) {
          packetsBetweenCores[core * coreCount + plan.core[k]!]!++;
        }
        while (slot >= program.slices[slice]!.slotEnd) slice++;
        const { population } = program.slices[slice]!;
        const networkStep = at - populations[population]!.level;
        const owner = networkStep >= begin ? recorder : ownerOf(earlier, networkStep);
        owner?.countWindowSpike(
          population,
          program.neurons[slot]!,
          networkStep - owner.begin,
          at - owner.begin,
        );
        spikes?.add(step, population, program.neurons[slot]!);
      }
      row[KIND.axonOut]! += packets;
      steps.packets[step]! += packets;
      steps.interCorePackets[step]! += interCore;
      steps.hops[step]! += hops;
      totals.spikes += firedCount;
    },
    coreRow: (core) => rows[core]!,
    bookCore: (core, saturations) => {
      const row = rows[core]!;
      totals.saturations += saturations;
      for (let k = 0; k < KINDS; k++) {
        const count = row[k]!;
        if (count === 0) continue;
        coreCounts[core * KINDS + k]! += count;
        steps.kinds[step * KINDS + k]! += count;
        counts?.add(step, core, k, count);
      }
      steps.fired[step]! += row[KIND.neuronSpike]!;
      steps.updated[step]! += row[KIND.neuronUpdate]!;
      for (const kind of SYNAPSE_KINDS) steps.synapticEvents[step]! += row[kind]!;
    },
    countWindowSpike: (population, neuron, networkStep, at) => {
      if (networkStep < 0 || networkStep >= options.steps) return;
      spikesByPopulation[population]!++;
      const offset = outputOffsets.of[population]!;
      if (offset < 0) return;
      outputCounts[offset + neuron]!++;
      outputSpikes.add(networkStep, 0, offset + neuron);
      if (totals.firstOutputStep < 0) totals.firstOutputStep = at;
    },
    leads: (margin) => leadOf(outputCounts) >= margin,
    finish: (drainSteps) => {
      const stepsRun = step + 1;
      return {
        sample: input.sample,
        label: input.label ?? null,
        inputSteps: options.steps,
        drainSteps,
        stepsRun,
        inputEvents: totals.inputEvents,
        droppedEvents: input.droppedEvents,
        spikesByPopulation,
        outputCounts,
        predictedByStep: predictions(outputSpikes, outputCounts.length, options.steps),
        firstOutputStep: totals.firstOutputStep,
        spikeTotal: totals.spikes,
        coreCounts,
        steps: trimSteps(steps, stepsRun),
        saturations: totals.saturations,
        packetsBetweenCores,
        ...(spikes ? { spikes: sortedSpikes(spikes) } : {}),
        ...(counts ? { counts: countColumns(counts) } : {}),
        ...(options.probes.length > 0 ? { probes: probes.traces(stepsRun) } : {}),
      };
    },
  };
  return recorder;
}

/** The sample whose input step `networkStep` of the stream is. */
function ownerOf(
  earlier: readonly SampleRecorder[],
  networkStep: number,
): SampleRecorder | undefined {
  return earlier.findLast(({ begin }) => begin <= networkStep);
}

/** Where each output population's neurons begin in the concatenated counts; -1 for others. */
function outputOffsetsOf(image: ProgramImage): { of: Int32Array; total: number } {
  const of = new Int32Array(image.header.populations.length).fill(-1);
  let total = 0;
  for (const output of image.header.outputs) {
    of[output] = total;
    total += image.header.populations[output]!.size;
  }
  return { of, total };
}

/** Lead of the largest count over the next. */
function leadOf(counts: Int32Array): number {
  let [first, second] = [0, 0];
  for (const count of counts) {
    if (count > first) [first, second] = [count, first];
    else if (count > second) second = count;
  }
  return first - second;
}

/** Winner after each network step, ties to the lowest index, -1 while nothing has spiked. */
function predictions(spikes: GrowingColumns, outputCount: number, steps: number): Int32Array {
  const ordered = sortedSpikes(spikes);
  const counts = new Int32Array(outputCount);
  const predicted = new Int32Array(steps);
  let next = 0;
  let best = -1;
  for (let step = 0; step < steps; step++) {
    for (; ordered.steps[next] === step; next++) {
      const neuron = ordered.indices[next]!;
      const count = ++counts[neuron]!;
      const most = best < 0 ? 0 : counts[best]!;
      if (count > most || (count === most && neuron < best)) best = neuron;
    }
    predicted[step] = best;
  }
  return predicted;
}

function trimSteps(
  steps: { [K in keyof SampleTrace['steps']]: SampleTrace['steps'][K] },
  stepsRun: number,
): SampleTrace['steps'] {
  return {
    fired: steps.fired.slice(0, stepsRun),
    updated: steps.updated.slice(0, stepsRun),
    packets: steps.packets.slice(0, stepsRun),
    interCorePackets: steps.interCorePackets.slice(0, stepsRun),
    hops: steps.hops.slice(0, stepsRun),
    synapticEvents: steps.synapticEvents.slice(0, stepsRun),
    inputEvents: steps.inputEvents.slice(0, stepsRun),
    stepPs: steps.stepPs.slice(0, stepsRun),
    kinds: steps.kinds.slice(0, stepsRun * KINDS),
  };
}

function sortedSpikes(columns: GrowingColumns): SpikeColumns {
  const [steps, populations, indices] = columns.columns() as [Int32Array, Int32Array, Int32Array];
  return sortSpikes(steps, populations, indices);
}

function countColumns(columns: GrowingColumns): CountColumns {
  const [steps, cores, kinds, counts] = columns.columns() as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  return { steps, cores: Int16Array.from(cores), kinds: Int8Array.from(kinds), counts };
}
