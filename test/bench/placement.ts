/**
 * Placements of the mapping suite's partitions at normal effort beside annealing with 20 times the work, and a thousand
 * cores; needs SPIKELOOM_ORACLES.
 */
import { partitionGraph } from '../../compiler/hypergraph/index.ts';
import { evaluatePlacement } from '../../compiler/hypergraph/mesh.ts';
import { type CoreTraffic, coreTraffic } from '../../compiler/hypergraph/metrics.ts';
import { graphCastGroups, placeOnMesh } from '../../compiler/hypergraph/place-mesh.ts';
import {
  coresOf,
  createNetworkReader,
  legalResults,
  limitsOf,
  suitePairs,
} from '../support/mapping-suite.ts';
import { oracleFolder } from '../support/oracle-files.ts';

export interface PlacementRow {
  readonly network: string;
  readonly profile: string;
  readonly cores: number;
  readonly rowMajorHops: number;
  readonly hops: number;
  readonly placeMs: number;
  /** With 20 times the work. */
  readonly longHops: number;
  readonly overLongPercent: number;
  /** Busiest link, and links of multicast trees: placed for hops, and for that. */
  readonly worstLink: readonly [number, number] | null;
  readonly multicastHops: readonly [number, number] | null;
}

const LONG = 20;
const SEED = 1;

export function benchPlacement(): PlacementRow[] {
  const folder = oracleFolder('mapping');
  if (folder === null) throw new Error('set SPIKELOOM_ORACLES to the folder of oracles');
  const read = createNetworkReader(folder);
  const rows: PlacementRow[] = [];
  for (const pair of suitePairs(folder).filter((each) => legalResults(each).length > 0)) {
    const graph = read(pair.net);
    const { part, cores } = partitionGraph(
      'auto',
      { graph, limits: limitsOf(pair.profile) },
      { effort: 'normal', seed: SEED, objective: 'traffic', cores: coresOf(pair) },
    );
    const traffic = coreTraffic(graph, part, cores);
    const castGroups = () => graphCastGroups(graph, part, cores);
    const judged = (goal: 'hops' | 'worst-link' | 'multicast') => {
      const options = { effort: 'normal', seed: SEED, goal, castGroups } as const;
      const { slots, mesh } = placeOnMesh('anneal', traffic, options);
      return evaluatePlacement(graph, part, traffic, slots, mesh);
    };
    const [hops, link, cast] = [judged('hops'), judged('worst-link'), judged('multicast')];
    rows.push({
      ...measure(pair.net, pair.profile, traffic),
      worstLink: [hops.maxLinkLoad, link.maxLinkLoad],
      multicastHops: [hops.multicastHops, cast.multicastHops],
    });
  }
  rows.push(measure('neighbours on 32 x 32, shuffled', '', shuffledPlane(32)));
  printRows(rows);
  return rows;
}

function measure(network: string, profile: string, traffic: CoreTraffic): PlacementRow {
  const options = { effort: 'normal', seed: SEED } as const;
  const rowMajor = placeOnMesh('row-major', traffic, options);
  const begin = performance.now();
  const { hops } = placeOnMesh('anneal', traffic, options);
  const placeMs = Math.round(performance.now() - begin);
  const long = placeOnMesh('anneal', traffic, { ...options, patience: LONG });
  return {
    network,
    profile,
    cores: traffic.offsets.length - 1,
    rowMajorHops: rowMajor.hops,
    hops,
    placeMs,
    longHops: long.hops,
    overLongPercent: long.hops === 0 ? 0 : (100 * (hops - long.hops)) / long.hops,
    worstLink: null,
    multicastHops: null,
  };
}

/** Cores of a square plane that send to all at most two columns and rows away, numbered at random. */
function shuffledPlane(side: number): CoreTraffic {
  const count = side * side;
  const numbers = Int32Array.from({ length: count }, (_, k) => k);
  let state = 1;
  for (let k = count - 1; k > 0; k--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (k + 1));
    [numbers[k], numbers[other]] = [numbers[other]!, numbers[k]!];
  }
  const placeOf = new Int32Array(count);
  numbers.forEach((core, place) => {
    placeOf[core] = place;
  });
  const offsets = new Int32Array(count + 1);
  const [cores, messages]: [number[], number[]] = [[], []];
  for (let core = 0; core < count; core++) {
    const [x, y] = [placeOf[core]! % side, Math.floor(placeOf[core]! / side)];
    for (let dy = -2; dy <= 2; dy++) {
      for (let dx = -2; dx <= 2; dx++) {
        const inside = x + dx >= 0 && x + dx < side && y + dy >= 0 && y + dy < side;
        if (!inside || (dx === 0 && dy === 0)) continue;
        cores.push(numbers[(y + dy) * side + x + dx]!);
        messages.push(100);
      }
    }
    offsets[core + 1] = cores.length;
  }
  return { offsets, cores: Int32Array.from(cores), messages: Float64Array.from(messages) };
}

function printRows(rows: readonly PlacementRow[]): void {
  const heads = [
    'network',
    'profile',
    'cores',
    'row-major',
    'hops',
    'time',
    '20 x work',
    'over',
    'worst link',
    'multicast',
  ];
  const both = (values: readonly [number, number] | null): string =>
    values === null ? '' : values.map((value) => value.toLocaleString('en-US')).join(' -> ');
  const lines = rows.map((row) => [
    row.network,
    row.profile,
    String(row.cores),
    row.rowMajorHops.toLocaleString('en-US'),
    row.hops.toLocaleString('en-US'),
    `${(row.placeMs / 1000).toFixed(2)} s`,
    row.longHops.toLocaleString('en-US'),
    `${row.overLongPercent.toFixed(1)} %`,
    both(row.worstLink),
    both(row.multicastHops),
  ]);
  const all = [heads, ...lines];
  const widths = heads.map((_, n) => Math.max(...all.map((line) => line[n]!.length)));
  for (const line of all) {
    const cells = line.map((text, n) => text.padEnd(widths[n]!));
    process.stderr.write(`${cells.join('  ').trimEnd()}\n`);
  }
}
