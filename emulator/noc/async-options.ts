import { InputError } from '../../src/support/errors.ts';
import type { Fabric } from './fabric.ts';

/** Times of one kind of link, in ticks (picoseconds). */
export interface AsyncLinkTiming {
  /** From sending a flit until it stands in the next buffer, on an idle link. */
  readonly forwardTicks: number;
  /** From sending a flit until the same link may send the next, 1 or more; from the handshake where left out. */
  readonly cycleTicks?: number;
}

/**
 * Signalling of a link. The cycle time of links that give none is, for bundled data,
 * request + acknowledge + latch in two phases and 2 (request + acknowledge) + latch in four, where both
 * wires also return to rest (Sparso and Furber 2001, Principles of Asynchronous Circuit Design, chapter 2).
 */
export interface AsyncHandshake {
  readonly phases: 'two-phase' | 'four-phase';
  readonly requestTicks?: number;
  /** Also the time after which a sender knows of a slot that became free; 0 where left out. */
  readonly acknowledgeTicks?: number;
  readonly latchTicks?: number;
}

export interface AsyncOptions {
  /** Times by kind of link, for all of `fabric.linkKinds`, and `local` for injection and ejection. */
  readonly links: Readonly<Record<string, AsyncLinkTiming>>;
  /** Flits that each input buffer holds, per virtual channel, and each ejection buffer. */
  readonly bufferFlits: number;
  /** Virtual channels per input, `fabric.classCount` or more (where left out: as many). */
  readonly vcCount?: number;
  readonly handshake?: AsyncHandshake;
  /** Counts flits by link and time where given. */
  readonly linkUse?: AsyncLinkUseOptions;
}

export interface AsyncLinkUseOptions {
  /** Width of a time bin at first; doubled whenever a load lasts longer than all bins. */
  readonly binTicks: number;
  readonly binCount: number;
}

/** Options as numbers per link kind, checked. */
export interface AsyncTiming {
  /** By index of `fabric.linkKinds`. */
  readonly forwardTicks: Float64Array;
  readonly cycleTicks: Float64Array;
  readonly localForwardTicks: number;
  readonly localCycleTicks: number;
  readonly acknowledgeTicks: number;
  readonly bufferFlits: number;
  readonly vcCount: number;
}

const TICKS_MAX = 2 ** 40;
const BUFFER_FLITS_MAX = 65_536;
const VC_MAX = 64;
const SLOTS_MAX = 2 ** 24;
const USE_CELLS_MAX = 2 ** 27;

/** Checks options and fills what they leave out. Throws InputError E_NOC_OPTION. */
export function resolveAsyncOptions(fabric: Fabric, options: AsyncOptions): AsyncTiming {
  const vcCount = whole('vcCount', options.vcCount ?? fabric.classCount, 1, VC_MAX);
  if (vcCount < fabric.classCount) {
    throw optionError(
      'vcCount',
      `is ${vcCount}, but routing in ${fabric.name} needs ${fabric.classCount} virtual channels to be free of deadlock`,
    );
  }
  const bufferFlits = whole('bufferFlits', options.bufferFlits, 1, BUFFER_FLITS_MAX);
  const buffers = fabric.inputRouter.length * vcCount + fabric.nodeCount * fabric.planeCount;
  if (buffers * bufferFlits > SLOTS_MAX) {
    throw optionError(
      'bufferFlits',
      `asks for ${buffers * bufferFlits} buffer slots in all (${buffers} buffers of ${bufferFlits}); the limit is ${SLOTS_MAX}`,
    );
  }
  checkLinkUse(fabric, options.linkUse);
  const local = linkTimes('local', options);
  const kinds = fabric.linkKinds.map((kind) => linkTimes(kind, options));
  return {
    forwardTicks: Float64Array.from(kinds, (times) => times.forward),
    cycleTicks: Float64Array.from(kinds, (times) => times.cycle),
    localForwardTicks: local.forward,
    localCycleTicks: local.cycle,
    acknowledgeTicks: handshakeTicks('acknowledgeTicks', options.handshake) ?? 0,
    bufferFlits,
    vcCount,
  };
}

/** Every trace of a load (links on their cycle, slots on their way back) is past this long after its last event. */
export function longestTicks(timing: AsyncTiming): number {
  return (
    Math.max(timing.localForwardTicks, ...timing.forwardTicks) +
    Math.max(timing.localCycleTicks, ...timing.cycleTicks) +
    timing.acknowledgeTicks
  );
}

function linkTimes(kind: string, options: AsyncOptions): { forward: number; cycle: number } {
  const timing = Object.hasOwn(options.links, kind) ? options.links[kind] : undefined;
  if (timing === undefined) {
    throw optionError('links', `has no times for links of kind "${kind}"`);
  }
  const cycle = timing.cycleTicks ?? handshakeCycleTicks(kind, options.handshake);
  return {
    forward: whole(`links.${kind}.forwardTicks`, timing.forwardTicks, 0, TICKS_MAX),
    cycle: whole(`links.${kind}.cycleTicks`, cycle, 1, TICKS_MAX),
  };
}

/** Cycle time that follows from the handshake. Throws InputError E_NOC_OPTION where its times are not given. */
function handshakeCycleTicks(kind: string, handshake: AsyncHandshake | undefined): number {
  const request = handshakeTicks('requestTicks', handshake);
  const acknowledge = handshakeTicks('acknowledgeTicks', handshake);
  if (!handshake || request === undefined || acknowledge === undefined) {
    throw optionError(
      `links.${kind}.cycleTicks`,
      'is left out and cannot be derived: give it, or a handshake with requestTicks and acknowledgeTicks',
    );
  }
  const crossings = handshake.phases === 'four-phase' ? 2 : 1;
  return crossings * (request + acknowledge) + (handshakeTicks('latchTicks', handshake) ?? 0);
}

function handshakeTicks(
  name: 'requestTicks' | 'acknowledgeTicks' | 'latchTicks',
  handshake: AsyncHandshake | undefined,
): number | undefined {
  const ticks = handshake?.[name];
  return ticks === undefined ? undefined : whole(`handshake.${name}`, ticks, 0, TICKS_MAX);
}

function checkLinkUse(fabric: Fabric, use: AsyncLinkUseOptions | undefined): void {
  if (!use) return;
  whole('linkUse.binTicks', use.binTicks, 1, TICKS_MAX);
  const bins = whole('linkUse.binCount', use.binCount, 2, 1_048_576);
  const cells = bins * fabric.outputTarget.length;
  if (cells > USE_CELLS_MAX) {
    throw optionError(
      'linkUse.binCount',
      `asks for ${cells} counts (${bins} bins of ${fabric.outputTarget.length} outputs); the limit is ${USE_CELLS_MAX}`,
    );
  }
}

function whole(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw optionError(name, `is ${String(value)}; expected a whole number from ${least} to ${most}`);
}

function optionError(name: string, what: string): InputError {
  return new InputError('E_NOC_OPTION', `asynchronous router: ${name} ${what}.`, { option: name });
}
