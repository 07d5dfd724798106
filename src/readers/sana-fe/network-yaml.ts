/** SANA-FE's network files in YAML: groups, edges and mappings. */
import { setAttribute } from './attributes.ts';
import type { DraftGroup, DraftMappings, EdgeColumns, HyperEdge, NetworkDraft } from './draft.ts';
import { addEdge, addMapping, createEdges, createGroup, createMappings } from './draft.ts';
import { readHyperEdge } from './hyper-edges.ts';
import type { SanafeSource, Yaml, YamlMap } from './source.ts';
import { faultAt, isYamlMap, parseForeignYaml, shown } from './source.ts';
import {
  checkKeys,
  numberOf,
  rangeOf,
  readItems,
  readMap,
  readText,
  readWhole,
  required,
  unknownName,
} from './values.ts';

type Path = readonly (string | number)[];

/** Attributes of one synapse. */
const EDGE_ATTRIBUTES = ['weight', 'w', 'delay', 'd'];
export const DELAY_MAX = 5;

interface Reading {
  readonly source: SanafeSource;
  readonly groups: DraftGroup[];
  readonly groupIndex: Map<string, number>;
  readonly edges: Map<number, EdgeColumns>;
  readonly hyperEdges: HyperEdge[];
  readonly mappings: DraftMappings;
}

/** Throws InputError E_SANAFE with file, line and column for what is wrong in the text. */
export function readNetworkYaml(source: SanafeSource): NetworkDraft {
  const top = parseForeignYaml(source);
  checkKeys(source, [], top, ['network', 'mappings']);
  const place = ['network'];
  const map = readMap(source, place, required(source, [], top, 'network'));
  checkKeys(source, place, map, ['name', 'groups', 'edges']);
  const reading: Reading = {
    source,
    groups: [],
    groupIndex: new Map(),
    edges: new Map(),
    hyperEdges: [],
    mappings: createMappings(),
  };
  const list = (at: Path, value: Yaml): readonly Yaml[] => {
    if (Array.isArray(value)) return value;
    throw faultAt(source, at, `${shown(value)}: a list is expected.`);
  };
  const groups = list([...place, 'groups'], required(source, place, map, 'groups'));
  groups.forEach((value, k) => {
    readGroup(reading, [...place, 'groups', k], value);
  });
  const edges = list([...place, 'edges'], map.edges ?? []);
  for (let k = 0; k < edges.length; k++) readEdges(reading, k, edges[k]!);
  const mappings = list(['mappings'], required(source, [], top, 'mappings'));
  for (let k = 0; k < mappings.length; k++) readMapping(reading, k, mappings[k]!);
  const { hyperEdges } = reading;
  const name = typeof map.name === 'string' ? map.name : '';
  return {
    source,
    name,
    groups: reading.groups,
    edges: reading.edges,
    hyperEdges,
    mappings: reading.mappings,
  };
}

function readGroup(reading: Reading, place: Path, value: Yaml): void {
  const { source, groupIndex, groups } = reading;
  const map = readMap(source, place, value);
  checkKeys(source, place, map, ['name', 'attributes', 'neurons']);
  const name = readText(source, [...place, 'name'], required(source, place, map, 'name'));
  if (groupIndex.has(name))
    throw faultAt(source, [...place, 'name'], `there are two groups "${name}".`);
  const at = [...place, 'neurons'];
  const neurons = neuronEntries(source, at, required(source, place, map, 'neurons'));
  const size = neurons.reduce((sum, { begin, end }) => sum + end - begin, 0);
  const group = createGroup(source, place, name, size);
  if (map.attributes !== undefined) {
    setAttributes(source, [...place, 'attributes'], group, 0, size, map.attributes);
  }
  for (const entry of neurons) {
    if (entry.end > size) {
      throw faultAt(
        source,
        entry.place,
        `group "${name}" lists ${size} neurons, so the last one is ${size - 1}.`,
      );
    }
    setAttributes(source, entry.place, group, entry.begin, entry.end, entry.attributes);
  }
  groupIndex.set(name, groups.length);
  groups.push(group);
}

