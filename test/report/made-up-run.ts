/** A made-up run of a five-layer convolutional network on a mesh of 8 x 4 tiles of 4 cores. */
import type { ImageProjection } from '../../src/model/program.ts';
import type {
  AnytimePoint,
  OutputResult,
  ReportCore,
  ReportData,
  ReportEnergyLine,
  ReportPopulation,
} from '../../src/model/report.ts';

export interface MadeUpRun {
  readonly samples: number;
  readonly steps: number;
  /** Spikes of the shown sample. */
  readonly spikes: number;
}

export const USUAL_RUN: MadeUpRun = { samples: 100, steps: 32, spikes: 14_000 };

const LIMITS = {
  compartments: 1024,
  inputAxons: 4096,
  outputAxons: 4096,
  synapseMemoryBits: 1_048_576,
  compartmentProfiles: 32,
  thresholdProfiles: 8,
  voltageRanges: 1,
  synapseFormats: 8,
};

const LAYERS: readonly {
  readonly name: string;
  readonly shape: readonly number[];
  readonly cores: number;
  readonly memory: number;
  readonly activity: number;
}[] = [
  { name: 'input', shape: [28, 28, 1], cores: 0, memory: 0, activity: 0.6 },
  { name: 'conv1', shape: [26, 26, 8], cores: 8, memory: 0.06, activity: 0.35 },
  { name: 'conv2', shape: [12, 12, 16], cores: 5, memory: 0.31, activity: 0.5 },
  { name: 'conv3', shape: [10, 10, 12], cores: 3, memory: 0.52, activity: 0.55 },
  { name: 'fc1', shape: [128], cores: 7, memory: 0.93, activity: 0.8 },
  { name: 'output', shape: [10], cores: 1, memory: 0.04, activity: 1.6 },
];

