/** Length of each step by the semi-analytic model (`--timing detailed`), on meshes. */
import type { ChipProfile, ParameterSet } from '../src/model/chip.ts';
import { chipColumns, corePosition, DEFAULT_ANALYTIC, EVENT_KINDS } from '../src/model/chip.ts';
import type { ProgramImage } from '../src/model/program.ts';
import { EmulationError } from '../src/support/errors.ts';
import { axonService } from './axon-service.ts';
import { walkCore } from './core-walk.ts';
import { KIND } from './event-index.ts';
import { createHopCounter } from './hop-count.ts';
import type { PacketClock } from './packet-clock.ts';
import type { PacketRoutes, PacketWays } from './semi-analytic.ts';
import { createSemiAnalytic } from './semi-analytic.ts';

/** Sends the host's spikes: it stands behind the cores of tile (0, 0). */
const HOST = -1;
const PS_PER_S = 1e12;

/** Throws EmulationError E_TIMING for networks on chip that are no meshes. */
export function createDetailedClock(image: ProgramImage, set: ParameterSet): PacketClock {
  const costs = secondsOf(set);
  const walkCosts = {
    access: costs[KIND.neuronAccess]!,
    update: costs[KIND.neuronUpdate]!,
    spike: costs[KIND.neuronSpike]!,
    learning: costs[KIND.learningUpdate]!,
    round: (time: number) => time,
  };
  const axonOutS = costs[KIND.axonOut]!;
  const { profile } = image.header;
  const { bufferFlits, flitsPerPacket } = profile.network;
  const linkPackets =
    (profile.analytic ?? DEFAULT_ANALYTIC).linkPackets ?? bufferFlits.value / flitsPerPacket.value;
  const coreCount = image.cores.length;
  const plan = planWays(image, costs);
  const model = createSemiAnalytic(coreCount + 1, coreCount, plan.ways, plan.routes, linkPackets);
  /** Of the host first, then of each core: the order in which the emulator reports them. */
  const begin = new Int32Array(coreCount + 2);
  const trailingS = new Float64Array(coreCount + 1);
  let gapS = new Float64Array(1024);
  let way = new Int32Array(1024);
  let count = 0;

  function add(gap: number, number: number): void {
    if (count === gapS.length) {
      const [gaps, numbers] = [new Float64Array(count * 2), new Int32Array(count * 2)];
      gaps.set(gapS);
      numbers.set(way);
      [gapS, way] = [gaps, numbers];
    }
    gapS[count] = gap;
    way[count++] = number;
  }

  return {
    beginSample: () => undefined,
    beginStep: () => {
      count = 0;
    },
    addInput: (input, index, eventCount) => {
      const { offsets } = image.inputs[input]!;
      for (let n = 0; n < eventCount; n++) {
        for (let k = offsets[index]!; k < offsets[index + 1]!; k++) {
          add(0, plan.inputBegin[input]! + k);
        }
      }
    },
    addCore: (c, state) => {
      begin[c + 1] = count;
      const { routeOffsets } = state.program;
      const first = plan.coreBegin[c]!;
      trailingS[c + 1] = walkCore(state, walkCosts, (slot, gap) => {
        let left = gap;
        for (let k = routeOffsets[slot]!; k < routeOffsets[slot + 1]!; k++) {
          add(left + axonOutS, first + k);
          left = 0;
        }
        return left;
      });
    },
    endStep: (barrierPs) => {
      begin[coreCount + 1] = count;
      return Math.round(model.run({ begin, gapS, way, trailingS }) * PS_PER_S) + barrierPs;
    },
    finishSample: () => null,
  };
}

interface WayPlan {
  readonly ways: PacketWays;
  readonly routes: PacketRoutes;
  /** Number of the first way of each core and of each input population. */
  readonly coreBegin: readonly number[];
  readonly inputBegin: readonly number[];
}

/** Time of each event kind, second. */
function secondsOf({ timeNs }: ParameterSet): Float64Array {
  return Float64Array.from(EVENT_KINDS, (kind) =>
    kind === 'barrier' ? 0 : secondsOfNs(timeNs[kind].value),
  );
}

/** The double that is nearest to the decimal number: a division would round twice. */
function secondsOfNs(ns: number): number {
  const [mantissa, exponent] = ns.toExponential().split('e');
  return Number(`${mantissa}e${Number(exponent) - 9}`);
}

