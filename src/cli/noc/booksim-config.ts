/** A BookSim2 configuration (`key = value;` lines) as a configuration of ours. */
import type { TopologySpec } from '../../../emulator/noc/topology/spec.ts';
import type { InjectionSpec } from '../../../emulator/noc/traffic-injection.ts';
import type { PermutationName, TrafficPattern } from '../../../emulator/noc/traffic-pattern.ts';
import { nearestWord } from '../../support/errors.ts';
import type { ClockedRouter, NocConfig, SyntheticTraffic } from './config.ts';
import { type ConfigFault, type ConfigSource, configError } from './config-source.ts';

/** Values as BookSim2 has them where a file does not name them, of the keys that are translated. */
const TRANSLATED: Readonly<Record<string, string>> = {
  topology: 'torus',
  k: '8',
  n: '2',
  num_vcs: '16',
  vc_buf_size: '8',
  routing_delay: '1',
  use_noc_latency: '1',
  speculative: '0',
  packet_size: '1',
  traffic: 'uniform',
  injection_process: 'bernoulli',
  burst_alpha: '0.5',
  burst_beta: '0.5',
  burst_r1: '-1',
  injection_rate: '0.1',
  injection_rate_uses_flits: '0',
  sample_period: '1000',
  max_samples: '10',
  warmup_periods: '3',
  latency_thres: '500',
  stopping_thres: '0.05',
  sim_count: '1',
  seed: '0',
};

/** Keys of which only these values can be run. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  routing_function: ['dim_order', 'dor', 'dim_order_mesh', 'dim_order_torus', 'dim_order_ni'],
  router: ['iq'],
  c: ['1'],
  subnets: ['1'],
  classes: ['1'],
  wait_for_tail_credit: ['0'],
  vc_busy_when_full: ['0'],
  vc_allocator: ['islip'],
  sw_allocator: ['islip'],
  spec_sw_allocator: ['prio', 'islip'],
  alloc_iters: ['1'],
  vc_alloc_iters: ['0', '1'],
  sw_alloc_iters: ['0', '1'],
  arb_type: ['round_robin'],
  vc_alloc_arb_type: ['round_robin'],
  sw_alloc_arb_type: ['round_robin'],
  credit_delay: ['0'],
  output_delay: ['0'],
  output_buffer_size: ['-1'],
  vc_alloc_delay: ['1'],
  sw_alloc_delay: ['1'],
  st_prepare_delay: ['0'],
  st_final_delay: ['1'],
  input_speedup: ['1'],
  output_speedup: ['1'],
  internal_speedup: ['1', '1.0'],
  hold_switch_for_packet: ['0'],
  vc_prioritize_empty: ['0'],
  vc_shuffle_requests: ['0'],
  noq: ['0'],
  spec_check_elig: ['1'],
  spec_check_cred: ['1'],
  spec_mask_by_reqs: ['0'],
  buffer_policy: ['private'],
  buf_size: ['-1'],
  priority: ['none'],
  include_queuing: ['1'],
  use_read_write: ['0'],
  sim_type: ['latency'],
  link_failures: ['0'],
  batch_size: ['1000'],
  // Their effect is that of settledChange, which looks at the latency alone.
  warmup_thres: ['0.05'],
  acc_warmup_thres: ['0.05'],
  acc_stopping_thres: ['0.05'],
};

/** What changes only what is printed, or speaks of what is not used. */
const WITHOUT_EFFECT =
  /^(print_\w+|watch_\w+|\w+_out|viewer_trace|sim_power|power_output_file|tech_file|channel_width|channel_sweep|deadlock_warn_timeout|x|y|xr|yr|in_ports|out_ports|fail_seed|perm_seed|measure_stats|pair_stats)$/;

const PATTERNS: Readonly<Record<string, 'uniform' | PermutationName>> = {
  uniform: 'uniform',
  transpose: 'transpose',
  neighbor: 'neighbour',
  tornado: 'tornado',
  bitcomp: 'bit-complement',
  bitrev: 'bit-reverse',
  shuffle: 'shuffle',
  randperm: 'random-permutation',
};

