/** SANA-FE's architecture files: tiles, cores and units with their costs, as they stand there. */
import type { SanafeSource, Yaml, YamlMap } from './source.ts';
import { faultAt, parseForeignYaml } from './source.ts';
import {
  checkKeys,
  namedRange,
  readFlag,
  readItems,
  readMap,
  readNumber,
  readText,
  readWhole,
  required,
  unknownName,
} from './values.ts';

/** A cost as the file states it; null where it says nothing. Joule and second. */
export interface Cost {
  readonly energyJ: number | null;
  readonly latencyS: number | null;
}

/** A unit of a core, or several of one name: `name[begin]` .. `name[end - 1]`. */
export interface Unit {
  readonly name: string;
  readonly begin: number;
  readonly end: number;
  readonly indexed: boolean;
  readonly model: string;
  readonly costs: Readonly<Record<string, Cost>>;
}

export interface SanafeArchitecture {
  readonly source: SanafeSource;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly tileCount: number;
  readonly coresPerTile: number;
  readonly linkBufferSize: number;
  /** Barrier by the least number of mapped tiles, ascending. Second. */
  readonly sync: readonly { readonly tilesMin: number; readonly latencyS: number }[];
  readonly hops: Readonly<Record<Direction, Cost>>;
  readonly neuronsMax: number;
  readonly axonIn: Cost;
  readonly axonOut: Cost;
  readonly synapses: readonly Unit[];
  readonly dendrites: readonly Unit[];
  readonly somas: readonly Unit[];
}

export const DIRECTIONS = ['north', 'east', 'south', 'west'] as const;

export type Direction = (typeof DIRECTIONS)[number];

type Path = readonly (string | number)[];

const LOGS = ['log_energy', 'log_latency'];
const TILES_MAX = 2 ** 20;
const CORES_MAX = 4096;
/** Costs beyond these are taken for numbers in another unit. */
const ENERGY_J_MAX = 1e-3;
const LATENCY_S_MAX = 1;

const UNIT_MODELS = {
  synapse: ['current_based'],
  dendrite: ['accumulator', 'accumulator_with_delay'],
  soma: ['leaky_integrate_fire', 'truenorth', 'input'],
} as const;

type UnitKind = keyof typeof UNIT_MODELS;

/** Names of the costs of each kind of unit, without `energy_` and `latency_`. */
const UNIT_COSTS: Readonly<Record<UnitKind, readonly string[]>> = {
  synapse: ['process_spike'],
  dendrite: ['update'],
  soma: ['access_neuron', 'update_neuron', 'spike_out'],
};

/**
 * Throws InputError E_SANAFE with file, line and column: unknown attributes (with the nearest name), missing ones,
 * negative costs, costs that are too large to be in joule or second, cores that differ from tile to tile.
 */
export function readArchitecture(source: SanafeSource): SanafeArchitecture {
  const top = parseForeignYaml(source);
  checkKeys(source, [], top, ['architecture']);
  const place = ['architecture'];
  const map = readMap(source, place, required(source, [], top, 'architecture'));
  checkKeys(source, place, map, ['name', 'attributes', 'tile']);
  const tiles = readItems([...place, 'tile'], required(source, place, map, 'tile')).map((entry) =>
    readTile(source, entry.place, entry.item),
  );
  const [tile, ...others] = tiles;
  if (!tile) throw faultAt(source, [...place, 'tile'], 'there is no tile.');
  for (const other of others) {
    if (JSON.stringify(bare(other)) === JSON.stringify(bare(tile))) continue;
    throw faultAt(
      source,
      other.place,
      'its cores or costs differ from those of the first tile, and one kind of tile is read.',
    );
  }
  const chip = readChip(
    source,
    [...place, 'attributes'],
    required(source, place, map, 'attributes'),
  );
  const tileCount = tiles.reduce((sum, { count }) => sum + count, 0);
  if (tileCount > chip.width * chip.height) {
    throw faultAt(
      source,
      [...place, 'tile'],
      `${tileCount} tiles do not fit a mesh of ${chip.width} by ${chip.height}.`,
    );
  }
  const { hops, coresPerTile, core } = tile;
  const name = readText(source, [...place, 'name'], required(source, place, map, 'name'));
  return { source, name, ...chip, tileCount, hops, coresPerTile, ...core };
}

interface Tile {
  readonly place: Path;
  readonly count: number;
  readonly hops: SanafeArchitecture['hops'];
  readonly coresPerTile: number;
  readonly core: Core;
}

type Core = Pick<
  SanafeArchitecture,
  'neuronsMax' | 'axonIn' | 'axonOut' | 'synapses' | 'dendrites' | 'somas'
>;

/** A tile without what may differ between tiles. */
function bare({ hops, coresPerTile, core }: Tile): unknown {
  return { hops, coresPerTile, core };
}

