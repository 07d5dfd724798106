/** Which core each bound part could take: a matching that grows by augmenting paths. */
export class CoreSeats {
  private readonly allowed: (ReadonlySet<number> | null)[] = [];
  private readonly coreOf: number[] = [];
  private readonly holderOf = new Map<number, number>();
  private readonly available: number;

  /** `available`: cores that may be used at all. */
  constructor(available: number) {
    this.available = available;
  }

  get count(): number {
    return this.allowed.length;
  }

  coresOf(part: number): ReadonlySet<number> | null {
    return this.allowed[part]!;
  }

  /** Adds a part, and returns whether all parts still find cores; where not, it is not added. */
  tryAdd(cores: ReadonlySet<number> | null): boolean {
    if (this.count >= this.available) return false;
    this.allowed.push(cores);
    this.coreOf.push(-1);
    if (cores === null || this.seat(this.count - 1)) return true;
    this.allowed.pop();
    this.coreOf.pop();
    return false;
  }

  /** Leaves a part fewer cores, and returns whether all parts still find theirs; where not, it keeps the old ones. */
  tryNarrow(part: number, cores: ReadonlySet<number>): boolean {
    const before = this.allowed[part]!;
    if (before === cores) return true;
    this.allowed[part] = cores;
    const held = this.coreOf[part]!;
    if (held >= 0 && cores.has(held)) return true;
    if (held >= 0) this.holderOf.delete(held);
    this.coreOf[part] = -1;
    if (this.seat(part)) return true;
    this.allowed[part] = before;
    this.coreOf[part] = held;
    if (held >= 0) this.holderOf.set(held, part);
    return false;
  }

  /** Gives a part back cores that it may have: whoever finds a core now finds one then. */
  widen(part: number, cores: ReadonlySet<number> | null): void {
    this.allowed[part] = cores;
    const held = this.coreOf[part]!;
    if (cores !== null || held < 0) return;
    this.holderOf.delete(held);
    this.coreOf[part] = -1;
  }

  /** Breadth first over parts whose core another one wants; nothing changes where no way ends at a free core. */
  private seat(part: number): boolean {
    const askedBy = new Map<number, number>();
    const queue = [part];
    for (const asking of queue) {
      for (const core of this.allowed[asking]!) {
        if (askedBy.has(core)) continue;
        askedBy.set(core, asking);
        const holder = this.holderOf.get(core);
        if (holder !== undefined) {
          queue.push(holder);
          continue;
        }
        this.moveAlong(core, part, askedBy);
        return true;
      }
    }
    return false;
  }

  private moveAlong(end: number, part: number, askedBy: ReadonlyMap<number, number>): void {
    for (let core = end; ; ) {
      const mover = askedBy.get(core)!;
      const left = this.coreOf[mover]!;
      this.coreOf[mover] = core;
      this.holderOf.set(core, mover);
      if (mover === part) return;
      core = left;
    }
  }
}
