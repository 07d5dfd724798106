/** What `price` says: both prices of a run, kind by kind, as JSON-able data. */
import { kindTotals } from '../../../emulator/account.ts';
import { EVENT_KINDS, type EventKind } from '../../model/chip.ts';
import type { Assumption } from '../../model/network.ts';
import type { Sensitivity, Summary } from '../../model/report.ts';
import { anytimeOf, energyOf, timeOf } from '../summarize.ts';
import type { Price } from './price-run.ts';

export interface PricedFigures {
  readonly chip: string;
  readonly parameterSet: string;
  readonly title: string;
  readonly supplyV: number;
  readonly time: NonNullable<Summary['time']>;
  readonly energy: NonNullable<Summary['energy']>;
  readonly power: { readonly meanMw: number };
  readonly anytime: Summary['anytime'];
}

/** One kind of event, or one power, under both sets. */
export interface PricedLine {
  readonly name: string;
  /** Null where energy is power times time. */
  readonly count: number | null;
  /** Energy of one event, or null. */
  readonly oldEachPj: number | null;
  readonly newEachPj: number | null;
  readonly oldPj: number;
  readonly newPj: number;
  /** Null where the old one is 0. */
  readonly ratio: number | null;
}

export interface PriceDocument {
  readonly schema: 'spikeloom/price/1';
  readonly network: string;
  readonly samples: number;
  readonly timing: string;
  /** True where the step lengths of the recording stand though the new set has others. */
  readonly keptTime: boolean;
  readonly old: PricedFigures;
  readonly new: PricedFigures;
  readonly lines: readonly PricedLine[];
  readonly ratios: {
    readonly energy: number | null;
    readonly elapsed: number | null;
    readonly chipTime: number | null;
    readonly power: number | null;
  };
  readonly sensitivity: Sensitivity | null;
  readonly assumptions: readonly Assumption[];
}

export interface NamedPrice extends Price {
  readonly parameterSet: string;
}

export function priceDocument(
  old: NamedPrice,
  fresh: NamedPrice,
  sensitivity: Sensitivity | null,
  assumptions: readonly Assumption[],
): PriceDocument {
  const [oldFigures, newFigures] = [figuresOf(old), figuresOf(fresh)];
  return {
    schema: 'spikeloom/price/1',
    network: old.run.image.header.networkName,
    samples: old.run.traces.length,
    timing: old.run.timing,
    keptTime: fresh.keptTime,
    old: oldFigures,
    new: newFigures,
    lines: linesOf(old, fresh),
    ratios: {
      energy: ratio(oldFigures.energy.totalPj, newFigures.energy.totalPj),
      elapsed: ratio(oldFigures.time.elapsedNs, newFigures.time.elapsedNs),
      chipTime: ratio(oldFigures.time.chipTimeNs, newFigures.time.chipTimeNs),
      power: ratio(oldFigures.power.meanMw, newFigures.power.meanMw),
    },
    sensitivity,
    assumptions,
  };
}

function figuresOf({ run, account, parameterSet }: NamedPrice): PricedFigures {
  const [time, energy] = [timeOf(run, account), energyOf(run, account)];
  return {
    chip: run.image.header.profile.name,
    parameterSet,
    title: run.set.title,
    supplyV: run.set.supplyV.value,
    time,
    energy,
    power: { meanMw: time.elapsedNs > 0 ? energy.totalPj / time.elapsedNs : 0 },
    anytime: anytimeOf(run, account),
  };
}

function linesOf(old: NamedPrice, fresh: NamedPrice): PricedLine[] {
  const counts = new Float64Array(EVENT_KINDS.length);
  for (const trace of old.run.traces) {
    kindTotals(trace).forEach((count, k) => {
      counts[k]! += count;
    });
  }
  const events = EVENT_KINDS.flatMap((kind, k) =>
    counts[k] === 0 ? [] : [eventLine(kind, counts[k]!, old, fresh)],
  );
  return [
    ...events,
    powerLine('static power', old, fresh, 'staticPj'),
    powerLine('host', old, fresh, 'hostPj'),
  ];
}

function eventLine(kind: EventKind, count: number, old: NamedPrice, fresh: NamedPrice): PricedLine {
  const [oldEachPj, newEachPj] = [old, fresh].map(({ run }) => run.set.energyPj[kind].value) as [
    number,
    number,
  ];
  const [oldPj, newPj] = [count * oldEachPj, count * newEachPj];
  return { name: kind, count, oldEachPj, newEachPj, oldPj, newPj, ratio: ratio(oldPj, newPj) };
}

function powerLine(
  name: string,
  old: NamedPrice,
  fresh: NamedPrice,
  part: 'staticPj' | 'hostPj',
): PricedLine {
  const [oldPj, newPj] = [old, fresh].map(({ account }) =>
    account.energies.reduce((sum, energy) => sum + energy[part], 0),
  ) as [number, number];
  return {
    name,
    count: null,
    oldEachPj: null,
    newEachPj: null,
    oldPj,
    newPj,
    ratio: ratio(oldPj, newPj),
  };
}

function ratio(old: number, fresh: number): number | null {
  return old === 0 ? null : fresh / old;
}
