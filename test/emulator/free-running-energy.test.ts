import { describe, expect, it } from 'vitest';
import { accountEnergy, accountTime } from '../../emulator/account.ts';
import type { OtaNeuron } from '../../src/model/analog.ts';
import type { ChipProfile, Cited } from '../../src/model/chip.ts';
import { eventsOf } from '../properties/small-network.ts';
import { analogImage, idealProfile, runFreely } from '../support/analog-image.ts';
import { findFiles, oracleFolder, readJson } from '../support/oracle-files.ts';

const folder = oracleFolder('analog');
const files = folder === null ? [] : findFiles(folder, /^behavioural.*\.json$/);

/** A row of behavioural.json; what it leaves out is the base circuit's. */
interface Row {
  readonly C_m?: number;
  readonly C_tsv?: number;
  readonly I_b?: number;
  readonly tempC?: number;
  readonly I_in: number;
  readonly isi_mean?: number;
  readonly energy_per_spike_supply?: number;
}

interface Base {
  readonly Cm: number;
  readonly Ctsv: number;
  readonly Ib: number;
  readonly tref: number;
  readonly tempC: number;
}

/** The ideal profile with converters whose code 0 is the row's circuit exactly, and input code 1 its current. */
function profileOf(row: Row, base: Base): ChipProfile {
  const profile = idealProfile();
  const at = (cited: Cited, value: number): Cited => ({ ...cited, value });
  return {
    ...profile,
    coreTypes: profile.coreTypes.map((type) => {
      const neuron = type.analog!.neuron as OtaNeuron;
      const capacitanceF = (row.C_m ?? base.Cm) + (row.C_tsv ?? base.Ctsv);
      return {
        ...type,
        analog: {
          ...type.analog!,
          neuron: {
            ...neuron,
            capacitorsF: [at(neuron.capacitorsF[0]!, capacitanceF)],
            leak: { ...neuron.leak, minA: at(neuron.leak.minA, row.I_b ?? base.Ib) },
            input: { ...neuron.input, maxA: at(neuron.input.maxA, row.I_in * 4095) },
            refractory: { ...neuron.refractory, minS: at(neuron.refractory.minS, base.tref) },
          },
        },
      };
    }),
  };
}

const INTERVALS = 2000;

/** Energy of one interval of a long run through the whole chip, joule. */
function intervalEnergyJ(row: Row, base: Base): number {
  const profile = profileOf(row, base);
  const codes = { leak: 0, threshold: 130, capacitor: 0, refractory: 0, input: 1 };
  const image = analogImage({
    profile,
    dtS: row.isi_mean!,
    populations: [{ name: 'out', size: 1, registers: codes }],
    synapses: [],
  });
  const temperatureK = (row.tempC ?? base.tempC) + 273.15;
  const [trace] = runFreely(image, [eventsOf([])], { steps: INTERVALS, temperatureK });
  const set = profile.parameterSets[profile.defaultParameterSet]!;
  const context = {
    set,
    chipsUsed: 1,
    dtS: row.isi_mean!,
    pace: 'fast',
    outputNeurons: 0,
    resets: false,
  } as const;
  const { dynamicPj } = accountEnergy(trace!, accountTime(trace!, context), context);
  return (dynamicPj * 1e-12) / INTERVALS;
}

describe.skipIf(files.length === 0)(
  'energy of an interval through the whole chip (oracle folder analog)',
  () => {
    for (const file of files) {
      const { base, ...blocks } = readJson<{ base: Base } & Record<string, unknown>>(file);
      for (const [block, rows] of Object.entries(blocks)) {
        const firing = Array.isArray(rows)
          ? (rows as Row[]).filter((row) => row.energy_per_spike_supply && row.isi_mean)
          : [];
        if (firing.length === 0) continue;
        it(`of ${block} is within 1 % of ngspice in ${firing.length} rows`, () => {
          for (const row of firing) {
            const error = intervalEnergyJ(row, base) / row.energy_per_spike_supply! - 1;
            expect(Math.abs(error), JSON.stringify(row)).toBeLessThan(0.01);
          }
        });
      }
    }
  },
);
