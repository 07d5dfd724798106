/**
 * The neurons of an analog chip between events. Each one is a trajectory that is known in closed form or as a series
 * until the next input; the heap holds one entry a neuron: its threshold crossing, a time before which it surely does
 * not cross, the end of a packet, or the end of its comparator's delay. Nothing steps in fixed time.
 *
 * Time is integer picoseconds plus a remainder in [0, 1). A neuron's state may stand in the future: after a spike it is
 * that of the moment when the reset lets go.
 */
import { rechargedFraction } from '../../src/physics/reset-pulse.ts';
import { EmulationError } from '../../src/support/errors.ts';
import { type Circuit, LEAK_LOG, type LeakKind } from './circuit.ts';
import { advanceMembrane, riseSeconds } from './closed-form.ts';
import { EventHeap } from './event-heap.ts';
import { ForcedMembranes, type Outlook } from './forced-membranes.ts';
import {
  CHANNEL_JUMP,
  CHANNEL_RECTANGLE,
  createColumns,
  type NeuronColumns,
  PS_PER_S,
} from './neuron-columns.ts';
import { PacketEnds } from './packet-ends.ts';

/** Where whole picoseconds end in a float64: 2.5 hours. */
export const HORIZON_PS: number = 2 ** 53;

/** No membrane is this many saturation voltages away from rest. */
const U_MAX = 1e9;

const ENTRY_CROSSING = 0;
const ENTRY_CHECK = 1;
const ENTRY_PACKET_END = 2;
const ENTRY_DECIDED = 3;

export interface AnalogCounts {
  spikes: number;
  /** Synaptic inputs that came to a neuron. */
  inputs: number;
  /** Charge packets that came, from begin to end, while the reset switch or the comparator's decision held the membrane: lost. */
  heldPackets: number;
  /**
   * Charge packets that began while it was held and flowed on after: a part of each was lost. Those already under way
   * when a neuron fires are not counted; what they lose is the excess over the threshold, which a reset takes in the
   * network too.
   */
  cutPackets: number;
  /** Crossings that had to wait for the comparator's bandwidth. */
  rateLimited: number;
  /** Times at which a bound was made tighter. */
  checks: number;
  seriesSteps: number;
}

export class AnalogNeurons {
  readonly columns: NeuronColumns;
  /** Of each neuron: spikes, and the sum over them of the part of the reset capacitor that was charged anew. */
  readonly spikeCounts: Int32Array;
  readonly recharged: Float64Array;

  private readonly tally = {
    spikes: 0,
    inputs: 0,
    heldPackets: 0,
    cutPackets: 0,
    rateLimited: 0,
    checks: 0,
  };
  private readonly heap: EventHeap;
  private readonly entries: Uint8Array;
  private readonly u: Float64Array;
  private readonly fromPs: Float64Array;
  private readonly fromRemainder: Float64Array;
  private readonly inputDrive: Float64Array;
  private readonly packetDrive: Float64Array;
  private readonly isDeciding: Uint8Array;
  private readonly isLimited: Uint8Array;
  private readonly lastPs: Float64Array;
  private readonly lastRemainder: Float64Array;
  private readonly packets: PacketEnds;
  private readonly forced: ForcedMembranes;
  private readonly outlook: Outlook = { seconds: Infinity, isCrossing: true };
  /** Time of the entry that `schedule` is about to write. */
  private entryPsNext = 0;
  private entryRemainderNext = 0;

