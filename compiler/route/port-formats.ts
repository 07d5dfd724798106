import type { AxonFormat, CoreType } from '../../src/model/chip.ts';
import type { Partition, QuantNet } from '../../src/model/mapping.ts';
import type { PortChoice } from '../axon-formats.ts';
import { choosePortFormats, GENERAL_FORMAT, IndexUse, legalChoices } from '../axon-formats.ts';
import type { PartDraft } from './axons.ts';
import type { PortWays } from './output-axons.ts';
import { outputAxonsOf } from './output-axons.ts';

/** The format of a port and what it takes. */
export interface PortFormat extends PortChoice {
  readonly name: string;
}

export interface PortFormats {
  /** Per part and port. */
  readonly formats: readonly (readonly PortFormat[])[];
  /** Per part, shared ones counted once. */
  readonly outputAxons: Float64Array;
}

/** A port and where it is. */
interface Place {
  readonly part: number;
  readonly port: number;
}

/**
 * Formats of all ports. First as the partitioner booked them, in the order of `choosePortFormats`, with output
 * axons unshared. Then a population that could send over population axons alone does so where that takes
 * fewer output axons in all and no more on any core.
 */
export function planPortFormats(
  net: QuantNet,
  partition: Partition,
  drafts: readonly PartDraft[],
  core: CoreType,
): PortFormats {
  const formats = core.axonFormats ?? [GENERAL_FORMAT];
  const chosen = drafts.map(({ ports }) =>
    choosePortFormats(
      ports.map(({ shape }) => shape),
      formats,
      core.limits.inputAxons.value,
    ),
  );
  const shared = drafts.map(({ ports }) => sharedChoices(ports, formats));
  const outputAxons = new Float64Array(drafts.length);
  net.populations.forEach(({ registers, size }, population) => {
    if (registers === null) return;
    const places = placesOf(drafts, population);
    const count = (choices: readonly PortChoice[]): Float64Array =>
      outputAxonsOf(population, size, partition, waysOver(drafts, places, choices, formats));
    const now = places.map(({ part, port }) => chosen[part]![port]!);
    const others = places.flatMap(({ part, port }) => shared[part]![port] ?? []);
    const [before, after] = [count(now), others.length === places.length ? count(others) : null];
    const better = after !== null && isLess(after, before);
    if (better) {
      places.forEach(({ part, port }, k) => {
        chosen[part]![port] = others[k]!;
      });
    }
    (better ? after : before).forEach((axons, part) => {
      outputAxons[part]! += axons;
    });
  });
  return {
    formats: chosen.map((choices) =>
      choices.map((choice) => ({ ...choice, name: formats[choice.format]!.name })),
    ),
    outputAxons,
  };
}

/** Per port: the legal population format with fewest output axons, or null. */
function sharedChoices(
  ports: PartDraft['ports'],
  formats: readonly AxonFormat[],
): (PortChoice | null)[] {
  const indexUse = new IndexUse();
  return ports.map(({ shape }) => {
    const legal = legalChoices(shape, formats, indexUse);
    const choices = legal.filter(({ format }) => formats[format]!.population);
    return choices.reduce<PortChoice | null>(
      (least, choice) => (least && least.outputAxons <= choice.outputAxons ? least : choice),
      null,
    );
  });
}

function placesOf(drafts: readonly PartDraft[], population: number): Place[] {
  return drafts.flatMap(({ ports }, part) => {
    const port = ports.findIndex((candidate) => candidate.population === population);
    return port < 0 ? [] : [{ part, port }];
  });
}

function waysOver(
  drafts: readonly PartDraft[],
  places: readonly Place[],
  choices: readonly PortChoice[],
  formats: readonly AxonFormat[],
): PortWays[] {
  return places.map(({ part, port }, k) => {
    const { sources, shape } = drafts[part]!.ports[port]!;
    const { format, outputAxons } = choices[k]!;
    const positionsAll = formats[format]!.population ? shape.shared!.positionsAll : null;
    return { sources, outputAxons, positionsAll };
  });
}

/** Nowhere more, and less in all. */
function isLess(a: Float64Array, b: Float64Array): boolean {
  return a.every((count, part) => count <= b[part]!) && a.some((count, part) => count < b[part]!);
}
