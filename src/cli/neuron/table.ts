/** Results of `neuron` as columns: one table gives the text, the CSV file and the JSON document. */
import { plainText } from '../../report/escape.ts';
import { csvField } from '../csv.ts';
import { formatQuantity, type Unit } from './quantity.ts';

export interface Column {
  /** Ends in the unit, as in documents and CSV files. */
  readonly key: string;
  /** As people read it. */
  readonly title: string;
  readonly unit: Unit;
  readonly values: readonly Cell[];
  /** Significant digits in text. */
  readonly digits?: number;
}

/** Null is a figure that does not exist, such as the interval of a silent neuron. */
export type Cell = number | string | null;

export type Table = readonly Column[];

/** Aligned rows below a line of titles. */
export function tableLines(table: Table): string[] {
  const rows = [table.map(({ title }) => title), ...cells(table, textOf)];
  const widths = table.map((_, k) => Math.max(...rows.map((row) => row[k]!.length)));
  return rows.map((row) =>
    row
      .map((cell, k) =>
        table[k]!.unit === 'text' ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!),
      )
      .join('  ')
      .trimEnd(),
  );
}

export function csvText(table: Table): string {
  const header = table.map(({ key }) => csvField(key)).join(',');
  const rows = cells(table, (_, cell) => (cell === null ? '' : csvField(String(cell))));
  return `${[header, ...rows.map((row) => row.join(','))].join('\n')}\n`;
}

/** Column name to values. */
export function tableDocument(table: Table): Readonly<Record<string, readonly Cell[]>> {
  return Object.fromEntries(table.map(({ key, values }) => [key, values]));
}

function cells(table: Table, show: (column: Column, cell: Cell) => string): string[][] {
  const count = table[0]?.values.length ?? 0;
  return Array.from({ length: count }, (_, row) =>
    table.map((column) => show(column, column.values[row] ?? null)),
  );
}

function textOf({ unit, digits }: Column, cell: Cell): string {
  if (cell === null) return '–';
  return typeof cell === 'string' ? plainText(cell) : formatQuantity(cell, unit, digits);
}
