/**
 * Neurons of one population that send to the same cores, as boxes: the unit in which messages of a rule
 * network are counted. Where targets are drawn or listed, each neuron is one by itself.
 */
import { type AxisRelation, targetAt, targetsOf, targetsWithin } from './rule-axes.ts';
import type { ProductRule, RowRule, RuleNetwork, Triple } from './rule-network.ts';
import type { RuleMapping } from './rule-pack.ts';
import { type Box, boxOf, type Tiling, tileAt, tileBegin, tileCount } from './rule-tiles.ts';

/** `neurons` neurons on core `home` send to `cores[0 .. count)`, distinct, `home` among them where it has targets. */
export type VisitCell = (home: number, neurons: number, cores: Int32Array, count: number) => void;

/** What is counted synapse by synapse where targets come in rows: one from core to core. */
export type VisitRowSynapse = (from: number, to: number) => void;

/** Visits all cells, population by population; the same ones in the same order each time. */
export function forEachCell(
  network: RuleNetwork,
  mapping: RuleMapping,
  visit: VisitCell,
  visitSynapse: VisitRowSynapse = () => {},
): void {
  const found = new CoreSet(mapping.cores);
  network.populations.forEach((_, population) => {
    const rules = network.rules.filter((rule) => rule.pre === population);
    const products = rules.filter((rule) => rule.kind === 'product');
    const rows = rules.filter((rule) => rule.kind === 'rows');
    if (rows.length === 0) boxCells(network, mapping, population, products, found, visit);
    else neuronCells(network, mapping, population, products, rows, found, visit, visitSynapse);
  });
}

/** Distinct cores; cleared in no time. */
class CoreSet {
  readonly cores: Int32Array;
  count = 0;
  private readonly stamps: Int32Array;
  private stamp = 0;

  constructor(cores: number) {
    this.cores = new Int32Array(cores);
    this.stamps = new Int32Array(cores);
  }

  clear(): void {
    this.stamp++;
    this.count = 0;
  }

  add(core: number): void {
    if (this.stamps[core] === this.stamp) return;
    this.stamps[core] = this.stamp;
    this.cores[this.count++] = core;
  }
}

/** Indices [begin, end) of an axis whose targets lie in the same runs: for each rule `runs` of them. */
interface Segment {
  readonly begin: number;
  readonly end: number;
  /** First and last run by rule; an empty span has last < first. */
  readonly firsts: readonly number[];
  readonly lasts: readonly number[];
}

function boxCells(
  network: RuleNetwork,
  mapping: RuleMapping,
  population: number,
  rules: readonly ProductRule[],
  found: CoreSet,
  visit: VisitCell,
): void {
  const { shape } = network.populations[population]!;
  const tiling = mapping.tilings[population]!;
  const tilings = rules.map((rule) => mapping.tilings[rule.post]!);
  const segmentsOf = ([0, 1, 2] as const).map((axis) =>
    Array.from({ length: tiling[axis] }, (_, run) =>
      segmentsIn(
        rules.map((rule) => rule.axes[axis]),
        tilings.map((each) => each[axis]),
        tileBegin(shape[axis], tiling[axis], run),
        tileBegin(shape[axis], tiling[axis], run + 1),
      ),
    ),
  );
  const cores = mapping.coreOf[population]!;
  for (let tile = 0; tile < tileCount(tiling); tile++) {
    const c = tile % tiling[2];
    const b = Math.floor(tile / tiling[2]) % tiling[1];
    const a = Math.floor(tile / (tiling[1] * tiling[2]));
    for (const x of segmentsOf[0]![a]!) {
      for (const y of segmentsOf[1]![b]!) {
        for (const z of segmentsOf[2]![c]!) {
          found.clear();
          rules.forEach((rule, r) => {
            addTiles(rule, tilings[r]!, mapping.coreOf[rule.post]!, [x, y, z], r, found);
          });
          const neurons = (x.end - x.begin) * (y.end - y.begin) * (z.end - z.begin);
          visit(cores[tile]!, neurons, found.cores, found.count);
        }
      }
    }
  }
}

