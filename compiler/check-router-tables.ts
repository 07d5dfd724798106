import type { ProgramImage } from '../src/model/program.ts';
import { groupDigits } from '../src/support/errors.ts';
import type { ImageViolation } from './check-image.ts';
import type { ChipWays } from './place/chip-ways.ts';
import { chipWays } from './place/chip-ways.ts';

/**
 * Routers whose tables hold fewer trees than the image's routes take. For images whose cores and routes are known to be
 * sound.
 */
export function checkRouterTables(image: ProgramImage, found: ImageViolation[]): void {
  const { profile, chipsUsed } = image.header;
  const limit = profile.network.routerTableEntries?.value;
  if (limit === undefined || profile.network.cast === 'unicast') return;
  const lastCore = image.cores.reduce((most, { core }) => Math.max(most, core), 0);
  const perChip = profile.grid.tilesX * profile.grid.tilesY * profile.grid.coresPerTile;
  const ways = chipWays(profile, Math.max(chipsUsed, Math.floor(lastCore / perChip) + 1));
  const passing = Array.from({ length: ways.routerCount }, () => new Set<string>());
  for (const { core, routeOffsets, routeCores } of image.cores) {
    const root = ways.routerOf(core);
    for (let slot = 0; slot + 1 < routeOffsets.length; slot++) {
      const ends = Array.from(
        routeCores.subarray(routeOffsets[slot], routeOffsets[slot + 1]),
        (at) => image.cores[at]!.core,
      ).filter((end) => end !== core);
      markWays(ways, `${core}`, root, ends, passing);
    }
  }
  for (const { offsets, cores } of image.inputs) {
    for (let k = 0; k + 1 < offsets.length; k++) {
      const ends = Array.from(
        cores.subarray(offsets[k], offsets[k + 1]),
        (at) => image.cores[at]!.core,
      );
      for (const root of new Set(ends.map((end) => ways.hostRouterOf(end)))) {
        const own = ends.filter((end) => ways.hostRouterOf(end) === root);
        markWays(ways, `host ${ends.join()}`, root, own, passing);
      }
    }
  }
  passing.forEach((trees, router) => {
    if (trees.size <= limit) return;
    found.push({
      code: 'E_ROUTER_TABLE',
      core: null,
      text: `router ${router} takes ${groupDigits(trees.size)} table entries, it has ${groupDigits(limit)} (+${groupDigits(trees.size - limit)}).`,
      severity: trees.size / limit,
    });
  });
}

function markWays(
  ways: ChipWays,
  home: string,
  root: number,
  ends: readonly number[],
  passing: readonly Set<string>[],
): void {
  if (ends.length === 0) return;
  const name = `${home}: ${[...ends].sort((a, b) => a - b).join()}`;
  for (const end of ends) {
    const last = ways.routerOf(end);
    for (let router = root; ; router = ways.next(router, last)) {
      passing[router]!.add(name);
      if (router === last) break;
    }
  }
}
