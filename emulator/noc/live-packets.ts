import { EmulationError, groupDigits } from '../../src/support/errors.ts';
import type { AsyncLoad } from './async-load.ts';
import { chooseEntry } from './async-open.ts';
import type { AsyncState } from './async-state.ts';
import { addTree, reserveTree } from './async-tree.ts';
import { sendError } from './live-options.ts';
import { TreeTable } from './live-tree-table.ts';

/** From here on a slot's content is a leg of a tree: more packets than this are never under way at once. */
const LEG_BASE = 2 ** 29;
const PACKETS_MAX = 2 ** 22;
const LEGS_MAX = 2 ** 24;

/**
 * Packets under way, as rows of an `AsyncLoad` that are used again once all their arrivals are reported. A row with one
 * destination serves any other such packet; one that branches keeps its tree, and serves packets that enter at the
 * same place for the same range of destinations.
 */
export interface LivePackets {
  readonly load: AsyncLoad;
  /** Number of each entry of destinations' node, and its service time or null. */
  readonly destinations: Int32Array;
  readonly servicePs: Float64Array | null;
  readonly trees: TreeTable;
  rowCount: number;
  deliveryCount: number;
  /** First row of the list of free rows with one destination, or -1; the lists go on in `nextFree`. */
  freeSingle: number;
  nextFree: Int32Array;
  /** Tree of the table that a row is of, or -1. */
  tree: Int32Array;
  /** Per row: the caller's number, which packet it is since the network was made, and arrivals still to come. */
  id: Int32Array;
  order: Float64Array;
  arrivalsLeft: Int32Array;
  /** Entry of the destinations of each row's first delivery; the others follow. */
  firstIndex: Int32Array;
  /** Legs of a row's tree: [legBegin, legEnd). */
  legBegin: Int32Array;
  legEnd: Int32Array;
}

/** `load` is made empty, with its columns those of rows. */
export function createLivePackets(
  load: AsyncLoad,
  destinations: Int32Array,
  servicePs: Float64Array | null,
): LivePackets {
  const ints = new Int32Array(0);
  load.packetCount = LEG_BASE;
  load.serves = servicePs !== null;
  const packets: LivePackets = {
    load,
    destinations,
    servicePs,
    trees: new TreeTable(),
    rowCount: 0,
    deliveryCount: 0,
    freeSingle: -1,
    nextFree: ints,
    tree: ints,
    id: ints,
    order: new Float64Array(0),
    arrivalsLeft: ints,
    firstIndex: ints,
    legBegin: ints,
    legEnd: ints,
  };
  growRows(packets, 256);
  growDeliveries(packets, 256);
  return packets;
}

/** Forgets all packets under way: every row becomes free. */
export function clearPackets(packets: LivePackets): void {
  packets.freeSingle = -1;
  packets.trees.freeRow.fill(-1);
  packets.arrivalsLeft.fill(0);
  for (let row = 0; row < packets.rowCount; row++) freeRow(packets, row);
  packets.load.remaining = 0;
}

/**
 * A row for a packet of `flits` flits for entries [begin, end), the `number`th of `node` in turn over planes and lanes.
 * Throws as `send` of LiveNetwork, and leaves all as it was then.
 */
export function takeRow(
  state: AsyncState,
  packets: LivePackets,
  node: number,
  number: number,
  begin: number,
  end: number,
  flits: number,
): number {
  const { load } = packets;
  const isOne = end === begin + 1;
  // The row that would be the next serves as the place to work out where the packet enters.
  if (packets.rowCount === load.longestWait.length) {
    growRows(packets, Math.min(2 * packets.rowCount, PACKETS_MAX + 1));
  }
  const fresh = packets.rowCount;
  chooseEntry(state, load, fresh, node, number);
  const entry = load.entry[fresh]!;
  const port = load.port[fresh]!;
  const row = isOne
    ? singleRow(packets, entry, begin)
    : treeRow(state, packets, node, entry, begin, end);
  load.port[row] = port;
  load.entry[row] = entry;
  load.flits[row] = flits;
  load.packets.source[row] = node;
  load.longestWait[row] = 0;
  load.times.waitedFor[row] = -1;
  load.following[row] = -1;
  packets.arrivalsLeft[row] = end - begin;
  load.remaining += end - begin;
  return row;
}

/** Gives a row back whose arrivals are all reported. */
export function freeRow(packets: LivePackets, row: number): void {
  const tree = packets.tree[row]!;
  if (tree < 0) {
    packets.nextFree[row] = packets.freeSingle;
    packets.freeSingle = row;
  } else {
    packets.nextFree[row] = packets.trees.freeRow[tree]!;
    packets.trees.freeRow[tree] = row;
  }
}

function singleRow(packets: LivePackets, entry: number, index: number): number {
  const { load, destinations, servicePs } = packets;
  const node = destinations[index]!;
  load.path.find(entry, node);
  let row = packets.freeSingle;
  if (row < 0) {
    row = newRow(packets, 1);
    packets.tree[row] = -1;
    load.root[row] = row;
  } else {
    packets.freeSingle = packets.nextFree[row]!;
  }
  const delivery = load.firstDelivery[row]!;
  load.goal[row] = node;
  load.packets.destination[delivery] = node;
  if (servicePs) load.packets.serviceTicks![delivery] = servicePs[index]!;
  packets.firstIndex[row] = index;
  return row;
}

