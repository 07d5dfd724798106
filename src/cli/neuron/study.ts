/** What one study of `neuron` finds. */
import type { Plot } from './plot.ts';
import type { Table } from './table.ts';

export interface Study {
  readonly kind: string;
  readonly title: string;
  /** Shown as text. */
  readonly table: Table;
  /** Written as CSV and into the document; the same table where null. */
  readonly samples: Table | null;
  /** Sentences below the table. */
  readonly notes: readonly string[];
  /** Figures of the whole study, for the document. */
  readonly figures: Readonly<Record<string, unknown>>;
  readonly plot: Plot;
}
