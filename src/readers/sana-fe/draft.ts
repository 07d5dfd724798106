/** A network of SANA-FE as its file states it: groups with attributes, edges, and the core of each neuron. */
import { groupDigits } from '../../support/errors.ts';
import type { Place, SanafeSource } from './source.ts';
import { faultAt } from './source.ts';

export const NEURON_NUMBERS = [
  'threshold',
  'reset',
  'reverse_threshold',
  'reverse_reset',
  'leak_decay',
  'input_decay',
  'bias',
  'refractory_delay',
  'leak',
  'rate',
] as const;

export const NEURON_FLAGS = ['force_update', 'leak_towards_zero'] as const;

export const NEURON_TEXTS = [
  'reset_mode',
  'reverse_reset_mode',
  'soma_hw_name',
  'synapse_hw_name',
  'dendrite_hw_name',
] as const;

/** Flags are 0 and 1. */
export type NumberName = (typeof NEURON_NUMBERS)[number] | (typeof NEURON_FLAGS)[number];

export type TextName = (typeof NEURON_TEXTS)[number];

/** One value for a group, or one each once they differ. */
export interface Column<T> {
  all: T | undefined;
  each: (T | undefined)[] | null;
}

export interface DraftGroup {
  readonly name: string;
  readonly size: number;
  readonly place: Place;
  readonly numbers: ReadonlyMap<NumberName, Column<number>>;
  readonly texts: ReadonlyMap<TextName, Column<string>>;
}

/** Single synapses between two groups, as columns that grow. */
export interface EdgeColumns {
  readonly pre: number;
  readonly post: number;
  count: number;
  sources: Int32Array;
  targets: Int32Array;
  weights: Float64Array;
  /** Null while all delays are 0. Steps. */
  delays: Uint8Array | null;
}

/** Synapses between two groups that one entry describes. */
export interface HyperEdge {
  readonly pre: number;
  readonly post: number;
  readonly place: Place;
  readonly shape:
    | { readonly kind: 'dense' }
    | { readonly kind: 'sparse'; readonly sources: Int32Array; readonly targets: Int32Array }
    | {
        readonly kind: 'conv2d';
        /** [channels, height, width]. */
        readonly input: readonly [number, number, number];
        readonly output: readonly [number, number, number];
        readonly kernel: readonly [number, number];
        readonly stride: readonly [number, number];
      };
  /** In the file's order. */
  readonly weights: Float64Array;
}

/** Neurons in the order in which they are mapped. */
export interface DraftMappings {
  count: number;
  groups: Int32Array;
  neurons: Int32Array;
  tiles: Int32Array;
  cores: Int32Array;
  /** Place of each entry; entries of a range share theirs. */
  readonly places: Place[];
}

export interface NetworkDraft {
  readonly source: SanafeSource;
  readonly name: string;
  readonly groups: readonly DraftGroup[];
  /** One entry a pair of groups, in the order of their first edge. */
  readonly edges: ReadonlyMap<number, EdgeColumns>;
  readonly hyperEdges: readonly HyperEdge[];
  readonly mappings: DraftMappings;
}

/** More neurons than any chip of the time has; a bound on what a short text can ask for. */
const NEURONS_MAX = 2 ** 24;

export function createGroup(
  source: SanafeSource,
  place: Place,
  name: string,
  size: number,
): DraftGroup {
  if (size < 1 || size > NEURONS_MAX) {
    throw faultAt(
      source,
      place,
      `group "${name}" has ${groupDigits(size)} neurons; 1 to ${groupDigits(NEURONS_MAX)} are read.`,
    );
  }
  const columns = <N extends string, T>(names: readonly N[]): Map<N, Column<T>> =>
    new Map(names.map((each) => [each, { all: undefined, each: null }]));
  return {
    name,
    size,
    place,
    numbers: columns([...NEURON_NUMBERS, ...NEURON_FLAGS]),
    texts: columns(NEURON_TEXTS),
  };
}

/** Sets neurons [begin, end) of a group of `size`. */
export function setColumn<T>(
  column: Column<T>,
  size: number,
  begin: number,
  end: number,
  value: T,
): void {
  if (column.each === null && (value === column.all || (begin === 0 && end === size))) {
    column.all = value;
    return;
  }
  column.each ??= new Array<T | undefined>(size).fill(column.all);
  column.each.fill(value, begin, end);
}

export function columnValue<T>({ all, each }: Column<T>, neuron: number): T | undefined {
  return each === null ? all : each[neuron];
}

/** Distinct values with how many neurons have each. */
export function countValues<T>({ all, each }: Column<T>, size: number): Map<T | undefined, number> {
  if (each === null) return new Map([[all, size]]);
  const counts = new Map<T | undefined, number>();
  for (const value of each) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

export function createEdges(pre: number, post: number): EdgeColumns {
  return {
    pre,
    post,
    count: 0,
    sources: new Int32Array(16),
    targets: new Int32Array(16),
    weights: new Float64Array(16),
    delays: null,
  };
}

export function addEdge(
  edges: EdgeColumns,
  source: number,
  target: number,
  weight: number,
  delaySteps: number,
): void {
  const at = edges.count++;
  if (at === edges.sources.length) growEdges(edges);
  edges.sources[at] = source;
  edges.targets[at] = target;
  edges.weights[at] = weight;
  if (delaySteps > 0) edges.delays ??= new Uint8Array(edges.sources.length);
  if (edges.delays) edges.delays[at] = delaySteps;
}

function growEdges(edges: EdgeColumns): void {
  const length = edges.sources.length * 2;
  const grow = <A extends Int32Array | Float64Array | Uint8Array>(from: A, to: A): A => {
    to.set(from);
    return to;
  };
  edges.sources = grow(edges.sources, new Int32Array(length));
  edges.targets = grow(edges.targets, new Int32Array(length));
  edges.weights = grow(edges.weights, new Float64Array(length));
  if (edges.delays) edges.delays = grow(edges.delays, new Uint8Array(length));
}

export function createMappings(): DraftMappings {
  return {
    count: 0,
    groups: new Int32Array(256),
    neurons: new Int32Array(256),
    tiles: new Int32Array(256),
    cores: new Int32Array(256),
    places: [],
  };
}

export function addMapping(
  mappings: DraftMappings,
  group: number,
  neuron: number,
  tile: number,
  core: number,
  place: Place,
): void {
  const at = mappings.count++;
  if (at === mappings.groups.length) {
    const grown = (from: Int32Array): Int32Array => {
      const to = new Int32Array(from.length * 2);
      to.set(from);
      return to;
    };
    mappings.groups = grown(mappings.groups);
    mappings.neurons = grown(mappings.neurons);
    mappings.tiles = grown(mappings.tiles);
    mappings.cores = grown(mappings.cores);
  }
  mappings.groups[at] = group;
  mappings.neurons[at] = neuron;
  mappings.tiles[at] = tile;
  mappings.cores[at] = core;
  mappings.places.push(place);
}
