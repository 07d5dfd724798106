/** Where the network sits on the chip, and how full its cores are. */
import type { ReportCore, ReportData } from '../../model/report.ts';
import {
  type CoreShading,
  coreShadings,
  drawChips,
  drawsPart,
  SHADES,
  shadeOf,
} from '../core-map.ts';
import { drawCorePixels, pixelShadings } from '../core-pixels.ts';
import { CORE_RESOURCES, CORE_TABLE_RESOURCES, isUnlimited, usedFraction } from '../core-use.ts';
import { clipText, escapeHtml, nameHtml } from '../escape.ts';
import type { PageCore, PageCores } from '../page/page-data.ts';
import { fullestCores } from '../table.ts';
import { formatCount, formatEnergyPj, formatPercent } from '../units.ts';

/** Most used cores that are drawn as cells of their own. */
const CELLS_MAX = 1024;
/** Most cells of the mesh around them, all chips together. */
const MESH_CELLS_MAX = 16_384;
const LISTED_CORES = 100;
const LISTED_POPULATIONS = 8;

export interface CoresSection {
  readonly html: string;
  readonly page: PageCores;
}

/** What the details of a core list. */
const LISTED_RESOURCES = [...CORE_RESOURCES, ...CORE_TABLE_RESOURCES];

/** The map of cores with its selector and details; a picture and a list where cores are too many. */
export function coresSection(data: ReportData): CoresSection {
  const shadings = coreShadings(data);
  const scarcest = scarcestShading(shadings);
  const { shown, initial, picture, details } = showsCells(data)
    ? cellsView(data, shadings, scarcest)
    : pixelsView(data, shadings, scarcest);
  const html = `<section id="cores"><h2>Cores</h2>
<p class="lead">${leadText(data, details.length > 0)}</p>
${picture === '' ? '' : selector(shown, initial)}
<div class="core-view">${picture}${details.length > 0 ? '<aside id="core-details" aria-live="polite"></aside>' : ''}</div>
${details.length > 0 ? '' : coreList(data)}
</section>`;
  const page = {
    shadings: details.length > 0 ? shown.map(pageShading) : shown.map(emptyShading),
    useTitles: LISTED_RESOURCES.map(({ title }) => title),
    useLimits: LISTED_RESOURCES.map(({ key, format }) => limitText(data.chip.limits[key], format)),
    details,
  };
  return { html, page };
}

interface CoreView {
  readonly shown: readonly CoreShading[];
  readonly initial: number;
  readonly picture: string;
  readonly details: readonly PageCore[];
}

function cellsView(data: ReportData, shown: readonly CoreShading[], initial: number): CoreView {
  const details = data.cores.map((core) => pageCore(data, core));
  return { shown, initial, picture: drawChips(data, shown[initial]!), details };
}

function pixelsView(
  data: ReportData,
  shadings: readonly CoreShading[],
  scarcest: number,
): CoreView {
  const drawable = pixelShadings(data, shadings);
  const shown = drawable === 1 ? [shadings[scarcest]!] : shadings.slice(0, drawable);
  const initial = drawable === 1 ? 0 : scarcest;
  const picture = drawable === 0 ? '' : drawCorePixels(data, shown, initial);
  return { shown, initial, picture, details: [] };
}

function showsCells(data: ReportData): boolean {
  const { chip, cores } = data;
  if (cores.length === 0 || cores.length > CELLS_MAX) return false;
  const xs = cores.map(({ x }) => x);
  const ys = cores.map(({ y }) => y);
  const wide = drawsPart(data) ? Math.max(...xs) - Math.min(...xs) + 1 : chip.tilesX;
  const high = drawsPart(data) ? Math.max(...ys) - Math.min(...ys) + 1 : chip.tilesY;
  const chips = new Set(cores.map((core) => core.chip)).size;
  return wide * high * chip.coresPerTile * chips <= MESH_CELLS_MAX;
}

/** The resource that comes nearest to its limit; energy, which has none, never. */
function scarcestShading(shadings: readonly CoreShading[]): number {
  const most = shadings
    .slice(0, -1)
    .map(({ fractions, limited }) =>
      limited ? fractions.reduce((max, fraction) => Math.max(max, fraction), 0) : -1,
    );
  return Math.max(0, most.indexOf(Math.max(...most)));
}

