import { InputError } from '../../src/support/errors.ts';
import { type AsyncRun, showFront } from './async-fifo.ts';
import { mark, sortRound } from './async-marks.ts';
import { decideDestination, decideSource, setCreation } from './async-node.ts';
import { decideOutput } from './async-router.ts';
import { asyncStall } from './async-stall.ts';

/** Carries the open load to its end and returns its last tick. */
export function carryLoad(run: AsyncRun): number {
  const { state, load } = run;
  const { queue } = state;
  startSources(run);
  settle(run);
  while (queue.advance()) {
    wakeAll(run);
    settle(run);
  }
  if (load.lastTicks[0]! > Number.MAX_SAFE_INTEGER) throw tooLong();
  if (load.remaining > 0) throw asyncStall(run);
  return load.lastTicks[0]! - load.baseTicks[0]!;
}

/** Sets the clock to tick 0 of the load, where all sources that have packets turn to their first. */
export function startSources(run: AsyncRun): void {
  const { state, load } = run;
  state.clock[0] = load.baseTicks[0]!;
  load.lastTicks[0] = load.baseTicks[0]!;
  for (let k = 0; k < load.sourceCount; k++) {
    const node = load.sources[k]!;
    setCreation(run, state.sourcePacket[node]!, 0);
    mark(state, state.sourceBase + node);
  }
}

/** Everything that wakes at the tick in hand: arrivals are shown, makers are marked. */
export function wakeAll(run: AsyncRun): void {
  const { state } = run;
  const { queue, fifoBase, ejectBase, slotBase } = state;
  for (let entity = queue.take(); entity >= 0; entity = queue.take()) {
    run.counts.events++;
    const fifo = entity - fifoBase;
    if (fifo < 0) mark(state, entity);
    else if (fifo < ejectBase) showFront(run, fifo);
    else if (entity < slotBase) mark(state, state.ejectMaker[fifo]!);
    else mark(state, entity - slotBase);
  }
}

/** Rounds of decisions until none is left at this tick. */
export function settle(run: AsyncRun): void {
  const { state } = run;
  const { marks, sourceBase, destinationBase } = state;
  while (marks.count > 0) {
    const { begin, count, makers } = marks;
    if (count > 1) sortRound(makers, begin, count);
    marks.begin = begin === 0 ? makers.length >> 1 : 0;
    marks.count = 0;
    run.counts.events += count;
    for (let k = begin; k < begin + count; k++) {
      const maker = makers[k]!;
      marks.isMarked[maker] = 0;
      if (maker < sourceBase) decideOutput(run, maker);
      else if (maker < destinationBase) decideSource(run, maker - sourceBase);
      else decideDestination(run, maker - destinationBase);
    }
  }
}

function tooLong(): InputError {
  return new InputError(
    'E_NOC_LOAD',
    'packet load: it lasts longer than 2^53 ticks, up to which time is exact. Split it.',
  );
}
