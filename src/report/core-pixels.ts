/** Cores as plain pixels, for meshes with too many to point at one by one. */
import type { ReportData } from '../model/report.ts';
import { type CoreShading, SHADES, shadeOf } from './core-map.ts';

/** Beyond it a picture would outgrow the page. */
const CORES_MAX = 65_536;
/** Beyond it only one shading is drawn. */
const CORES_WITH_ALL_SHADINGS = 20_000;

interface Pixel {
  readonly x: number;
  readonly y: number;
  readonly shade: number;
}

/** How many of the shadings `drawCorePixels` can draw; 0 where cores are too many for a picture. */
export function pixelShadings(data: ReportData, shadings: readonly CoreShading[]): number {
  if (data.cores.length > CORES_MAX) return 0;
  return data.cores.length > CORES_WITH_ALL_SHADINGS ? 1 : shadings.length;
}

/** One drawing of all chips side by side, a layer per shading; `initial` is the one shown. */
export function drawCorePixels(
  data: ReportData,
  shadings: readonly CoreShading[],
  initial: number,
): string {
  const { chip, cores } = data;
  const columns = Math.max(1, Math.ceil(Math.sqrt(chip.coresPerTile)));
  const rows = Math.max(1, Math.ceil(chip.coresPerTile / columns));
  const chipWidth = chip.tilesX * columns + 2;
  const places = cores.map((core) => {
    const slot = core.core % chip.coresPerTile;
    return {
      x: core.chip * chipWidth + core.x * columns + (slot % columns),
      y: core.y * rows + Math.floor(slot / columns),
    };
  });
  const box = boxOf(places);
  const layers = shadings.map((shading, k) => {
    const pixels = places.map(({ x, y }, i) => ({
      x: x - box.left,
      y: y - box.top,
      shade: shadeOf(shading.fractions[i]!),
    }));
    return `<g data-layer="${k}"${k === initial ? '' : ' style="display:none"'}>${shadePaths(pixels)}</g>`;
  });
  return `<svg class="pixels" viewBox="0 0 ${box.width} ${box.height}" role="img" aria-label="Used cores of the mesh, one pixel each">${layers.join('')}</svg>`;
}

function boxOf(places: readonly { x: number; y: number }[]): {
  left: number;
  top: number;
  width: number;
  height: number;
} {
  let [left, right, top, bottom] = [Number.POSITIVE_INFINITY, 0, Number.POSITIVE_INFINITY, 0];
  for (const { x, y } of places) {
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  }
  return { left, top, width: right - left, height: bottom - top };
}

/** Runs of equal shade in a row become one stroke. */
function shadePaths(pixels: readonly Pixel[]): string {
  const sorted = [...pixels].sort((a, b) => a.shade - b.shade || a.y - b.y || a.x - b.x);
  const paths: string[] = Array.from({ length: SHADES }, () => '');
  for (let begin = 0; begin < sorted.length; ) {
    const first = sorted[begin]!;
    let end = begin + 1;
    while (end < sorted.length && continues(sorted[end - 1]!, sorted[end]!)) end++;
    paths[first.shade] += `M${first.x} ${first.y}.5h${sorted[end - 1]!.x + 1 - first.x}`;
    begin = end;
  }
  return paths.map((path, shade) => (path ? `<path class="p${shade}" d="${path}"/>` : '')).join('');
}

function continues(previous: Pixel, next: Pixel): boolean {
  return next.shade === previous.shade && next.y === previous.y && next.x <= previous.x + 1;
}
