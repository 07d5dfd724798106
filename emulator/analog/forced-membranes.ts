/**
 * Channels that decay (synaptic currents, conductances, adaptation) and the membranes under them, which have no closed
 * form. A membrane moves along its Taylor series; a crossing is sought only where a closed-form bound allows one.
 */
import { EmulationError, groupDigits } from '../../src/support/errors.ts';
import { LEAK_LINEAR, LEAK_LOG, type LeakKind } from './circuit.ts';
import { advanceMembrane, membraneSlope, rheobaseDrive, riseSeconds } from './closed-form.ts';
import { firstCrossing } from './first-crossing.ts';
import { CHANNEL_ADAPTATION, CHANNEL_CONDUCTANCE, type NeuronColumns } from './neuron-columns.ts';
import {
  createForcing,
  evaluateSeries,
  expandMembrane,
  type Forcing,
  seriesReach,
  TAYLOR_ORDER,
} from './taylor.ts';

/** Error of u that a step of the series may make, as a part of the swing from reset to threshold. */
const TOLERANCE = 1e-13;
/** Part of the reach that the last coefficients promise. */
const CAUTION = 0.9;
/** An input that could move u by less than this part of the swing is over. */
const NEGLIGIBLE = 1e-17;
const STEPS_MAX = 1_000_000;
/** A shorter step would be lost in the rounding of time. */
const SHORTEST_S = 1e-14;

/** When a membrane crosses, as far as it is known. */
export interface Outlook {
  /** Seconds from now; Infinity for never. */
  seconds: number;
  /** Whether it crosses then; otherwise it surely does not cross before. */
  isCrossing: boolean;
}

export class ForcedMembranes {
  /** Steps of series made. */
  seriesSteps = 0;
  private readonly columns: NeuronColumns;
  /** Amplitude of each channel at the time of its neuron's state, in 1/s. */
  private readonly amplitudes: Float64Array;
  /** 1 where a channel's amplitude is not 0. */
  private readonly isForcedColumn: Uint8Array;
  private readonly forcing: Forcing;
  private readonly series = new Float64Array(TAYLOR_ORDER + 1);
  /** Leak of the membrane last gathered, held conductances of a linear one included. */
  private leakRate = 0;

  constructor(columns: NeuronColumns) {
    this.columns = columns;
    this.amplitudes = new Float64Array(columns.count * columns.channelCount);
    this.isForcedColumn = new Uint8Array(columns.count);
    this.forcing = createForcing(columns.channelCount);
  }

  isForced(neuron: number): boolean {
    return this.isForcedColumn[neuron] === 1;
  }

  /** Adds to a channel an amplitude that is `aheadS` old when the neuron's state begins. */
  add(neuron: number, channel: number, amplitude: number, aheadS: number): void {
    const at = neuron * this.columns.channelCount + channel;
    this.amplitudes[at]! += amplitude * Math.exp(-this.columns.channelRate[at]! * aheadS);
    this.isForcedColumn[neuron] = 1;
  }

  /** Adds what a spike adds to the neuron's adaptation channels. */
  adapt(neuron: number): void {
    const { channelCount, channelKind, channelJump } = this.columns;
    for (let channel = 0; channel < channelCount; channel++) {
      const at = neuron * channelCount + channel;
      if (channelKind[at] === CHANNEL_ADAPTATION) this.add(neuron, channel, channelJump[at]!, 0);
    }
  }

  decay(neuron: number, seconds: number): void {
    const { channelCount, channelRate } = this.columns;
    for (let at = neuron * channelCount; at < (neuron + 1) * channelCount; at++) {
      if (this.amplitudes[at] !== 0) this.amplitudes[at]! *= Math.exp(-channelRate[at]! * seconds);
    }
  }

  /** u after `seconds` from `u` at a constant drive beside the channels, which decay with it. Throws E_ANALOG_STIFF. */
  advance(neuron: number, u: number, drive: number, seconds: number): number {
    const { columns, forcing, series } = this;
    const leak = columns.leak[neuron]! as LeakKind;
    const tolerance = this.tolerance(neuron);
    let at = u;
    let left = seconds;
    for (let step = 0; left > 0; step++) {
      if (step === STEPS_MAX) throw stiff(neuron, seconds);
      this.gather(neuron, drive);
      if (forcing.count === 0) {
        return advanceMembrane(leak, this.leakRate, forcing.drive, at, left);
      }
      expandMembrane(leak, this.leakRate, at, forcing, series);
      const reach = Math.min(CAUTION * seriesReach(series, tolerance), left);
      this.seriesSteps++;
      at = Math.max(evaluateSeries(series, reach), columns.floorU[neuron]!);
      this.decay(neuron, reach);
      left -= reach;
    }
    return at;
  }

