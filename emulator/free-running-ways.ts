/** Ways of spikes from their neurons and inputs to the rows of synapses that they reach, as columns. */
import type { ChipProfile, CoreType, ParameterSet } from '../src/model/chip.ts';
import { corePosition } from '../src/model/chip.ts';
import type { ProgramImage } from '../src/model/program.ts';
import { type FlightPlan, type Way as FlightWay, planFlights } from './flights.ts';
import { type Cells, cellAt, type NeuronPlaces } from './free-running-places.ts';
import { createHopCounter } from './hop-count.ts';

/** Way k of source s: k in [offsets[s], offsets[s + 1]). Sources are neurons, then inputs. */
export interface SpikeWays {
  readonly offsets: Int32Array;
  /** Core index, and the row of synapses that the way ends at: `rowBegins[core] + axon`. */
  readonly cores: Int32Array;
  readonly rows: Int32Array;
  /** First row of each core [coreCount + 1]. */
  readonly rowBegins: Int32Array;
  /** Links that a packet crosses. */
  readonly withinTile: Int32Array;
  readonly eastWest: Int32Array;
  readonly northSouth: Int32Array;
  readonly betweenChips: Int32Array;
  readonly betweenTiers: Int32Array;
  /** Cell that the packet's way is booked on: of its source, or of an input where it arrives. */
  readonly cells: Int32Array;
  /** Which ways can be the slowest of each core's slots. */
  readonly flights: readonly FlightPlan[];
}

export function planWays(image: ProgramImage, places: NeuronPlaces, cells: Cells): SpikeWays {
  const { header, cores, inputs } = image;
  const { neuronCount, inputCount } = places;
  const sourceCount = neuronCount + inputCount;
  const links = linkTable(image);
  const rowBegins = new Int32Array(cores.length + 1);
  cores.forEach(({ axonSources }, c) => {
    rowBegins[c + 1] = rowBegins[c]! + axonSources.length;
  });
  const offsets = countWays(image, places);
  const columns = createColumns(offsets[sourceCount]!);
  const put = (way: number, to: number, axon: number, links: Links, cell: number): void => {
    columns.cores[way] = to;
    columns.rows[way] = rowBegins[to]! + axon;
    columns.withinTile[way] = links.withinTile;
    columns.eastWest[way] = links.eastWest;
    columns.northSouth[way] = links.northSouth;
    columns.betweenChips[way] = links.betweenChips;
    columns.betweenTiers[way] = links.betweenTiers;
    columns.cells[way] = cell;
  };
  for (let neuron = 0; neuron < neuronCount; neuron++) {
    const from = places.cores[neuron]!;
    const core = cores[from]!;
    const cell = cellAt(cells, from, places.populations[neuron]!);
    const begin = core.routeOffsets[places.slots[neuron]!]!;
    for (let way = offsets[neuron]!; way < offsets[neuron + 1]!; way++) {
      const k = begin + way - offsets[neuron]!;
      const to = core.routeCores[k]!;
      put(way, to, core.routeAxons[k]!, links.between(from, to), cell);
    }
  }
  for (const { population, offsets: begins, cores: targets, axons } of inputs) {
    for (let index = 0; index < header.populations[population]!.size; index++) {
      const source = places.begins[population]! + index;
      for (let way = offsets[source]!; way < offsets[source + 1]!; way++) {
        const k = begins[index]! + way - offsets[source]!;
        const to = targets[k]!;
        put(way, to, axons[k]!, links.fromHost(to), cellAt(cells, to, population));
      }
    }
  }
  const flights = cores.map((core, c) => {
    const targets = [...new Set(core.routeCores)];
    const wayTo = new Map<number, FlightWay>(targets.map((to) => [to, links.between(c, to)]));
    return planFlights(core.routeOffsets, core.routeCores, wayTo);
  });
  return { offsets, rowBegins, ...columns, flights };
}

function countWays({ cores, inputs }: ProgramImage, places: NeuronPlaces): Int32Array {
  const { neuronCount, inputCount, begins } = places;
  const offsets = new Int32Array(neuronCount + inputCount + 1);
  for (let neuron = 0; neuron < neuronCount; neuron++) {
    const { routeOffsets } = cores[places.cores[neuron]!]!;
    const slot = places.slots[neuron]!;
    offsets[neuron + 1] = routeOffsets[slot + 1]! - routeOffsets[slot]!;
  }
  for (const { population, offsets: ways } of inputs) {
    for (let index = 0; index + 1 < ways.length; index++) {
      offsets[begins[population]! + index + 1] = ways[index + 1]! - ways[index]!;
    }
  }
  for (let source = 1; source < offsets.length; source++) offsets[source]! += offsets[source - 1]!;
  return offsets;
}

