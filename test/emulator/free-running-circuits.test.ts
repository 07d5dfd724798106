import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../chip-profiles/load.ts';
import { kindTotals } from '../../emulator/account.ts';
import { KIND } from '../../emulator/event-index.ts';
import { decodeCircuit } from '../../src/analog/decode.ts';
import { checkProbes } from '../../src/cli/check-probes.ts';
import { runWarnings } from '../../src/cli/warnings.ts';
import type { OtaNeuron } from '../../src/model/analog.ts';
import type { ChipProfile } from '../../src/model/chip.ts';
import type { DenseBlock, ProgramImage } from '../../src/model/program.ts';
import { readNirData } from '../../src/readers/nir-data.ts';
import { writeNirSpikes } from '../../src/readers/nir-spikes.ts';
import { eventsOf } from '../properties/small-network.ts';
import {
  analogImage,
  BEHAVIOURAL_CODES,
  idealProfile,
  runFreely,
} from '../support/analog-image.ts';

const SILENCE = eventsOf([]);
const DPI_CODES = { leak: 512, gain: 666, threshold: 666, refractory: 60, unit: 0, tau: 1000 };

/** A neuron under constant current and one that its spikes excite. */
function dpiPair(): ProgramImage {
  return analogImage({
    profile: loadProfile('dynapse-like').profile,
    dtS: 1e-3,
    populations: [
      { name: 'a', size: 1, registers: { ...DPI_CODES, capacitor: 0, input: 1200 } },
      { name: 'b', size: 1, registers: { ...DPI_CODES, capacitor: 0, unit: 1500 } },
    ],
    synapses: [[0, 0, 1, 0, 8]],
    coreOf: (population) => population,
  });
}

describe('log-domain neurons', () => {
  it('fire by the closed form of their membrane and excite others through their core', () => {
    const image = dpiPair();
    const [trace] = runFreely(image, [SILENCE], {
      steps: 200,
      probes: [{ population: 'a', variable: 'i' }],
    });
    const times = (population: number): number[] =>
      Array.from(trace!.spikes!.timesPs!).filter(
        (_, k) => trace!.spikes!.populations[k] === population,
      );
    const { membrane, inputA } = decodeCircuit(
      image.header.profile.coreTypes[0]!.analog!,
      { ...BEHAVIOURAL_CODES, ...DPI_CODES, capacitor: 0, input: 1200 },
      { temperatureK: null, chip: null, index: 0 },
    ).circuit!;
    if (membrane.kind !== 'dpi') throw new Error('no DPI neuron');
    const { leakA, gainA, thresholdA, startA, capacitanceF, kappa, temperatureK } = membrane;
    const tauS = (capacitanceF * 1.380649e-23 * temperatureK) / (1.602176634e-19 * kappa * leakA);
    const restA = (gainA / leakA) * (inputA - leakA);
    const share = gainA / restA;
    const firstS =
      tauS *
      (share * Math.log(thresholdA / startA) +
        (1 + share) * Math.log((restA - startA) / (restA - thresholdA)));
    expect(times(0)[0]! / 1e12 / firstS).toBeCloseTo(1, 8);
    expect(times(1).length).toBeGreaterThan(0);
    expect(times(1)[0]!).toBeGreaterThan(times(0)[0]!);
    const [probe] = trace!.analogProbes!;
    expect(probe).toMatchObject({ variable: 'i', unit: 'A' });
    expect(probe!.values[0]).toBeGreaterThan(startA);
    const totals = kindTotals(trace!);
    expect(totals[KIND.camMatch]).toBe(totals[KIND.axonIn]);
    expect(totals[KIND.supplyCharge]).toBeGreaterThan(0);
  });
});

describe('a dense block', () => {
  it('acts as the same synapses in a list, and counts those of weight 0', () => {
    const codes = { unit: 612, refractory: 100 };
    const spec = {
      profile: idealProfile(),
      dtS: 1e-3,
      populations: [
        { name: 'in', size: 2 },
        { name: 'out', size: 3, registers: codes },
      ],
      synapses: [
        [0, 0, 1, 0, 31],
        [0, 1, 1, 0, 5],
        [0, 1, 1, 2, 31],
      ] as const,
    };
    const sparse = analogImage(spec);
    const core = sparse.cores[0]!;
    const block: DenseBlock = {
      kind: 'dense',
      port: 0,
      group: 0,
      width: 3,
      weights: Int16Array.of(31, 0, 0, 5, 0, 31),
    };
    const dense = { ...sparse, cores: [{ ...core, blocks: [block] }] };
    const events = eventsOf([
      [0, 0],
      [1, 1],
    ]);
    const [listed, full] = [sparse, dense].map(
      (image) => runFreely(image, [events], { steps: 3, timing: 'none' })[0]!,
    );
    expect(full!.spikes).toEqual(listed!.spikes);
    expect(kindTotals(listed!)[KIND.synapseSparse]).toBe(3);
    expect(kindTotals(full!)[KIND.synapseDense]).toBe(6);
  });
});

/** A strong synapse on a neuron that its own current keeps busy. */
function busy(changes: object): ProgramImage {
  return analogImage({
    profile: idealProfile(),
    dtS: 1e-3,
    populations: [
      { name: 'in', size: 1 },
      { name: 'out', size: 1, registers: { unit: 612, ...changes } },
    ],
    synapses: [[0, 0, 1, 0, 31]],
  });
}