  /** Throws what `createColumns` throws. */
  constructor(circuits: readonly Circuit[], circuitOf: Int32Array) {
    this.columns = createColumns(circuits, circuitOf);
    const { count, startU, inputDrive } = this.columns;
    this.spikeCounts = new Int32Array(count);
    this.recharged = new Float64Array(count);
    this.heap = new EventHeap(count);
    this.entries = new Uint8Array(count);
    this.u = startU.slice();
    this.fromPs = new Float64Array(count);
    this.fromRemainder = new Float64Array(count);
    this.inputDrive = inputDrive.slice();
    this.packetDrive = new Float64Array(count);
    this.isDeciding = new Uint8Array(count);
    this.isLimited = new Uint8Array(count);
    this.lastPs = new Float64Array(count).fill(-Infinity);
    this.lastRemainder = new Float64Array(count);
    this.packets = new PacketEnds(count);
    this.forced = new ForcedMembranes(this.columns);
    for (let n = 0; n < count; n++) this.schedule(n);
  }

  counts(): AnalogCounts {
    return { ...this.tally, seriesSteps: this.forced.seriesSteps };
  }

  /** The neuron whose event is next, -1 for none. */
  next(): number {
    return this.heap.first();
  }

  /** Time of a neuron's entry. */
  entryPs(neuron: number): number {
    return this.heap.ps[neuron]!;
  }

  entryRemainder(neuron: number): number {
    return this.heap.remainders[neuron]!;
  }

  /** Works off the entry of `neuron`, which is next. Returns whether it spikes at that time. */
  take(neuron: number): boolean {
    const ps = this.heap.ps[neuron]!;
    const remainder = this.heap.remainders[neuron]!;
    const entry = this.entries[neuron]!;
    if (entry === ENTRY_DECIDED) {
      this.isDeciding[neuron] = 0;
      this.spike(neuron, ps, remainder);
      return true;
    }
    if (entry === ENTRY_CROSSING) return this.cross(neuron, ps, remainder);
    this.advance(neuron, ps, remainder);
    if (entry === ENTRY_CHECK) this.tally.checks++;
    else this.endPacket(neuron);
    this.schedule(neuron);
    return false;
  }

  /** A synaptic input of `weight` (C, A or S) at whole picoseconds, not before any event taken so far. */
  receive(neuron: number, channel: number, weight: number, ps: number): void {
    const { channelCount, channelKind, channelGain, channelRate, floorU } = this.columns;
    const at = neuron * channelCount + channel;
    const kind = channelKind[at]!;
    const amount = weight * channelGain[at]!;
    const seconds = this.secondsTo(neuron, ps, 0);
    const isHeld = this.isDeciding[neuron] === 1 || seconds < 0;
    this.tally.inputs++;
    if (kind === CHANNEL_JUMP && isHeld) {
      this.tally.heldPackets++;
      return;
    }
    if (!isHeld) this.advance(neuron, ps, 0);
    if (kind === CHANNEL_JUMP) {
      this.setU(neuron, Math.max(this.u[neuron]! + amount, floorU[neuron]!));
    } else if (kind === CHANNEL_RECTANGLE) {
      // The drive flows on, and what of it falls into the hold is lost.
      if (isHeld) this.countHeld(neuron, -seconds * PS_PER_S, channelRate[at]!);
      this.packetDrive[neuron]! += amount;
      this.packets.add(neuron, ps + channelRate[at]!, amount);
    } else {
      this.forced.add(neuron, channel, amount, isHeld ? -seconds : 0);
    }
    this.schedule(neuron);
  }

  /** A packet that begins while the state stands `heldPs` ahead; a decision's end begins the reset. */
  private countHeld(neuron: number, heldPs: number, widthPs: number): void {
    const resetPs = this.isDeciding[neuron] === 1 ? this.columns.refractoryPs[neuron]! : 0;
    if (heldPs + resetPs >= widthPs) this.tally.heldPackets++;
    else if (heldPs + resetPs > 0) this.tally.cutPackets++;
  }

  /** Sets the constant input current from `ps` on. */
  setInput(neuron: number, currentA: number, ps: number): void {
    if (this.isDeciding[neuron] === 0) this.advance(neuron, ps, 0);
    this.inputDrive[neuron] = currentA * this.columns.gainPerC[neuron]!;
    this.schedule(neuron);
  }

