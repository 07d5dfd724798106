import type { PacketLoad, PacketTimes } from './packet-load.ts';

/** Columns of PacketTimes that grow by doubling and are used again by the next load. */
export class IqTimes implements PacketTimes {
  createTicks: Float64Array = new Float64Array(0);
  injectTicks: Float64Array = new Float64Array(0);
  ejectHeadTicks: Float64Array = new Float64Array(0);
  ejectTailTicks: Float64Array = new Float64Array(0);
  consumedTicks: Float64Array = new Float64Array(0);
  routersVisited: Int32Array = new Int32Array(0);
  zeroLoadTicks: Float64Array = new Float64Array(0);
  waitedFor: Int32Array = new Int32Array(0);

  /** Makes room for `load`, whose packets exist when they are created unless a source says otherwise later. */
  begin({ packetCount, createTicks }: PacketLoad): void {
    if (packetCount > this.createTicks.length) this.grow(packetCount);
    this.createTicks.set(createTicks.subarray(0, packetCount));
    this.routersVisited.fill(0, 0, packetCount);
    this.waitedFor.fill(-1, 0, packetCount);
  }

  private grow(packetCount: number): void {
    const length = Math.max(packetCount, this.createTicks.length * 2, 64);
    this.createTicks = new Float64Array(length);
    this.injectTicks = new Float64Array(length);
    this.ejectHeadTicks = new Float64Array(length);
    this.ejectTailTicks = new Float64Array(length);
    this.consumedTicks = new Float64Array(length);
    this.zeroLoadTicks = new Float64Array(length);
    this.routersVisited = new Int32Array(length);
    this.waitedFor = new Int32Array(length);
  }
}
