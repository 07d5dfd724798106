/** Doubles of SANA-FE as integers: a unit for each population in which its weights, biases and thresholds are whole. */
import type { PerCompartment, Registers } from '../../model/network.ts';
import { doubleRegisters, RESET_MODES } from '../../neurons/sanafe/fields.ts';
import { groupDigits } from '../../support/errors.ts';
import type { Column, DraftGroup, NumberName, TextName } from './draft.ts';
import { columnValue } from './draft.ts';
import type { SanafeSource } from './source.ts';
import { faultAt } from './source.ts';

/** Potentials are cut to this. */
const CUT = 64;
const FRACTION_BITS_MAX = 16;
const REGISTER_MAX = 2 ** 31 - 1;
/** Room for what adds up beside the largest sum of inputs. */
const HEADROOM = 2;

const LEVELS: readonly NumberName[] = [
  'threshold',
  'reset',
  'reverse_threshold',
  'reverse_reset',
  'bias',
  'leak',
];

/** The unit of a population's registers: 2^-(6 + fractionBits). */
export interface Unit64 {
  readonly fractionBits: number;
  /** Units in 1. */
  readonly scale: number;
}

/**
 * The coarsest unit in which all values of a group and the weights into it are whole, as far as registers of 32 bits
 * hold them. `inputMax` is the largest sum of inputs. Throws InputError E_SANAFE where not even the whole part fits.
 */
export function unitOf(
  source: SanafeSource,
  group: DraftGroup,
  weightBits: number,
  inputMax: number,
): Unit64 {
  let needed = weightBits;
  let largest = inputMax;
  for (const name of LEVELS) {
    for (const value of distinct(group.numbers.get(name)!)) {
      needed = Math.max(needed, fractionBitsOf(value));
      if (name !== 'threshold' && name !== 'reverse_threshold') {
        largest = Math.max(largest, Math.abs(value));
      }
    }
  }
  const room = Math.floor(Math.log2(REGISTER_MAX / (CUT * HEADROOM * Math.max(1, largest))));
  if (room < 0) {
    throw faultAt(
      source,
      group.place,
      `group "${group.name}": inputs or biases of ${largest} are beyond registers of 32 bits in units of 1/64.`,
    );
  }
  const fractionBits = Math.min(needed, room, FRACTION_BITS_MAX);
  return { fractionBits, scale: CUT * 2 ** fractionBits };
}

/** Bits below 1/64 that a value takes, at most FRACTION_BITS_MAX + 1. */
export function fractionBitsOf(value: number): number {
  let bits = 0;
  while (bits <= FRACTION_BITS_MAX && !Number.isInteger(value * CUT * 2 ** bits)) bits++;
  return bits;
}

function distinct({ all, each }: Column<number>): number[] {
  const values = each === null ? [all] : [...new Set(each)];
  return values.filter((value) => value !== undefined);
}

/** Registers of a group with what was rounded: how many values, and by how much at most. */
export interface GroupRegisters {
  readonly neuron: string;
  readonly registers: Registers;
  readonly notes: readonly string[];
}

/** `model` is that of the soma unit. Throws InputError E_SANAFE for values that the model cannot have. */
export function registersOf(
  source: SanafeSource,
  group: DraftGroup,
  model: string,
  unit: Unit64,
): GroupRegisters {
  const rounding = { count: 0, error: 0, clipped: 0 };
  const reading: Reading = { source, group, unit, rounding };
  const own =
    model === 'input'
      ? { neuron: 'sanafe-periodic', registers: periodicRegisters(reading) }
      : model === 'truenorth'
        ? { neuron: 'sanafe-truenorth', registers: trueNorthRegisters(reading) }
        : { neuron: 'sanafe-lif', registers: lifRegisters(reading) };
  return { ...own, notes: notesOf(reading) };
}

interface Reading {
  readonly source: SanafeSource;
  readonly group: DraftGroup;
  readonly unit: Unit64;
  readonly rounding: { count: number; error: number; clipped: number };
}