  /** Membrane voltage in V, or current in A of a log-domain one, at a time before its next event; changes nothing. */
  membraneAt(neuron: number, ps: number): number {
    const { leak, scaleV, origin } = this.columns;
    const before = [this.u[neuron]!, this.fromPs[neuron]!, this.fromRemainder[neuron]!] as const;
    const saved = this.forced.save(neuron);
    this.advance(neuron, ps, 0);
    const u = this.u[neuron]!;
    [this.u[neuron], this.fromPs[neuron], this.fromRemainder[neuron]] = before;
    this.forced.restore(neuron, saved);
    return leak[neuron] === LEAK_LOG
      ? origin[neuron]! * Math.exp(u)
      : origin[neuron]! + u * scaleV[neuron]!;
  }

  /** Seconds from the neuron's state to a time; negative while it is held. */
  private secondsTo(neuron: number, ps: number, remainder: number): number {
    return (ps - this.fromPs[neuron]! + (remainder - this.fromRemainder[neuron]!)) / PS_PER_S;
  }

  private drive(neuron: number): number {
    return this.inputDrive[neuron]! + this.packetDrive[neuron]!;
  }

  private setU(neuron: number, u: number): void {
    if (!(Math.abs(u) < U_MAX)) {
      throw new EmulationError(
        'E_ANALOG_OVERFLOW',
        `the membrane of neuron ${neuron} is driven to ${u * this.columns.scaleV[neuron]!} V from rest, which no circuit survives: an input's weight or current is wrong by orders of magnitude.`,
        { neuron },
      );
    }
    this.u[neuron] = u;
  }

  /** Brings the state to a time; a state that is held beyond it stays. */
  private advance(neuron: number, ps: number, remainder: number): void {
    const { leak, leakRate, floorU } = this.columns;
    const seconds = this.secondsTo(neuron, ps, remainder);
    if (seconds <= 0) return;
    const u = this.u[neuron]!;
    const drive = this.drive(neuron);
    const moved = this.forced.isForced(neuron)
      ? this.forced.advance(neuron, u, drive, seconds)
      : advanceMembrane(leak[neuron]! as LeakKind, leakRate[neuron]!, drive, u, seconds);
    this.setU(neuron, Math.max(moved, floorU[neuron]!));
    this.fromPs[neuron] = ps;
    this.fromRemainder[neuron] = remainder;
  }

  private endPacket(neuron: number): void {
    this.packetDrive[neuron]! -= this.packets.removeFirst(neuron);
    // Sums of what came and went leave a rest of rounding.
    if (this.packets.firstPs(neuron) === Infinity) this.packetDrive[neuron] = 0;
  }

  /** A threshold crossing: the spike itself, or the begin of the comparator's delay. */
  private cross(neuron: number, ps: number, remainder: number): boolean {
    const thresholdU = this.columns.thresholdU[neuron]!;
    const isJump = this.u[neuron]! >= thresholdU;
    if (this.forced.isForced(neuron)) {
      this.forced.decay(neuron, Math.max(this.secondsTo(neuron, ps, remainder), 0));
    }
    this.fromPs[neuron] = ps;
    this.fromRemainder[neuron] = remainder;
    this.tally.rateLimited += this.isLimited[neuron]!;
    this.isLimited[neuron] = 0;
    // A jump's slope has no bound, so that it has no delay.
    const delayS =
      isJump || this.columns.hasDelay[neuron] === 0
        ? 0
        : this.columns.delayS(neuron, this.forced.slope(neuron, thresholdU, this.drive(neuron)));
    if (delayS === 0) {
      this.spike(neuron, ps, remainder);
      return true;
    }
    this.isDeciding[neuron] = 1;
    this.hold(neuron, delayS * PS_PER_S);
    this.schedule(neuron);
    return false;
  }

