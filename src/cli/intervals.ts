/** Every figure of a run with all constants at the low, and all at the high end of their intervals. */
import {
  type AccountContext,
  accountEnergy,
  accountTime,
  ENERGY_GROUPS,
} from '../../emulator/account.ts';
import { KIND } from '../../emulator/event-index.ts';
import { eventKindsOf } from '../model/chip.ts';
import type { Interval } from '../model/report.ts';
import type { SampleTrace } from '../model/trace.ts';

interface Intervals {
  readonly totalPj: Interval;
  readonly dynamicPj: Interval;
  readonly staticPj: Interval;
  readonly hostPj: Interval;
  readonly byKindPj: Readonly<Record<string, Interval>>;
  readonly hostTimeNs: Interval;
  readonly elapsedNs: Interval;
}

type Figure = Exclude<keyof Intervals, 'byKindPj'>;

/** Steps have the length that the chip's times at their values gave them. */
export function intervalsOf(traces: readonly SampleTrace[], context: AccountContext): Intervals {
  const [low, high] = [boundOf(traces, context, 'min'), boundOf(traces, context, 'max')];
  const between = (figure: Figure): Interval => [low.figures[figure], high.figures[figure]];
  const kinds = Object.keys(low.byKindPj);
  const byKind = kinds.map((kind) => [kind, [low.byKindPj[kind]!, high.byKindPj[kind]!] as const]);
  return {
    totalPj: between('totalPj'),
    dynamicPj: between('dynamicPj'),
    staticPj: between('staticPj'),
    hostPj: between('hostPj'),
    byKindPj: Object.fromEntries(byKind) as Record<string, Interval>,
    hostTimeNs: between('hostTimeNs'),
    elapsedNs: between('elapsedNs'),
  };
}

function boundOf(
  traces: readonly SampleTrace[],
  context: AccountContext,
  side: 'min' | 'max',
): { readonly figures: Record<Figure, number>; readonly byKindPj: Record<string, number> } {
  const figures = {
    totalPj: 0,
    dynamicPj: 0,
    staticPj: 0,
    hostPj: 0,
    hostTimeNs: 0,
    elapsedNs: 0,
  };
  const byKindPj: Record<string, number> = {};
  for (const trace of traces) {
    const time = accountTime(trace, context, side);
    const energy = accountEnergy(trace, time, context, side);
    for (const part of ['totalPj', 'dynamicPj', 'staticPj', 'hostPj'] as const) {
      figures[part] += energy[part];
    }
    figures.hostTimeNs += time.hostTimeNs;
    figures.elapsedNs += time.elapsedNs;
    for (const kind of eventKindsOf(context.set)) {
      const group = ENERGY_GROUPS[kind];
      byKindPj[group] = (byKindPj[group] ?? 0) + energy.byEventPj[KIND[kind]]!;
    }
  }
  return { figures, byKindPj: { ...byKindPj, static: figures.staticPj, host: figures.hostPj } };
}
