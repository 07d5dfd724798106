const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const REST = '·';

/**
 * `███▌······` for 35 %: a share of `width` characters to an eighth of one. What is not 0 shows, and what is over 1
 * fills the bar. Blank for null.
 */
export function usageBar(share: number | null, width: number): string {
  if (share === null || !Number.isFinite(share)) return ' '.repeat(width);
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  const shown = share > 0 ? Math.max(1, eighths) : 0;
  const full = Math.floor(shown / 8);
  return ('█'.repeat(full) + (EIGHTHS[shown % 8] ?? '')).padEnd(width, REST);
}
