/** Collects what happened in one sample of a free-running chip: counts by window and cell, and spikes with their times. */
import { EVENT_KINDS } from '../src/model/chip.ts';
import type { SpikeInput } from '../src/model/events.ts';
import type { ProgramImage } from '../src/model/program.ts';
import type {
  AnalogProbeTrace,
  ChipArtefacts,
  PopulationCounts,
  SampleTrace,
  SpikeColumns,
} from '../src/model/trace.ts';
import { EmulationError, groupDigits } from '../src/support/errors.ts';
import { GrowingColumns } from '../src/support/growing-columns.ts';
import { SpikeRecord } from './analog/spike-record.ts';
import type { EmulationOptions } from './emulation-options.ts';
import { KIND } from './event-index.ts';
import { createFlightRecorder } from './flights.ts';
import type { ChipPlan } from './free-running-plan.ts';
import { OutputWinner } from './output-winner.ts';
import { countColumns, createSteps, leadOf, numberOutputs, trimSteps } from './sample-columns.ts';

const KINDS = EVENT_KINDS.length;
const COUNT_MAX = 0x7fffffff;

export interface FreeRunningRecorder {
  /** Counts of the window by cell and kind, [cellCount * EVENT_KINDS.length]: the event loop adds to it. */
  readonly window: Float64Array;
  /** A neuron fired `ps` after the sample began. */
  readonly addSpike: (neuron: number, ps: number) => void;
  /** Host events of the window, by source. */
  readonly addInput: (population: number, count: number) => void;
  /** A packet of core index `from` to `to`. */
  readonly addPacket: (from: number, to: number, hops: number) => void;
  /** Closes a window of `windowPs`. */
  readonly endWindow: (windowPs: number) => void;
  readonly leads: (margin: number) => boolean;
  readonly finish: (artefacts: ChipArtefacts, probes: readonly AnalogProbeTrace[]) => SampleTrace;
}

export function createFreeRunningRecorder(
  image: ProgramImage,
  plan: ChipPlan,
  input: SpikeInput,
  options: EmulationOptions,
): FreeRunningRecorder {
  const { header, cores } = image;
  const { places, cells, ways } = plan;
  const { populations } = header;
  const cellCount = cells.cores.length;
  const window = new Float64Array(cellCount * KINDS);
  const totals = new Float64Array(cellCount * KINDS);
  const coreRow = new Float64Array(KINDS);
  const coreCounts = new Float64Array(cores.length * KINDS);
  const steps = createSteps(options.steps);
  const spikesByPopulation = new Float64Array(populations.length);
  const outputs = numberOutputs(image);
  const outputCounts = new Int32Array(outputs.count);
  const winner = new OutputWinner(outputs.count, options.steps, true);
  const packetsBetweenCores = new Float64Array(cores.length * cores.length);
  const record = options.recordSpikes ? new SpikeRecord() : null;
  const recordEnds: number[] = [];
  const counts = options.recordCounts ? new GrowingColumns(4) : null;
  const flights = options.recordCounts ? createFlightRecorder() : null;
  let [step, spikeTotal, recorded, firstOutputStep] = [0, 0, 0, -1];
  const firedSlots = cores.map(() => new Int32Array(16));
  const firedCounts = new Int32Array(cores.length);

  function keepFired(neuron: number): void {
    const core = places.cores[neuron]!;
    const at = firedCounts[core]!++;
    if (at === firedSlots[core]!.length) {
      const grown = new Int32Array(at * 2);
      grown.set(firedSlots[core]!);
      firedSlots[core] = grown;
    }
    firedSlots[core]![at] = places.slots[neuron]!;
  }

  /** Adds the cells of a core up and books the sum. */
  function bookCore(core: number): void {
    coreRow.fill(0);
    for (let cell = cells.begins[core]!; cell < cells.begins[core + 1]!; cell++) {
      for (let kind = 0; kind < KINDS; kind++) {
        const count = window[cell * KINDS + kind]!;
        coreRow[kind]! += count;
        totals[cell * KINDS + kind]! += count;
      }
    }
    for (let kind = 0; kind < KINDS; kind++) {
      const count = coreRow[kind]!;
      if (count === 0) continue;
      coreCounts[core * KINDS + kind]! += count;
      const inStep = steps.kinds[step * KINDS + kind]! + count;
      if (inStep > COUNT_MAX) throw tooMany(kind, inStep, step, input.sample);
      steps.kinds[step * KINDS + kind] = inStep;
      counts?.add(step, core, kind, count);
    }
    if (firedCounts[core] === 0) return;
    flights?.add(step, core, ways.flights[core]!, firedSlots[core]!, firedCounts[core]!);
    firedCounts[core] = 0;
  }

  return {
    window,
    addSpike: (neuron, ps) => {
      const population = places.populations[neuron]!;
      spikesByPopulation[population]!++;
      spikeTotal++;
      record?.add(neuron, ps, 0);
      recorded++;
      if (flights) keepFired(neuron);
      const first = outputs.firstOf[population]!;
      if (first < 0) return;
      const output = first + neuron - places.begins[population]!;
      outputCounts[output]!++;
      winner.add(step, output);
      if (firstOutputStep < 0) firstOutputStep = step;
    },
    addInput: (population, count) => {
      spikesByPopulation[population]! += count;
      steps.inputEvents[step]! += count;
    },
    addPacket: (from, to, hops) => {
      packetsBetweenCores[from * cores.length + to]!++;
      if (from !== to) steps.interCorePackets[step]!++;
      steps.hops[step]! += hops;
    },
    endWindow: (windowPs) => {
      for (let core = 0; core < cores.length; core++) bookCore(core);
      window.fill(0);
      const at = step * KINDS;
      steps.stepPs[step] = windowPs;
      steps.fired[step] = steps.kinds[at + KIND.neuronSpike]!;
      steps.packets[step] = steps.kinds[at + KIND.axonOut]!;
      steps.synapticEvents[step] =
        steps.kinds[at + KIND.synapseDense]! +
        steps.kinds[at + KIND.synapseSparse]! +
        steps.kinds[at + KIND.synapseConv]!;
      recordEnds.push(recorded);
      step++;
    },
    leads: (margin) => leadOf(outputCounts) >= margin,
    finish: (artefacts, probes) => ({
      sample: input.sample,
      label: input.label ?? null,
      inputSteps: options.steps,
      drainSteps: 0,
      stepsRun: step,
      inputEvents: steps.inputEvents.reduce((sum, count) => sum + count, 0),
      droppedEvents: input.droppedEvents,
      spikesByPopulation,
      outputCounts,
      predictedByStep: winner.finish(),
      firstOutputStep,
      spikeTotal,
      coreCounts,
      populationCounts: populationCountsOf(plan, totals),
      steps: trimSteps(steps, step),
      saturations: 0,
      packetsBetweenCores,
      artefacts,
      ...(record ? { spikes: sortSpikes(plan, record, recordEnds) } : {}),
      ...(counts ? { counts: countColumns(counts) } : {}),
      ...(flights ? { flights: flights.finish() } : {}),
      ...(probes.length > 0 ? { analogProbes: probes } : {}),
    }),
  };
}

