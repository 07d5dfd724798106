/** Packet traces of BookSim2: a list of packets with its times, and the settings that they were made with. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Fabric } from '../../emulator/noc/fabric.ts';
import { DEFAULT_IQ_OPTIONS, type IqOptions } from '../../emulator/noc/iq-options.ts';
import type { PacketLoad } from '../../emulator/noc/packet-load.ts';
import { buildMesh } from '../../emulator/noc/topology/index.ts';
import { Inexpressible } from './golden.ts';
import { baseOf, readJson } from './oracle-files.ts';

export interface BooksimTrace {
  readonly fabric: Fabric;
  readonly options: IqOptions;
  readonly load: PacketLoad;
  /** Columns of the file that a run must reproduce. [packetCount] */
  readonly injectHead: readonly number[];
  readonly ejectHead: readonly number[];
  readonly ejectTail: readonly number[];
  readonly routersVisited: readonly number[];
}

type Settings = Readonly<Record<string, unknown>>;

const COLUMNS = 'id,src,dst,flits,t_create,t_inject_head,t_eject_head,t_eject_tail,routers_visited';

/** Settings that choose something here, and what they may be. */
const CHOSEN: Readonly<Record<string, (value: unknown) => boolean>> = {
  k: isPositive,
  num_vcs: isPositive,
  vc_buf_size: isPositive,
  routing_delay: (value) => value === 0 || value === 1,
  speculative: (value) => value === 0 || value === 1,
};

/** Settings with the one value that the router models. */
const FIXED: Settings = {
  topology: 'mesh',
  n: 2,
  routing_function: 'dim_order',
  router: 'iq',
  wait_for_tail_credit: 0,
  vc_allocator: 'islip',
  sw_allocator: 'islip',
  alloc_iters: 1,
  arb_type: 'round_robin',
  credit_delay: 0,
  output_delay: 0,
  vc_alloc_delay: 1,
  sw_alloc_delay: 1,
  st_prepare_delay: 0,
  st_final_delay: 1,
  input_speedup: 1,
  output_speedup: 1,
  internal_speedup: '1.0',
  use_noc_latency: 1,
};

function isPositive(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0;
}

/** Numbers may be written as text, such as "1.0". */
function isFixed(key: string, value: unknown): boolean {
  const fixed = FIXED[key];
  return fixed !== undefined && (fixed === value || Number(fixed) === Number(value));
}

/** Throws Inexpressible, with their names, where settings are not those of the router. */
function checkSettings(settings: Settings): void {
  const strange = Object.entries(settings)
    .filter(([key, value]) => !(CHOSEN[key]?.(value) ?? isFixed(key, value)))
    .map(([key, value]) => `${key} = ${String(value)}`);
  const missing = Object.keys({ ...CHOSEN, ...FIXED })
    .filter((key) => settings[key] === undefined)
    .map((key) => `${key} is missing`);
  if (strange.length + missing.length === 0) return;
  throw new Inexpressible(`settings not modelled: ${[...strange, ...missing].join(', ')}`);
}

/** Whether a file begins as a trace does. */
export function isBooksimTrace(csvPath: string): boolean {
  return readFileSync(csvPath, 'utf8').startsWith(COLUMNS);
}

/** Reads a trace (`.csv`) and the `.json` beside it. Throws Inexpressible for settings that are not modelled. */
export function readBooksimTrace(csvPath: string): BooksimTrace {
  const settings = readJson<{ booksim: Settings }>(
    join(dirname(csvPath), `${baseOf(csvPath)}.json`),
  ).booksim;
  checkSettings(settings);
  const [header, ...lines] = readFileSync(csvPath, 'utf8').trim().split(/\r?\n/);
  if (header !== COLUMNS) throw new Error(`columns are "${header}"; expected "${COLUMNS}"`);
  const rows = lines.map((line) => line.split(',').map(Number)).sort((a, b) => a[0]! - b[0]!);
  const column = (index: number): number[] => rows.map((row) => row[index]!);
  const k = settings.k as number;
  return {
    fabric: buildMesh({ kind: 'mesh', columns: k, rows: k }),
    options: {
      ...DEFAULT_IQ_OPTIONS,
      vcCount: settings.num_vcs as number,
      bufferFlits: settings.vc_buf_size as number,
      routingDelay: settings.routing_delay as 0 | 1,
      speculative: settings.speculative === 1,
    },
    load: {
      packetCount: rows.length,
      source: Int32Array.from(column(1)),
      destination: Int32Array.from(column(2)),
      flits: Int32Array.from(column(3)),
      createTicks: Float64Array.from(column(4)),
      deliveryBegin: Int32Array.from({ length: rows.length + 1 }, (_, p) => p),
      gapTicks: null,
      serviceTicks: null,
    },
    injectHead: column(5),
    ejectHead: column(6),
    ejectTail: column(7),
    routersVisited: column(8),
  };
}
