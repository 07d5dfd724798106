import type { AsyncState } from './async-state.ts';

/** Has a decision maker asked in the next round of this tick. */
export function mark(state: AsyncState, maker: number): void {
  const { marks } = state;
  if (marks.isMarked[maker] === 1) return;
  marks.isMarked[maker] = 1;
  marks.makers[marks.begin + marks.count++] = maker;
}

/**
 * Wakes an entity at `column[place]`, later than now, unless it wakes before that anyway. The tick is not handed
 * over itself: numbers beyond 2^31 are boxed in calls, one allocation for each event.
 */
export function wakeAt(
  state: AsyncState,
  entity: number,
  column: Float64Array,
  place: number,
): void {
  const { queue } = state;
  if (queue.tick[entity]! >= 0) return;
  queue.tick[entity] = column[place]!;
  queue.add(entity);
}

/**
 * Puts the makers of a round, `count` from `begin` on, into ascending order. Shell's sort: no allocation, and quick
 * on few or nearly ordered ids.
 */
export function sortRound(ids: Int32Array, begin: number, count: number): void {
  let gap = 1;
  while (gap * 3 + 1 < count) gap = gap * 3 + 1;
  for (; gap > 0; gap = Math.floor(gap / 3)) {
    for (let k = begin + gap; k < begin + count; k++) {
      const id = ids[k]!;
      let place = k;
      for (; place >= begin + gap && ids[place - gap]! > id; place -= gap) {
        ids[place] = ids[place - gap]!;
      }
      ids[place] = id;
    }
  }
}
