/** The chip's mesh of tiles and cores as SVG, each used core shaded by the use of a resource. */
import type { ReportCore, ReportData } from '../model/report.ts';
import { CORE_RESOURCES, isUnlimited } from './core-use.ts';
import { formatEnergyPj, formatPercent } from './units.ts';

/** Classes of the sequential scale, 0 the emptiest. */
export const SHADES = 8;

/** One way of shading the cores. */
export interface CoreShading {
  readonly title: string;
  /** What the full end of the scale stands for. */
  readonly full: string;
  /** True where that is a limit of the chip. */
  readonly limited: boolean;
  /** Fraction of the full scale of each core, in the order of the cores. */
  readonly fractions: readonly number[];
  /** Figure inside each cell. */
  readonly cells: readonly string[];
}

type Chip = ReportData['chip'];

/** Tile columns and rows drawn, half open. */
interface Region {
  readonly chip: number;
  readonly columnBegin: number;
  readonly columnEnd: number;
  readonly rowBegin: number;
  readonly rowEnd: number;
}

const CORE = 24;
const CORE_GAP = 2;
const TILE_PADDING = 3;
const TILE_GAP = 9;
const MARGIN = 14;
/** Cells of one drawing; beyond it only the part of the mesh in use is drawn. */
const WHOLE_CELLS_MAX = 1024;

/** The four limited resources and energy, each relative to its limit, or to the fullest core without one. */
export function coreShadings(data: ReportData): readonly CoreShading[] {
  const resources = CORE_RESOURCES.map(({ key, title, format }): CoreShading => {
    const amounts = data.cores.map(({ use }) => use[key]);
    const limit = data.chip.limits[key];
    if (!isUnlimited(limit))
      return limitShading(title, amounts, limit, `100 % of ${format(limit)}`);
    return relativeShading(title, amounts, format);
  });
  const energies = data.cores.map(({ energyPj }) => energyPj);
  return [...resources, relativeShading('Energy', energies, formatEnergyPj)];
}

function limitShading(
  title: string,
  amounts: readonly number[],
  limit: number,
  full: string,
): CoreShading {
  const fractions = amounts.map((amount) => amount / limit);
  return { title, full, limited: true, fractions, cells: fractions.map(cellPercent) };
}

function relativeShading(
  title: string,
  amounts: readonly number[],
  format: (amount: number) => string,
): CoreShading {
  const most = amounts.reduce((max, amount) => Math.max(max, amount), 0);
  const fractions = amounts.map((amount) => (most > 0 ? amount / most : 0));
  return {
    title,
    full: `100 % of ${format(most)}, the most of a core`,
    limited: false,
    fractions,
    cells: fractions.map(cellPercent),
  };
}

function cellPercent(fraction: number): string {
  if (fraction > 0 && fraction < 0.01) return '<1';
  return Number.isFinite(fraction) ? String(Math.floor(fraction * 100)) : '–';
}

/** Class of the scale for a fraction; all over-full cores share the last. */
export function shadeOf(fraction: number): number {
  if (!Number.isFinite(fraction)) return 0;
  return Math.max(0, Math.min(SHADES - 1, Math.floor(fraction * SHADES)));
}

/** One drawing per chip in use, interactive cells for each used core. */
export function drawChips(data: ReportData, shading: CoreShading): string {
  const chips = [...new Set(data.cores.map(({ chip }) => chip))].sort((a, b) => a - b);
  const figures = chips.map((chip) => {
    const region = drawnRegion(data, chip);
    const name = chips.length > 1 || chip > 0 ? `<figcaption>chip ${chip}</figcaption>` : '';
    return `<figure class="chip">${drawChip(data, shading, region)}${name}</figure>`;
  });
  const many = chips.length > 1 ? ' many' : '';
  return `<div class="chips${many}" style="--columns:${Math.min(chips.length, 2)}">${figures.join('\n')}</div>`;
}

function drawnRegion({ chip: grid, cores }: ReportData, chip: number): Region {
  const whole = { chip, columnBegin: 0, columnEnd: grid.tilesX, rowBegin: 0, rowEnd: grid.tilesY };
  if (grid.tilesX * grid.tilesY * grid.coresPerTile <= WHOLE_CELLS_MAX) return whole;
  let [columnBegin, columnEnd, rowBegin, rowEnd] = [grid.tilesX, 0, grid.tilesY, 0];
  for (const core of cores) {
    if (core.chip !== chip) continue;
    columnBegin = Math.min(columnBegin, core.x);
    columnEnd = Math.max(columnEnd, core.x + 1);
    rowBegin = Math.min(rowBegin, core.y);
    rowEnd = Math.max(rowEnd, core.y + 1);
  }
  return { chip, columnBegin, columnEnd, rowBegin, rowEnd };
}

/** True where only a part of the mesh is drawn. */
export function drawsPart({ chip }: ReportData): boolean {
  return chip.tilesX * chip.tilesY * chip.coresPerTile > WHOLE_CELLS_MAX;
}

