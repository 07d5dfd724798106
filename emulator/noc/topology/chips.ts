import type { Fabric } from '../fabric.ts';
import { assembleFabric, type PlanLink } from './fabric-plan.ts';
import {
  checkedCount,
  checkedPlanes,
  checkedSide,
  checkPorts,
  checkRouter,
  checkSize,
} from './limits.ts';
import { EAST, GRID_PORTS, linkPair, NORTH, portXThenY, SOUTH, WEST } from './mesh.ts';
import { attachNodes } from './node-ports.ts';
import type { ChipsSpec } from './spec.ts';

/** Rows and columns of chips, each with rows and columns of routers; routers are numbered chip by chip. */
interface ChipGrid {
  readonly chipColumns: number;
  readonly chipRows: number;
  readonly columns: number;
  readonly rows: number;
}

/**
 * Meshes joined at their rims, with x first then y over the whole grid, which is free of deadlock as one mesh is.
 * Ports as in a mesh. `routerPlace` holds x and y in the whole grid. Throws InputError E_NOC_SIZE, E_NOC_PORTS and
 * E_NOC_ROUTER.
 */
export function buildChips(spec: ChipsSpec): Fabric {
  const grid = checkedGrid(spec);
  const tiles = grid.columns * grid.rows;
  const chips = grid.chipColumns * grid.chipRows;
  const chipCount = checkedCount('chipCount', spec.chipCount, chips, chips);
  const concentration = checkedCount('concentration', spec.concentration, 65_536, 1);
  const planeCount = checkedPlanes(spec.planes);
  const extraNodes = extraNodesOf(spec.extraNodesPerChip ?? [], tiles, chipCount);
  checkPorts('each router', GRID_PORTS + concentration);
  checkSize(chips * tiles, chipCount * tiles * concentration + extraNodes.length, planeCount);
  const places = chipPlaces(grid);
  return assembleFabric({
    name: `${grid.chipColumns} x ${grid.chipRows} chips of mesh ${grid.columns} x ${grid.rows}`,
    planeCount,
    classCount: 1,
    routerCount: chips * tiles,
    ...attachNodes(chips * tiles, GRID_PORTS, concentration, extraNodes, chipCount * tiles),
    links: chipLinks(grid),
    places,
    nextPort: (router, to) =>
      portXThenY(
        places[to * 3]! - places[router * 3]!,
        places[to * 3 + 1]! - places[router * 3 + 1]!,
      ),
  });
}

function checkedGrid(spec: ChipsSpec): ChipGrid {
  const grid = {
    chipColumns: checkedSide('chipColumns', spec.chipColumns),
    chipRows: checkedSide('chipRows', spec.chipRows),
    columns: checkedSide('columns', spec.columns),
    rows: checkedSide('rows', spec.rows),
  };
  checkedSide('chipColumns * columns', grid.chipColumns * grid.columns);
  checkedSide('chipRows * rows', grid.chipRows * grid.rows);
  checkSize(grid.chipColumns * grid.chipRows * grid.columns * grid.rows, 1, 1);
  return grid;
}

function extraNodesOf(perChip: readonly number[], tiles: number, chipCount: number): number[] {
  for (const router of perChip) checkRouter('extraNodesPerChip', router, tiles);
  return Array.from({ length: chipCount }, (_, chip) =>
    perChip.map((router) => chip * tiles + router),
  ).flat();
}

function chipPlaces(grid: ChipGrid): Int16Array {
  const { chipColumns, columns, rows } = grid;
  const tiles = columns * rows;
  const routerCount = chipColumns * grid.chipRows * tiles;
  const places = new Int16Array(routerCount * 3);
  for (let r = 0; r < routerCount; r++) {
    const chip = Math.floor(r / tiles);
    const tile = r % tiles;
    places[r * 3] = (chip % chipColumns) * columns + (tile % columns);
    places[r * 3 + 1] = Math.floor(chip / chipColumns) * rows + Math.floor(tile / columns);
    places[r * 3 + 2] = chip;
  }
  return places;
}

function chipLinks(grid: ChipGrid): PlanLink[] {
  const [width, height] = [grid.chipColumns * grid.columns, grid.chipRows * grid.rows];
  const links: PlanLink[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const here = routerAt(grid, x, y);
      if (x + 1 < width) {
        const kind = (x + 1) % grid.columns === 0 ? 'chip' : 'eastWest';
        links.push(...linkPair(here, EAST, routerAt(grid, x + 1, y), WEST, kind));
      }
      if (y + 1 < height) {
        const kind = (y + 1) % grid.rows === 0 ? 'chip' : 'northSouth';
        links.push(...linkPair(here, SOUTH, routerAt(grid, x, y + 1), NORTH, kind));
      }
    }
  }
  return links;
}

/** Router at column x and row y of the whole grid. */
function routerAt(grid: ChipGrid, x: number, y: number): number {
  const { chipColumns, columns, rows } = grid;
  const chip = Math.floor(y / rows) * chipColumns + Math.floor(x / columns);
  return chip * columns * rows + (y % rows) * columns + (x % columns);
}