interface NeuronEntry {
  readonly begin: number;
  readonly end: number;
  readonly place: Path;
  readonly attributes: Yaml;
}

/** `- 0..7: {...}`, `- 3: {...}` or `- 3`. */
function neuronEntries(source: SanafeSource, place: Path, value: Yaml): NeuronEntry[] {
  if (!Array.isArray(value))
    throw faultAt(source, place, `${shown(value)}: a list of neurons is expected.`);
  return value.flatMap((item: Yaml, k) => {
    const at = [...place, k];
    const pairs: [string, Yaml][] = isYamlMap(item)
      ? Object.entries(item)
      : [[readText(source, at, item), null]];
    return pairs.map(([key, attributes]): NeuronEntry => {
      const range = rangeOf(key);
      if (!range)
        throw faultAt(
          source,
          at,
          `"${shown(key)}": the number of a neuron or a range such as 0..7 is expected.`,
        );
      return { begin: range[0], end: range[1], place: [...at, key], attributes };
    });
  });
}

/** A mapping of attributes, or a list of such mappings. */
function setAttributes(
  source: SanafeSource,
  place: Path,
  group: DraftGroup,
  begin: number,
  end: number,
  value: Yaml,
): void {
  if (value === null || value === '') return;
  for (const { item, place: at } of readItems(place, value)) {
    const map = readMap(source, at, item);
    for (const name of Object.keys(map)) {
      const inner = map[name]!;
      if (name === 'soma') setAttributes(source, [...at, name], group, begin, end, inner);
      else setAttribute(source, [...at, name], group, begin, end, name, inner);
    }
  }
}

function readEdges(reading: Reading, k: number, item: Yaml): void {
  const { source } = reading;
  if (!isYamlMap(item)) {
    throw faultAt(
      source,
      ['network', 'edges', k],
      `${shown(item)}: "source -> target: {...}" is expected.`,
    );
  }
  for (const key of Object.keys(item)) {
    const place = (): Path => ['network', 'edges', k, key];
    const arrow = key.indexOf('->');
    if (arrow < 0) throw faultAt(source, place(), 'an edge is written as "source -> target".');
    const from = readAddress(reading, place, key.slice(0, arrow).trim());
    const to = readAddress(reading, place, key.slice(arrow + 2).trim());
    if (from.neuron < 0 !== to.neuron < 0) {
      throw faultAt(source, place(), 'one end names a neuron and the other a group.');
    }
    const value = item[key]!;
    if (from.neuron < 0) {
      const map = readMap(source, place(), value);
      const ends = { pre: from.group, post: to.group };
      reading.hyperEdges.push(readHyperEdge(source, place(), map, ends, reading.groups));
    } else readEdge(reading, place, from, to, value);
  }
}

interface Address {
  readonly group: number;
  /** -1 for the whole group. */
  readonly neuron: number;
}

/** `group.neuron` or `group`. */
function readAddress(reading: Reading, place: () => Path, text: string): Address {
  const { source, groups, groupIndex } = reading;
  const dot = text.indexOf('.');
  const name = dot < 0 ? text : text.slice(0, dot);
  const group = groupIndex.get(name);
  if (group === undefined) {
    throw faultAt(source, place(), unknownName('group', name, [...groupIndex.keys()]));
  }
  if (dot < 0) return { group, neuron: -1 };
  const range = rangeOf(text.slice(dot + 1));
  const { size } = groups[group]!;
  if (range && range[1] === range[0] + 1 && range[0] < size) return { group, neuron: range[0] };
  throw faultAt(source, place(), `"${shown(text)}": group "${name}" has neurons 0 to ${size - 1}.`);
}

