import { EVENT_KINDS } from '../../src/model/chip.ts';
import type { ProgramImage } from '../../src/model/program.ts';
import type {
  CountColumns,
  FlightColumns,
  PopulationCounts,
  SampleTrace,
  StepColumns,
} from '../../src/model/trace.ts';
import { createDraw, type Draw, drawArray, randomImage } from './random-image.ts';

const KINDS = EVENT_KINDS.length;
const INT32_MAX = 0x7fffffff;

export interface RandomRun {
  readonly image: ProgramImage;
  readonly traces: readonly SampleTrace[];
}

/** Up to three traces of a random image: any counts that could be written, whether an image gives them or not. */
export function randomRun(seed: number): RandomRun {
  const image = randomImage(seed);
  const draw = createDraw(seed + 1);
  return { image, traces: Array.from({ length: draw(0, 3) }, (_, s) => drawTrace(draw, image, s)) };
}

function drawTrace(draw: Draw, image: ProgramImage, sample: number): SampleTrace {
  const coreCount = image.cores.length;
  const [inputSteps, drainSteps] = [draw(0, 12), draw(0, 3)];
  const stepsRun = draw(0, inputSteps + drainSteps);
  const counts = drawCounts(draw, stepsRun, coreCount);
  const steps = drawSteps(draw, stepsRun, counts);
  const { outputs, populations } = image.header;
  const outputNeurons = outputs.reduce((sum, p) => sum + populations[p]!.size, 0);
  return {
    sample: ['', `sample ${sample}`, 'größer ✓'][draw(0, 2)]!,
    label: draw(0, 1) ? draw(0, 9) : null,
    inputSteps,
    drainSteps,
    stepsRun,
    inputEvents: sum(steps.inputEvents),
    droppedEvents: draw(0, 1) ? 0 : 2 ** 40 + 1,
    spikesByPopulation: Float64Array.from(populations, () => drawCount(draw, 2 ** 50)),
    outputCounts: Int32Array.from(drawArray(draw, outputNeurons, 0, 300)),
    predictedByStep: Int32Array.from(drawArray(draw, inputSteps, -1, outputNeurons - 1)),
    firstOutputStep: draw(-1, 9),
    spikeTotal: sum(steps.fired),
    coreCounts: coreTotals(counts, coreCount),
    steps,
    saturations: draw(0, 9),
    counts,
    flights: drawFlights(draw, counts),
    populationCounts: drawPopulationCounts(draw, counts, coreCount, populations.length),
    packetsBetweenCores: Float64Array.from({ length: coreCount ** 2 }, () =>
      draw(0, 1) ? 0 : drawCount(draw, 2 ** 45),
    ),
  };
}

/** Small, large or as large as it may be. */
function drawCount(draw: Draw, most: number): number {
  return [draw(0, 5), draw(0, 300), draw(0, 100_000), most][draw(0, 3)]!;
}

function drawCounts(draw: Draw, stepCount: number, coreCount: number): CountColumns {
  const sparsity = draw(1, 6);
  const entries: [number, number, number, number][] = [];
  for (let step = 0; step < stepCount; step++) {
    for (let core = 0; core < coreCount; core++) {
      for (let kind = 0; kind < KINDS - 1; kind++) {
        if (draw(1, sparsity) > 1) continue;
        // Sums over cores must stay within 32 bits, as in the emulator.
        entries.push([step, core, kind, 1 + drawCount(draw, Math.floor(INT32_MAX / 12) - 1)]);
      }
    }
  }
  return {
    steps: Int32Array.from(entries, ([step]) => step),
    cores: Int16Array.from(entries, ([, core]) => core),
    kinds: Int8Array.from(entries, ([, , kind]) => kind),
    counts: Int32Array.from(entries, ([, , , count]) => count),
  };
}

/** One or two ways for each core that sends packets in a step. */
function drawFlights(draw: Draw, { steps, cores, kinds }: CountColumns): FlightColumns {
  const rows: number[][] = [];
  kinds.forEach((kind, e) => {
    if (EVENT_KINDS[kind] !== 'axonOut') return;
    for (let way = draw(1, 2); way > 0; way--) {
      rows.push([steps[e]!, cores[e]!, draw(0, 1), draw(0, 9), draw(0, 300), draw(0, 2)]);
    }
  });
  const column = (k: number): Int32Array => Int32Array.from(rows, (row) => row[k]!);
  return {
    steps: column(0),
    cores: Int16Array.from(rows, (row) => row[1]!),
    withinTile: column(2),
    eastWest: column(3),
    northSouth: column(4),
    betweenChips: column(5),
  };
}

/** The counts of each core and kind parted at random between its first and its last population. */
function drawPopulationCounts(
  draw: Draw,
  counts: CountColumns,
  coreCount: number,
  populationCount: number,
): PopulationCounts {
  const rows: number[][] = [];
  coreTotals(counts, coreCount).forEach((count, k) => {
    const [core, kind] = [Math.floor(k / KINDS), k % KINDS];
    const first = populationCount > 1 ? draw(0, Math.min(count, INT32_MAX)) : count;
    rows.push([core, 0, kind, first], [core, populationCount - 1, kind, count - first]);
  });
  const present = rows
    .filter((row) => row[3]! > 0)
    .sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!);
  return {
    cores: Int16Array.from(present, (row) => row[0]!),
    populations: Int32Array.from(present, (row) => row[1]!),
    kinds: Int8Array.from(present, (row) => row[2]!),
    counts: Float64Array.from(present, (row) => row[3]!),
  };
}

function drawSteps(draw: Draw, stepCount: number, counts: CountColumns): StepColumns {
  const column = (): Int32Array =>
    Int32Array.from({ length: stepCount }, () => drawCount(draw, INT32_MAX >> 5));
  const kinds = new Int32Array(stepCount * KINDS);
  counts.counts.forEach((count, e) => {
    kinds[counts.steps[e]! * KINDS + counts.kinds[e]!]! += count;
  });
  const ofKinds = (...names: (typeof EVENT_KINDS)[number][]): Int32Array =>
    Int32Array.from({ length: stepCount }, (_, step) =>
      sum(names.map((name) => kinds[step * KINDS + EVENT_KINDS.indexOf(name)]!)),
    );
  return {
    fired: ofKinds('neuronSpike'),
    updated: ofKinds('neuronUpdate'),
    packets: ofKinds('axonOut'),
    interCorePackets: column(),
    hops: column(),
    synapticEvents: ofKinds('synapseDense', 'synapseSparse', 'synapseConv'),
    inputEvents: column(),
    stepPs: Float64Array.from({ length: stepCount }, () => drawCount(draw, 2 ** 51)),
    kinds,
  };
}

function coreTotals(counts: CountColumns, coreCount: number): Float64Array {
  const totals = new Float64Array(coreCount * KINDS);
  counts.counts.forEach((count, e) => {
    totals[counts.cores[e]! * KINDS + counts.kinds[e]!]! += count;
  });
  return totals;
}

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((all, value) => all + value, 0);
}