/** Mulberry32: the figures need to look alive and stay the same. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Report data of such a run; the same arguments give the same data. */
export function makeUpRun(run: MadeUpRun = USUAL_RUN): ReportData {
  const random = mulberry(7);
  const populations = makePopulations(run);
  const cores = makeCores(random);
  const outputs = makeOutputs(run, random);
  const right = outputs.filter(({ label, predicted }) => label === predicted).length;
  const energyByKind = makeEnergy(run);
  const anytime = makeAnytime(run, right / run.samples, energyByKind);
  const byKindPj = Object.fromEntries(energyByKind.map(({ kind, totalPj }) => [kind, totalPj]));
  const sumOf = (...kinds: string[]): number =>
    energyByKind.filter(({ kind }) => kinds.includes(kind)).reduce((sum, l) => sum + l.totalPj, 0);
  const totalPj = energyByKind.reduce((sum, line) => sum + line.totalPj, 0);
  const [staticPj, hostPj] = [sumOf('static'), sumOf('hostProcessor', 'hostIo')];
  const elapsedNs = run.samples * (run.steps + 5) * 352_000;
  return {
    summary: {
      schema: 'spikeloom/summary/1',
      version: '0.1.0',
      command: 'run',
      seed: '1',
      network: { name: 'digits-cnn5', populations: 6, neurons: 9_050, synapses: 1_946_368 },
      chip: {
        name: 'loihi1',
        parameterSet: 'davies2018',
        coresUsed: cores.length,
        coresAvailable: 128,
        chipsUsed: 1,
        utilization: { compartments: 0.66, synapseMemory: 0.96, axonsIn: 0.71, axonsOut: 0.4 },
      },
      mapping: {
        partitioner: 'greedy',
        placer: 'anneal',
        wallMs: 412,
        interCoreConnections: 12_480,
        meanHops: 2.31,
      },
      totals: {
        samples: run.samples,
        steps: run.samples * run.steps,
        drainSteps: run.samples * 5,
        inputEvents: 412_310,
        spikes: 1_382_004,
        neuronUpdates: 18_220_411,
        synapticEvents: 214_880_102,
        packets: 2_204_118,
        interCorePackets: 1_920_332,
        hops: 4_435_967,
        saturations: 12,
        dropped: 0,
      },
      time: {
        model: 'analytic',
        pace: 'fast',
        chipTimeNs: run.samples * (run.steps + 5) * 11_800,
        hostTimeNs: run.samples * (run.steps + 5) * 340_200,
        elapsedNs,
        stepNs: { mean: 11_800, p50: 11_200, p99: 19_400, max: 22_150 },
        sampleNs: { mean: elapsedNs / run.samples, max: (elapsedNs / run.samples) * 1.08 },
        firstOutputSpikeNs: { mean: 2_412_000 },
        overruns: 0,
      },
      energy: {
        totalPj,
        dynamicPj: totalPj - staticPj - hostPj,
        staticPj,
        hostPj,
        byKindPj,
        perSamplePj: totalPj / run.samples,
        intervalPj: [totalPj * 0.82, totalPj * 1.31],
      },
      power: { meanMw: totalPj / elapsedNs },
      outputs,
      accuracy: right / run.samples,
      anytime,
      compare: {
        mapping: {
          equal: true,
          mismatches: 0,
          first: null,
          populations: [],
          expectedAccuracy: right / run.samples,
          actualAccuracy: right / run.samples,
          samples: run.samples,
        },
        quantization: {
          equal: false,
          mismatches: 3_104,
          first: null,
          populations: [],
          expectedAccuracy: 0.98,
          actualAccuracy: right / run.samples,
          samples: run.samples,
        },
      },
      assumptions: [
        {
          code: 'A_SPIKE_CHARGE',
          text: 'A spike of one step into a CubaLIF population counts as a current of 1 for that step, so its effect grows with dt.',
        },
        {
          code: 'A_HOST_TIME',
          text: 'Host time per step is that of an embedded processor that reads outputs after each step (340 µs).',
        },
        {
          code: 'A_POWER_GATING',
          text: 'Idle cores leak: no power gating is stated for this chip.',
        },
        {
          code: 'A_BIN_ORIGIN',
          text: 'Recordings start at their first event; steps are bins of 1 ms, rounded down.',
        },
      ],
      warnings: [
        'W_SATURATION: population "fc1" saturated its voltage register 12 times in 2 samples; its weights leave 0.3 bits of headroom.',
        '31 input events after the last step were left out.',
      ],
      host: {
        wallMs: 8_412,
        stepsPerSecond: 439.8,
        synapticEventsPerSecond: 25_544_472,
        peakRssBytes: 312 * 1024 ** 2,
      },
    },
    chip: {
      title: 'Loihi 1',
      tilesX: 8,
      tilesY: 4,
      coresPerTile: 4,
      chipsUsed: 1,
      parameterSetTitle: 'Davies et al. 2018, Table 2 (pre-silicon)',
      limits: LIMITS,
    },
    cores,
    populations,
    projections: makeProjections(),
    energyByKind,
    noc: null,
    shown: makeShown(run, random),
  };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function makePopulations(run: MadeUpRun): ReportPopulation[] {
  let core = 18;
  return LAYERS.map(({ name, shape, cores, activity }, level) => {
    const begin = core;
    core += cores;
    return {
      name,
      shape,
      size: sizeOf(shape),
      level,
      input: level === 0,
      output: level === LAYERS.length - 1,
      cores: Array.from({ length: cores }, (_, i) => begin + i),
      spikes: Math.round(sizeOf(shape) * activity * 0.05 * run.steps * run.samples),
    };
  });
}

function makeCores(random: () => number): ReportCore[] {
  let core = 18;
  return LAYERS.flatMap(({ name, shape, cores, memory, activity }, level) =>
    Array.from({ length: cores }, (): ReportCore => {
      const number = core++;
      const tile = Math.floor(number / 4);
      const neurons = Math.ceil(sizeOf(shape) / cores);
      const spikes = Math.round(neurons * activity * 160 * (0.8 + 0.4 * random()));
      return {
        core: number,
        chip: 0,
        tile,
        x: tile % 8,
        y: Math.floor(tile / 8),
        use: {
          compartments: Math.min(1024, neurons),
          inputAxons: Math.round(4096 * (0.12 + 0.11 * level + 0.1 * random())),
          outputAxons: Math.round(neurons * (1 + level) * 0.5),
          synapseMemoryBits: Math.round(
            1_048_576 * Math.min(0.96, memory * (0.92 + 0.12 * random())),
          ),
          compartmentProfiles: 1,
          thresholdProfiles: 1 + (level % 2),
          voltageRanges: 1,
          synapseFormats: 2,
        },
        energyPj: spikes * 2_200 * (0.6 + random()),
        spikes,
        synapticEvents: spikes * 155,
        populations: [
          { name, neurons },
          ...(name === 'output' ? [{ name: 'fc1', neurons: 2 }] : []),
        ],
      };
    }),
  );
}

function makeProjections(): ImageProjection[] {
  const synapses = [48_672, 165_888, 172_800, 153_600, 1_280];
  return LAYERS.slice(1).map(({ name }, i) => ({
    name: `${LAYERS[i]!.name}-${name}`,
    pre: i,
    post: i + 1,
    kind: i < 3 ? 'conv' : 'dense',
    synapses: synapses[i]!,
    weightExp: i === 4 ? 1 : 0,
    weightBits: 8,
    signMode: 'mixed',
    delaySteps: 0,
    scale: 212.4 + 31.7 * i,
    clippedCount: i === 3 ? 41 : 0,
    sqnrDb: i === 4 ? null : 38.2 + 1.7 * i,
    maxAbsError: i === 4 ? 0 : 0.00213 * (1 + i),
  }));
}

function makeOutputs({ samples, steps }: MadeUpRun, random: () => number): OutputResult[] {
  return Array.from({ length: samples }, (_, i) => {
    const label = (i * 7 + 3) % 10;
    const wrong = i % 29 === 17;
    const winner = wrong ? (label + 4) % 10 : label;
    const counts = Array.from({ length: 10 }, (_, k) =>
      k === winner
        ? Math.round(steps * (0.5 + 0.3 * random()))
        : Math.floor(steps * 0.2 * random() ** 2),
    );
    return {
      sample: `digit-${String(i).padStart(4, '0')}`,
      counts,
      predicted: winner,
      label,
      spikesByPopulation: { conv1: 4200, conv2: 3300, conv3: 2400, fc1: 410, output: 21 },
    };
  });
}

function makeAnytime(
  { samples, steps }: MadeUpRun,
  accuracy: number,
  lines: readonly ReportEnergyLine[],
): AnytimePoint[] {
  const totalPj = lines.reduce((sum, line) => sum + line.totalPj, 0) / samples;
  return Array.from({ length: steps }, (_, i) => {
    const step = i + 1;
    const risen = Math.min(1, 1.02 * (1 - Math.exp(-i / (steps / 7))));
    return {
      step,
      accuracy: step < 4 ? 0 : Math.round(accuracy * risen * samples) / samples,
      energyPj: (totalPj * (step + 5)) / (steps + 5),
      elapsedNs: (step + 5) * 352_000,
    };
  });
}

function makeEnergy({ samples, steps }: MadeUpRun): ReportEnergyLine[] {
  const table2 = 'Davies et al., IEEE Micro 38(1), 2018, Table 2, doi:10.1109/MM.2018.112130359';
  const events: readonly (readonly [string, string, number, number])[] = [
    ['synapseDense', 'Synaptic event, dense', 81_204_110, 23.6],
    ['synapseConv', 'Synaptic event, convolution', 133_675_992, 23.6],
    ['synapseSparse', 'Synaptic event, sparse', 0, 23.6],
    ['neuronAccess', 'Neuron visited', 33_485_000, 52],
    ['neuronUpdate', 'Neuron updated', 18_220_411, 81],
    ['neuronSpike', 'Neuron spike', 1_382_004, 40],
    ['packetWithinTile', 'Packet within a tile', 283_786, 1.7],
    ['hopEastWest', 'Hop east or west', 2_935_967, 3],
    ['hopNorthSouth', 'Hop north or south', 1_500_000, 4],
  ];
  const elapsedS = (samples * (steps + 5) * 352_000) / 1e9;
  return [
    ...events.map(
      ([kind, label, count, eachPj]): ReportEnergyLine => ({
        kind,
        label,
        count,
        eachPj,
        totalPj: count * eachPj,
        source: table2,
        basis: kind === 'synapseConv' ? 'assumed' : 'simulated',
      }),
    ),
    {
      kind: 'static',
      label: 'Static power of the chip',
      count: null,
      eachPj: null,
      totalPj: 29e-3 * elapsedS * 1e12 * 0.3,
      source: 'Blouw et al., NICE 2019, Table 1, doi:10.1145/3320288.3320304',
      basis: 'measured',
    },
    {
      kind: 'hostProcessor',
      label: 'Embedded host processors',
      count: null,
      eachPj: null,
      totalPj: 70e-3 * elapsedS * 1e12 * 0.1,
      source: 'Blouw et al., NICE 2019, Table 1, doi:10.1145/3320288.3320304',
      basis: 'measured',
    },
    {
      kind: 'hostIo',
      label: 'Input spikes and output reads',
      count: 412_310,
      eachPj: 1_000,
      totalPj: 412_310 * 1_000,
      source: 'No published figure; set to the energy of a 32-bit off-chip transfer.',
      basis: 'assumed',
    },
  ];
}

function makeShown({ steps, spikes }: MadeUpRun, random: () => number): ReportData['shown'] {
  const stepCount = steps + 5;
  const weights = LAYERS.map(({ shape, activity }) => sizeOf(shape) * activity);
  const weightTotal = weights.reduce((sum, weight) => sum + weight, 0);
  const spikeSteps: number[] = [];
  const spikeNeurons: number[] = [];
  const fired = new Array<number>(stepCount).fill(0);
  let begin = 0;
  for (const [level, { shape }] of LAYERS.entries()) {
    const size = sizeOf(shape);
    for (let i = 0; i < (spikes * weights[level]!) / weightTotal; i++) {
      const step = Math.min(stepCount - 1, level + Math.floor(steps * random() ** 1.15));
      // A few neurons fire much more often than most.
      const favourite = Math.floor(random() ** 2 * 40) / 40;
      const neuron = Math.min(size - 1, Math.floor(size * (0.5 * random() ** 3 + 0.5 * favourite)));
      spikeSteps.push(step);
      spikeNeurons.push(begin + neuron);
      if (level > 0) fired[step]!++;
    }
    begin += size;
  }
  return {
    sample: 'digit-0000',
    stepNs: fired.map((count) => 8_200 + count * 21 + 900 * random()),
    energyPj: fired.map((count) => 1_100_000 + count * 9_400),
    fired,
    spikeSteps,
    spikeNeurons,
    spikesOmitted: 0,
  };
}