  /** When `u`, below threshold, crosses it, or until when it does not. Throws E_ANALOG_STIFF. */
  lookAhead(neuron: number, u: number, drive: number, outlook: Outlook): void {
    const { columns, forcing, series } = this;
    const thresholdU = columns.thresholdU[neuron]!;
    const leak = columns.leak[neuron]! as LeakKind;
    this.gather(neuron, drive);
    outlook.isCrossing = true;
    outlook.seconds = Infinity;
    const rheobase = rheobaseDrive(leak, this.leakRate, thresholdU);
    if (upperDrive(forcing, thresholdU) <= rheobase) return;
    const bound = riseSeconds(leak, this.leakRate, upperDrive(forcing, u), u, thresholdU);
    outlook.seconds = bound;
    if (bound === Infinity || forcing.count === 0) return;
    expandMembrane(leak, this.leakRate, u, forcing, series);
    const reach = CAUTION * seriesReach(series, this.tolerance(neuron));
    if (reach < SHORTEST_S) throw stiff(neuron, reach * STEPS_MAX);
    outlook.isCrossing = false;
    if (bound >= reach) return;
    this.seriesSteps++;
    const crossing = firstCrossing(series, reach, thresholdU);
    outlook.isCrossing = crossing !== Infinity;
    outlook.seconds = outlook.isCrossing ? crossing : reach;
  }

  /** du/dt at `u`. */
  slope(neuron: number, u: number, drive: number): number {
    const { columns, forcing } = this;
    const leak = columns.leak[neuron]! as LeakKind;
    this.gather(neuron, drive);
    let slope = membraneSlope(leak, this.leakRate, forcing.drive, u);
    for (let part = 0; part < forcing.count; part++) {
      const amplitude = forcing.amplitudes[part]!;
      const kind = forcing.kinds[part]!;
      if (kind === CHANNEL_ADAPTATION) slope -= amplitude;
      else if (kind === CHANNEL_CONDUCTANCE) slope += amplitude * (forcing.reversals[part]! - u);
      else slope += leak === LEAK_LOG ? amplitude / (1 + Math.exp(u)) : amplitude;
    }
    return slope;
  }

  /** What `advance` changes of a neuron, to be put back by `restore`. */
  save(neuron: number): Float64Array {
    const { channelCount } = this.columns;
    return this.amplitudes.slice(neuron * channelCount, (neuron + 1) * channelCount);
  }

  restore(neuron: number, saved: Float64Array): void {
    this.amplitudes.set(saved, neuron * this.columns.channelCount);
    this.isForcedColumn[neuron] = saved.some((amplitude) => amplitude !== 0) ? 1 : 0;
  }

  private tolerance(neuron: number): number {
    return TOLERANCE * (this.columns.thresholdU[neuron]! - this.columns.resetU[neuron]!);
  }

  /** Lists what drives a neuron, without channels that are over. */
  private gather(neuron: number, drive: number): void {
    const { columns, forcing, amplitudes } = this;
    const { channelCount, channelKind, channelRate, channelReversalU } = columns;
    const swing = columns.thresholdU[neuron]! - columns.resetU[neuron]!;
    const isLinear = columns.leak[neuron] === LEAK_LINEAR;
    forcing.drive = drive;
    forcing.count = 0;
    this.leakRate = columns.leakRate[neuron]!;
    let isForced = 0;
    for (let at = neuron * channelCount; at < (neuron + 1) * channelCount; at++) {
      const amplitude = amplitudes[at]!;
      const rate = channelRate[at]!;
      if (amplitude === 0) continue;
      if (Math.abs(amplitude) <= NEGLIGIBLE * rate * swing) {
        amplitudes[at] = 0;
        continue;
      }
      isForced = 1;
      if (isLinear && rate === 0) {
        // A held conductance of a linear membrane is one more leak.
        this.leakRate += amplitude;
        forcing.drive += amplitude * channelReversalU[at]!;
        continue;
      }
      const part = forcing.count++;
      forcing.amplitudes[part] = amplitude;
      forcing.rates[part] = rate;
      forcing.kinds[part] = channelKind[at]!;
      forcing.reversals[part] = channelReversalU[at]!;
    }
    this.isForcedColumn[neuron] = isForced;
  }
}

/**
 * No smaller than the drive at any later time while u is above `u` and below threshold: decaying inputs count in full
 * where they push up and not at all where they push down.
 */
function upperDrive(forcing: Forcing, u: number): number {
  let drive = forcing.drive;
  for (let part = 0; part < forcing.count; part++) {
    const kind = forcing.kinds[part]!;
    let push = forcing.amplitudes[part]!;
    if (kind === CHANNEL_ADAPTATION) push = -push;
    else if (kind === CHANNEL_CONDUCTANCE) push *= forcing.reversals[part]! - u;
    drive += kind === CHANNEL_CONDUCTANCE && forcing.rates[part] === 0 ? push : Math.max(push, 0);
  }
  return drive;
}

function stiff(neuron: number, seconds: number): EmulationError {
  return new EmulationError(
    'E_ANALOG_STIFF',
    `neuron ${neuron} would take over ${groupDigits(STEPS_MAX)} series steps for ${seconds} s: a conductance or a time constant is orders of magnitude faster than the rest of the circuit.`,
    { neuron, seconds },
  );
}