/** Parts an axis where the runs that its targets lie in change. */
function segmentsIn(
  relations: readonly AxisRelation[],
  runCounts: readonly number[],
  begin: number,
  end: number,
): Segment[] {
  if (relations.every(({ kind }) => kind === 'all')) {
    const lasts = runCounts.map((runs) => runs - 1);
    return [{ begin, end, firsts: runCounts.map(() => 0), lasts }];
  }
  // Steps leave gaps that first and last do not show.
  const hasGaps = relations.some((relation) => relation.kind === 'window' && relation.step > 1);
  const segments: Segment[] = [];
  for (let i = begin; i < end; i++) {
    const firsts = relations.map((relation, r) => runOf(relation, runCounts[r]!, i, 'first'));
    const lasts = relations.map((relation, r) => runOf(relation, runCounts[r]!, i, 'last'));
    const before = segments[segments.length - 1];
    const isSame =
      !hasGaps &&
      before !== undefined &&
      firsts.every((first, r) => first === before.firsts[r] && lasts[r] === before.lasts[r]);
    if (isSame) segments[segments.length - 1] = { ...before, end: i + 1 };
    else segments.push({ begin: i, end: i + 1, firsts, lasts });
  }
  return segments;
}

function runOf(relation: AxisRelation, runs: number, i: number, which: 'first' | 'last'): number {
  const count = targetsOf(relation, i);
  if (count === 0) return which === 'first' ? 0 : -1;
  return tileAt(relation.targets, runs, targetAt(relation, i, which === 'first' ? 0 : count - 1));
}

/** Cores of all tiles that neurons of these segments reach by rule number `r`. */
function addTiles(
  rule: ProductRule,
  tiling: Tiling,
  coreOf: Int32Array,
  [x, y, z]: Triple<Segment>,
  r: number,
  found: CoreSet,
): void {
  for (let a = x.firsts[r]!; a <= x.lasts[r]!; a++) {
    if (!reaches(rule.axes[0], tiling[0], x.begin, a)) continue;
    for (let b = y.firsts[r]!; b <= y.lasts[r]!; b++) {
      if (!reaches(rule.axes[1], tiling[1], y.begin, b)) continue;
      const row = (a * tiling[1] + b) * tiling[2];
      for (let c = z.firsts[r]!; c <= z.lasts[r]!; c++) {
        if (reaches(rule.axes[2], tiling[2], z.begin, c)) found.add(coreOf[row + c]!);
      }
    }
  }
}

function reaches(relation: AxisRelation, runs: number, i: number, run: number): boolean {
  if (relation.kind !== 'window' || relation.step === 1) return true;
  const begin = tileBegin(relation.targets, runs, run);
  return targetsWithin(relation, i, begin, tileBegin(relation.targets, runs, run + 1)) > 0;
}

function neuronCells(
  network: RuleNetwork,
  mapping: RuleMapping,
  population: number,
  products: readonly ProductRule[],
  rows: readonly RowRule[],
  found: CoreSet,
  visit: VisitCell,
  visitSynapse: VisitRowSynapse,
): void {
  const { shape, size } = network.populations[population]!;
  const tilings = products.map((rule) => mapping.tilings[rule.post]!);
  const homes = coresOfNeurons(network, mapping, population);
  const targetCores = rows.map((rule) => coresOfNeurons(network, mapping, rule.post));
  const readers = rows.map((rule) => rule.open());
  const single = ([0, 1, 2] as const).map((axis) =>
    Array.from(
      { length: shape[axis] },
      (_, i) =>
        segmentsIn(
          products.map((rule) => rule.axes[axis]),
          tilings.map((each) => each[axis]),
          i,
          i + 1,
        )[0]!,
    ),
  );
  for (let i = 0; i < size; i++) {
    const z = single[2]![i % shape[2]]!;
    const y = single[1]![Math.floor(i / shape[2]) % shape[1]]!;
    const x = single[0]![Math.floor(i / (shape[1] * shape[2]))]!;
    found.clear();
    products.forEach((rule, r) => {
      addTiles(rule, tilings[r]!, mapping.coreOf[rule.post]!, [x, y, z], r, found);
    });
    readers.forEach((reader, r) => {
      const count = reader.next();
      for (let n = 0; n < count; n++) {
        const core = targetCores[r]![reader.targets[n]!]!;
        found.add(core);
        visitSynapse(homes[i]!, core);
      }
    });
    visit(homes[i]!, 1, found.cores, found.count);
  }
}

/** Core of each neuron of a population. */
export function coresOfNeurons(
  network: RuleNetwork,
  mapping: RuleMapping,
  population: number,
): Int32Array {
  const { shape, size } = network.populations[population]!;
  const cores = new Int32Array(size);
  mapping.coreOf[population]!.forEach((core, tile) => {
    fillBox(cores, shape, boxOf(shape, mapping.tilings[population]!, tile), core);
  });
  return cores;
}

function fillBox(cores: Int32Array, shape: Triple<number>, { begins, ends }: Box, core: number) {
  for (let x = begins[0]; x < ends[0]; x++) {
    for (let y = begins[1]; y < ends[1]; y++) {
      const row = (x * shape[1] + y) * shape[2];
      cores.fill(core, row + begins[2], row + ends[2]);
    }
  }
}
