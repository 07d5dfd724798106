/** `--budget energy=1uJ,latency=5ms,...`: ceilings (and a floor for accuracy) that a run must keep. */
import { coreEnergiesPj } from '../../emulator/account.ts';
import type { ProgramImage } from '../model/program.ts';
import type { Summary } from '../model/report.ts';
import { formatEnergyPj, formatPowerMw, formatTimeNs } from '../report/units.ts';
import { groupDigits, InputError, nearestWord } from '../support/errors.ts';
import type { ChipRun } from './run-record.ts';

/** Energy in pJ, latency in ns, power in mW, cores as a count, accuracy as a fraction. */
export type Budget = Readonly<Partial<Record<BudgetKey, number>>>;
export type BudgetKey = 'energy' | 'latency' | 'power' | 'cores' | 'accuracy';

/** Accepted units and their size in the base unit of the key. */
const UNITS: Readonly<Record<BudgetKey, Readonly<Record<string, number>>>> = {
  energy: { pJ: 1, nJ: 1e3, uJ: 1e6, µJ: 1e6, mJ: 1e9, J: 1e12 },
  latency: { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9 },
  power: { uW: 1e-3, µW: 1e-3, mW: 1, W: 1e3 },
  cores: { '': 1 },
  accuracy: { '': 1, '%': 0.01 },
};

export interface BudgetBreach {
  readonly key: BudgetKey;
  readonly limit: number;
  readonly actual: number;
  readonly text: string;
}

/** Throws InputError E_USAGE for an unknown key, unit or number, or a key that is given twice. */
export function parseBudget(text: string): Budget {
  const budget: Partial<Record<BudgetKey, number>> = {};
  for (const entry of text.split(',')) {
    const match = /^\s*([A-Za-z]*)\s*=\s*([0-9.eE+-]+?)\s*([a-zA-Zµμ%]*)\s*$/.exec(entry);
    const [, word = entry.split('=')[0]!.trim(), number, unit = ''] = match ?? [];
    if (!isBudgetKey(word)) throw unknownKey(entry, word);
    if (budget[word] !== undefined) {
      throw new InputError('E_USAGE', `--budget ${text}: ${word} is given twice.`);
    }
    budget[word] = limitOf(entry, word, Number(number ?? Number.NaN), unit.replace('μ', 'µ'));
  }
  return budget;
}

function isBudgetKey(word: string): word is BudgetKey {
  return Object.hasOwn(UNITS, word);
}

function unknownKey(entry: string, word: string): InputError {
  const keys = Object.keys(UNITS);
  const near = nearestWord(word, keys);
  return new InputError(
    'E_USAGE',
    `--budget ${entry}: write KEY=VALUE with KEY one of ${keys.join(', ')}${near ? ` (did you mean ${near}?)` : ''}.`,
  );
}

function limitOf(entry: string, key: BudgetKey, value: number, unit: string): number {
  const units = UNITS[key];
  const factor = Object.hasOwn(units, unit) ? units[unit]! : Number.NaN;
  const limit = value * factor;
  const ceiling = key === 'accuracy' ? 1 : Number.MAX_VALUE;
  if (limit >= 0 && limit <= ceiling) return limit;
  throw new InputError('E_USAGE', `--budget ${entry}: ${key} takes ${FORMS[key]}.`);
}

const FORMS: Readonly<Record<BudgetKey, string>> = {
  energy: 'a number and one of the units pJ, nJ, uJ, mJ, J, e.g. energy=1uJ',
  latency: 'a number and one of the units ns, us, ms, s, e.g. latency=5ms',
  power: 'a number and one of the units uW, mW, W, e.g. power=100mW',
  cores: 'a number without a unit, e.g. cores=4',
  accuracy: 'a fraction from 0 to 1 or a percentage, e.g. accuracy=0.97',
};

/** What a summary does not name. */
export interface Contributors {
  /** Cores of each population. */
  readonly coresByName: ReadonlyMap<string, number>;
  /** Dynamic energy of each physical core. */
  readonly energyByCore: ReadonlyMap<number, number>;
}

/** Limits that a summary breaks: energy is the mean per sample, latency the largest sample, accuracy a floor. */
export function budgetBreaches(
  summary: Summary,
  budget: Budget,
  { coresByName, energyByCore }: Contributors,
): BudgetBreach[] {
  const actuals: Record<BudgetKey, number | null> = {
    energy: summary.energy?.perSamplePj ?? null,
    latency: summary.time?.sampleNs.max ?? null,
    power: summary.power?.meanMw ?? null,
    cores: summary.chip?.coresUsed ?? null,
    accuracy: summary.accuracy,
  };
  const largest: Record<BudgetKey, () => string> = {
    energy: () => energyParts(summary, energyByCore),
    latency: () => timeParts(summary),
    power: () => energyParts(summary, energyByCore),
    cores: () => coreParts(coresByName),
    accuracy: () => wrongSamples(summary),
  };
  return (Object.keys(budget) as BudgetKey[]).flatMap((key) => {
    const limit = budget[key]!;
    const actual = actuals[key];
    if (actual === null) {
      const why = key === 'accuracy' ? ': no sample has a label (--labels)' : '';
      const text = `${key}: the run gives no figure${why}.`;
      return [{ key, limit, actual: Number.NaN, text }];
    }
    const broken = key === 'accuracy' ? actual < limit : actual > limit;
    if (!broken) return [];
    const text = `${key}: ${FIGURES[key](actual)}, budget ${FIGURES[key](limit)}${overText(key, actual, limit)}. ${largest[key]()}`;
    return [{ key, limit, actual, text }];
  });
}

