import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AsyncRun } from '../../../emulator/noc/async-fifo.ts';
import { mark } from '../../../emulator/noc/async-marks.ts';
import { createAsyncLoad, openLoad } from '../../../emulator/noc/async-open.ts';
import { resolveAsyncOptions } from '../../../emulator/noc/async-options.ts';
import { settle, startSources, wakeAll } from '../../../emulator/noc/async-run.ts';
import { createAsyncState } from '../../../emulator/noc/async-state.ts';
import { type AsyncCase, anyCase } from './async-cases.ts';
import { castLoad } from './async-loads.ts';

function openRun({ fabric, options, rows }: AsyncCase): AsyncRun {
  const state = createAsyncState(fabric, resolveAsyncOptions(fabric, options));
  const load = createAsyncLoad(state);
  openLoad(state, load, castLoad(rows));
  return { state, load, counts: { flitHops: 0, events: 0 }, use: null, sink: null };
}

/** Everything that a decision can change for good. */
function progress({ state, load }: AsyncRun): string {
  const sum = (column: Iterable<number>): number => [...column].reduce((a, b) => a + b, 0);
  return [
    sum(state.outputFlits),
    sum(state.sourceSent),
    sum(state.held),
    sum(state.busyTicks),
    load.remaining,
  ].join(' ');
}

/** Asks all decision makers at the tick in hand, whether they were woken or not. */
function askAll(run: AsyncRun): void {
  for (let maker = 0; maker < run.state.fifoBase; maker++) mark(run.state, maker);
  settle(run);
}

describe('the wakes of the asynchronous router', () => {
  it('miss nothing: at no tick could anyone who was not woken have done something', () => {
    fc.assert(
      fc.property(anyCase, (drawn) => {
        const run = openRun(drawn);
        const { clock, queue } = run.state;
        startSources(run);
        settle(run);
        for (let ticks = 0; ; ticks = clock[0]! + 1) {
          const more = queue.advance();
          const next = more ? clock[0]! : ticks;
          for (clock[0] = Math.max(ticks, next - 200); clock[0] < next; clock[0]++) {
            const before = progress(run);
            askAll(run);
            expect(progress(run)).toBe(before);
          }
          if (!more) break;
          wakeAll(run);
          settle(run);
          const settled = progress(run);
          askAll(run);
          expect(progress(run)).toBe(settled);
        }
        expect(run.load.remaining).toBe(0);
        expect(run.state.held.every((flits) => flits === 0)).toBe(true);
        expect(run.state.owner.every((owner) => owner === -1)).toBe(true);
        expect(run.state.askers.every((count) => count === 0)).toBe(true);
        expect(run.state.askBits.every((bits) => bits === 0)).toBe(true);
      }),
    );
  });
});
