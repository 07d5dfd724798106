/** A core's walk over its compartments: how long it works from one spike to the next. */
import type { CoreState } from './core-state.ts';

/** Time of each kind of work, in any unit. */
export interface WalkCosts {
  readonly access: number;
  readonly update: number;
  readonly spike: number;
  readonly learning: number;
  /** Brings a part of the walk to the unit's grid. */
  readonly round: (time: number) => number;
}

/**
 * Calls `send` for each spike with the work since the last packet; what it returns is carried on: 0 once a packet has
 * left. Returns the work behind the last packet. Where a kernel does not say which compartments had something to compute,
 * the walk is taken as even.
 */
export function walkCore(
  state: CoreState,
  costs: WalkCosts,
  send: (slot: number, gap: number) => number,
): number {
  return state.updates === null
    ? walkEvenly(state, costs, send)
    : walkMarked(state, state.updates, costs, send);
}

function walkEvenly(
  { counts, fired, firedCount, program }: CoreState,
  { access, update, spike, learning, round }: WalkCosts,
  send: (slot: number, gap: number) => number,
): number {
  const whole =
    counts.accessed * access + counts.updated * update + counts.learningUpdates * learning;
  let [walked, gap] = [0, 0];
  for (let f = 0; f < firedCount; f++) {
    const until = round((whole * (fired[f]! + 1)) / program.neurons.length);
    gap = send(fired[f]!, gap + (until - walked + spike));
    walked = until;
  }
  return gap + whole - walked;
}

/** Compartment by compartment, so that sums are rounded as in a program that adds them up one by one. */
function walkMarked(
  { counts, fired, firedCount, program }: CoreState,
  updates: Uint8Array,
  { access, update, spike, learning }: WalkCosts,
  send: (slot: number, gap: number) => number,
): number {
  const updated = access + update;
  const spiked = updated + spike;
  let [gap, f] = [0, 0];
  for (let slot = 0; slot < program.neurons.length; slot++) {
    if (f < firedCount && fired[f] === slot) {
      f++;
      gap = send(slot, gap + spiked);
    } else gap += updates[slot] === 1 ? updated : access;
  }
  return gap + counts.learningUpdates * learning;
}
