/** Where the energy goes: what kind of event, which core, and who says so. */
import type {
  Interval,
  ReportCore,
  ReportData,
  ReportEnergyLine,
  Summary,
} from '../../model/report.ts';
import { escapeHtml, nameHtml } from '../escape.ts';
import { splitBar } from '../split-bar.ts';
import { formatRange } from '../table.ts';
import { formatCount, formatEnergyPj, formatPercent } from '../units.ts';

const CORES_SHOWN = 12;

/** Split, kinds and cores; nothing where no energy was counted. */
export function energySection({ summary, energyByKind, cores }: ReportData): string {
  const { energy } = summary;
  if (!energy) return '';
  return `<section id="energy"><h2>Energy</h2>
<p class="lead">${formatEnergyPj(energy.totalPj)} over ${formatCount(summary.totals.samples)} ${summary.totals.samples === 1 ? 'sample' : 'samples'}: the count of each kind of event times its energy, and power times elapsed time.</p>
${energySplit(energy)}
<h3>By kind</h3>
${kindTable(energyByKind, energy.totalPj)}
${coreBars(cores)}
</section>`;
}

function energySplit(energy: NonNullable<Summary['energy']>): string {
  const { intervalsPj: ends } = energy;
  const parts = [
    { name: 'Dynamic', tone: 'd', amount: energy.dynamicPj, ...intervalNote(ends?.dynamic) },
    { name: 'Static', tone: 's', amount: energy.staticPj, ...intervalNote(ends?.static) },
    { name: 'Host and I/O', tone: 'h', amount: energy.hostPj, ...intervalNote(ends?.host) },
  ];
  return `${splitBar(parts, energy.totalPj, formatEnergyPj)}${kindIntervals(energy)}`;
}

function intervalNote(interval: Interval | undefined): { note?: string } {
  return interval ? { note: formatRange(interval[0], interval[1], formatEnergyPj) } : {};
}

/** Kinds whose constants state an interval, and what it makes of their energy. */
function kindIntervals({ intervalsPj }: NonNullable<Summary['energy']>): string {
  const kinds = Object.entries(intervalsPj?.byKind ?? {}).filter(
    ([, [low, high]]) => formatEnergyPj(low) !== formatEnergyPj(high),
  );
  if (kinds.length === 0) return '';
  const texts = kinds.map(
    ([kind, [low, high]]) => `${nameHtml(kind)} ${formatEnergyPj(low)} to ${formatEnergyPj(high)}`,
  );
  return `<p class="muted">With every constant at either end of its interval: ${texts.join('; ')}.</p>`;
}

function kindTable(lines: readonly ReportEnergyLine[], totalPj: number): string {
  const sorted = [...lines].sort((a, b) => b.totalPj - a.totalPj);
  const most = sorted[0]?.totalPj ?? 0;
  const rows = sorted.map((line) => kindRow(line, most, totalPj));
  return `<div class="table" tabindex="0" role="region" aria-label="Energy by kind"><table class="kinds"><thead><tr><th scope="col">Kind</th><th scope="col" class="n">Energy</th><th scope="col" class="n">Share</th><th scope="col" class="n">Count × each</th><th scope="col">Source of the figure</th></tr></thead><tbody>
${rows.join('\n')}</tbody></table></div>`;
}

function kindRow(line: ReportEnergyLine, mostPj: number, totalPj: number): string {
  const width = mostPj > 0 ? (line.totalPj / mostPj) * 100 : 0;
  const share = totalPj > 0 ? formatPercent(line.totalPj / totalPj) : '–';
  return `<tr${line.totalPj > 0 ? '' : ' class="none"'}><th scope="row">${nameHtml(line.label)}<span class="bar" aria-hidden="true"><i style="width:${width.toFixed(2)}%"></i></span></th><td class="n">${formatEnergyPj(line.totalPj)}</td><td class="n">${escapeHtml(share)}</td><td class="n">${countText(line)}</td><td class="source"><b class="basis ${line.basis}">${line.basis}</b> ${escapeHtml(line.source)}</td></tr>`;
}

function countText({ count, eachPj }: ReportEnergyLine): string {
  if (count === null) return 'power × time';
  if (eachPj === null) return formatCount(count);
  return `${formatCount(count)} × ${formatEnergyPj(eachPj)}`;
}

function coreBars(cores: readonly ReportCore[]): string {
  if (cores.length === 0) return '';
  const sorted = [...cores].sort((a, b) => b.energyPj - a.energyPj || a.core - b.core);
  const shown = sorted.slice(0, CORES_SHOWN);
  const rest = sorted.slice(CORES_SHOWN);
  const totalPj = sorted.reduce((sum, { energyPj }) => sum + energyPj, 0);
  const restPj = rest.reduce((sum, { energyPj }) => sum + energyPj, 0);
  const mostPj = shown[0]!.energyPj;
  const bars = shown.map((core) => {
    const names = core.populations.slice(0, 3).map(({ name }) => nameHtml(name));
    const more = core.populations.length > 3 ? '…' : '';
    return coreBar(`core ${core.core}`, names.join(', ') + more, core.energyPj, mostPj, totalPj);
  });
  const others =
    rest.length > 0
      ? `<p class="muted">${formatCount(rest.length)} other cores: ${formatEnergyPj(restPj)} together, ${escapeHtml(formatPercent(restPj / totalPj))}.</p>`
      : '';
  return `<h3>By core</h3><p class="muted">Dynamic energy only.</p><ol class="bars">${bars.join('\n')}</ol>${others}`;
}

function coreBar(
  title: string,
  names: string,
  pj: number,
  mostPj: number,
  totalPj: number,
): string {
  const width = mostPj > 0 ? (pj / mostPj) * 100 : 0;
  const share = totalPj > 0 ? formatPercent(pj / totalPj) : '–';
  return `<li><b>${title}</b><span class="names">${names}</span><span class="bar" aria-hidden="true"><i style="width:${width.toFixed(2)}%"></i></span><span class="n">${formatEnergyPj(pj)}</span><span class="n share">${escapeHtml(share)}</span></li>`;
}
