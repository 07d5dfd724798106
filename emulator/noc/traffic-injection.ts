import type { NodeStream } from './traffic-stream.ts';

/**
 * When nodes make packets, all at the same mean rate:
 * - `bernoulli`: in each cycle with the same probability;
 * - `poisson`: at any time, with exponential gaps;
 * - `periodic`: evenly spaced, each node with a phase of its own;
 * - `bursts`: bursts of `onCycles` on average (geometric), in which each cycle makes a packet with the probability
 *   of `onLoad` flits per cycle, and silence between them.
 */
export type InjectionSpec =
  | { readonly kind: 'bernoulli' | 'poisson' | 'periodic' }
  | { readonly kind: 'bursts'; readonly onCycles: number; readonly onLoad: number };

/** Cycle of the next packet of the node whose stream runs; `previous` is that of the one before, -1 for the first. */
export type NextCycle = (previous: number) => number;

/**
 * The process of one node after the other: `previous` of -1 begins a new node. `packetRate` is in packets per cycle,
 * in (0, 1]; for `bursts` at most that of a burst. Gaps are drawn whole, so cost follows packets and not cycles.
 */
export function createInjection(
  spec: InjectionSpec,
  packetRate: number,
  packetFlits: number,
  stream: NodeStream,
): NextCycle {
  switch (spec.kind) {
    case 'bernoulli':
      return bernoulli(packetRate, stream);
    case 'poisson':
      return (previous) => {
        stream.advance();
        return Math.max(previous, 0) - Math.log1p(-stream.uniform()) / packetRate;
      };
    case 'periodic':
      return (previous) => {
        stream.advance();
        return previous < 0 ? stream.uniform() / packetRate : previous + 1 / packetRate;
      };
    case 'bursts':
      return bursts(spec.onCycles, spec.onLoad / packetFlits, packetRate, stream);
  }
}

function bernoulli(probability: number, stream: NodeStream): NextCycle {
  const scale = Math.log1p(-probability);
  return (previous) => {
    stream.advance();
    return previous + 1 + Math.floor(Math.log1p(-stream.uniform()) / scale);
  };
}

/** Both lengths are geometric, so nothing need be remembered of a burst but its end. */
function bursts(
  onCycles: number,
  onRate: number,
  packetRate: number,
  stream: NodeStream,
): NextCycle {
  const nextInBurst = bernoulli(onRate, stream);
  const offCycles = (onCycles * (onRate - packetRate)) / packetRate;
  const length = (mean: number): number => {
    if (mean <= 1) return mean > 0 ? 1 : 0;
    stream.advance();
    return 1 + Math.floor(Math.log1p(-stream.uniform()) / Math.log1p(-1 / mean));
  };
  /** Silence of a mean below one cycle is drawn from 0 up. */
  const silence = (): number => {
    if (offCycles >= 1) return length(offCycles);
    if (offCycles <= 0) return 0;
    stream.advance();
    return stream.uniform() < offCycles ? 1 : 0;
  };
  let burstEnd = 0;
  return (previous) => {
    let at = previous;
    if (previous < 0) {
      stream.advance();
      const isOn = stream.uniform() < packetRate / onRate;
      const begin = isOn ? 0 : silence();
      burstEnd = begin + length(onCycles);
      at = begin - 1;
    }
    for (;;) {
      const next = nextInBurst(at);
      if (next < burstEnd) return next;
      at = burstEnd + silence() - 1;
      burstEnd = at + 1 + length(onCycles);
    }
  };
}
