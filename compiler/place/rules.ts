/** Sites that parts may have: what keeps a placement within the user's constraints. */

export interface SiteRules {
  /** Rule of each part, -1 where it may go anywhere. */
  readonly ruleOf: Int32Array;
  /** Per rule: 1 at each site that its parts may have. */
  readonly allowed: readonly Uint8Array[];
}

/** Parts that together may have fewer sites than they are. */
export interface Shortage {
  readonly parts: readonly number[];
  readonly sites: readonly number[];
}

export function allowsSite(rules: SiteRules | null, part: number, site: number): boolean {
  if (rules === null) return true;
  const rule = rules.ruleOf[part]!;
  return rule < 0 || rules.allowed[rule]![site] === 1;
}

/**
 * The placement nearest to `wanted` that keeps the rules: parts stay where they may, those with a rule get sites by
 * augmenting paths, and parts that they push away take the first free site that they may have. A shortage where parts
 * with rules have too few sites.
 */
export function withinRules(
  wanted: Int32Array,
  siteCount: number,
  rules: SiteRules | null,
): Int32Array | Shortage {
  if (rules === null) return wanted;
  const siteOf = wanted.slice();
  const partAt = new Int32Array(siteCount).fill(-1);
  const bound: number[] = [];
  const homeless: number[] = [];
  siteOf.forEach((site, part) => {
    if (rules.ruleOf[part]! >= 0) bound.push(part);
    if (allowsSite(rules, part, site)) partAt[site] = part;
    else siteOf[part] = -1;
  });
  for (const part of bound) {
    if (siteOf[part]! >= 0) continue;
    const shortage = seat(part, siteOf, partAt, rules, homeless);
    if (shortage) return shortage;
  }
  let next = 0;
  for (const part of homeless) {
    while (next < siteCount && partAt[next]! >= 0) next++;
    if (next === siteCount) return { parts: homeless, sites: [] };
    siteOf[part] = next;
    partAt[next] = part;
  }
  return siteOf;
}

/** Finds a site for a part with a rule: a free or free part's one, or one whose part can move on (breadth first). */
function seat(
  part: number,
  siteOf: Int32Array,
  partAt: Int32Array,
  rules: SiteRules,
  homeless: number[],
): Shortage | null {
  const cameFrom = new Map<number, number>();
  const queue = [part];
  const asked = new Set(queue);
  for (const asking of queue) {
    const allowed = rules.allowed[rules.ruleOf[asking]!]!;
    for (let site = 0; site < allowed.length; site++) {
      if (allowed[site] !== 1 || cameFrom.has(site)) continue;
      cameFrom.set(site, asking);
      const holder = partAt[site]!;
      if (holder >= 0 && rules.ruleOf[holder]! >= 0) {
        if (!asked.has(holder)) queue.push(holder);
        asked.add(holder);
        continue;
      }
      if (holder >= 0) {
        siteOf[holder] = -1;
        homeless.push(holder);
      }
      moveAlong(site, part, cameFrom, siteOf, partAt);
      return null;
    }
  }
  return { parts: queue, sites: [...cameFrom.keys()].sort((a, b) => a - b) };
}

function moveAlong(
  end: number,
  part: number,
  cameFrom: ReadonlyMap<number, number>,
  siteOf: Int32Array,
  partAt: Int32Array,
): void {
  for (let site = end; ; ) {
    const mover = cameFrom.get(site)!;
    const left = siteOf[mover]!;
    siteOf[mover] = site;
    partAt[site] = mover;
    if (mover === part) return;
    site = left;
  }
}
