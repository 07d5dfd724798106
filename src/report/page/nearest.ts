/**
 * Inlined in the page as text: everything that it calls must stand inside it.
 *
 * The one of `elements` that is nearest to `from` in the direction of an arrow key; null for other keys, or
 * where there is none.
 */
export function nearestInDirection<E extends Element>(
  from: E,
  elements: readonly E[],
  key: string,
): E | null {
  const arrows: Record<string, readonly [number, number]> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  const direction = arrows[key];
  if (!direction) return null;
  const [dx, dy] = direction;
  const middle = (element: E): { x: number; y: number } => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  };
  const here = middle(from);
  let best: E | null = null;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const element of elements) {
    const there = middle(element);
    const [right, down] = [there.x - here.x, there.y - here.y];
    const along = right * dx + down * dy;
    const cost = along + 3 * Math.abs(right * dy + down * dx);
    if (along > 1 && cost < bestCost) {
      best = element;
      bestCost = cost;
    }
  }
  return best;
}