function treeRow(
  state: AsyncState,
  packets: LivePackets,
  node: number,
  entry: number,
  begin: number,
  end: number,
): number {
  const { trees } = packets;
  const found = trees.find(entry, begin, end);
  const free = found < 0 ? -1 : trees.freeRow[found]!;
  if (free < 0) return growTree(state, packets, node, entry, begin, end, found);
  trees.freeRow[found] = packets.nextFree[free]!;
  clearTree(packets, free);
  return free;
}

/** A new row with a new tree; `found` is its kind in the table, or -1 where this is the first. */
function growTree(
  state: AsyncState,
  packets: LivePackets,
  node: number,
  entry: number,
  begin: number,
  end: number,
  found: number,
): number {
  const { load, destinations, servicePs, trees } = packets;
  const { legCount, branchCount } = load.trees;
  if (found < 0) {
    for (let k = begin; k < end; k++) load.path.find(entry, destinations[k]!);
    checkTwice(packets, node, begin, end);
  }
  if (legCount > LEGS_MAX) throw backlogError('legs of multicast packets', legCount);
  const row = newRow(packets, end - begin);
  const first = load.firstDelivery[row]!;
  load.entry[row] = entry;
  for (let k = begin; k < end; k++) {
    load.packets.destination[first + k - begin] = destinations[k]!;
    if (servicePs) load.packets.serviceTicks![first + k - begin] = servicePs[k]!;
  }
  load.goal[row] = destinations[begin]!;
  reserveTree(load.trees, end - begin);
  load.root[row] = addTree(state, load, row, first, end - begin);
  packets.firstIndex[row] = begin;
  packets.legBegin[row] = legCount;
  packets.legEnd[row] = load.trees.legCount;
  packets.tree[row] = found < 0 ? trees.add(entry, begin, end) : found;
  load.trees.branchSent.fill(0, branchCount, load.trees.branchCount);
  return row;
}

/** A packet reaches a node once. Throws InputError E_NOC_LOAD. */
function checkTwice(packets: LivePackets, node: number, begin: number, end: number): void {
  const seen = new Set<number>();
  for (let k = begin; k < end; k++) {
    const destination = packets.destinations[k]!;
    if (seen.has(destination)) {
      throw sendError(
        `a packet of node ${node} names destination ${destination} more than once; a packet reaches a node once`,
      );
    }
    seen.add(destination);
  }
}

function clearTree(packets: LivePackets, row: number): void {
  const { trees } = packets.load;
  const begin = trees.legBranch[packets.legBegin[row]!]!;
  const end = trees.legBranch[packets.legEnd[row]!]!;
  for (let b = begin; b < end; b++) trees.branchSent[b] = 0;
}

/** A row that no packet had before, with so many deliveries of its own. */
function newRow(packets: LivePackets, deliveries: number): number {
  const { load } = packets;
  const row = packets.rowCount;
  if (row >= PACKETS_MAX) throw backlogError('packets', row);
  const first = packets.deliveryCount;
  const capacity = load.deliveryPacket.length;
  if (first + deliveries > capacity) {
    if (first + deliveries > LEGS_MAX) throw backlogError('deliveries', first);
    growDeliveries(packets, Math.max(2 * capacity, first + deliveries));
  }
  load.firstDelivery[row] = first;
  for (let d = first; d < first + deliveries; d++) load.deliveryPacket[d] = row;
  packets.rowCount++;
  packets.deliveryCount += deliveries;
  return row;
}

function backlogError(what: string, count: number): EmulationError {
  return new EmulationError(
    'E_NOC_BACKLOG',
    `live network: ${groupDigits(count)} ${what} wait or are under way at once. Sources send more than the network carries: send fewer, or give links a shorter cycle time.`,
    { count },
  );
}

function growRows(packets: LivePackets, length: number): void {
  const { load } = packets;
  for (const name of LOAD_COLUMNS) load[name] = longerInts(load[name], length);
  for (const name of ROW_COLUMNS) packets[name] = longerInts(packets[name], length);
  load.longestWait = longerFloats(load.longestWait, length);
  load.times.waitedFor = longerInts(load.times.waitedFor as Int32Array, length);
  load.times.injectTicks = longerFloats(load.times.injectTicks as Float64Array, length);
  load.times.createTicks = longerFloats(load.times.createTicks as Float64Array, length);
  packets.order = longerFloats(packets.order, length);
  load.packets = {
    ...load.packets,
    source: longerInts(load.packets.source, length),
    flits: load.flits,
    createTicks: load.times.createTicks,
  };
}

function growDeliveries(packets: LivePackets, length: number): void {
  const { load } = packets;
  load.deliveryPacket = longerInts(load.deliveryPacket, length);
  for (const name of TIME_COLUMNS) load.times[name] = longerFloats(load.times[name], length);
  load.packets = {
    ...load.packets,
    destination: longerInts(load.packets.destination, length),
    serviceTicks: packets.servicePs
      ? longerFloats(load.packets.serviceTicks ?? new Float64Array(0), length)
      : null,
  };
}

const LOAD_COLUMNS = [
  'flits',
  'goal',
  'firstDelivery',
  'port',
  'entry',
  'root',
  'following',
] as const;

const ROW_COLUMNS = [
  'nextFree',
  'tree',
  'id',
  'arrivalsLeft',
  'firstIndex',
  'legBegin',
  'legEnd',
] as const;

const TIME_COLUMNS = ['ejectHeadTicks', 'ejectTailTicks', 'consumedTicks'] as const;

function longerInts(column: Int32Array, length: number): Int32Array {
  const longer = new Int32Array(length);
  longer.set(column);
  return longer;
}

function longerFloats(column: Float64Array, length: number): Float64Array {
  const longer = new Float64Array(length);
  longer.set(column);
  return longer;
}
