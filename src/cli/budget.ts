/** `--budget energy=1uJ,latency=5ms,...`: ceilings (and a floor for accuracy) that a run must keep. */
import type { Summary } from '../model/report.ts';
import { InputError, nearestWord } from '../support/errors.ts';

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

/** Throws InputError E_USAGE for an unknown key, unit or number. */
export function parseBudget(text: string): Budget {
  const budget: Partial<Record<BudgetKey, number>> = {};
  for (const entry of text.split(',')) {
    const match = /^\s*([a-z]+)\s*=\s*([0-9.eE+-]+?)\s*([a-zA-Zµ%]*)\s*$/.exec(entry);
    const [, key, number, unit] = match ?? [];
    if (!key || !(key in UNITS)) {
      const near = nearestWord(key ?? entry, Object.keys(UNITS));
      throw new InputError(
        'E_USAGE',
        `--budget ${entry}: write KEY=VALUE with KEY one of ${Object.keys(UNITS).join(', ')}${near ? ` (nearest: ${near})` : ''}.`,
      );
    }
    const units = UNITS[key as BudgetKey];
    const factor = units[unit ?? ''];
    const value = Number(number);
    if (factor === undefined || !Number.isFinite(value) || value < 0) {
      const names = Object.keys(units).filter((name) => name !== '');
      throw new InputError(
        'E_USAGE',
        `--budget ${entry}: ${key} takes a number${names.length > 0 ? ` with one of the units ${names.join(', ')}` : ' without a unit'}.`,
      );
    }
    budget[key as BudgetKey] = value * factor;
  }
  return budget;
}

/** Limits that a summary breaks: energy is the mean per sample, latency the largest sample, accuracy a floor. */
export function budgetBreaches(summary: Summary, budget: Budget): BudgetBreach[] {
  const actuals: Record<BudgetKey, number | null> = {
    energy: summary.energy?.perSamplePj ?? null,
    latency: summary.time?.sampleNs.max ?? null,
    power: summary.power?.meanMw ?? null,
    cores: summary.chip?.coresUsed ?? null,
    accuracy: summary.accuracy,
  };
  return (Object.keys(budget) as BudgetKey[]).flatMap((key) => {
    const limit = budget[key]!;
    const actual = actuals[key];
    if (actual === null) {
      return [
        {
          key,
          limit,
          actual: Number.NaN,
          text: `${key}: the run gives no figure${key === 'accuracy' ? ' (no --labels)' : ''}.`,
        },
      ];
    }
    const broken = key === 'accuracy' ? actual < limit : actual > limit;
    if (!broken) return [];
    const percent = Math.abs((actual / limit - 1) * 100).toFixed(1);
    const largest = key === 'energy' ? ` Largest parts: ${largestParts(summary)}.` : '';
    return [
      {
        key,
        limit,
        actual,
        text: `${key}: ${show(key, actual)}, budget ${show(key, limit)} (${percent} % ${key === 'accuracy' ? 'under' : 'over'}).${largest}`,
      },
    ];
  });
}

function largestParts(summary: Summary): string {
  const parts = Object.entries(summary.energy?.byKindPj ?? {}).sort(([, a], [, b]) => b - a);
  const totalPj = summary.energy?.totalPj ?? 1;
  return parts
    .slice(0, 3)
    .map(([kind, pj]) => `${kind} ${((pj / totalPj) * 100).toFixed(1)} %`)
    .join(', ');
}

const BASE_UNITS: Readonly<Record<BudgetKey, string>> = {
  energy: ' pJ',
  latency: ' ns',
  power: ' mW',
  cores: ' cores',
  accuracy: '',
};

function show(key: BudgetKey, value: number): string {
  return `${Number(value.toPrecision(6)).toLocaleString('en-US', { maximumFractionDigits: 6 })}${BASE_UNITS[key]}`;
}
