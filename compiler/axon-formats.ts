/**
 * Which format the input axons of each port of a core take. A discrete axon has one source. The sources at
 * one position of a shared kernel can instead be a population: one input axon, and an atom (the channel)
 * in each spike. Conditions of a format all lie at the destination, so one port has one format, whatever
 * core its sources are on.
 */
import type { AxonFormat, PopulationAxon } from '../src/model/chip.ts';

/** How the sources of a port stand on the input of a shared kernel, where one kernel is all they feed. */
export interface SharedSources {
  /** Rows times columns of the input: source index modulo this is its position. */
  readonly positionsAll: number;
  /** Positions that have a source in the port. */
  readonly positions: number;
  /** Channels of the input. */
  readonly atoms: number;
  /** First compartments of each position's targets, relative to the slice: the largest, and whether all are multiples. */
  readonly baseMax: number;
  readonly baseDivisor: number;
}

/** A port as the choice of its format sees it. */
export interface PortShape {
  readonly sources: number;
  /** Input axons beyond one a source: a learning axon takes more. */
  readonly learningAxons: number;
  readonly fromHost: boolean;
  /** Null where the port feeds anything but one block of a shared kernel. */
  readonly shared: SharedSources | null;
  /** First slot of the slice that the kernel feeds. */
  readonly slotBegin: number;
}

/** The format of a port and what it takes. */
export interface PortChoice {
  /** Index into the core type's formats. */
  readonly format: number;
  readonly inputAxons: number;
  /** Output axons of each source, shared or not. */
  readonly outputAxons: number;
}

/** The one format of a core type that states none. */
export const GENERAL_FORMAT: AxonFormat = {
  name: '',
  outputAxons: 1,
  source: 'the core type states no formats',
  basis: 'assumed',
};

/**
 * Formats of a core's ports, in their order: of each the legal ones with fewest output axons a source, of these
 * the one with fewest input axons. While all together need more than `inputAxonsMax`, the port that saves
 * most takes its narrowest legal format, whatever its sources pay.
 */
export function choosePortFormats(
  ports: readonly PortShape[],
  formats: readonly AxonFormat[],
  inputAxonsMax: number,
): PortChoice[] {
  const indexUse = new IndexUse();
  const legal = ports.map((port) => legalChoices(port, formats, indexUse));
  const chosen = legal.map((choices) => choices.reduce(cheaper));
  let total = chosen.reduce((sum, { inputAxons }) => sum + inputAxons, 0);
  while (total > inputAxonsMax) {
    const savings = legal.map((choices, port) => {
      const least = Math.min(...choices.map(({ inputAxons }) => inputAxons));
      return chosen[port]!.inputAxons - least;
    });
    const best = Math.max(0, ...savings);
    if (best === 0) break;
    const port = savings.indexOf(best);
    const narrow = legal[port]!.reduce((a, b) => (b.inputAxons < a.inputAxons ? b : a));
    chosen[port] = narrow;
    total -= best;
  }
  return chosen;
}

/** All formats that a port may take, the general one first. */
export function legalChoices(
  port: PortShape,
  formats: readonly AxonFormat[],
  indexUse: IndexUse,
): PortChoice[] {
  return formats.flatMap((format, index): PortChoice[] => {
    const outputAxons = port.fromHost ? 0 : format.outputAxons;
    const { population } = format;
    if (!population) {
      return [{ format: index, inputAxons: port.sources + port.learningAxons, outputAxons }];
    }
    const { shared } = port;
    if (!shared || port.learningAxons > 0 || !allows(population, port, shared)) return [];
    if (!indexUse.take(index, shared.positions, 2 ** indexBitsOf(population, shared.atoms))) {
      return [];
    }
    return [{ format: index, inputAxons: shared.positions, outputAxons }];
  });
}

function allows(population: PopulationAxon, port: PortShape, shared: SharedSources): boolean {
  const { atomBitsMax, baseBelow, baseMultiple, fromHost } = population;
  if (port.fromHost && !fromHost) return false;
  if (atomBits(shared.atoms) > atomBitsMax) return false;
  if (port.slotBegin + shared.baseMax >= baseBelow) return false;
  return port.slotBegin % baseMultiple === 0 && shared.baseDivisor % baseMultiple === 0;
}

function atomBits(atoms: number): number {
  return Math.ceil(Math.log2(Math.max(1, atoms)));
}

function indexBitsOf({ indexBits, atomBitsFree }: PopulationAxon, atoms: number): number {
  return indexBits - Math.max(0, atomBits(atoms) - atomBitsFree);
}

/** Indices that each format's axons take: ports are numbered in their order, those of narrow indices first. */
export class IndexUse {
  private readonly used = new Map<number, number>();

  /** Takes `count` indices of a format below `end`; false where they do not reach. */
  take(format: number, count: number, end: number): boolean {
    const begin = this.used.get(format) ?? 0;
    if (begin + count > end) return false;
    this.used.set(format, begin + count);
    return true;
  }
}

function cheaper(a: PortChoice, b: PortChoice): PortChoice {
  if (b.outputAxons !== a.outputAxons) return b.outputAxons < a.outputAxons ? b : a;
  return b.inputAxons < a.inputAxons ? b : a;
}