function lifRegisters(reading: Reading): Registers {
  return {
    ...commonRegisters(reading),
    ...doubleRegisters('leakDecay', doubles(reading, 'leak_decay', 1)),
    ...doubleRegisters('inputDecay', doubles(reading, 'input_decay', 0)),
    refractorySteps: whole(reading, 'refractory_delay', 0),
    fractionBits: reading.unit.fractionBits,
  };
}

function trueNorthRegisters(reading: Reading): Registers {
  return {
    ...commonRegisters(reading),
    leak: levels(reading, 'leak'),
    leakTowardsZero: whole(reading, 'leak_towards_zero', 1),
  };
}

function periodicRegisters(reading: Reading): Registers {
  const { source, group } = reading;
  const period = (rate: number): number => {
    if (rate === 0) return 0;
    const steps = Math.trunc(1 / rate);
    if (rate > 0 && rate <= 1 && steps <= REGISTER_MAX) return steps;
    throw faultAt(
      source,
      group.place,
      `group "${group.name}": rate ${rate}: a number from 0 to 1 is expected.`,
    );
  };
  return { periodSteps: perNeuron(reading, 'rate', 0, period) };
}

function commonRegisters(reading: Reading): Registers {
  return {
    threshold: levels(reading, 'threshold'),
    reset: levels(reading, 'reset'),
    resetMode: modes(reading, 'reset_mode', 'hard'),
    reverseThreshold: levels(reading, 'reverse_threshold'),
    reverseReset: levels(reading, 'reverse_reset'),
    reverseResetMode: modes(reading, 'reverse_reset_mode', 'none'),
    bias: levels(reading, 'bias'),
    forceUpdate: whole(reading, 'force_update', 0),
  };
}

function levels(reading: Reading, name: NumberName): PerCompartment {
  const { unit, rounding } = reading;
  return perNeuron(reading, name, 0, (value) => {
    const exact = value * unit.scale;
    const rounded = Math.round(exact);
    if (Math.abs(rounded) > REGISTER_MAX) {
      rounding.clipped++;
      return Math.sign(rounded) * REGISTER_MAX;
    }
    if (rounded !== exact) {
      rounding.count++;
      rounding.error = Math.max(rounding.error, Math.abs(rounded - exact) / unit.scale);
    }
    return rounded + 0;
  });
}

function whole(reading: Reading, name: NumberName, fallback: number): PerCompartment {
  const { source, group } = reading;
  return perNeuron(reading, name, fallback, (value) => {
    if (Number.isInteger(value) && value >= 0 && value <= REGISTER_MAX) return value;
    throw faultAt(
      source,
      group.place,
      `group "${group.name}": ${name} ${value}: a whole number of steps is expected.`,
    );
  });
}

function perNeuron(
  { group }: Reading,
  name: NumberName,
  fallback: number,
  register: (value: number) => number,
): PerCompartment {
  const column = group.numbers.get(name)!;
  if (column.each === null) return register(column.all ?? fallback);
  return Int32Array.from({ length: group.size }, (_, k) =>
    register(columnValue(column, k) ?? fallback),
  );
}

function doubles({ group }: Reading, name: NumberName, fallback: number): number | Float64Array {
  const column = group.numbers.get(name)!;
  if (column.each === null) return column.all ?? fallback;
  return Float64Array.from({ length: group.size }, (_, k) => columnValue(column, k) ?? fallback);
}

function modes({ group }: Reading, name: TextName, fallback: string): PerCompartment {
  const column = group.texts.get(name)!;
  const register = (text: string | undefined): number =>
    RESET_MODES.findIndex((mode) => mode === (text ?? fallback));
  if (column.each === null) return register(column.all);
  return Int32Array.from({ length: group.size }, (_, k) => register(columnValue(column, k)));
}

function notesOf({ group, unit, rounding }: Reading): string[] {
  const notes: string[] = [];
  if (rounding.count > 0) {
    notes.push(
      `group "${group.name}": ${groupDigits(rounding.count)} levels are no multiples of 1/${groupDigits(unit.scale)} and were rounded, by at most ${rounding.error}.`,
    );
  }
  if (rounding.clipped > 0) {
    notes.push(
      `group "${group.name}": ${groupDigits(rounding.clipped)} levels are beyond 32 bits in units of 1/${groupDigits(unit.scale)} and stand at the end of that range.`,
    );
  }
  return notes;
}