const FIGURES: Readonly<Record<BudgetKey, (value: number) => string>> = {
  energy: (pj) => `${formatEnergyPj(pj)} per sample`,
  latency: (ns) => `${formatTimeNs(ns)} in the slowest sample`,
  power: formatPowerMw,
  cores: (count) => `${groupDigits(count)} cores`,
  accuracy: (fraction) => `${Number((fraction * 100).toFixed(3))} %`,
};

function overText(key: BudgetKey, actual: number, limit: number): string {
  if (key === 'accuracy') return ` (${((limit - actual) * 100).toFixed(1)} points under)`;
  if (limit === 0) return '';
  const ratio = actual / limit;
  return ratio >= 10
    ? ` (${groupDigits(Math.round(ratio))} times as much)`
    : ` (${((ratio - 1) * 100).toFixed(1)} % over)`;
}

const PARTS_SHOWN = 3;

/** The largest first, each with its share of the whole. */
function shares(parts: readonly (readonly [name: string, amount: number])[]): string {
  const whole = parts.reduce((all, [, amount]) => all + amount, 0);
  return [...parts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, PARTS_SHOWN)
    .map(([name, amount]) => `${name} ${((amount / whole) * 100).toFixed(1)} %`)
    .join(', ');
}

/** Kinds of the whole; populations and cores of what they can be blamed for, the dynamic part. */
function energyParts(summary: Summary, energyByCore: ReadonlyMap<number, number>): string {
  const { byKindPj, byPopulationPj = {}, dynamicPj, totalPj } = summary.energy!;
  const kinds = `Largest parts of the energy: ${shares(Object.entries(byKindPj))}.`;
  if (dynamicPj === 0) return kinds;
  const populations = Object.entries(byPopulationPj).filter(([, pj]) => pj > 0);
  const cores = [...energyByCore].map(([core, pj]) => [`core ${core}`, pj] as const);
  const share = ((dynamicPj / totalPj) * 100).toFixed(1);
  return `${kinds} Of its dynamic ${share} %: ${shares(populations)}; ${shares(cores)}.`;
}

function timeParts(summary: Summary): string {
  const { chipTimeNs, hostTimeNs, elapsedNs } = summary.time!;
  const waitNs = Math.max(0, elapsedNs - chipTimeNs - hostTimeNs);
  const parts: [string, number][] = [
    ['host', hostTimeNs],
    ['chip', chipTimeNs],
    ...(waitNs > 0 ? [['waiting for real time', waitNs] as [string, number]] : []),
  ];
  return `Largest parts of the time: ${shares(parts)}.`;
}

function coreParts(coresByName: ReadonlyMap<string, number>): string {
  const largest = [...coresByName].sort(([, a], [, b]) => b - a).slice(0, PARTS_SHOWN);
  return `Largest populations: ${largest.map(([name, count]) => `${name} on ${groupDigits(count)}`).join(', ')}.`;
}

function wrongSamples({ outputs }: Summary): string {
  const wrong = outputs.filter(({ label, predicted }) => label !== null && label !== predicted);
  const silent = wrong.filter(({ predicted }) => predicted === null).length;
  const names = wrong.slice(0, PARTS_SHOWN).map(({ sample }) => sample);
  return `Wrong: ${groupDigits(wrong.length)} samples (${groupDigits(silent)} without any output spike), such as ${names.join(', ')}.`;
}

/** Where the dynamic energy of a run went, and how many cores its populations take. */
export function contributorsOf({ image, traces, set }: ChipRun): Contributors {
  const energiesPj = coreEnergiesPj(traces, set);
  const energyByCore = new Map(image.cores.map(({ core }, c) => [core, energiesPj[c] ?? 0]));
  return { coresByName: coresByPopulation(image), energyByCore };
}

/** On how many cores each population of compartments lies. */
function coresByPopulation({ header, cores }: ProgramImage): Map<string, number> {
  const counts = new Map<string, number>();
  for (const core of cores) {
    for (const population of new Set(core.slices.map((slice) => slice.population))) {
      const { name } = header.populations[population]!;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
}
