import type { CoreUse } from '../model/mapping.ts';
import type { ReportCore } from '../model/report.ts';
import { CORE_TABLE_RESOURCES, isUnlimited } from './core-use.ts';
import { formatCount } from './units.ts';

const CORES_SHOWN = 128;

/**
 * Rows that each core takes of the tables which its compartments and synapses share, ending in a newline;
 * empty where the profile limits none of them. Of more than 128 cores those with the fewest rows left are shown.
 */
export function renderProfileTable(cores: readonly ReportCore[], limits: CoreUse): string {
  const tables = CORE_TABLE_RESOURCES.filter(({ key }) => !isUnlimited(limits[key]));
  if (tables.length === 0) return '';
  const fullest = (core: ReportCore): number =>
    Math.max(...tables.map(({ key }) => core.use[key] / limits[key]));
  const shown =
    cores.length <= CORES_SHOWN
      ? cores
      : [...cores].sort((a, b) => fullest(b) - fullest(a) || a.core - b.core).slice(0, CORES_SHOWN);
  const head = ['core', ...tables.map(({ title }) => title.toLowerCase())];
  const rows = shown.map((core) => [
    String(core.core),
    ...tables.map(({ key }) => `${formatCount(core.use[key])} of ${formatCount(limits[key])}`),
  ]);
  const widths = head.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => row[i]!.length)),
  );
  const lines = [head, ...rows].map((row) =>
    row.map((cell, i) => cell.padStart(widths[i]!)).join('  '),
  );
  const omitted = cores.length - shown.length;
  if (omitted > 0) lines.push(`(the ${CORES_SHOWN} fullest; ${formatCount(omitted)} more)`);
  return `${lines.join('\n')}\n`;
}
