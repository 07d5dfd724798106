/** Links between routers in words. */
import type { NocLink } from '../model/report.ts';
import { clipText } from './escape.ts';

const KINDS: Readonly<Record<string, string>> = {
  eastWest: 'east–west',
  northSouth: 'north–south',
  chip: 'chip to chip',
};

/** Kind of a link as people say it; kinds that only a topology knows keep their name. */
export function linkKindText(kind: string): string {
  return KINDS[kind] ?? clipText(kind, 40);
}

/** `(0,0) → (1,0)`. */
export function linkText({ from, to }: Pick<NocLink, 'from' | 'to'>): string {
  return `${clipText(from, 40)} → ${clipText(to, 40)}`;
}
