import { InputError } from '../../src/support/errors.ts';
import type { Fabric } from './fabric.ts';
import { Alarms } from './iq-alarms.ts';
import type { IqTimes } from './iq-times.ts';
import { FLIT_HEAD, FLIT_PACKET_SHIFT, FLIT_TAIL, type IqWires } from './iq-wires.ts';
import type { PacketLoad } from './packet-load.ts';

const NEVER = Number.POSITIVE_INFINITY;

/**
 * The nodes as senders: each has a queue of packets and one source port in each plane, over which a flit a cycle
 * leaves while the router behind it has room. Packets start in the order of their index, the n-th of a node in
 * plane n modulo planeCount, so that packets of different planes overlap; a packet waits for the one before it to
 * start (open loop) or to have left and its own gap to be over (closed loop; the gap of the first runs from tick 0).
 * Of several virtual channels the next with room after the last used is taken.
 */
export class IqSources {
  private readonly vcCount: number;
  private readonly planeCount: number;
  private readonly bufferFlits: number;
  private readonly wires: IqWires;
  private readonly times: IqTimes;
  private readonly alarms: Alarms;
  private load: PacketLoad | null = null;

  /** Per packet: the next of its source, or -1. */
  private nextPacket: Int32Array = new Int32Array(0);
  /** Per node: the packet to start next, when it may, and its plane. */
  private readonly queueHead: Int32Array;
  private readonly readyTick: Float64Array;
  private readonly nextPlane: Uint8Array;
  /** Per port: the packet that is leaving or -1, its flits to come, its lane; the channel of the last packet. */
  private readonly leaving: Int32Array;
  private readonly flitsLeft: Int32Array;
  private readonly leavingLane: Int32Array;
  private readonly lastVc: Int32Array;
  private readonly lastSentTick: Float64Array;
  /** Per lane of a port: free places in the router's buffer. */
  readonly credits: Int32Array;
  /** Nodes to look at in this cycle and the next; marked so that each is listed once. */
  private visits: Int32Array;
  private visitsNext: Int32Array;
  private visitCount: number = 0;
  private readonly isListed: Uint8Array;
  /** Nodes that wait for a credit. */
  private readonly isBlocked: Uint8Array;
  private readonly nodeOfLane: Int32Array;

  constructor(
    fabric: Fabric,
    vcCount: number,
    bufferFlits: number,
    wires: IqWires,
    times: IqTimes,
  ) {
    const { nodeCount, planeCount } = fabric;
    const ports = nodeCount * planeCount;
    this.vcCount = vcCount;
    this.planeCount = planeCount;
    this.bufferFlits = bufferFlits;
    this.wires = wires;
    this.times = times;
    this.alarms = new Alarms(nodeCount);
    this.queueHead = new Int32Array(nodeCount);
    this.readyTick = new Float64Array(nodeCount);
    this.nextPlane = new Uint8Array(nodeCount);
    this.leaving = new Int32Array(ports);
    this.flitsLeft = new Int32Array(ports);
    this.leavingLane = new Int32Array(ports);
    this.lastVc = new Int32Array(ports).fill(-1);
    this.lastSentTick = new Float64Array(ports);
    this.credits = new Int32Array(ports * vcCount);
    this.visits = new Int32Array(nodeCount);
    this.visitsNext = new Int32Array(nodeCount);
    this.isListed = new Uint8Array(nodeCount);
    this.isBlocked = new Uint8Array(nodeCount);
    this.nodeOfLane = Int32Array.from({ length: ports * vcCount }, (_, lane) =>
      Math.floor(lane / (vcCount * planeCount)),
    );
    this.clear();
  }

  /** Drops all packets and gives all credits back. */
  clear(): void {
    this.alarms.clear();
    this.queueHead.fill(-1);
    this.leaving.fill(-1);
    this.lastSentTick.fill(-1);
    this.credits.fill(this.bufferFlits);
    this.isListed.fill(0);
    this.isBlocked.fill(0);
    this.visitCount = 0;
  }

  /** Queues the packets of `load`. Throws InputError E_NOC_LOAD where a source's packets go back in time. */
  begin(load: PacketLoad): void {
    const { packetCount, source, createTicks } = load;
    const { queueHead, readyTick, nextPlane } = this;
    this.load = load;
    this.lastSentTick.fill(-1);
    if (this.nextPacket.length < packetCount) {
      this.nextPacket = new Int32Array(Math.max(packetCount, this.nextPacket.length * 2));
    }
    for (let p = packetCount - 1; p >= 0; p--) {
      const node = source[p]!;
      const after = queueHead[node]!;
      if (after >= 0 && createTicks[after]! < createTicks[p]!) {
        this.clear();
        throw new InputError(
          'E_NOC_LOAD',
          `packets ${p} and ${after} of node ${node} are created at ticks ${createTicks[p]} and ${createTicks[after]}; packets of a node must be in the order of their times.`,
          { packet: p, after },
        );
      }
      this.nextPacket[p] = after;
      queueHead[node] = p;
    }
    for (let p = 0; p < packetCount; p++) {
      const node = source[p]!;
      if (queueHead[node] !== p) continue;
      nextPlane[node] = 0;
      this.prepare(node, 0, true);
      this.alarms.set(readyTick[node]!, node);
    }
  }

