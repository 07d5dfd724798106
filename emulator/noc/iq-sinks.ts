import type { Fabric } from './fabric.ts';
import { Alarms } from './iq-alarms.ts';
import type { IqTimes } from './iq-times.ts';
import { FLIT_HEAD, FLIT_PACKET_SHIFT, FLIT_TAIL, type IqWires } from './iq-wires.ts';
import type { ZeroLoad } from './iq-zero-load.ts';
import type { PacketLoad } from './packet-load.ts';

/**
 * The nodes as receivers. Without service times a flit is taken in the cycle of its arrival. Else a node takes the
 * packets of all its lanes in the order in which their heads arrived, a flit a cycle, and works on each after its
 * tail; what arrives meanwhile stays in the ejection buffer and its credit with it.
 */
export class IqSinks {
  private readonly vcCount: number;
  private readonly bufferFlits: number;
  private readonly wires: IqWires;
  private readonly times: IqTimes;
  private readonly zeroLoad: ZeroLoad;
  private readonly alarms: Alarms;
  private load: PacketLoad | null = null;
  /** Deliveries whose work is not over. */
  remaining: number = 0;
  /** End of the last work. */
  lastTick: number = 0;

  /** Per lane of an output that ejects. */
  private readonly nodeOfLane: Int32Array;
  private readonly planeOfLane: Uint8Array;
  /** Ejection buffers, used with service times only: flits of each lane, and per node the lanes of its packets. */
  private readonly laneFlits: Int32Array;
  private readonly laneFirst: Int32Array;
  private readonly laneCount: Int32Array;
  private readonly queueLanes: Int32Array;
  private readonly queueFirst: Int32Array;
  private readonly queueCount: Int32Array;
  private readonly queueSize: number;
  private readonly freeTick: Float64Array;

  constructor(
    fabric: Fabric,
    vcCount: number,
    bufferFlits: number,
    wires: IqWires,
    times: IqTimes,
    zeroLoad: ZeroLoad,
  ) {
    const { nodeCount, planeCount, outputTarget, nodeOutput } = fabric;
    this.vcCount = vcCount;
    this.bufferFlits = bufferFlits;
    this.wires = wires;
    this.times = times;
    this.zeroLoad = zeroLoad;
    this.alarms = new Alarms(nodeCount);
    const lanes = outputTarget.length * vcCount;
    this.nodeOfLane = Int32Array.from(
      { length: lanes },
      (_, lane) => -1 - outputTarget[Math.floor(lane / vcCount)]!,
    );
    this.planeOfLane = new Uint8Array(lanes);
    for (let port = 0; port < nodeOutput.length; port++) {
      const begin = nodeOutput[port]! * vcCount;
      this.planeOfLane.fill(port % planeCount, begin, begin + vcCount);
    }
    this.queueSize = planeCount * vcCount * bufferFlits;
    this.laneFlits = new Int32Array(lanes * bufferFlits);
    this.laneFirst = new Int32Array(lanes);
    this.laneCount = new Int32Array(lanes);
    this.queueLanes = new Int32Array(nodeCount * this.queueSize);
    this.queueFirst = new Int32Array(nodeCount);
    this.queueCount = new Int32Array(nodeCount);
    this.freeTick = new Float64Array(nodeCount);
  }

  clear(): void {
    this.alarms.clear();
    this.laneCount.fill(0);
    this.queueCount.fill(0);
  }

  begin(load: PacketLoad): void {
    this.load = load;
    this.remaining = load.packetCount;
    this.lastTick = 0;
    if (load.serviceTicks) this.freeTick.fill(0);
  }

  /** Next tick at which a node goes on with what waits in its buffers. */
  get nextTick(): number {
    return this.alarms.nextTick;
  }

  /** A flit reaches its node over a lane of an output. */
  arrive(lane: number, flit: number, tick: number): void {
    const { times, load } = this;
    const p = flit >> FLIT_PACKET_SHIFT;
    if (flit & FLIT_HEAD) times.ejectHeadTicks[p] = tick;
    if (flit & FLIT_TAIL) {
      times.ejectTailTicks[p] = tick;
      times.zeroLoadTicks[p] = this.zeroLoad(
        load!.source[p]!,
        load!.destination[p]!,
        load!.flits[p]!,
        this.planeOfLane[lane]!,
        times.routersVisited[p]!,
      );
    }
    if (load!.serviceTicks) this.keep(lane, flit, tick);
    else this.take(lane, flit, tick, 0);
  }

  /** Takes a flit from each node that is free and has one. Returns how many were taken. */
  step(tick: number): number {
    const { alarms } = this;
    let taken = 0;
    while (alarms.nextTick <= tick) taken += this.serve(alarms.pop(), tick);
    return taken;
  }

  private take(lane: number, flit: number, tick: number, serviceTicks: number): void {
    const { wires, vcCount } = this;
    const output = vcCount === 1 ? lane : Math.floor(lane / vcCount);
    wires.credits.push(tick + wires.ejectionCreditDelay[output]!, lane, 0);
    if (flit & FLIT_TAIL) {
      const end = tick + serviceTicks;
      this.times.consumedTicks[flit >> FLIT_PACKET_SHIFT] = end;
      this.remaining--;
      if (end > this.lastTick) this.lastTick = end;
    }
  }

  private keep(lane: number, flit: number, tick: number): void {
    const { laneFirst, laneCount, bufferFlits, queueSize, queueFirst, queueCount } = this;
    const at = (laneFirst[lane]! + laneCount[lane]!) % bufferFlits;
    laneCount[lane]!++;
    this.laneFlits[lane * bufferFlits + at] = flit;
    const node = this.nodeOfLane[lane]!;
    if (flit & FLIT_HEAD) {
      const end = (queueFirst[node]! + queueCount[node]!) % queueSize;
      this.queueLanes[node * queueSize + end] = lane;
      queueCount[node]!++;
    }
    this.alarms.set(Math.max(tick, this.freeTick[node]!), node);
  }

  private serve(node: number, tick: number): number {
    const { laneFirst, laneCount, bufferFlits, queueSize, queueFirst, queueCount } = this;
    const lane = this.queueLanes[node * queueSize + queueFirst[node]!]!;
    // The first packet may have further flits on their way; their arrival sets the next alarm.
    if (queueCount[node] === 0 || laneCount[lane] === 0) return 0;
    const flit = this.laneFlits[lane * bufferFlits + laneFirst[lane]!]!;
    laneFirst[lane] = (laneFirst[lane]! + 1) % bufferFlits;
    laneCount[lane]!--;
    const isTail = (flit & FLIT_TAIL) !== 0;
    const serviceTicks = isTail ? this.load!.serviceTicks![flit >> FLIT_PACKET_SHIFT]! : 0;
    this.take(lane, flit, tick, serviceTicks);
    this.freeTick[node] = tick + Math.max(1, serviceTicks);
    if (isTail) {
      queueFirst[node] = (queueFirst[node]! + 1) % queueSize;
      queueCount[node]!--;
    }
    if (queueCount[node]! > 0) this.alarms.set(this.freeTick[node]!, node);
    return 1;
  }
}
