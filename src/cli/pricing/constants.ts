/** The constants of a parameter set by path, each with what the set would be with another value. */
import { type Cited, eventKindsOf, HOP_LINKS, type ParameterSet } from '../../model/chip.ts';

export interface Constant {
  /** As in a profile, such as `energyPj.synapseDense`. */
  readonly path: string;
  readonly unit: 'pJ' | 'ns' | 'mW';
  readonly cited: Cited;
  /** Whether the length of a step on the chip depends on it. */
  readonly times: boolean;
  readonly withValue: (value: number) => ParameterSet;
}

/** Of the barrier only the row that holds `tilesInUse`. Fields that a set leaves out are not in it. */
export function constantsOf(set: ParameterSet, tilesInUse: number): Constant[] {
  const kinds = eventKindsOf(set);
  const timed = kinds.filter((kind) => kind !== 'barrier');
  const { energyPj, timeNs, hopCycleNs, staticMw, host } = set;
  const hostFields = Object.keys(host) as (keyof typeof host)[];
  return [
    ...kinds.map((kind) =>
      constant(`energyPj.${kind}`, 'pJ', energyPj[kind], false, (cited) => ({
        ...set,
        energyPj: { ...energyPj, [kind]: cited },
      })),
    ),
    ...timed.map((kind) =>
      constant(`timeNs.${kind}`, 'ns', timeNs[kind], true, (cited) => ({
        ...set,
        timeNs: { ...timeNs, [kind]: cited },
      })),
    ),
    ...HOP_LINKS.map((link) =>
      constant(`hopCycleNs.${link}`, 'ns', hopCycleNs[link], true, (cited) => ({
        ...set,
        hopCycleNs: { ...hopCycleNs, [link]: cited },
      })),
    ),
    ...barrierConstant(set, tilesInUse),
    ...Object.keys(staticMw).map((rail) =>
      constant(`staticMw.${rail}`, 'mW', staticMw[rail]!, false, (cited) => ({
        ...set,
        staticMw: { ...staticMw, [rail]: cited },
      })),
    ),
    ...hostFields.map((field) =>
      constant(`host.${field}`, unitOf(field), host[field]!, false, (cited) => ({
        ...set,
        host: { ...host, [field]: cited },
      })),
    ),
  ];
}

function barrierConstant(set: ParameterSet, tilesInUse: number): Constant[] {
  const found = set.barrierNs.findIndex(({ tilesMax }) => tilesInUse <= tilesMax);
  const row = found < 0 ? set.barrierNs.length - 1 : found;
  return [
    constant('barrierNs', 'ns', set.barrierNs[row]!.timeNs, true, (timeNs) => ({
      ...set,
      barrierNs: set.barrierNs.map((each, k) => (k === row ? { ...each, timeNs } : each)),
    })),
  ];
}

function constant(
  path: string,
  unit: Constant['unit'],
  cited: Cited,
  times: boolean,
  withCited: (cited: Cited) => ParameterSet,
): Constant {
  return { path, unit, cited, times, withValue: (value) => withCited({ ...cited, value }) };
}

function unitOf(field: string): Constant['unit'] {
  if (field.endsWith('Mw')) return 'mW';
  return field.endsWith('Pj') ? 'pJ' : 'ns';
}
