/** Outline of one direction of a link: half an arrow on the right-hand side of its way, as on a road. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** From the middle of a router to where its links begin. */
const REACH = 9;
/** From the middle of the link to the inner edge of each half, and how thick and pointed that is. */
const INNER = 0.8;
const THICKNESS = 4.4;
const BARB = 2.8;
const HEAD = 7;
/** How far a link that passes over routers bends aside. */
const BEND = 36;
/** Length of the pieces that stand for a link around the rim. */
const STUB = 22;

/** Path data of the half arrow from one router to another; empty where both are one. */
export function halfArrow(
  from: Point,
  to: Point,
  passesRouters: boolean,
  endGap: number = REACH,
  beginGap: number = REACH,
): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length === 0) return '';
  const along = { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
  const right = { x: -along.y, y: along.x };
  const at = (forward: number, aside: number): Point => ({
    x: from.x + along.x * forward + right.x * aside,
    y: from.y + along.y * forward + right.y * aside,
  });
  const tip = length - endGap;
  if (!passesRouters) {
    const outline = [
      at(beginGap, INNER),
      at(tip, INNER),
      at(tip - HEAD, INNER + THICKNESS + BARB),
      at(tip - HEAD, INNER + THICKNESS),
      at(beginGap, INNER + THICKNESS),
    ];
    return `M${outline.map(pair).join('L')}z`;
  }
  const inner = pair(at(length / 2, BEND));
  const outer = pair(at(length / 2, BEND + THICKNESS));
  const barb = [
    at(tip - HEAD, INNER + THICKNESS + BARB + 2),
    at(tip - HEAD + 1, INNER + THICKNESS),
  ];
  return `M${pair(at(beginGap, INNER))}Q${inner} ${pair(at(tip, INNER))}L${barb.map(pair).join('L')}Q${outer} ${pair(at(beginGap, INNER + THICKNESS))}z`;
}

/**
 * A link that leaves at one rim and comes in at the opposite one, as its two ends. `step` is the direction in
 * which it goes, one router far.
 */
export function aroundRim(from: Point, to: Point, step: Point): string {
  const out = { x: from.x + step.x * STUB, y: from.y + step.y * STUB };
  const beyond = { x: to.x - step.x * STUB, y: to.y - step.y * STUB };
  return halfArrow(from, out, false, 0) + halfArrow(beyond, to, false, REACH, 0);
}

function pair({ x, y }: Point): string {
  return `${round1(x)} ${round1(y)}`;
}

function round1(value: number): number {
  return Math.round(value * 10) / 10;
}
