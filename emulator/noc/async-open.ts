import { checkColumns, checkDelivery, checkMulticast, checkPacket } from './async-check.ts';
import type { AsyncLoad } from './async-load.ts';
import { PathFinder } from './async-path.ts';
import type { AsyncState } from './async-state.ts';
import { addTree, createTrees, reserveTree } from './async-tree.ts';
import type { PacketLoad } from './packet-load.ts';

export function createAsyncLoad(state: AsyncState): AsyncLoad {
  const { nodeCount } = state.fabric;
  const ints = new Int32Array(0);
  const floats = new Float64Array(0);
  return {
    packets: {
      packetCount: 0,
      source: ints,
      flits: ints,
      deliveryBegin: new Int32Array(1),
      destination: ints,
      createTicks: floats,
      gapTicks: null,
      serviceTicks: null,
    },
    packetCount: 0,
    deliveryCount: 0,
    remaining: 0,
    serves: false,
    times: {
      createTicks: floats,
      injectTicks: floats,
      ejectHeadTicks: floats,
      ejectTailTicks: floats,
      consumedTicks: floats,
      routersVisited: ints,
      zeroLoadTicks: floats,
      waitedFor: ints,
    },
    flits: ints,
    goal: ints,
    firstDelivery: ints,
    port: ints,
    entry: ints,
    root: ints,
    following: ints,
    deliveryPacket: ints,
    longestWait: floats,
    sources: new Int32Array(nodeCount),
    sourceCount: 0,
    trees: createTrees(),
    baseTicks: new Float64Array(1),
    lastTicks: new Float64Array(1),
    path: new PathFinder(state),
    lastOfSource: new Int32Array(nodeCount).fill(-1),
    countOfSource: new Int32Array(nodeCount),
  };
}

/**
 * Takes a load in hand: checks it, lines packets up per source, finds paths and trees. Throws InputError E_NOC_LOAD,
 * E_NOC_ROUTE and E_NOC_MULTICAST_BUFFER.
 */
export function openLoad(state: AsyncState, load: AsyncLoad, packets: PacketLoad): void {
  checkColumns(packets);
  const { packetCount } = packets;
  load.packets = packets;
  load.flits = packets.flits;
  load.packetCount = packetCount;
  load.deliveryCount = packets.deliveryBegin[packetCount]!;
  load.remaining = load.deliveryCount;
  load.serves = packets.serviceTicks !== null;
  load.trees.legCount = 0;
  load.trees.branchCount = 0;
  growLoad(load);
  load.sourceCount = 0;
  try {
    for (let p = 0; p < packetCount; p++) openPacket(state, load, p);
  } finally {
    closeSources(load);
  }
}

/** Forgets the lines of packets, so that the next load finds them empty. */
function closeSources(load: AsyncLoad): void {
  for (let k = 0; k < load.sourceCount; k++) {
    load.lastOfSource[load.sources[k]!] = -1;
    load.countOfSource[load.sources[k]!] = 0;
  }
}

function openPacket(state: AsyncState, load: AsyncLoad, p: number): void {
  checkPacket(state, load, p);
  lineUp(state, load, p);
  load.longestWait[p] = 0;
  load.times.waitedFor[p] = -1;
  const begin = load.packets.deliveryBegin[p]!;
  const end = load.packets.deliveryBegin[p + 1]!;
  load.goal[p] = load.packets.destination[begin]!;
  load.firstDelivery[p] = begin;
  for (let d = begin; d < end; d++) openDelivery(state, load, p, d);
  if (end === begin + 1) {
    load.root[p] = p;
  } else {
    checkMulticast(state, load, p);
    reserveTree(load.trees, end - begin);
    load.root[p] = addTree(state, load, p, begin, end - begin);
  }
}

function openDelivery(state: AsyncState, load: AsyncLoad, p: number, d: number): void {
  const { path, times, packets } = load;
  checkDelivery(state, load, p, d);
  load.deliveryPacket[d] = p;
  path.find(load.entry[p]!, packets.destination[d]!);
  times.routersVisited[d] = path.routers;
  times.zeroLoadTicks[d] = path.zeroLoadTicks(packets.flits[p]!);
}

/** Puts a packet behind the last of its source. */
function lineUp(state: AsyncState, load: AsyncLoad, p: number): void {
  const node = load.packets.source[p]!;
  const before = load.lastOfSource[node]!;
  if (before >= 0) {
    load.following[before] = p;
  } else {
    load.sources[load.sourceCount++] = node;
    state.sourcePacket[node] = p;
  }
  load.following[p] = -1;
  load.lastOfSource[node] = p;
  chooseEntry(state, load, p, node, load.countOfSource[node]!++);
}

/** Where packet `p`, the `number`th of its source, enters: planes and then lanes of virtual channels take turns. */
export function chooseEntry(
  state: AsyncState,
  load: AsyncLoad,
  p: number,
  node: number,
  number: number,
): void {
  const { fabric, vcCount } = state;
  const { planeCount, classCount } = fabric;
  const lanes = Math.floor(vcCount / classCount);
  const port = node * planeCount + (number % planeCount);
  const lane = Math.floor(number / planeCount) % lanes;
  load.port[p] = port;
  load.entry[p] = fabric.nodeInput[port]! * vcCount + lane * classCount;
}

function growLoad(load: AsyncLoad): void {
  const { packetCount, deliveryCount, times } = load;
  if (load.longestWait.length < packetCount) {
    const length = Math.max(packetCount, load.longestWait.length * 2);
    for (const name of PACKET_COLUMNS) load[name] = new Int32Array(length);
    times.waitedFor = new Int32Array(length);
    times.createTicks = new Float64Array(length);
    times.injectTicks = new Float64Array(length);
    load.longestWait = new Float64Array(length);
  }
  if (load.deliveryPacket.length < deliveryCount) {
    const length = Math.max(deliveryCount, load.deliveryPacket.length * 2);
    load.deliveryPacket = new Int32Array(length);
    times.routersVisited = new Int32Array(length);
    for (const name of FLOAT_COLUMNS) times[name] = new Float64Array(length);
  }
}

const PACKET_COLUMNS = ['goal', 'firstDelivery', 'port', 'entry', 'root', 'following'] as const;

const FLOAT_COLUMNS = [
  'ejectHeadTicks',
  'ejectTailTicks',
  'consumedTicks',
  'zeroLoadTicks',
] as const;
