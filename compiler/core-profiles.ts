/**
 * What a core keeps in small tables that its compartments and synapses share: the distinct rows that each
 * population needs of every table, and the format of each projection's synapses. The partitioner counts
 * with it; `check-profiles.ts` counts again from the image.
 */
import type { CoreType, SharedRegisters } from '../src/model/chip.ts';
import type { CoreUse, QuantNet, QuantProjection } from '../src/model/mapping.ts';
import type { Registers } from '../src/model/network.ts';
import { valueAt } from '../src/model/network.ts';
import { findRegisterModel } from '../src/neurons/register-models.ts';
import { groupDigits } from '../src/support/errors.ts';
import type { SynapseWidths } from './synapse-memory.ts';

export type RegisterTable = Exclude<keyof SharedRegisters, 'source' | 'basis'>;

/** Tables of distinct register values, as they stand in `CoreUse` and in a profile's limits. */
export const REGISTER_TABLES: readonly RegisterTable[] = [
  'compartmentProfiles',
  'thresholdProfiles',
  'voltageRanges',
];

/** All tables of a core; synapse formats have rows too. */
export type CoreTable = RegisterTable | 'synapseFormats';

export const CORE_TABLES: readonly CoreTable[] = [...REGISTER_TABLES, 'synapseFormats'];

/** Rows of one table that a population needs: none, one for all its neurons, or one each. */
type PopulationRows = null | string | readonly string[];

/** Rows of every register table by population; equal text is the same row, whatever the population. */
export class RegisterRows {
  private readonly rows: Readonly<Record<RegisterTable, readonly PopulationRows[]>>;

  constructor(net: QuantNet, core: CoreType) {
    const rowsOf = (table: RegisterTable): PopulationRows[] =>
      net.populations.map(({ neuron, registers, size }) =>
        registers ? populationRows(core, table, neuron, registers, size) : null,
      );
    this.rows = {
      compartmentProfiles: rowsOf('compartmentProfiles'),
      thresholdProfiles: rowsOf('thresholdProfiles'),
      voltageRanges: rowsOf('voltageRanges'),
    };
  }

  /** Distinct rows of the neurons given, in the order in which they come. */
  of(table: RegisterTable, population: number, neurons: Int32Array): ReadonlySet<string> {
    const rows = this.rows[table][population] ?? null;
    if (rows === null) return new Set();
    if (typeof rows === 'string') return new Set([rows]);
    const found = new Set<string>();
    for (const neuron of neurons) found.add(rows[neuron]!);
    return found;
  }

  /** Neurons of a population by equal rows in all register tables, each group in rising order. */
  groups(population: number, size: number): Int32Array[] {
    const varied = REGISTER_TABLES.map((table) => this.rows[table][population]).filter(
      (rows): rows is readonly string[] => Array.isArray(rows),
    );
    const groups = new Map<string, number[]>();
    for (let neuron = 0; neuron < size; neuron++) {
      const key = varied.map((rows) => rows[neuron]).join();
      const group = groups.get(key);
      if (group) group.push(neuron);
      else groups.set(key, [neuron]);
    }
    const keys = [...groups.keys()].sort();
    return keys.map((key) => Int32Array.from(groups.get(key)!));
  }
}

function populationRows(
  core: CoreType,
  table: RegisterTable,
  neuron: string,
  registers: Registers,
  size: number,
): PopulationRows {
  const fields = findRegisterModel(neuron)?.fields ?? [];
  const names = core.sharedRegisters?.[table] ?? [];
  const columns = names.flatMap((name) => {
    const field = fields.find((candidate) => candidate.name === name);
    return field ? [{ name, values: registers[name] ?? field.default }] : [];
  });
  if (columns.length === 0) return null;
  const rowAt = (k: number): string =>
    columns.map(({ name, values }) => `${name} ${valueAt(values, k)}`).join();
  if (columns.every(({ values }) => typeof values === 'number')) return rowAt(0);
  const rows = Array.from({ length: size }, (_, k) => rowAt(k));
  return rows.every((row) => row === rows[0]) ? rows[0]! : rows;
}

/**
 * The row of the synapse formats that a projection's lists take: what nengo-loihi's SynapseConfig holds of
 * ours. Lists with and without an index differ by their index bits.
 */
export function synapseFormat(
  { weightExp, signMode, learning }: Pick<QuantProjection, 'weightExp' | 'signMode' | 'learning'>,
  { weightBits, delayBits, tagBits, indexBits }: SynapseWidths,
): string {
  return [weightBits, delayBits, tagBits, indexBits, weightExp, signMode, learning?.rule].join();
}

/** Populations that take more cores than their size asks for, because their registers differ too much. */
export function profileWarnings(rows: RegisterRows, net: QuantNet, core: CoreType): string[] {
  return net.populations.flatMap(({ name, size, registers }, population) => {
    if (registers === null) return [];
    const all = Int32Array.from({ length: size }, (_, k) => k);
    return REGISTER_TABLES.flatMap((table) => {
      const distinct = rows.of(table, population, all).size;
      const limit = core.limits[table].value;
      const coresLeast = Math.ceil(distinct / limit);
      if (coresLeast <= Math.ceil(size / core.limits.compartments.value)) return [];
      return [
        `population "${name}" has ${groupDigits(distinct)} ${TABLE_WORDS[table]}, a core holds ${groupDigits(limit)}: so it takes at least ${groupDigits(coresLeast)} cores. ${TABLE_REMEDIES[table]}`,
      ];
    });
  });
}

export const TABLE_WORDS: Readonly<Record<CoreTable, string>> = {
  compartmentProfiles: 'compartment profiles (distinct sets of decays and refractory period)',
  thresholdProfiles: 'threshold profiles (distinct thresholds)',
  voltageRanges: 'voltage ranges',
  synapseFormats: 'synapse formats (distinct weight bits, exponents, sign modes and delay fields)',
};

export const TABLE_REMEDIES: Readonly<Record<CoreTable, string>> = {
  compartmentProfiles:
    'Round time constants and refractory periods to fewer values, or choose a profile without this limit.',
  thresholdProfiles:
    'Round thresholds to fewer values, or choose a profile without this limit; biases may differ freely.',
  voltageRanges: 'Give all populations of a core the same ends of v.',
  synapseFormats:
    'Give the projections into it the same weight bits, exponents and sign modes, merge some, or choose a profile without this limit.',
};

/** Rows of all tables on one core. */
export type TableRows = Readonly<Record<CoreTable, ReadonlySet<string>>>;

/** Numbers of rows, as they stand in the use of a core. */
export function tableUse(rows: TableRows): Pick<CoreUse, CoreTable> {
  return {
    compartmentProfiles: rows.compartmentProfiles.size,
    thresholdProfiles: rows.thresholdProfiles.size,
    voltageRanges: rows.voltageRanges.size,
    synapseFormats: rows.synapseFormats.size,
  };
}

/** Rows of either set. */
export function joinedRows(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  let all: Set<string> | null = null;
  for (const row of b) {
    if (a.has(row)) continue;
    all ??= new Set(a);
    all.add(row);
  }
  return all ?? a;
}
