/** Packets of a CSV file: `id,src,dst,flits,t_create`, further columns being results that are not read. */
import type { Fabric } from '../../../emulator/noc/fabric.ts';
import type { PacketLoad } from '../../../emulator/noc/packet-load.ts';
import { PACKETS_MAX } from '../../../emulator/noc/traffic.ts';
import { groupDigits, InputError } from '../../support/errors.ts';
import { readWholeFile } from '../files.ts';

const COLUMNS = ['id', 'src', 'dst', 'flits', 't_create'] as const;
const FLITS_MAX = 2 ** 20;
const TICKS_MAX = 2 ** 50;

/** Packets as they are read, and the id of each. */
export interface PacketTrace {
  readonly load: PacketLoad;
  readonly ids: Float64Array;
}

/**
 * Packets of `path` in the order of their ids, so that those of one source leave in that order, whatever that of the
 * lines. Times are whole ticks: cycles, or picoseconds in an asynchronous network. Throws InputError E_FILE and
 * E_NOC_TRACE with line and column of the first row that is not a packet of `fabric`.
 */
export function readPacketTrace(path: string, fabric: Fabric): PacketTrace {
  const text = decode(readWholeFile(path, 'a packet trace'), path);
  const rows = parseRows(text, path, fabric);
  const order = rowOrder(rows);
  checkTimes(rows, order, path, fabric);
  const pick = (column: keyof Rows): Float64Array =>
    Float64Array.from(order, (row) => rows[column][row]!);
  const count = order.length;
  return {
    ids: pick('id'),
    load: {
      packetCount: count,
      source: Int32Array.from(pick('src')),
      flits: Int32Array.from(pick('flits')),
      deliveryBegin: Int32Array.from({ length: count + 1 }, (_, p) => p),
      destination: Int32Array.from(pick('dst')),
      createTicks: pick('t_create'),
      gapTicks: null,
      serviceTicks: null,
    },
  };
}

type Rows = Readonly<Record<(typeof COLUMNS)[number] | 'line', readonly number[]>>;

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError('E_NOC_TRACE', `${path}: the packet trace is not UTF-8 text.`);
  }
}

function parseRows(text: string, path: string, fabric: Fabric): Rows {
  const rows = { id: [], src: [], dst: [], flits: [], t_create: [], line: [] } as Record<
    keyof Rows,
    number[]
  >;
  let line = 0;
  for (let begin = 0; begin < text.length; ) {
    const newline = text.indexOf('\n', begin);
    const end = newline < 0 ? text.length : newline;
    const row = text.slice(begin, end).trimEnd();
    begin = end + 1;
    line++;
    if (line === 1) checkHeader(row, path);
    else if (row !== '') {
      addRow(rows, row, { path, line }, fabric);
      if (rows.id.length > PACKETS_MAX) {
        throw new InputError(
          'E_NOC_TRACE',
          `${path}:${line}: more than the ${groupDigits(PACKETS_MAX)} packets that one run may have.`,
        );
      }
    }
  }
  if (rows.id.length > 0) return rows;
  throw new InputError('E_NOC_TRACE', `${path}: the packet trace has a header and no packet.`);
}

function checkHeader(row: string, path: string): void {
  const names = row
    .replace(/^\uFEFF/, '')
    .split(',')
    .map((name) => name.trim());
  const wrong = COLUMNS.findIndex((name, k) => names[k] !== name);
  if (wrong < 0) return;
  const found = names[wrong] === undefined ? 'nothing' : `"${names[wrong].slice(0, 40)}"`;
  throw new InputError(
    'E_NOC_TRACE',
    `${path}:1: column ${wrong + 1} is ${found}; a packet trace begins with the columns ${COLUMNS.join(',')}.`,
  );
}

interface Place {
  readonly path: string;
  readonly line: number;
}

function addRow(
  rows: Record<keyof Rows, number[]>,
  row: string,
  place: Place,
  { nodeCount, name }: Fabric,
): void {
  const cells = row.split(',', COLUMNS.length + 1);
  const read = (column: number, least: number, most: number, what: string): void => {
    const text = (cells[column] ?? '').trim();
    const value = Number(text);
    const isNumber = /^-?\d+(\.0*)?$/.test(text);
    if (isNumber && value >= least && value <= most) {
      rows[COLUMNS[column]!].push(value + 0);
      return;
    }
    throw rowError(place, cells, column, isNumber ? `${text} is ${what}` : notNumber(text));
  };
  const nodes = `no node of ${name}, which has 0 to ${nodeCount - 1}`;
  read(0, 0, Number.MAX_SAFE_INTEGER, 'out of range; ids are 0 or more');
  read(1, 0, nodeCount - 1, nodes);
  read(2, 0, nodeCount - 1, nodes);
  read(3, 1, FLITS_MAX, `out of range; a packet has 1 to ${groupDigits(FLITS_MAX)} flits`);
  read(4, 0, TICKS_MAX, 'out of range; times are 0 or more, in whole cycles or picoseconds');
  rows.line.push(place.line);
}

function notNumber(text: string): string {
  return text === '' ? 'there is no value' : `"${text.slice(0, 40)}" is not a whole number`;
}

function rowError(
  { path, line }: Place,
  cells: readonly string[],
  column: number,
  what: string,
): InputError {
  const position = cells.slice(0, column).reduce((sum, cell) => sum + cell.length + 1, 1);
  return new InputError('E_NOC_TRACE', `${path}:${line}:${position}: ${COLUMNS[column]}: ${what}.`);
}

/** Rows by id; equal ids keep their order. */
function rowOrder(rows: Rows): Uint32Array {
  const order = Uint32Array.from(rows.id, (_, row) => row);
  return order.sort((a, b) => rows.id[a]! - rows.id[b]! || a - b);
}

function checkTimes(rows: Rows, order: Uint32Array, path: string, { nodeCount }: Fabric): void {
  const latest = new Float64Array(nodeCount).fill(-1);
  let lastId = -1;
  for (const row of order) {
    const [id, src, time] = [rows.id[row]!, rows.src[row]!, rows.t_create[row]!];
    const place = `${path}:${rows.line[row]}`;
    if (id === lastId) {
      throw new InputError('E_NOC_TRACE', `${place}: id: packet ${id} stands twice.`);
    }
    if (time < latest[src]!) {
      throw new InputError(
        'E_NOC_TRACE',
        `${place}: t_create: packet ${id} is made at ${time}, before the one of node ${src} that precedes it (${latest[src]}); packets of a node leave in the order of their ids.`,
      );
    }
    lastId = id;
    latest[src] = time;
  }
}
