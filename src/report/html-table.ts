/** Tables of a page: the first cell of a row heads it; wide ones scroll by themselves. */
import { escapeHtml } from './escape.ts';
import { formatCount } from './units.ts';

export interface Column {
  readonly title: string;
  /** Set to the right, so that digits line up. */
  readonly number?: boolean;
  /** May break where other cells do not. */
  readonly wrap?: boolean;
}

/** Rows of cells that are HTML already; `omitted` counts those left out. */
export function table(
  label: string,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  omitted: number,
): string {
  const body = rows.map((row) => {
    const cells = row.map((cell, i) => {
      if (i === 0) return `<th scope="row">${cell}</th>`;
      const { number, wrap } = columns[i]!;
      const style = number ? ' class="n"' : wrap ? ' class="wrap"' : '';
      return `<td${style}>${cell}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<div class="table" tabindex="0" role="region" aria-label="${label}"><table>${tableHead(columns)}<tbody>
${body.join('\n')}</tbody></table></div>${moreText(omitted)}`;
}

export function tableHead(columns: readonly Column[]): string {
  const cells = columns.map(
    ({ title, number }) => `<th scope="col"${number ? ' class="n"' : ''}>${escapeHtml(title)}</th>`,
  );
  return `<thead><tr>${cells.join('')}</tr></thead>`;
}

export function moreText(omitted: number): string {
  return omitted > 0 ? `<p class="muted">${formatCount(omitted)} more rows are left out.</p>` : '';
}