  private spike(neuron: number, ps: number, remainder: number): void {
    const { resetU, refractoryPs } = this.columns;
    const intervalPs = ps - this.lastPs[neuron]! + (remainder - this.lastRemainder[neuron]!);
    this.recharged[neuron]! += rechargedFraction(intervalPs, refractoryPs[neuron]!);
    this.spikeCounts[neuron]!++;
    this.tally.spikes++;
    this.lastPs[neuron] = ps;
    this.lastRemainder[neuron] = remainder;
    this.forced.adapt(neuron);
    this.u[neuron] = resetU[neuron]!;
    this.hold(neuron, refractoryPs[neuron]!);
    this.schedule(neuron);
  }

  /** Puts the state off by a time over which the membrane does not move but the channels decay. */
  private hold(neuron: number, periodPs: number): void {
    if (this.forced.isForced(neuron)) this.forced.decay(neuron, periodPs / PS_PER_S);
    this.setEntryAfter(this.fromPs[neuron]!, this.fromRemainder[neuron]!, periodPs);
    this.fromPs[neuron] = this.entryPsNext;
    this.fromRemainder[neuron] = this.entryRemainderNext;
  }

  private setEntryAfter(ps: number, remainder: number, periodPs: number): void {
    const total = remainder + periodPs;
    const whole = Math.floor(total);
    this.entryPsNext = ps + whole;
    this.entryRemainderNext = total - whole;
  }

  /** Renews the heap's entry of a neuron after any change of its state. */
  private schedule(neuron: number): void {
    let entry = ENTRY_DECIDED;
    this.setEntryAfter(this.fromPs[neuron]!, this.fromRemainder[neuron]!, 0);
    if (this.isDeciding[neuron] === 0) {
      this.lookAhead(neuron);
      const { seconds, isCrossing } = this.outlook;
      entry = isCrossing ? ENTRY_CROSSING : ENTRY_CHECK;
      this.setEntryAfter(this.entryPsNext, this.entryRemainderNext, seconds * PS_PER_S);
      if (isCrossing && this.entryPsNext < HORIZON_PS) this.limitRate(neuron);
    }
    const packetEndPs = this.packets.firstPs(neuron);
    if (packetEndPs <= this.entryPsNext) {
      entry = ENTRY_PACKET_END;
      this.entryPsNext = packetEndPs;
      this.entryRemainderNext = 0;
    }
    if (!(this.entryPsNext < HORIZON_PS)) {
      this.heap.remove(neuron);
      return;
    }
    this.entries[neuron] = entry;
    this.heap.set(neuron, this.entryPsNext, this.entryRemainderNext);
  }

  /** A crossing too soon after the last spike waits for the comparator. */
  private limitRate(neuron: number): void {
    const limit = this.lastRemainder[neuron]! + this.columns.minimumIntervalPs[neuron]!;
    const whole = Math.floor(limit);
    const limitPs = this.lastPs[neuron]! + whole;
    const early = this.entryPsNext - limitPs + (this.entryRemainderNext - (limit - whole));
    this.isLimited[neuron] = early < 0 ? 1 : 0;
    if (early >= 0) return;
    this.entryPsNext = limitPs;
    this.entryRemainderNext = limit - whole;
  }

  private lookAhead(neuron: number): void {
    const { columns, outlook } = this;
    const u = this.u[neuron]!;
    const thresholdU = columns.thresholdU[neuron]!;
    const drive = this.drive(neuron);
    outlook.isCrossing = true;
    if (u >= thresholdU) {
      outlook.seconds = 0;
    } else if (this.forced.isForced(neuron)) {
      this.forced.lookAhead(neuron, u, drive, outlook);
    } else if (drive <= columns.rheobase[neuron]!) {
      outlook.seconds = Infinity;
    } else {
      const leak = columns.leak[neuron]! as LeakKind;
      outlook.seconds = riseSeconds(leak, columns.leakRate[neuron]!, drive, u, thresholdU);
    }
  }
}
