/** Collects what happened in one sample: counts per step, core and kind, and spikes by their own window. */
import { EVENT_KINDS } from '../src/model/chip.ts';
import type { SpikeInput } from '../src/model/events.ts';
import type { CoreProgram, ProgramImage } from '../src/model/program.ts';
import type { SampleTrace, SpikeColumns } from '../src/model/trace.ts';
import { GrowingColumns } from '../src/support/growing-columns.ts';
import { sortSpikes } from '../src/support/sort-spikes.ts';
import type { EmulationOptions } from './emulation-options.ts';
import { KIND } from './event-index.ts';
import { createFlightRecorder } from './flights.ts';
import { OutputWinner } from './output-winner.ts';
import { countsByPopulation, type InputHops } from './population-counts.ts';
import type { Probes } from './probes.ts';
import type { RoutePlan } from './route-plan.ts';
import { countColumns, createSteps, leadOf, numberOutputs, trimSteps } from './sample-columns.ts';

const KINDS = EVENT_KINDS.length;
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
  /** Spikes of one slice's `slots[begin, end)` in network step `step` of this sample. */
  readonly countWindowSpikes: (
    population: number,
    neurons: Int32Array,
    slots: Int32Array,
    begin: number,
    end: number,
    step: number,
    at: number,
  ) => void;
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
  const steps = createSteps(capacity);
  const rows = Array.from({ length: coreCount }, () => new Float64Array(KINDS));
  const coreCounts = new Float64Array(coreCount * KINDS);
  /** Per core: spikes of each slot. */
  const firedCounts = image.cores.map(({ neurons }) => new Int32Array(neurons.length));
  const spikesByPopulation = new Float64Array(populations.length);
  const outputs = numberOutputs(image);
  const outputCounts = new Int32Array(outputs.count);
  const winner = new OutputWinner(outputs.count, options.steps, outputsAreLevel(image));
  const spikes = options.recordSpikes ? new GrowingColumns(3) : null;
  const counts = options.recordCounts ? new GrowingColumns(4) : null;
  const inputEvents = new Float64Array(populations.length);
  const inputHops = new Map<number, InputHops>();
  /** Per core: its ways out, once it has fired. */
  const plans: (RoutePlan | null)[] = image.cores.map(() => null);
  /** Of the host events that are being booked. */
  let inputPopulation = -1;
  const flights = options.recordCounts ? createFlightRecorder() : null;
  const totals = { spikes: 0, inputEvents: 0, saturations: 0, firstOutputStep: -1, lead: 0 };
  let step = -1;

  function bookRoutes(core: number, plan: RoutePlan, fired: Int32Array, firedCount: number): void {
    const { hopsEastWest, hopsNorthSouth, hopsBetweenChips } = plan;
    const counts = firedCounts[core]!;
    let [packets, interCore, withinTile, eastWest, northSouth, betweenChips] = [0, 0, 0, 0, 0, 0];
    for (let f = 0; f < firedCount; f++) {
      const slot = fired[f]!;
      counts[slot]!++;
      packets += plan.packets[slot]!;
      interCore += plan.interCore[slot]!;
      withinTile += plan.withinTile[slot]!;
      eastWest += hopsEastWest[slot]!;
      northSouth += hopsNorthSouth[slot]!;
      betweenChips += hopsBetweenChips[slot]!;
    }
    const row = rows[core]!;
    row[KIND.axonOut]! += packets;
    row[KIND.packetWithinTile]! += withinTile;
    row[KIND.hopEastWest]! += eastWest;
    row[KIND.hopNorthSouth]! += northSouth;
    row[KIND.hopBetweenChips]! += betweenChips;
    steps.packets[step]! += packets;
    steps.interCorePackets[step]! += interCore;
    steps.hops[step]! += eastWest + northSouth + betweenChips;
  }

  function inputHopsOf(core: number): Float64Array {
    const key = core * populations.length + inputPopulation;
    let hops = inputHops.get(key);
    if (!hops) {
      hops = { core, population: inputPopulation, counts: new Float64Array(KINDS) };
      inputHops.set(key, hops);
    }
    return hops.counts;
  }

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
      inputPopulation = population;
      inputEvents[population]! += count;
      spikesByPopulation[population]! += count;
      totals.inputEvents += count;
      steps.inputEvents[step]! += count;
    },
    addInputRoute: (plan, index, count) => {
      const first = plan.offsets[index]!;
      if (first === plan.offsets[index + 1]) return;
      const core = plan.core[first]!;
      addInputHops(rows[core]!, plan, index, count);
      addInputHops(inputHopsOf(core), plan, index, count);
    },
    addSpikes: (core, program, plan, fired, firedCount, at, earlier) => {
      const { neurons, slices } = program;
      bookRoutes(core, plan, fired, firedCount);
      plans[core] = plan;
      flights?.add(step, core, plan.flights(), fired, firedCount);
      let end = 0;
      for (let s = 0; s < slices.length; s++) {
        const { population, slotEnd } = slices[s]!;
        const first = end;
        while (end < firedCount && fired[end]! < slotEnd) end++;
        if (end === first) continue;
        const networkStep = at - populations[population]!.level;
        const owner = networkStep >= begin ? recorder : ownerOf(earlier, networkStep);
        owner?.countWindowSpikes(
          population,
          neurons,
          fired,
          first,
          end,
          networkStep - owner.begin,
          at - owner.begin,
        );
        if (spikes) addSpikeRows(spikes, step, population, neurons, fired, first, end);
      }
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
    countWindowSpikes: (population, neurons, slots, first, end, networkStep, at) => {
      if (networkStep < 0 || networkStep >= options.steps) return;
      spikesByPopulation[population]! += end - first;
      const offset = outputs.firstOf[population]!;
      if (offset < 0) return;
      for (let k = first; k < end; k++) {
        const output = offset + neurons[slots[k]!]!;
        outputCounts[output]!++;
        winner.add(networkStep, output);
      }
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
        predictedByStep: winner.finish(),
        firstOutputStep: totals.firstOutputStep,
        spikeTotal: totals.spikes,
        coreCounts,
        populationCounts: countsByPopulation(image, {
          coreCounts,
          firedCounts,
          plans,
          inputHops: [...inputHops.values()],
          inputEvents,
          begin,
          stepsRun,
        }),
        steps: trimSteps(steps, stepsRun),
        saturations: totals.saturations,
        packetsBetweenCores: packetsBetween(image, firedCounts),
        ...(spikes ? { spikes: sortedSpikes(spikes) } : {}),
        ...(counts ? { counts: countColumns(counts) } : {}),
        ...(flights ? { flights: flights.finish() } : {}),
        ...(options.probes.length > 0 ? { probes: probes.traces(stepsRun) } : {}),
      };
    },
  };
  return recorder;
}

