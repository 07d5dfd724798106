/**
 * Partitions of the mapping suite beside the recorded results of METIS 5.1.0, KaHyPar and constructed
 * solutions, with the same core counts; needs SPIKELOOM_ORACLES. Their times were taken on a busy machine of
 * two cores and are upper bounds. Networks that are generated here give the speed on large planes, with neurons
 * in order and shuffled, and a network file of a hundred million synapses that of mapping by rules.
 */
import { spawnSync } from 'node:child_process';
import { partitionGraph } from '../../compiler/hypergraph/index.ts';
import { coreTraffic } from '../../compiler/hypergraph/metrics.ts';
import { placeOnMesh } from '../../compiler/hypergraph/place-mesh.ts';
import type { Effort } from '../../compiler/hypergraph/problem.ts';
import {
  bestOf,
  coresOf,
  createNetworkReader,
  legalResults,
  limitsOf,
  type RecordedResult,
  suitePairs,
} from '../support/mapping-suite.ts';
import { oracleFolder } from '../support/oracle-files.ts';
import { gridGraph, shuffledGraph } from '../support/snng-networks.ts';

export interface MappingRow {
  readonly network: string;
  readonly profile: string;
  readonly effort: Effort;
  readonly cores: number;
  readonly km1: number;
  readonly legal: boolean;
  readonly hops: number;
  readonly wallMs: number;
  readonly placeMs: number;
  /** Synapses; a search should take a second for each million. */
  readonly synapses: number;
  /** Of a process that did nothing else; null where others were mapped before. */
  readonly peakRssMb: number | null;
  /** Cores, messages, hops and seconds of other methods; empty where they found nothing legal. */
  readonly sequential: string;
  readonly metis: string;
  readonly kahypar: string;
  readonly constructed: string;
}

/** METIS on the large planes: cores, messages, seconds. */
const LARGE = [
  { name: 'grid262k', side: 512, seed: 112, metis: '264 / 5,246,686 / 2.3 s' },
  { name: 'grid1M', side: 1024, seed: 114, metis: '1,055 / 21,317,369 / 14.0 s' },
] as const;
const SHUFFLED = 'grid262k';

const BY_RULES = 'examples/mapping-suite/layered-100m.yaml';

export function benchMapping(): MappingRow[] {
  const folder = oracleFolder('mapping');
  if (folder === null) throw new Error('set SPIKELOOM_ORACLES to the folder of oracles');
  const read = createNetworkReader(folder);
  const rows: MappingRow[] = [];
  for (const pair of suitePairs(folder).filter((each) => legalResults(each).length > 0)) {
    for (const effort of ['normal', 'best'] as const) {
      const recorded = {
        sequential: recordedText(bestOf(pair, /^seq$/)),
        metis: recordedText(bestOf(pair, /^metis$/)),
        kahypar: recordedText(bestOf(pair, /^kahypar/)),
        constructed: recordedText(bestOf(pair, /^(planted|tiles)/)),
      };
      rows.push(measure(pair.net, pair.profile, read(pair.net), effort, coresOf(pair), recorded));
    }
  }
  for (const { name, side, seed, metis } of LARGE) {
    const recorded = { sequential: '', metis, kahypar: '', constructed: '' };
    const graph = gridGraph(side, seed);
    for (const effort of ['fast', 'normal'] as const) {
      rows.push(measure(name, 'loihi-free', graph, effort, null, recorded));
    }
    if (name !== SHUFFLED) continue;
    const shuffled = shuffledGraph(graph, 9);
    rows.push(measure(`${name} shuffled`, 'loihi-free', shuffled, 'normal', null, recorded));
  }
  for (const profile of ['loihi', 'loihi-free']) rows.push(measureRules(profile));
  printRows(rows);
  return rows;
}

function recordedText(result: RecordedResult | null): string {
  if (result === null) return '';
  const { k, km1, hopsSA, timeS } = result;
  const hops = hopsSA === undefined ? '' : ` / ${hopsSA.toLocaleString('en-US')}`;
  const time = timeS === undefined ? '' : ` / ${timeS.toFixed(1)} s`;
  return `${k} / ${km1!.toLocaleString('en-US')}${hops}${time}`;
}

function measure(
  network: string,
  profile: string,
  graph: Parameters<typeof partitionGraph>[1]['graph'],
  effort: Effort,
  coresMax: number | null,
  recorded: Pick<MappingRow, 'sequential' | 'metis' | 'kahypar' | 'constructed'>,
): MappingRow {
  const begin = performance.now();
  const { part, cores, report } = partitionGraph(
    'auto',
    { graph, limits: limitsOf(profile) },
    { effort, seed: 1, objective: 'traffic', ...(coresMax === null ? {} : { cores: coresMax }) },
  );
  const middle = performance.now();
  const placement = placeOnMesh('anneal', coreTraffic(graph, part, cores), { effort, seed: 1 });
  return {
    network,
    profile,
    effort,
    cores,
    km1: report.metrics.km1,
    legal: report.legal,
    hops: placement.hops,
    wallMs: Math.round(middle - begin),
    placeMs: Math.round(performance.now() - middle),
    synapses: graph.targets.length,
    peakRssMb: null,
    ...recorded,
  };
}

/** The command in a process of its own, reading and placement included. */
function measureRules(profile: string): MappingRow {
  const script =
    "const { main } = await import('./src/cli/main.ts'); process.exitCode = await main(process.argv.slice(1));";
  const options = ['map', BY_RULES, '--chip', profile, '--json'];
  const node = ['--import', 'tsx', '--input-type=module', '--eval', script, '--', ...options];
  const { stdout, stderr } = spawnSync(process.execPath, node, { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  const found = JSON.parse(stdout);
  return {
    network: found.network,
    profile,
    effort: 'normal',
    cores: found.cores,
    km1: found.km1,
    legal: found.legal,
    hops: found.hops,
    wallMs: found.wallMs,
    placeMs: 0,
    synapses: 102_563_456,
    peakRssMb: Math.round(found.peakRssBytes / 2 ** 20),
    sequential: '',
    metis: '',
    kahypar: '',
    constructed: '',
  };
}

function printRows(rows: readonly MappingRow[]): void {
  const heads = [
    'network',
    'profile',
    'effort',
    'cores / km1 / hops / time',
    's / M synapses',
    'peak',
    'place',
  ];
  const others = ['sequential', 'METIS', 'KaHyPar', 'constructed'];
  const lines = rows.map((row) => [
    row.network,
    row.profile,
    row.effort,
    `${row.cores} / ${row.km1.toLocaleString('en-US')} / ${row.hops.toLocaleString('en-US')} / ${(row.wallMs / 1000).toFixed(1)} s${row.legal ? '' : ' ILLEGAL'}`,
    ((row.wallMs * 1000) / row.synapses).toFixed(1),
    row.peakRssMb === null ? '' : `${row.peakRssMb} MB`,
    `${(row.placeMs / 1000).toFixed(1)} s`,
    row.sequential,
    row.metis,
    row.kahypar,
    row.constructed,
  ]);
  const all = [[...heads, ...others], ...lines];
  const widths = all[0]!.map((_, n) => Math.max(...all.map((line) => line[n]!.length)));
  for (const line of all) {
    process.stderr.write(
      `${line
        .map((text, n) => text.padEnd(widths[n]!))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
}
