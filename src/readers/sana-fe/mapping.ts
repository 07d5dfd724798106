/** The hand mapping of a network of SANA-FE: which neurons share a core, in the order in which it works through them. */
import type { GivenMapping, Slice } from '../../model/mapping.ts';
import { groupDigits } from '../../support/errors.ts';
import type { SanafeArchitecture } from './architecture.ts';
import type { NetworkDraft } from './draft.ts';
import { faultAt } from './source.ts';

/**
 * Parts in the order of SANA-FE's cores. Throws InputError E_SANAFE for cores that do not exist, neurons that are mapped
 * twice or not at all.
 */
export function givenMapping(draft: NetworkDraft, architecture: SanafeArchitecture): GivenMapping {
  checkCores(draft, architecture);
  checkNeurons(draft);
  const { count, tiles, cores } = draft.mappings;
  const { coresPerTile } = architecture;
  const entries = new Map<number, number[]>();
  for (let k = 0; k < count; k++) {
    const core = tiles[k]! * coresPerTile + cores[k]!;
    const list = entries.get(core);
    if (list) list.push(k);
    else entries.set(core, [k]);
  }
  const ordered = [...entries].sort(([a], [b]) => a - b);
  return {
    partition: {
      partitioner: 'given',
      parts: ordered.map(([, list]) => slicesOf(draft, list)),
    },
    placement: {
      placer: 'given',
      coreOfPart: Int32Array.from(ordered, ([core]) => coreNumber(architecture, core)),
    },
  };
}

/** SANA-FE numbers tiles column by column, a profile row by row. */
function coreNumber({ width, height, coresPerTile }: SanafeArchitecture, core: number): number {
  const tile = Math.floor(core / coresPerTile);
  const [x, y] = [Math.floor(tile / height), tile % height];
  return (y * width + x) * coresPerTile + (core % coresPerTile);
}

/** Runs of neurons of one group. */
function slicesOf({ mappings }: NetworkDraft, entries: readonly number[]): Slice[] {
  const runs: { population: number; neurons: number[] }[] = [];
  for (const k of entries) {
    const population = mappings.groups[k]!;
    const last = runs.at(-1);
    if (last?.population === population) last.neurons.push(mappings.neurons[k]!);
    else runs.push({ population, neurons: [mappings.neurons[k]!] });
  }
  return runs.map(({ population, neurons }) => ({
    population,
    neurons: Int32Array.from(neurons),
  }));
}

function checkCores({ source, mappings }: NetworkDraft, architecture: SanafeArchitecture): void {
  const { tileCount, coresPerTile } = architecture;
  for (let k = 0; k < mappings.count; k++) {
    const [tile, core] = [mappings.tiles[k]!, mappings.cores[k]!];
    if (tile < tileCount && core < coresPerTile) continue;
    const has =
      tile >= tileCount
        ? `tiles 0 to ${tileCount - 1}`
        : `cores 0 to ${coresPerTile - 1} on each tile`;
    throw faultAt(
      source,
      mappings.places[k]!,
      `there is no core ${tile}.${core}: ${architecture.name} has ${has}.`,
    );
  }
}

function checkNeurons({ source, groups, mappings }: NetworkDraft): void {
  const seen = groups.map(({ size }) => new Uint8Array(size));
  for (let k = 0; k < mappings.count; k++) {
    const [group, neuron] = [mappings.groups[k]!, mappings.neurons[k]!];
    if (seen[group]![neuron]) {
      throw faultAt(
        source,
        mappings.places[k]!,
        `neuron ${groups[group]!.name}.${neuron} is mapped twice.`,
      );
    }
    seen[group]![neuron] = 1;
  }
  const missing = groups.map(({ size }, g) => size - seen[g]!.reduce((sum, bit) => sum + bit, 0));
  const total = missing.reduce((sum, count) => sum + count, 0);
  if (total === 0) return;
  const first = missing.findIndex((count) => count > 0);
  const neuron = seen[first]!.indexOf(0);
  throw faultAt(
    source,
    groups[first]!.place,
    `${groupDigits(total)} neurons are mapped to no core, the first is ${groups[first]!.name}.${neuron}. Map them all, or let --remap do it.`,
  );
}
