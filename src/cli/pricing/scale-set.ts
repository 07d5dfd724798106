/** A parameter set at another supply voltage or in another process: rules of thumb, each marked as assumed. */
import { type Cited, EVENT_KINDS, type ParameterSet } from '../../model/chip.ts';
import type { Assumption } from '../../model/network.ts';
import { InputError } from '../../support/errors.ts';

export interface Scaling {
  /** Absent: that of the set. */
  readonly supplyV?: number;
  /** Absent: that of the profile. */
  readonly technologyNm?: number;
}

export interface ScaledSet {
  readonly set: ParameterSet;
  readonly assumptions: readonly Assumption[];
}

const SWITCHING =
  'E = C V^2 of a switched capacitance: Rabaey, Chandrakasan and Nikolic 2003, Digital Integrated Circuits, 2nd ed., ch. 5';
const SHRINKING =
  'capacitance proportional to the length of a process: Dennard et al. 1974, IEEE JSSC 9(5):256-268, doi:10.1109/JSSC.1974.1050511';

/**
 * Energy per event goes with V^2 and with the length of the process, static power with V (a leakage current that
 * stays). Times stay, unless the set has been timed at that voltage. Host and input and output stay.
 */
export function scaleSet(set: ParameterSet, processNm: number, scaling: Scaling): ScaledSet {
  const supply = scaling.supplyV === undefined ? unchanged(set) : atSupply(set, scaling.supplyV);
  if (scaling.technologyNm === undefined) return supply;
  const factor = scaling.technologyNm / processNm;
  const text = `energy per event is taken as ${figure(factor)} times that of ${processNm} nm (${scaling.technologyNm} nm, ${SHRINKING}). Names of processes stopped being lengths below some 20 nm, so it may be off by two; times and static power stay.`;
  return {
    set: { ...supply.set, energyPj: scaledEnergies(supply.set, factor, SHRINKING) },
    assumptions: [...supply.assumptions, { code: 'A_TECHNOLOGY', text }],
  };
}

function unchanged(set: ParameterSet): ScaledSet {
  return { set, assumptions: [] };
}

function atSupply(set: ParameterSet, supplyV: number): ScaledSet {
  const ratio = supplyV / set.supplyV.value;
  const point = set.dvfs?.find((each) => each.supplyV.value === supplyV);
  const rails = Object.entries(set.staticMw).map(([rail, mw]) => [
    rail,
    scaled(mw, ratio, 'a leakage current that does not change with voltage'),
  ]);
  const scaledToV: ParameterSet = {
    ...set,
    supplyV: { value: supplyV, source: 'asked for (--supply-v)', basis: 'assumed' },
    energyPj: scaledEnergies(set, ratio ** 2, SWITCHING),
    staticMw: Object.fromEntries(rails) as ParameterSet['staticMw'],
  };
  const energyText = `at ${supplyV} V instead of ${set.supplyV.value} V, energy per event is ${figure(ratio ** 2)} times as large (${SWITCHING}) and static power ${figure(ratio)} times (assumed).`;
  return {
    set: point ? withTimes(scaledToV, point.timeFactor) : scaledToV,
    assumptions: [{ code: 'A_SUPPLY', text: `${energyText} ${timeText(set, supplyV)}` }],
  };
}

function timeText({ dvfs }: ParameterSet, supplyV: number): string {
  const point = dvfs?.find((each) => each.supplyV.value === supplyV);
  if (point) {
    return `Times are ${figure(point.timeFactor.value)} times as long (${point.timeFactor.source}).`;
  }
  const known = dvfs?.map((each) => `${each.supplyV.value} V`).join(', ');
  return known === undefined
    ? 'Times stay: the profile has no speed at another voltage (dvfs).'
    : `Times stay: the profile has the speed at ${known} only (dvfs).`;
}

function scaledEnergies(
  { energyPj }: ParameterSet,
  factor: number,
  rule: string,
): ParameterSet['energyPj'] {
  const entries = EVENT_KINDS.map((kind) => [kind, scaled(energyPj[kind], factor, rule)]);
  return Object.fromEntries(entries) as ParameterSet['energyPj'];
}

function withTimes(set: ParameterSet, { value, source }: Cited): ParameterSet {
  const times = (table: Readonly<Record<string, Cited>>): unknown =>
    Object.fromEntries(
      Object.entries(table).map(([name, cited]) => [name, scaled(cited, value, source)]),
    );
  return {
    ...set,
    timeNs: times(set.timeNs) as ParameterSet['timeNs'],
    hopCycleNs: times(set.hopCycleNs) as ParameterSet['hopCycleNs'],
    barrierNs: set.barrierNs.map(({ tilesMax, timeNs }) => ({
      tilesMax,
      timeNs: scaled(timeNs, value, source),
    })),
  };
}

function scaled(cited: Cited, factor: number, rule: string): Cited {
  const { min, max } = cited;
  return {
    value: cited.value * factor,
    ...(min === undefined ? {} : { min: min * factor }),
    ...(max === undefined ? {} : { max: max * factor }),
    source: `${cited.source}; times ${figure(factor)}: ${rule}`,
    basis: 'assumed',
  };
}

function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** A number above 0 in a range that is not absurd. Throws InputError E_USAGE. */
export function scalingNumber(option: string, text: string, most: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value > 0 && value <= most) return value;
  throw new InputError(
    'E_USAGE',
    `${option} ${text}: a number above 0, at most ${most}, is needed.`,
  );
}
