/** What the figures rest on: assumptions, warnings, and the origin of each constant. */
import type { ReportData, ReportEnergyLine } from '../../model/report.ts';
import { clipText, escapeHtml, nameHtml } from '../escape.ts';
import { formatCount, formatEnergyPj } from '../units.ts';

const NOTES_MAX = 500;

interface Note {
  readonly code: string;
  readonly text: string;
}

/** Assumptions and warnings in full, and sources by constant. */
export function notesSection({ summary, energyByKind }: ReportData): string {
  const warnings = summary.warnings.map(splitCode);
  return `<section id="notes"><h2>Assumptions and warnings</h2>
<p class="lead">What the input did not say, and what the run ran into. Each has a stable code.</p>
${noteList('Warnings', 'bad', warnings)}
${noteList('Assumptions', 'plain', summary.assumptions)}
</section>
${sourcesSection(energyByKind)}`;
}

function noteList(title: string, tone: string, notes: readonly Note[]): string {
  if (notes.length === 0) return `<h3>${title}</h3><p class="muted">None.</p>`;
  const items = notes
    .slice(0, NOTES_MAX)
    .map(
      ({ code, text }) =>
        `<li><code>${nameHtml(code)}</code><p>${escapeHtml(clipText(text, 4000))}</p></li>`,
    );
  const more = notes.length - NOTES_MAX;
  const rest = more > 0 ? `<p class="muted">${formatCount(more)} more are left out.</p>` : '';
  return `<h3>${title} <small>${formatCount(notes.length)}</small></h3><ul class="notes ${tone}">${items.join('\n')}</ul>${rest}`;
}

/** Warnings are `W_CODE: text`; one without a code stands under a general one. */
function splitCode(warning: string): Note {
  const match = /^([A-Z][A-Z0-9_]{2,}):\s*/.exec(warning);
  return match
    ? { code: match[1]!, text: warning.slice(match[0].length) }
    : { code: 'WARNING', text: warning };
}

function sourcesSection(lines: readonly ReportEnergyLine[]): string {
  if (lines.length === 0) return '';
  const sources = groupBySource(lines);
  const items = [...sources].map(([source, group]) => {
    const constants = group.map(
      ({ label, eachPj, basis }) =>
        `<li>${nameHtml(label)}${eachPj === null ? '' : `, ${formatEnergyPj(eachPj)}`} <b class="basis ${basis}">${basis}</b></li>`,
    );
    return `<li><p>${escapeHtml(source)}</p><ul>${constants.join('')}</ul></li>`;
  });
  return `<section id="sources"><h2>Sources</h2>
<p class="lead">Where each constant behind the energy comes from, and whether it was measured, simulated, derived or assumed.</p>
<ol class="sources">${items.join('\n')}</ol></section>`;
}

function groupBySource(lines: readonly ReportEnergyLine[]): Map<string, ReportEnergyLine[]> {
  const groups = new Map<string, ReportEnergyLine[]>();
  for (const line of lines) {
    const group = groups.get(line.source);
    if (group) group.push(line);
    else groups.set(line.source, [line]);
  }
  return groups;
}