function addInputHops(row: Float64Array, plan: RoutePlan, index: number, count: number): void {
  row[KIND.hopEastWest]! += plan.hopsEastWest[index]! * count;
  row[KIND.hopNorthSouth]! += plan.hopsNorthSouth[index]! * count;
  row[KIND.hopBetweenChips]! += plan.hopsBetweenChips[index]! * count;
}

function addSpikeRows(
  spikes: GrowingColumns,
  step: number,
  population: number,
  neurons: Int32Array,
  slots: Int32Array,
  first: number,
  end: number,
): void {
  const begin = spikes.extend(end - first);
  const indices = spikes.column(2);
  spikes.column(0).fill(step, begin, begin + end - first);
  spikes.column(1).fill(population, begin, begin + end - first);
  for (let k = first, at = begin; k < end; k++, at++) indices[at] = neurons[slots[k]!]!;
}

/** Packets from core to core, [coreCount * coreCount], by how often each slot fired. */
function packetsBetween({ cores }: ProgramImage, firedCounts: readonly Int32Array[]): Float64Array {
  const packets = new Float64Array(cores.length * cores.length);
  cores.forEach(({ routeOffsets, routeCores }, c) => {
    const counts = firedCounts[c]!;
    for (let slot = 0; slot < counts.length; slot++) {
      const count = counts[slot]!;
      if (count === 0) continue;
      for (let k = routeOffsets[slot]!; k < routeOffsets[slot + 1]!; k++) {
        packets[c * cores.length + routeCores[k]!]! += count;
      }
    }
  });
  return packets;
}

/** Whether all output populations are as many steps behind the input. */
function outputsAreLevel({ header }: ProgramImage): boolean {
  return new Set(header.outputs.map((output) => header.populations[output]!.level)).size <= 1;
}

/** The sample whose input step `networkStep` of the stream is. */
function ownerOf(
  earlier: readonly SampleRecorder[],
  networkStep: number,
): SampleRecorder | undefined {
  return earlier.findLast(({ begin }) => begin <= networkStep);
}

function sortedSpikes(columns: GrowingColumns): SpikeColumns {
  const [steps, populations, indices] = columns.columns() as [Int32Array, Int32Array, Int32Array];
  return sortSpikes(steps, populations, indices);
}