describe('warnings', () => {
  const warningsOf = (image: ProgramImage, events: number[][]): string[] => {
    const traces = runFreely(image, [eventsOf(events)], { steps: 3, timing: 'none' });
    return runWarnings({ image, traces } as never);
  };

  it('count packets that a reset of 0.5 ms swallows', () => {
    // One at the begin of the window makes it fire; that at a quarter of it finds it at reset, that at half just so.
    expect(warningsOf(busy({}), [[0, 0, 4]])).toEqual([
      'W_HELD: 1 charge packet came while a neuron was held at reset and was lost, as on the chip; 1 more packet lost a part that way.',
    ]);
  });

  it('count packets of which a reset swallows a part', () => {
    const traces = (heldPackets: number, cutPackets: number): object[] => [
      {
        artefacts: { heldPackets, cutPackets, rateLimited: 0, deadNeurons: 0, lateSpikes: 0 },
        droppedEvents: 0,
        saturations: 0,
        outputCounts: [1],
      },
    ];
    const header = { populations: [{ spiking: true }], outputs: [0] };
    const heldWarning = (held: number, cut: number): string[] =>
      runWarnings({ image: { header }, traces: traces(held, cut) } as never);
    expect(heldWarning(0, 1)).toEqual([
      'W_HELD: 1 charge packet began while a neuron was held at reset and lost the part that came before it let go, as on the chip.',
    ]);
    expect(heldWarning(2, 1)).toEqual([
      'W_HELD: 2 charge packets came while a neuron was held at reset and were lost, as on the chip; 1 more packet lost a part that way.',
    ]);
    expect(heldWarning(0, 0)).toEqual([]);
  });

  it('count spikes that wait for their comparator', () => {
    const image = busy({ refractory: 0, input: 4095 });
    const { profile } = image.header;
    const slow = withNeuron(profile, (neuron) => ({
      ...neuron,
      comparator: {
        ...neuron.comparator,
        minimumIntervalS: { ...neuron.comparator.minimumIntervalS, value: 1e-4 },
      },
    }));
    const [warning] = warningsOf({ ...image, header: { ...image.header, profile: slow } }, []);
    expect(warning).toMatch(/^W_RATE: 29 spikes had to wait/);
  });
});

function withNeuron(profile: ChipProfile, change: (neuron: OtaNeuron) => OtaNeuron): ChipProfile {
  return {
    ...profile,
    coreTypes: profile.coreTypes.map((type) => ({
      ...type,
      analog: { ...type.analog!, neuron: change(type.analog!.neuron as OtaNeuron) },
    })),
  };
}

describe('a neuron is named', () => {
  it('whose code is out of range', () => {
    const run = (): unknown => runFreely(busy({ leak: 5000 }), [SILENCE], { steps: 1 });
    expect(run).toThrow(
      'neuron 0 of population "out" on core 0: register "leak" is 5000; it holds whole numbers from 0 to 1023.',
    );
  });

  it('whose membrane is driven beyond any circuit', () => {
    const image = busy({});
    const huge = {
      ...image.header.profile,
      coreTypes: image.header.profile.coreTypes.map((type) => ({
        ...type,
        analog: {
          ...type.analog!,
          synapse: {
            ...type.analog!.synapse,
            unit: {
              ...type.analog!.synapse.unit,
              maxA: { ...type.analog!.synapse.unit.maxA, value: 1e280 },
            },
          },
        },
      })),
    };
    const down = analogImage({
      profile: withNeuron(huge, (neuron) => ({
        ...neuron,
        floorV: { ...neuron.floorV, value: -1e308 },
      })),
      dtS: 1e-3,
      populations: [
        { name: 'in', size: 1 },
        { name: 'out', size: 1, registers: { unit: 1023 } },
      ],
      synapses: [[0, 0, 1, 0, -1]],
    });
    expect(() => runFreely(down, [eventsOf([[0, 0]])], { steps: 1 })).toThrow(
      /sample "made", step 0: the membrane of neuron 0 of population "out" is driven to/,
    );
  });
});

describe('probes of the command line', () => {
  it('are volts of OTA neurons and amperes of log-domain ones', () => {
    expect(() => checkProbes(busy({}), [{ population: 'out', variable: 'v' }])).not.toThrow();
    expect(() => checkProbes(dpiPair(), [{ population: 'b', variable: 'i' }])).not.toThrow();
    expect(() => checkProbes(busy({}), [{ population: 'out', variable: 'u' }])).toThrow(
      '--probe out:u: analog-ota has v.',
    );
  });
});

describe('spikes of a run as NIRData', () => {
  it('have their own times in the network, in order', async () => {
    const spikes = {
      steps: Int32Array.of(0, 0, 1),
      populations: Int32Array.of(1, 1, 1),
      indices: Int32Array.of(0, 2, 1),
      timesPs: Float64Array.of(9e8, 2e8, 1.5e9),
    };
    const named = [{ name: 'out', size: 3, index: 1 }];
    const bytes = await writeNirSpikes(named, [{ spikes, steps: 2, timeScale: 10 }], 0.01);
    const read = (await readNirData(bytes, 'made.h5')).get('out')!.get('spikes')!;
    if (read.kind !== 'events') throw new Error('no events');
    expect(Array.from(read.indices)).toEqual([2, 0, 1]);
    read.timesS.forEach((timeS, k) => {
      expect(timeS).toBeCloseTo([2e-3, 9e-3, 1.5e-2][k]!, 15);
    });
  });
});
