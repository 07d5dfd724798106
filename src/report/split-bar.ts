/** A whole and its parts: one bar, and a figure for each part. */
import { escapeHtml } from './escape.ts';
import { formatPercent } from './units.ts';

export interface SplitPart {
  readonly name: string;
  /** Class that gives the colour. */
  readonly tone: string;
  readonly amount: number;
  readonly note?: string;
}

/** Shares are of `total`, which the parts add up to. */
export function splitBar(
  parts: readonly SplitPart[],
  total: number,
  format: (amount: number) => string,
): string {
  const share = (amount: number): number => (total > 0 ? amount / total : 0);
  const bars = parts.map(
    ({ tone, amount }) => `<i class="${tone}" style="flex-grow:${share(amount).toFixed(4)}"></i>`,
  );
  const texts = parts.map(({ name, tone, amount, note }) => {
    const percent = escapeHtml(formatPercent(share(amount)));
    const more = note === undefined ? '' : `<dd class="note">${escapeHtml(note)}</dd>`;
    return `<div><dt><i class="${tone}"></i>${name}</dt><dd>${format(amount)} <small>${percent}</small></dd>${more}</div>`;
  });
  return `<div class="split"><div class="split-bar" aria-hidden="true">${bars.join('')}</div><dl>${texts.join('')}</dl></div>`;
}