function planWays(image: ProgramImage, costs: Float64Array): WayPlan {
  const { cores, inputs, header } = image;
  const axonS = cores.map((core) => axonService(core, header, costs));
  const router = createRouter(image, costs);
  const lists = [
    ...cores.map(({ routeCores, routeAxons }, c) => ({
      from: c,
      to: routeCores,
      axons: routeAxons,
    })),
    ...inputs.map((input) => ({ from: HOST, to: input.cores, axons: input.axons })),
  ];
  const total = lists.reduce((sum, { to }) => sum + to.length, 0);
  const ways = {
    destination: new Int32Array(total),
    serviceS: new Float64Array(total),
    route: new Int32Array(total),
  };
  const begins: number[] = [];
  let at = 0;
  for (const { from, to, axons } of lists) {
    begins.push(at);
    for (let k = 0; k < to.length; k++, at++) {
      ways.destination[at] = to[k]!;
      ways.serviceS[at] = axonS[to[k]!]![axons[k]!]!;
      ways.route[at] = router.routeOf(from, to[k]!);
    }
  }
  return {
    ways,
    routes: router.finish(),
    coreBegin: begins.slice(0, cores.length),
    inputBegin: begins.slice(cores.length),
  };
}

interface Router {
  readonly routeOf: (from: number, to: number) => number;
  readonly finish: () => PacketRoutes;
}

const [EAST, WEST, NORTH, SOUTH] = [0, 1, 2, 3] as const;
const DIRECTIONS = 4;

/** Numbers routes as they are asked for; those from one core to one tile are one. */
function createRouter({ cores, header }: ProgramImage, costs: Float64Array): Router {
  const { profile, chipsUsed } = header;
  if (profile.network.topology !== 'mesh') {
    throw new EmulationError(
      'E_TIMING',
      `--timing detailed: its routes are those of a mesh, and the network of ${profile.name} is a ${profile.network.topology}. Use analytic or cycle.`,
    );
  }
  const places = cores.map(({ core }) => placeOf(profile, chipsUsed, core));
  const rows = Math.max(0, ...places.map(({ y }) => y)) + 1;
  const columns = Math.max(0, ...places.map(({ x }) => x)) + 1;
  const linksPerTile = DIRECTIONS + profile.grid.coresPerTile + 1;
  const counter = createHopCounter(profile, chipsUsed);
  const numbers = new Map<number, number>();
  const links: number[] = [];
  const offsets = [0];
  const flights: number[] = [];
  const host = { x: 0, y: 0, local: profile.grid.coresPerTile };
  return {
    routeOf: (from, to) => {
      const { x, y } = places[to]!;
      const key = ((from + 1) * columns + x) * rows + y;
      const known = numbers.get(key);
      if (known !== undefined) return known;
      const source = from === HOST ? host : places[from]!;
      for (const { x: column, y: row, link } of linksOf(source, places[to]!)) {
        links.push((column * rows + row) * linksPerTile + link);
      }
      offsets.push(links.length);
      const hops =
        from === HOST
          ? counter.fromHost(cores[to]!.core)
          : counter.betweenCores(cores[from]!.core, cores[to]!.core);
      const within = hops.eastWest + hops.northSouth + hops.betweenChips === 0 ? 1 : 0;
      flights.push(
        hops.eastWest * costs[KIND.hopEastWest]! +
          hops.northSouth * costs[KIND.hopNorthSouth]! +
          hops.betweenChips * costs[KIND.hopBetweenChips]! +
          within * costs[KIND.packetWithinTile]!,
      );
      numbers.set(key, flights.length - 1);
      return flights.length - 1;
    },
    finish: () => ({
      offsets: Int32Array.from(offsets),
      links: Int32Array.from(links),
      flightS: Float64Array.from(flights),
      linkCount: columns * rows * linksPerTile,
    }),
  };
}

interface CorePlace {
  /** Of the tile, counted through all chips. */
  readonly x: number;
  readonly y: number;
  /** Number of the core on its tile. */
  readonly local: number;
}

function placeOf(profile: ChipProfile, chips: number, core: number): CorePlace {
  const { chip, x, y } = corePosition(profile, core);
  const { tilesX, tilesY, coresPerTile } = profile.grid;
  const columns = chipColumns(chips);
  return {
    x: (chip % columns) * tilesX + x,
    y: Math.floor(chip / columns) * tilesY + y,
    local: core % coresPerTile,
  };
}

/**
 * Links whose density counts on the way along x, then along y: at the first tile that of the core, at every other one
 * that over which the packet came in (SANA-FE 2.2.1 takes the direction of the way itself at tiles along x).
 */
function* linksOf(
  source: CorePlace,
  target: Pick<CorePlace, 'x' | 'y'>,
): Generator<{ x: number; y: number; link: number }> {
  const [alongX, alongY] = [source.x < target.x ? EAST : WEST, source.y < target.y ? NORTH : SOUTH];
  const [stepX, stepY] = [source.x < target.x ? 1 : -1, source.y < target.y ? 1 : -1];
  let link: number = DIRECTIONS + source.local;
  for (let x = source.x; x !== target.x; x += stepX) {
    yield { x, y: source.y, link };
    link = alongX;
  }
  for (let y = source.y; y !== target.y; y += stepY) {
    yield { x: target.x, y, link };
    link = alongY;
  }
  yield { x: target.x, y: target.y, link };
}
