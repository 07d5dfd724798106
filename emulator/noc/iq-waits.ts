import type { IqTimes } from './iq-times.ts';

/** Keeps who waited for whom and how long outputs stood still. */
export class IqWaits {
  private readonly times: IqTimes;
  private readonly blockedTicks: Float64Array;
  /** Per output: flits that could leave by it but for others, and since when none left. */
  private readonly readyFlits: Int32Array;
  private readonly sinceTick: Float64Array;
  /** Per lane: since when its head waits for what it waits for, and the packet that is in the way. */
  private readonly laneSince: Float64Array;
  private readonly laneBlocker: Int32Array;
  /** Per output: the packet that left by it last. */
  private readonly lastPacket: Int32Array;
  /** Per packet: its longest wait. */
  private longest: Float64Array = new Float64Array(0);

  constructor(times: IqTimes, blockedTicks: Float64Array, laneCount: number) {
    this.times = times;
    this.blockedTicks = blockedTicks;
    this.readyFlits = new Int32Array(blockedTicks.length);
    this.sinceTick = new Float64Array(blockedTicks.length);
    this.lastPacket = new Int32Array(blockedTicks.length).fill(-1);
    this.laneSince = new Float64Array(laneCount);
    this.laneBlocker = new Int32Array(laneCount);
  }

  begin(packetCount: number): void {
    if (this.longest.length < packetCount) {
      this.longest = new Float64Array(Math.max(packetCount, this.longest.length * 2));
    }
    this.longest.fill(0, 0, packetCount);
    this.readyFlits.fill(0);
    this.lastPacket.fill(-1);
  }

  /** From `tick` on a flit could leave by `output` were nothing in its way. */
  ready(output: number, tick: number): void {
    if (this.readyFlits[output]!++ === 0) this.sinceTick[output] = tick;
  }

  /** A flit that was ready leaves by `output`. */
  leave(output: number, packet: number, tick: number): void {
    const since = this.sinceTick[output]!;
    if (tick > since) this.blockedTicks[output]! += tick - since;
    this.sinceTick[output] = tick + 1;
    this.readyFlits[output]!--;
    this.lastPacket[output] = packet;
  }

  /** The packet at the head of a lane waits from `tick` on, for `blocker` (-1: not known yet). */
  open(lane: number, tick: number, blocker: number): void {
    this.laneSince[lane] = tick;
    this.laneBlocker[lane] = blocker;
  }

  /** Names who is in the way of the lane's packet now. */
  blame(lane: number, blocker: number): void {
    if (blocker >= 0) this.laneBlocker[lane] = blocker;
  }

  lastOf(output: number): number {
    return this.lastPacket[output]!;
  }

  /** The lane's packet has got what it waited for. */
  close(lane: number, packet: number, tick: number): void {
    this.book(packet, tick - this.laneSince[lane]!, this.laneBlocker[lane]!);
  }

  /** Books a wait of `packet`; the first of the longest counts. */
  book(packet: number, ticks: number, blocker: number): void {
    if (blocker < 0 || blocker === packet || ticks <= this.longest[packet]!) return;
    this.longest[packet] = ticks;
    this.times.waitedFor[packet] = blocker;
  }
}