function readChip(
  source: SanafeSource,
  place: Path,
  value: Yaml,
): Pick<SanafeArchitecture, 'width' | 'height' | 'linkBufferSize' | 'sync'> {
  const map = readMap(source, place, value);
  const known = [
    'topology',
    'width',
    'height',
    'link_buffer_size',
    'sync_model',
    'latency_sync',
    ...LOGS,
  ];
  checkKeys(source, place, map, known);
  if (map.topology !== undefined && map.topology !== 'mesh') {
    throw faultAt(
      source,
      [...place, 'topology'],
      unknownName('topology', String(map.topology), ['mesh']),
    );
  }
  const whole = (key: string, max: number): number =>
    readWhole(source, [...place, key], required(source, place, map, key), 1, max);
  return {
    width: whole('width', CORES_MAX),
    height: whole('height', CORES_MAX),
    linkBufferSize: whole('link_buffer_size', 2 ** 20),
    sync: readSync(source, place, map),
  };
}

function readSync(source: SanafeSource, place: Path, map: YamlMap): SanafeArchitecture['sync'] {
  const model = map.sync_model ?? 'fixed';
  const at = [...place, 'latency_sync'];
  if (model === 'fixed') {
    const latencyS = map.latency_sync === undefined ? 0 : readLatency(source, at, map.latency_sync);
    return [{ tilesMin: 1, latencyS }];
  }
  if (model !== 'table') {
    throw faultAt(
      source,
      [...place, 'sync_model'],
      unknownName('sync model', String(model), ['fixed', 'table']),
    );
  }
  const table = readMap(source, at, required(source, place, map, 'latency_sync'));
  const rows = Object.entries(table).map(([key, value]) => ({
    tilesMin: readWhole(source, [...at, key], key, 0, TILES_MAX),
    latencyS: readLatency(source, [...at, key], value),
  }));
  if (rows.length === 0) throw faultAt(source, at, 'the table has no rows.');
  return rows.sort((a, b) => a.tilesMin - b.tilesMin);
}

function readTile(source: SanafeSource, place: Path, value: Yaml): Tile {
  const map = readMap(source, place, value);
  checkKeys(source, place, map, ['name', 'attributes', 'core']);
  const name = readText(source, [...place, 'name'], required(source, place, map, 'name'));
  const { begin, end } = namedRange(source, [...place, 'name'], name);
  const cores = readItems([...place, 'core'], required(source, place, map, 'core')).map((entry) =>
    readCore(source, entry.place, entry.item),
  );
  const [core, ...others] = cores;
  if (!core) throw faultAt(source, [...place, 'core'], 'there is no core.');
  for (const other of others) {
    if (JSON.stringify(other.core) === JSON.stringify(core.core)) continue;
    throw faultAt(
      source,
      other.place,
      'it differs from the first core of the tile, and one kind of core is read.',
    );
  }
  const coresPerTile = cores.reduce((sum, { count }) => sum + count, 0);
  if (end - begin > TILES_MAX || coresPerTile > CORES_MAX) {
    throw faultAt(source, place, `more than ${TILES_MAX} tiles or ${CORES_MAX} cores a tile.`);
  }
  const hops = readHops(
    source,
    [...place, 'attributes'],
    required(source, place, map, 'attributes'),
  );
  return { place, count: end - begin, hops, coresPerTile, core: core.core };
}

function readHops(source: SanafeSource, place: Path, value: Yaml): SanafeArchitecture['hops'] {
  const map = readMap(source, place, value);
  const names = DIRECTIONS.flatMap((way) => [`energy_${way}_hop`, `latency_${way}_hop`]);
  checkKeys(source, place, map, [...names, ...LOGS]);
  const entries = DIRECTIONS.map(
    (way) => [way, readCost(source, place, map, `${way}_hop`)] as const,
  );
  return Object.fromEntries(entries) as Record<Direction, Cost>;
}

function readCore(
  source: SanafeSource,
  place: Path,
  value: Yaml,
): { place: Path; count: number; core: Core } {
  const map = readMap(source, place, value);
  const sections = ['axon_in', 'synapse', 'dendrite', 'soma', 'axon_out'];
  checkKeys(source, place, map, ['name', 'attributes', ...sections]);
  const name = readText(source, [...place, 'name'], required(source, place, map, 'name'));
  const { begin, end } = namedRange(source, [...place, 'name'], name);
  const units = (kind: UnitKind): Unit[] =>
    readItems([...place, kind], required(source, place, map, kind)).map((entry) =>
      readUnit(source, entry.place, entry.item, kind),
    );
  const core: Core = {
    neuronsMax: readPipeline(
      source,
      [...place, 'attributes'],
      required(source, place, map, 'attributes'),
    ),
    axonIn: readAxon(source, place, map, 'in'),
    axonOut: readAxon(source, place, map, 'out'),
    synapses: units('synapse'),
    dendrites: units('dendrite'),
    somas: units('soma'),
  };
  return { place, count: end - begin, core };
}