function createColumns(wayCount: number): {
  readonly [K in
    | 'cores'
    | 'rows'
    | 'withinTile'
    | 'eastWest'
    | 'northSouth'
    | 'betweenChips'
    | 'betweenTiers'
    | 'cells']: Int32Array;
} {
  return {
    cores: new Int32Array(wayCount),
    rows: new Int32Array(wayCount),
    withinTile: new Int32Array(wayCount),
    eastWest: new Int32Array(wayCount),
    northSouth: new Int32Array(wayCount),
    betweenChips: new Int32Array(wayCount),
    betweenTiers: new Int32Array(wayCount),
    cells: new Int32Array(wayCount),
  };
}

interface Links extends FlightWay {
  readonly betweenTiers: number;
}

interface LinkTable {
  readonly between: (from: number, to: number) => Links;
  readonly fromHost: (to: number) => Links;
}

/** Links between core indices, each pair worked out once. */
function linkTable({ header, cores }: ProgramImage): LinkTable {
  const { profile } = header;
  const counter = createHopCounter(profile, chipsSpanned(header.chipsUsed, profile, cores));
  const tiers = cores.map(({ core }) => tierOfCore(profile, core));
  const crossed = cores.map(({ core }) => spikesCrossTiers(coreTypeAt(profile, core)));
  const known = new Map<number, Links>();
  const atHost = new Map<number, Links>();
  return {
    between: (from, to) =>
      once(known, from * cores.length + to, () => {
        const hops = counter.betweenCores(cores[from]!.core, cores[to]!.core);
        const links = hops.eastWest + hops.northSouth + hops.betweenChips;
        const betweenTiers = crossed[to] ? Math.abs(tiers[from]! - tiers[to]!) : 0;
        return { ...hops, withinTile: links === 0 ? 1 : 0, betweenTiers };
      }),
    fromHost: (to) =>
      once(atHost, to, () => ({
        ...counter.fromHost(cores[to]!.core),
        withinTile: 0,
        betweenTiers: crossed[to] ? tiers[to]! : 0,
      })),
  };
}

function once(known: Map<number, Links>, key: number, make: () => Links): Links {
  const found = known.get(key);
  if (found) return found;
  const made = make();
  known.set(key, made);
  return made;
}

/** Chips from the first to the last with a core in use: they decide how the chips are laid out. */
function chipsSpanned(
  chipsUsed: number,
  profile: ChipProfile,
  cores: ProgramImage['cores'],
): number {
  const last = cores.reduce((most, { core }) => Math.max(most, core), 0);
  return Math.max(chipsUsed, corePosition(profile, last).chip + 1);
}

/** The type of a physical core, by its tile. */
export function coreTypeAt(profile: ChipProfile, core: number): CoreType | undefined {
  const { x, y } = corePosition(profile, core);
  return profile.coreTypes.find(
    ({ tiles }) => tiles === 'all' || tiles.some(([tileX, tileY]) => tileX === x && tileY === y),
  );
}

/** Cores of a tile stand one above the other; 0 where the chip is no stack. */
function tierOfCore(profile: ChipProfile, core: number): number {
  const tiers = coreTypeAt(profile, core)?.analog?.stack?.tiers ?? 1;
  const { coresPerTile } = profile.grid;
  return Math.floor(((core % coresPerTile) * tiers) / coresPerTile);
}

/** Where membranes cross, synapses stand on the tier of their source and spikes stay there. */
function spikesCrossTiers(type: CoreType | undefined): boolean {
  return type?.analog?.stack?.crossing === 'spike';
}

/** Times of a spike's way beside the links, whole picoseconds. */
export interface WayTimes {
  /** From the comparator to the request, and the encoder's time for each packet. */
  readonly spikePs: number;
  readonly encodePs: number;
  /** Of a packet in its destination core, broadcast and match; and what each tier boundary takes. */
  readonly broadcastPs: number;
  readonly tierPs: number;
}

export function wayTimes({ timeNs }: ParameterSet): WayTimes {
  const ps = (ns: number): number => Math.round(ns * 1000);
  return {
    spikePs: ps(timeNs.neuronSpike.value),
    encodePs: ps(timeNs.axonOut.value),
    broadcastPs: ps(timeNs.axonIn.value + timeNs.camMatch.value),
    tierPs: ps(timeNs.hopBetweenTiers.value),
  };
}