function drawChip(data: ReportData, shading: CoreShading, region: Region): string {
  const { chip } = data;
  const columns = coreColumns(chip);
  const tile = {
    width: tileSize(columns),
    height: tileSize(Math.ceil(chip.coresPerTile / columns)),
  };
  const wide = region.columnEnd - region.columnBegin;
  const high = region.rowEnd - region.rowBegin;
  const width = MARGIN + wide * (tile.width + TILE_GAP) - TILE_GAP + 2;
  const height = MARGIN + high * (tile.height + TILE_GAP) - TILE_GAP + 2;
  const cells = data.cores
    .map((core, i) => ({ core, i }))
    .filter(({ core }) => core.chip === region.chip)
    .map(({ core, i }) => drawCore(data, shading, region, core, i));
  return `<svg class="mesh" viewBox="0 0 ${width} ${height}" style="--mesh-width:${width}" role="group" aria-label="Cores of chip ${region.chip}">
<path class="links" d="${linksPath(region, tile)}"/><path class="tiles" d="${tilesPath(region, tile)}"/>${emptyCores(data, region)}${axisLabels(region, tile)}
${cells.join('\n')}
</svg>`;
}

/** Cores of a tile stand in rows of this many. */
function coreColumns(chip: Chip): number {
  return Math.max(1, Math.ceil(Math.sqrt(chip.coresPerTile)));
}

function tileSize(cores: number): number {
  return 2 * TILE_PADDING + cores * (CORE + CORE_GAP) - CORE_GAP;
}

/** Upper left corner of a core's cell. */
function cellAt(chip: Chip, region: Region, x: number, y: number, slot: number): [number, number] {
  const columns = coreColumns(chip);
  const pitchX = tileSize(columns) + TILE_GAP;
  const pitchY = tileSize(Math.ceil(chip.coresPerTile / columns)) + TILE_GAP;
  const left = MARGIN + (x - region.columnBegin) * pitchX + TILE_PADDING;
  const top = MARGIN + (y - region.rowBegin) * pitchY + TILE_PADDING;
  const step = CORE + CORE_GAP;
  return [left + (slot % columns) * step, top + Math.floor(slot / columns) * step];
}

function drawCore(
  { chip }: ReportData,
  shading: CoreShading,
  region: Region,
  core: ReportCore,
  index: number,
): string {
  const [x, y] = cellAt(chip, region, core.x, core.y, core.core % chip.coresPerTile);
  const fraction = shading.fractions[index]!;
  const label = `core ${core.core}: ${formatPercent(fraction)}`;
  return `<g class="core s${shadeOf(fraction)}" data-i="${index}" tabindex="-1" role="button" aria-label="${label}"><rect x="${x}" y="${y}" width="${CORE}" height="${CORE}" rx="3"/><text x="${x + CORE / 2}" y="${y + CORE / 2 + 3}">${shading.cells[index]}</text></g>`;
}

/** All cores of the region as one path, under the cells of the used ones. */
function emptyCores({ chip }: ReportData, region: Region): string {
  const slots = Array.from({ length: chip.coresPerTile }, (_, slot) => slot);
  const path = tilesOf(region).flatMap(([x, y]) =>
    slots.map((slot) => {
      const [left, top] = cellAt(chip, region, x, y, slot);
      return `M${left} ${top}h${CORE}v${CORE}h-${CORE}z`;
    }),
  );
  return path.length > 8 * WHOLE_CELLS_MAX ? '' : `<path class="empty" d="${path.join('')}"/>`;
}

type TileSize = { readonly width: number; readonly height: number };

function tilesPath(region: Region, { width, height }: TileSize): string {
  return tilesOf(region)
    .map(([x, y]) => {
      const [left, top] = tileAt(region, x, y, { width, height });
      return `M${left + 4} ${top}h${width - 8}q4 0 4 4v${height - 8}q0 4 -4 4h${8 - width}q-4 0 -4 -4v${8 - height}q0 -4 4 -4z`;
    })
    .join('');
}

function linksPath(region: Region, tile: TileSize): string {
  return tilesOf(region)
    .map(([x, y]) => {
      const [left, top] = tileAt(region, x, y, tile);
      const east = `M${left + tile.width} ${top + tile.height / 2}h${TILE_GAP}`;
      const south = `M${left + tile.width / 2} ${top + tile.height}v${TILE_GAP}`;
      return (x + 1 < region.columnEnd ? east : '') + (y + 1 < region.rowEnd ? south : '');
    })
    .join('');
}

function axisLabels(region: Region, tile: TileSize): string {
  const labels: string[] = [];
  for (let x = region.columnBegin; x < region.columnEnd; x++) {
    const [left] = tileAt(region, x, region.rowBegin, tile);
    labels.push(`<text x="${left + tile.width / 2}" y="8">${x}</text>`);
  }
  for (let y = region.rowBegin; y < region.rowEnd; y++) {
    const [, top] = tileAt(region, region.columnBegin, y, tile);
    labels.push(`<text x="5" y="${top + tile.height / 2 + 3}">${y}</text>`);
  }
  return `<g class="axes" aria-hidden="true">${labels.join('')}</g>`;
}

function tileAt(region: Region, x: number, y: number, tile: TileSize): [number, number] {
  return [
    MARGIN + (x - region.columnBegin) * (tile.width + TILE_GAP),
    MARGIN + (y - region.rowBegin) * (tile.height + TILE_GAP),
  ];
}

function tilesOf(region: Region): [number, number][] {
  const tiles: [number, number][] = [];
  for (let y = region.rowBegin; y < region.rowEnd; y++) {
    for (let x = region.columnBegin; x < region.columnEnd; x++) tiles.push([x, y]);
  }
  return tiles;
}