function leadText(data: ReportData, cells: boolean): string {
  const { chip, cores } = data;
  const grid = `${chip.tilesX} × ${chip.tilesY} tiles of ${formatCount(chip.coresPerTile)} ${chip.coresPerTile === 1 ? 'core' : 'cores'}`;
  const used = `${formatCount(cores.length)} of them in use on ${formatCount(chip.chipsUsed)} ${chip.chipsUsed === 1 ? 'chip' : 'chips'}`;
  const part = !cells
    ? ' One pixel each; only the part of the mesh in use is drawn.'
    : drawsPart(data)
      ? ' Only the part of the mesh in use is drawn.'
      : '';
  return `Each chip is a mesh of ${grid}; ${used}.${part}`;
}

function selector(shadings: readonly CoreShading[], initial: number): string {
  const choices = shadings.map(
    ({ title }, i) =>
      `<label><input type="radio" name="shading" value="${i}"${i === initial ? ' checked' : ''}><span>${escapeHtml(title)}</span></label>`,
  );
  const steps = Array.from({ length: SHADES }, (_, i) => `<i class="b${i}"></i>`).join('');
  return `<div class="core-controls"><fieldset class="choices"><legend>Shade by</legend>${choices.join('')}</fieldset>
<div class="scale" aria-hidden="true"><span>0</span>${steps}<span id="scale-full">${escapeHtml(shadings[initial]!.full)}</span></div></div>`;
}

function pageShading({ full, fractions, cells }: CoreShading): PageCores['shadings'][number] {
  return { full, shades: fractions.map(shadeOf), cells };
}

function emptyShading({ full }: CoreShading): PageCores['shadings'][number] {
  return { full, shades: [], cells: [] };
}

function pageCore({ chip }: ReportData, core: ReportCore): PageCore {
  return {
    title: `Core ${core.core}`,
    place: `${chip.chipsUsed > 1 ? `chip ${core.chip}, ` : ''}tile ${core.tile} at column ${core.x}, row ${core.y}`,
    uses: LISTED_RESOURCES.map(({ key, format }) => format(core.use[key])),
    // A table that is full stops nothing that has no new row, so it does not make a core a full one.
    fractions: LISTED_RESOURCES.map((resource) =>
      CORE_RESOURCES.includes(resource)
        ? round3(usedFraction(core.use[resource.key], chip.limits[resource.key]))
        : null,
    ),
    activity: `${formatEnergyPj(core.energyPj)} dynamic, ${formatCount(core.spikes)} spikes, ${formatCount(core.synapticEvents)} synaptic events`,
    populations: populationTexts(core),
  };
}

function populationTexts({ populations }: ReportCore): string[] {
  const texts = populations
    .slice(0, LISTED_POPULATIONS)
    .map(({ name, neurons }) => `${clipText(name, 48)} × ${formatCount(neurons)}`);
  const more = populations.length - LISTED_POPULATIONS;
  return more > 0 ? [...texts, `and ${formatCount(more)} more`] : texts;
}

function limitText(limit: number, format: (amount: number) => string): string {
  return isUnlimited(limit) ? 'no limit' : format(limit);
}

function round3(fraction: number | null): number | null {
  return fraction === null ? null : Math.round(fraction * 1000) / 1000;
}

function coreList(data: ReportData): string {
  if (data.cores.length === 0) return '<p class="muted">No core is in use.</p>';
  const { limits } = data.chip;
  const rows = fullestCores(data.cores, limits, LISTED_CORES).map((core) => {
    const uses = CORE_RESOURCES.map(({ key, format }) => {
      const fraction = usedFraction(core.use[key], limits[key]);
      const share =
        fraction === null ? '' : ` <small>${escapeHtml(formatPercent(fraction))}</small>`;
      return `<td class="n">${escapeHtml(format(core.use[key]))}${share}</td>`;
    });
    const names = populationTexts(core).map(nameHtml).join(', ');
    return `<tr><th scope="row">${core.core}</th><td class="n">${core.chip}</td><td class="n">${core.x},&#8239;${core.y}</td>${uses.join('')}<td class="n">${formatEnergyPj(core.energyPj)}</td><td>${names}</td></tr>`;
  });
  const titles = CORE_RESOURCES.map(({ title }) => `<th scope="col" class="n">${title}</th>`).join(
    '',
  );
  return `<h3>The fullest ${formatCount(rows.length)} cores</h3>
<div class="table tall" tabindex="0" role="region" aria-label="Fullest cores"><table><thead><tr><th scope="col">Core</th><th scope="col" class="n">Chip</th><th scope="col" class="n">Tile</th>${titles}<th scope="col" class="n">Energy</th><th scope="col">Populations</th></tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
}