function readEdge(
  reading: Reading,
  place: () => Path,
  from: Address,
  to: Address,
  value: Yaml,
): void {
  let [weight, delay] = [0, 0];
  const set = (at: () => Path, map: YamlMap): void => {
    for (const name of Object.keys(map)) {
      const inner = map[name]!;
      if (name === 'synapse' || name === 'dendrite') {
        set(() => [...at(), name], readMap(reading.source, [...at(), name], inner));
      } else if (name === 'weight' || name === 'w') {
        const number = typeof inner === 'string' ? numberOf(inner) : undefined;
        if (number === undefined)
          throw faultAt(reading.source, [...at(), name], `${shown(inner)}: a number is expected.`);
        weight = number;
      } else if (name === 'delay' || name === 'd') {
        delay = readWhole(reading.source, [...at(), name], inner, 0, DELAY_MAX);
      } else {
        throw faultAt(
          reading.source,
          [...at(), name],
          unknownName('edge attribute', name, EDGE_ATTRIBUTES),
        );
      }
    }
  };
  const items = Array.isArray(value) ? (value as readonly Yaml[]) : [value];
  for (const item of items) {
    if (item !== null && item !== '')
      set(place, isYamlMap(item) ? item : readMap(reading.source, place(), item));
  }
  addEdge(edgesBetween(reading, from.group, to.group), from.neuron, to.neuron, weight, delay);
}

function edgesBetween({ edges, groups }: Reading, pre: number, post: number): EdgeColumns {
  const key = pre * groups.length + post;
  const known = edges.get(key);
  if (known) return known;
  const created = createEdges(pre, post);
  edges.set(key, created);
  return created;
}

/** `- group.neuron: {core: tile.core}`, a range of neurons or a whole group in its place. */
function readMapping(reading: Reading, k: number, item: Yaml): void {
  const { source, groups, groupIndex, mappings } = reading;
  const at: Path = ['mappings', k];
  const keys = isYamlMap(item) ? Object.keys(item) : [];
  if (!isYamlMap(item) || keys.length !== 1) {
    throw faultAt(source, at, `${shown(item)}: one "group.neuron: {core: tile.core}" is expected.`);
  }
  const key = keys[0]!;
  const place: Path = [...at, key];
  const dot = key.indexOf('.');
  const name = dot < 0 ? key : key.slice(0, dot);
  const group = groupIndex.get(name);
  if (group === undefined)
    throw faultAt(source, place, unknownName('group', name, [...groupIndex.keys()]));
  const { size } = groups[group]!;
  const range = dot < 0 ? ([0, size] as const) : rangeOf(key.slice(dot + 1));
  if (!range || range[1] > size) {
    throw faultAt(source, place, `"${shown(key)}": group "${name}" has neurons 0 to ${size - 1}.`);
  }
  const core = readCoreOf(reading, place, group, range, item[key]!);
  for (let neuron = range[0]; neuron < range[1]; neuron++) {
    addMapping(mappings, group, neuron, core[0], core[1], place);
  }
}

const UNIT_KEYS = {
  soma: 'soma_hw_name',
  synapse: 'synapse_hw_name',
  dendrite: 'dendrite_hw_name',
};

/** Tile and core of an entry, whose other attributes name the neurons' units. */
function readCoreOf(
  { source, groups }: Reading,
  place: Path,
  group: number,
  [begin, end]: readonly [number, number],
  value: Yaml,
): readonly [number, number] {
  let core: Yaml | undefined;
  for (const { item, place: at } of readItems(place, value)) {
    const map = readMap(source, at, item);
    checkKeys(source, at, map, ['core', ...Object.keys(UNIT_KEYS)]);
    core = map.core ?? core;
    for (const [key, attribute] of Object.entries(UNIT_KEYS)) {
      if (map[key] === undefined) continue;
      setAttribute(source, [...at, key], groups[group]!, begin, end, attribute, map[key]);
    }
  }
  const parts = typeof core === 'string' ? /^(\d{1,7})\.(\d{1,7})$/.exec(core) : null;
  if (parts) return [Number(parts[1]), Number(parts[2])];
  throw faultAt(
    source,
    place,
    `core ${shown(core)}: a core is written as tile.core, such as 12.3.`,
  );
}