/** Neurons of a core. Only the pipeline whose buffer stands before the soma is read. */
function readPipeline(source: SanafeSource, place: Path, value: Yaml): number {
  const map = readMap(source, place, value);
  checkKeys(source, place, map, [
    'buffer_position',
    'buffer_inside_unit',
    'max_neurons_supported',
    ...LOGS,
  ]);
  const position = required(source, place, map, 'buffer_position');
  const inside =
    map.buffer_inside_unit !== undefined &&
    readFlag(source, [...place, 'buffer_inside_unit'], map.buffer_inside_unit);
  if (position !== 'soma' || inside) {
    throw faultAt(
      source,
      [...place, 'buffer_position'],
      `"${String(position)}"${inside ? ' inside the unit' : ''}: only a time-step buffer before the soma is emulated.`,
    );
  }
  const key = 'max_neurons_supported';
  return readWhole(source, [...place, key], required(source, place, map, key), 1, 2 ** 22 - 1);
}

/** The axon unit of a core: one, or several of equal costs. */
function readAxon(source: SanafeSource, place: Path, core: YamlMap, way: 'in' | 'out'): Cost {
  const section = `axon_${way}`;
  const costs = readItems([...place, section], required(source, place, core, section)).map(
    (entry) => {
      const map = readMap(source, entry.place, entry.item);
      checkKeys(source, entry.place, map, ['name', 'attributes']);
      const at = [...entry.place, 'attributes'];
      const attributes = readMap(source, at, required(source, entry.place, map, 'attributes'));
      const names = [`energy_message_${way}`, `latency_message_${way}`];
      checkKeys(source, at, attributes, [...names, ...LOGS]);
      for (const name of names) required(source, at, attributes, name);
      return readCost(source, at, attributes, `message_${way}`);
    },
  );
  const [first, ...others] = costs;
  if (!first || others.some((other) => JSON.stringify(other) !== JSON.stringify(first))) {
    throw faultAt(
      source,
      [...place, section],
      'one unit, or several of equal costs, are expected.',
    );
  }
  return first;
}

function readUnit(source: SanafeSource, place: Path, value: Yaml, kind: UnitKind): Unit {
  const map = readMap(source, place, value);
  checkKeys(source, place, map, ['name', 'attributes']);
  const name = readText(source, [...place, 'name'], required(source, place, map, 'name'));
  const { base, begin, end, indexed } = namedRange(source, [...place, 'name'], name);
  const at = [...place, 'attributes'];
  const attributes = readMap(source, at, required(source, place, map, 'attributes'));
  const costNames = UNIT_COSTS[kind];
  const known = costNames.flatMap((cost) => [`energy_${cost}`, `latency_${cost}`]);
  checkKeys(source, at, attributes, ['model', ...known, ...LOGS]);
  const model = readText(source, [...at, 'model'], required(source, at, attributes, 'model'));
  if (!(UNIT_MODELS[kind] as readonly string[]).includes(model)) {
    throw faultAt(source, [...at, 'model'], unknownName(`${kind} model`, model, UNIT_MODELS[kind]));
  }
  const costs = Object.fromEntries(
    costNames.map((cost) => [cost, readCost(source, at, attributes, cost)]),
  );
  return { name: base, begin, end, indexed, model, costs };
}

function readCost(source: SanafeSource, place: Path, map: YamlMap, name: string): Cost {
  const read = (key: string, max: number, unit: string): number | null =>
    Object.hasOwn(map, key) ? readPhysical(source, [...place, key], map[key], max, unit) : null;
  return {
    energyJ: read(`energy_${name}`, ENERGY_J_MAX, 'joule'),
    latencyS: read(`latency_${name}`, LATENCY_S_MAX, 'second'),
  };
}

function readLatency(source: SanafeSource, place: Path, value: Yaml | undefined): number {
  return readPhysical(source, place, value, LATENCY_S_MAX, 'second');
}

function readPhysical(
  source: SanafeSource,
  place: Path,
  value: Yaml | undefined,
  max: number,
  unit: string,
): number {
  const number = readNumber(source, place, value);
  if (number < 0) throw faultAt(source, place, `${number} is negative.`);
  if (number <= max) return number;
  throw faultAt(
    source,
    place,
    `${number} ${unit} for one event: the file's numbers are in ${unit}, such as 3.5e-${unit === 'joule' ? '12' : '9'}.`,
  );
}

/** The unit of that name, or the first one where none is named; undefined where there is no such unit. */
export function findUnit(units: readonly Unit[], name: string | undefined): Unit | undefined {
  if (name === undefined || name === '') return units[0];
  return units.find((unit) => {
    if (!unit.indexed) return unit.name === name;
    const bracket = name.indexOf('[');
    if (bracket < 0 || !name.endsWith(']') || name.slice(0, bracket) !== unit.name) return false;
    const index = Number(name.slice(bracket + 1, -1));
    return Number.isInteger(index) && index >= unit.begin && index < unit.end;
  });
}

/** Names of units as the file writes them. */
export function unitNames(units: readonly Unit[]): string[] {
  return units.map(({ name, begin, end, indexed }) =>
    indexed ? `${name}[${end - begin > 1 ? `${begin}..${end - 1}` : begin}]` : name,
  );
}
