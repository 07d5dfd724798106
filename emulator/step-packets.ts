/** The packets of one step as a load for the router engine: columns that grow and are used again. */
import type { PacketLoad } from './noc/packet-load.ts';

export class StepPackets implements PacketLoad {
  packetCount: number = 0;
  deliveryCount: number = 0;
  source: Int32Array = new Int32Array(1024);
  flits: Int32Array = new Int32Array(1024);
  deliveryBegin: Int32Array = new Int32Array(1025);
  destination: Int32Array = new Int32Array(1024);
  createTicks: Float64Array = new Float64Array(1024);
  gapTicks: Float64Array = new Float64Array(1024);
  serviceTicks: Float64Array = new Float64Array(1024);
  /** Where a delivery's route stands among all routes of the image. */
  route: Int32Array = new Int32Array(1024);

  clear(): void {
    this.packetCount = 0;
    this.deliveryCount = 0;
  }

  /** Opens a packet that `source` works on for `gapPs`; its deliveries follow. */
  addPacket(source: number, flitCount: number, gapPs: number): void {
    if (this.packetCount === this.source.length) this.growPackets();
    const p = this.packetCount++;
    this.source[p] = source;
    this.flits[p] = flitCount;
    this.createTicks[p] = 0;
    this.gapTicks[p] = gapPs;
    this.deliveryBegin[p] = this.deliveryCount;
    this.deliveryBegin[p + 1] = this.deliveryCount;
  }

  /** A destination of the packet opened last, which works on it for `servicePs`. */
  addDelivery(destination: number, servicePs: number, route: number): void {
    if (this.deliveryCount === this.destination.length) this.growDeliveries();
    const d = this.deliveryCount++;
    this.destination[d] = destination;
    this.serviceTicks[d] = servicePs;
    this.route[d] = route;
    this.deliveryBegin[this.packetCount] = this.deliveryCount;
  }

  private growPackets(): void {
    const length = this.source.length * 2;
    this.source = grownInts(this.source, length);
    this.flits = grownInts(this.flits, length);
    this.deliveryBegin = grownInts(this.deliveryBegin, length + 1);
    this.createTicks = grownFloats(this.createTicks, length);
    this.gapTicks = grownFloats(this.gapTicks, length);
  }

  private growDeliveries(): void {
    const length = this.destination.length * 2;
    this.destination = grownInts(this.destination, length);
    this.route = grownInts(this.route, length);
    this.serviceTicks = grownFloats(this.serviceTicks, length);
  }
}

function grownInts(column: Int32Array, length: number): Int32Array {
  const grown = new Int32Array(length);
  grown.set(column);
  return grown;
}

function grownFloats(column: Float64Array, length: number): Float64Array {
  const grown = new Float64Array(length);
  grown.set(column);
  return grown;
}