/** Whether a text is a BookSim2 configuration, by its first line that is no comment. */
export function isBooksimText(text: string): boolean {
  const first = text
    .slice(0, 100_000)
    .split('\n')
    .find((line) => !/^\s*(\/\/.*|#.*)?$/.test(line));
  return first !== undefined && /^\s*[A-Za-z_]\w*\s*=[^;]*;/.test(first);
}

type Entries = ReadonlyMap<string, Entry>;

interface Entry {
  readonly value: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Translates the file. A key that is absent has BookSim2's own value. Throws InputError E_NOC_BOOKSIM that names every
 * key and value that cannot be run.
 */
export function parseBooksim(
  text: string,
  file: string,
): { config: NocConfig; source: ConfigSource } {
  const { entries, faults } = readEntries(text);
  const source: ConfigSource = {
    file,
    value: Object.fromEntries([...entries].map(([key, { value }]) => [key, value])),
    locate: ([key]) => entries.get(String(key)) ?? { line: 1, column: 1 },
  };
  const [broken] = faults;
  if (broken) {
    const { message } = broken;
    throw configError({ file, locate: () => broken }, [{ path: [], message }], CODE);
  }
  const refused = [...entries].flatMap(([key, { value }]) => keyFault(key, value));
  if (refused.length > 0) throw configError(source, refused, CODE);
  const reader = new Reader(entries);
  const config = translate(reader);
  if (reader.faults.length > 0) throw configError(source, reader.faults, CODE);
  return { config, source };
}

const CODE = 'E_NOC_BOOKSIM';

/** Values may run over lines and hold braces; a comment runs to the end of its line. */
function readEntries(text: string): {
  entries: Entries;
  faults: readonly { message: string; line: number; column: number }[];
} {
  const entries = new Map<string, Entry>();
  const faults: { message: string; line: number; column: number }[] = [];
  const bare = text.replace(/(\/\/|#).*$/gm, (comment) => ' '.repeat(comment.length));
  let offset = 0;
  for (const statement of bare.split(';')) {
    const begin = offset + (statement.length - statement.trimStart().length);
    offset += statement.length + 1;
    const trimmed = statement.trim();
    if (trimmed === '') continue;
    const place = placeOf(bare, begin);
    const match = /^([A-Za-z_]\w*)\s*=\s*(\S[\s\S]*)$/.exec(trimmed);
    const isClosed = offset <= bare.length;
    if (match === null || !isClosed || match[2]!.includes('=')) {
      const shown = trimmed.split('\n')[0]!.slice(0, 60);
      faults.push({ message: `"${shown}" is not of the form key = value;`, ...place });
      break;
    }
    const value = match[2]!.replace(/^"(.*)"$/, '$1').replaceAll(/\s+/g, '');
    entries.set(match[1]!, { value, ...place });
  }
  return { entries, faults };
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

function keyFault(key: string, value: string): ConfigFault[] {
  if (key in TRANSLATED || WITHOUT_EFFECT.test(key)) return [];
  const allowed = REQUIRED[key];
  if (allowed === undefined) {
    const near = nearestWord(key.slice(0, 60), [
      ...Object.keys(TRANSLATED),
      ...Object.keys(REQUIRED),
    ]);
    const hint = near === undefined ? '' : `; did you mean "${near}"?`;
    return [{ path: [key], message: `this BookSim2 key is not translated${hint}` }];
  }
  if (allowed.includes(value) || allowed.some((one) => Number(one) === Number(value))) return [];
  return [
    { path: [key], message: `${value} cannot be run here; only ${allowed.join(' or ')} can` },
  ];
}

/** Reads values with their defaults and collects what is wrong with them. */
class Reader {
  readonly faults: ConfigFault[] = [];
  private readonly entries: Entries;

  constructor(entries: Entries) {
    this.entries = entries;
  }

  text(key: string): string {
    return this.entries.get(key)?.value ?? TRANSLATED[key]!;
  }

  /** A number in [least, most]; a whole one unless `whole` is false. */
  number(key: string, least: number, most: number, whole = true): number {
    const value = Number(this.text(key));
    if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
    const kind = whole ? 'whole number' : 'number';
    this.refuse(
      key,
      `${this.text(key)} is out of range; expected a ${kind} from ${least} to ${most}`,
    );
    return least;
  }

  refuse(key: string, message: string): void {
    this.faults.push({ path: [key], message });
  }
}

function translate(read: Reader): NocConfig {
  const samplePeriodCycles = read.number('sample_period', 1, 1e9);
  const samplesMax = read.number('max_samples', 1, 100_000);
  return {
    topology: topologyOf(read),
    router: routerOf(read),
    traffic: trafficOf(read),
    measurement: {
      warmupCycles: Math.max(1, read.number('warmup_periods', 0, 1000)) * samplePeriodCycles,
      samplePeriodCycles,
      samplesMin: Math.min(4, samplesMax),
      samplesMax,
      settledChange: read.number('stopping_thres', 1e-6, 1, false),
      latencyLimitCycles: read.number('latency_thres', 1, 1e9),
      repetitions: read.number('sim_count', 1, 1000),
    },
    findSaturation: true,
    seed: read.text('seed'),
  };
}

function topologyOf(read: Reader): TopologySpec {
  const kind = read.text('topology');
  const k = read.number('k', 1, 32_767);
  const n = read.number('n', 1, 2);
  if (kind !== 'mesh' && kind !== 'torus') {
    read.refuse('topology', `${kind} is not translated; mesh and torus are`);
  }
  const size = { columns: k, rows: n === 2 ? k : 1 };
  return kind === 'torus' ? { kind, ...size } : { kind: 'mesh', ...size };
}

function routerOf(read: Reader): ClockedRouter {
  return {
    model: 'iq',
    vcs: read.number('num_vcs', 1, 1_000_000),
    bufferFlits: read.number('vc_buf_size', 1, 1_000_000),
    routingDelay: read.number('routing_delay', 0, 1) === 1 ? 1 : 0,
    speculative: read.number('speculative', 0, 1) === 1,
    linkLatencies: linkLatencies(read),
  };
}

/** BookSim2 folds a torus: its links are twice as long unless use_noc_latency is 0. */
function linkLatencies(read: Reader): Readonly<Record<string, number>> {
  const isLong = read.text('topology') === 'torus' && read.number('use_noc_latency', 0, 1) === 1;
  if (!isLong) return {};
  return read.text('n') === '1' ? { eastWest: 2 } : { eastWest: 2, northSouth: 2 };
}

function trafficOf(read: Reader): SyntheticTraffic {
  const packetFlits = read.number('packet_size', 1, 1_000_000);
  const perPacket = read.number('injection_rate_uses_flits', 0, 1) === 1 ? 1 : packetFlits;
  const load = read.number('injection_rate', 1e-9, 1, false) * perPacket;
  if (load > 1)
    read.refuse(
      'injection_rate',
      `it makes ${load} flits a cycle, more than the 1 that a node can send`,
    );
  return {
    kind: 'synthetic',
    pattern: patternOf(read),
    packetFlits,
    injection: injectionOf(read, load, packetFlits),
    loads: [load],
    cycleNs: null,
  };
}

function patternOf(read: Reader): TrafficPattern {
  const text = read.text('traffic');
  const kind = PATTERNS[text];
  if (kind !== undefined) return kind === 'uniform' ? { kind, toItself: true } : { kind };
  const hotspot = /^hotspot\((.*)\)$/.exec(text);
  const nodes = hotspot === null ? null : hotspotNodes(hotspot[1]!);
  if (nodes === null) {
    const names = [...Object.keys(PATTERNS), 'hotspot({node})', 'hotspot({{nodes},{rates}})'];
    read.refuse('traffic', `${text} is not translated; ${names.join(', ')} are`);
    return { kind: 'uniform' };
  }
  return { kind: 'hotspot', nodes };
}

/** As BookSim2 reads them: `{{a,b},{1,3}}` is nodes and rates, `{a,b}` node a alone, and rates default to 1. */
function hotspotNodes(text: string): { node: number; share: number }[] | null {
  const lists = /^\{\{([\d,]+)\}(?:,\{([\d,]+)\})?\}$/.exec(text);
  const single = /^\{?(\d+)(?:,\d+)*\}?$/.exec(text);
  if (lists === null) return single === null ? null : [{ node: Number(single[1]), share: 1 }];
  const nodes = lists[1]!.split(',').map(Number);
  const rates = (lists[2] ?? '1').split(',').map(Number);
  const weights = nodes.map((_, k) => rates[k] ?? rates.at(-1)!);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (!(sum > 0)) return null;
  return nodes.map((node, k) => ({ node, share: weights[k]! / sum }));
}

/** On and off as BookSim2's Markov process: off ends with burst_alpha, on with burst_beta a cycle, on sends at burst_r1. */
function injectionOf(read: Reader, load: number, packetFlits: number): InjectionSpec {
  const kind = read.text('injection_process').replace(/\(.*\)$/, '');
  if (kind === 'bernoulli') return { kind };
  if (kind !== 'on_off') {
    read.refuse('injection_process', `${kind} is not translated; bernoulli and on_off are`);
    return { kind: 'bernoulli' };
  }
  const alpha = read.number('burst_alpha', 1e-9, 1, false);
  const beta = read.number('burst_beta', 1e-9, 1, false);
  const given = Number(read.text('burst_r1'));
  const onLoad = given > 0 ? given * packetFlits : (load * (alpha + beta)) / alpha;
  if (onLoad > 1) {
    read.refuse(
      'injection_process',
      `bursts would send ${onLoad} flits a cycle, over the 1 that a node can send`,
    );
  }
  return { kind: 'bursts', onCycles: 1 / beta, onLoad: Math.min(1, onLoad) };
}