  /** Whether a node is to be looked at in the next cycle. */
  get isBusy(): boolean {
    return this.visitCount > 0;
  }

  /** Next tick at which a packet comes into being at a node that waits for it. */
  get nextTick(): number {
    return this.alarms.nextTick;
  }

  /** A place is free again behind a lane of a source port. */
  credit(lane: number): void {
    this.credits[lane]!++;
    const node = this.nodeOfLane[lane]!;
    if (this.isBlocked[node] === 1) this.list(node);
  }

  /** Sends what can be sent in this cycle. Returns how many flits left. */
  step(tick: number): number {
    const { alarms } = this;
    while (alarms.nextTick <= tick) this.list(alarms.pop());
    const { visits, visitCount } = this;
    this.visits = this.visitsNext;
    this.visitsNext = visits;
    this.visitCount = 0;
    let sent = 0;
    for (let k = 0; k < visitCount; k++) this.isListed[visits[k]!] = 0;
    for (let k = 0; k < visitCount; k++) sent += this.visit(visits[k]!, tick);
    return sent;
  }

  private list(node: number): void {
    if (this.isListed[node] === 1) return;
    this.isListed[node] = 1;
    this.visits[this.visitCount++] = node;
  }

  private visit(node: number, tick: number): number {
    this.isBlocked[node] = 0;
    const sent = this.continuePackets(node, tick) + this.startPackets(node, tick);
    const ready = this.readyTick[node]!;
    if (sent > 0 && (ready <= tick + 1 || this.hasLeaving(node))) this.list(node);
    else if (ready > tick && ready !== NEVER) this.alarms.set(ready, node);
    return sent;
  }

  private hasLeaving(node: number): boolean {
    const begin = node * this.planeCount;
    for (let port = begin; port < begin + this.planeCount; port++) {
      if (this.leaving[port]! >= 0) return true;
    }
    return false;
  }

  private continuePackets(node: number, tick: number): number {
    const { leaving, leavingLane, flitsLeft, credits } = this;
    const begin = node * this.planeCount;
    let sent = 0;
    for (let port = begin; port < begin + this.planeCount; port++) {
      const p = leaving[port]!;
      if (p < 0) continue;
      const lane = leavingLane[port]!;
      if (credits[lane] === 0) {
        this.isBlocked[node] = 1;
        continue;
      }
      sent++;
      const isTail = --flitsLeft[port]! === 0;
      this.send(port, lane, (p << FLIT_PACKET_SHIFT) | (isTail ? FLIT_TAIL : 0), tick);
      if (isTail) {
        leaving[port] = -1;
        this.prepare(node, tick, true);
      }
    }
    return sent;
  }

  private startPackets(node: number, tick: number): number {
    const { queueHead, leaving, lastSentTick, planeCount } = this;
    let sent = 0;
    for (let p = queueHead[node]!; p >= 0 && this.readyTick[node]! <= tick; p = queueHead[node]!) {
      const plane = this.nextPlane[node]!;
      const port = node * planeCount + plane;
      if (leaving[port]! >= 0 || lastSentTick[port] === tick) break;
      const lane = this.openLane(port);
      if (lane < 0) {
        this.isBlocked[node] = 1;
        break;
      }
      sent++;
      this.times.injectTicks[p] = tick;
      queueHead[node] = this.nextPacket[p]!;
      this.nextPlane[node] = plane + 1 === planeCount ? 0 : plane + 1;
      const isWhole = this.load!.flits[p] === 1;
      if (!isWhole) {
        leaving[port] = p;
        this.leavingLane[port] = lane;
        this.flitsLeft[port] = this.load!.flits[p]! - 1;
      }
      this.send(port, lane, (p << FLIT_PACKET_SHIFT) | FLIT_HEAD | (isWhole ? FLIT_TAIL : 0), tick);
      this.prepare(node, tick, isWhole);
    }
    return sent;
  }

  private send(port: number, lane: number, flit: number, tick: number): void {
    const { wires, vcCount } = this;
    this.credits[lane]!--;
    this.lastSentTick[port] = tick;
    const target = wires.sourceTo[port]! + (lane - port * vcCount);
    wires.flits.push(tick + wires.sourceDelay[port]!, target, flit);
  }

  /** The next lane of the port with room, or -1. */
  private openLane(port: number): number {
    const { vcCount, credits } = this;
    const begin = port * vcCount;
    let vc = this.lastVc[port]!;
    for (let k = 0; k < vcCount; k++) {
      vc = vc + 1 >= vcCount ? 0 : vc + 1;
      if (credits[begin + vc]! > 0) {
        this.lastVc[port] = vc;
        return begin + vc;
      }
    }
    return -1;
  }

  /** Sets when the first packet of the node's queue may start; `hasLeft`: the packet before it is gone. */
  private prepare(node: number, tick: number, hasLeft: boolean): void {
    const { gapTicks, createTicks } = this.load!;
    const p = this.queueHead[node]!;
    if (p < 0) this.readyTick[node] = NEVER;
    else if (!gapTicks) this.readyTick[node] = createTicks[p]!;
    else if (!hasLeft) this.readyTick[node] = NEVER;
    else {
      const ready = Math.max(createTicks[p]!, tick + gapTicks[p]!);
      this.readyTick[node] = ready;
      this.times.createTicks[p] = ready;
    }
  }
}