function populationCountsOf({ cells }: ChipPlan, totals: Float64Array): PopulationCounts {
  const rows: number[] = [];
  for (let at = 0; at < totals.length; at++) {
    if (totals[at]! > 0) rows.push(at);
  }
  const cellOf = (at: number): number => Math.floor(at / KINDS);
  return {
    cores: Int16Array.from(rows, (at) => cells.cores[cellOf(at)]!),
    populations: Int32Array.from(rows, (at) => cells.populations[cellOf(at)]!),
    kinds: Int8Array.from(rows, (at) => at % KINDS),
    counts: Float64Array.from(rows, (at) => totals[at]!),
  };
}

/** Spikes come in order of time; neurons are numbered by (population, index), so each window is sorted by neuron. */
function sortSpikes(
  { places }: ChipPlan,
  record: SpikeRecord,
  ends: readonly number[],
): SpikeColumns {
  const { neurons, ps } = record.columns();
  const columns = {
    steps: new Int32Array(neurons.length),
    populations: new Int32Array(neurons.length),
    indices: new Int32Array(neurons.length),
    timesPs: new Float64Array(neurons.length),
  };
  let begin = 0;
  ends.forEach((end, step) => {
    const count = end - begin;
    const keys = new Float64Array(count);
    for (let k = 0; k < count; k++) keys[k] = neurons[begin + k]! * count + k;
    keys.sort();
    for (let k = 0; k < count; k++) {
      const neuron = Math.floor(keys[k]! / count);
      const from = begin + keys[k]! - neuron * count;
      const population = places.populations[neuron]!;
      columns.steps[begin + k] = step;
      columns.populations[begin + k] = population;
      columns.indices[begin + k] = neuron - places.begins[population]!;
      columns.timesPs[begin + k] = ps[from]!;
    }
    begin = end;
  });
  return columns;
}

function tooMany(kind: number, count: number, step: number, sample: string): EmulationError {
  return new EmulationError(
    'E_ANALOG_WINDOW',
    `sample "${sample}", step ${step}: ${groupDigits(count)} ${EVENT_KINDS[kind]} events, a step holds ${groupDigits(COUNT_MAX)}. Choose shorter steps (--dt).`,
    { sample, step, count },
  );
}
