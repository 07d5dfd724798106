/** Edges between whole groups: `dense`, `conv2d` and `sparse`. */
import type { DraftGroup, HyperEdge } from './draft.ts';
import type { SanafeSource, Yaml, YamlMap } from './source.ts';
import { faultAt, shown } from './source.ts';
import {
  checkKeys,
  numberOf,
  readMap,
  readText,
  readWhole,
  required,
  unknownName,
} from './values.ts';

type Path = readonly (string | number)[];

const CONV_NUMBERS = [
  'input_width',
  'input_height',
  'input_channels',
  'kernel_width',
  'kernel_height',
  'kernel_count',
  'stride_width',
  'stride_height',
] as const;

const EXTENT_MAX = 2 ** 20;
const TYPES = ['dense', 'conv2d', 'sparse'];

/** Throws InputError E_SANAFE where sizes and numbers of weights do not fit together. */
export function readHyperEdge(
  source: SanafeSource,
  place: Path,
  map: YamlMap,
  { pre, post }: { readonly pre: number; readonly post: number },
  groups: readonly DraftGroup[],
): HyperEdge {
  const type = readText(source, [...place, 'type'], required(source, place, map, 'type'));
  if (!TYPES.includes(type)) {
    throw faultAt(source, [...place, 'type'], unknownName('hyper-edge type', type, TYPES));
  }
  const own = type === 'conv2d' ? CONV_NUMBERS : type === 'sparse' ? ['source_target_pairs'] : [];
  checkKeys(source, place, map, ['type', ...own, 'weight', 'w', 'synapse']);
  const sizes = [groups[pre]!.size, groups[post]!.size] as const;
  const shape = readShape(source, place, map, type, groups[pre]!, groups[post]!);
  const weights = readWeights(source, place, map, weightCount(shape, sizes));
  return { pre, post, place, shape, weights };
}

type Shape = HyperEdge['shape'];

function weightCount(shape: Shape, [pre, post]: readonly [number, number]): number {
  if (shape.kind === 'dense') return pre * post;
  if (shape.kind === 'sparse') return shape.sources.length;
  return shape.kernel[0] * shape.kernel[1] * shape.input[0] * shape.output[0];
}

function readShape(
  source: SanafeSource,
  place: Path,
  map: YamlMap,
  type: string,
  pre: DraftGroup,
  post: DraftGroup,
): Shape {
  if (type === 'dense') return { kind: 'dense' };
  if (type === 'sparse')
    return readPairs(source, [...place, 'source_target_pairs'], map, pre, post);
  const numbers = CONV_NUMBERS.map((key) =>
    key.startsWith('stride') && map[key] === undefined
      ? 1
      : readWhole(source, [...place, key], required(source, place, map, key), 1, EXTENT_MAX),
  );
  const [width, height, channels, kernelWidth, kernelHeight, count, strideX, strideY] = numbers as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const outHeight = Math.floor((height - kernelHeight) / strideY) + 1;
  const outWidth = Math.floor((width - kernelWidth) / strideX) + 1;
  const fits = (extents: number[], group: DraftGroup, what: string): void => {
    const size = extents.reduce((product, extent) => product * extent, 1);
    if (extents.every((extent) => extent > 0) && size === group.size) return;
    throw faultAt(
      source,
      place,
      `its ${what} is ${extents.join(' x ')} (channels, rows, columns), and group "${group.name}" has ${group.size} neurons.`,
    );
  };
  fits([channels, height, width], pre, 'input');
  fits([count, outHeight, outWidth], post, 'output');
  return {
    kind: 'conv2d',
    input: [channels, height, width],
    output: [count, outHeight, outWidth],
    kernel: [kernelHeight, kernelWidth],
    stride: [strideY, strideX],
  };
}

function readPairs(
  source: SanafeSource,
  place: Path,
  map: YamlMap,
  pre: DraftGroup,
  post: DraftGroup,
): Shape {
  const list = required(source, place.slice(0, -1), map, 'source_target_pairs');
  if (!Array.isArray(list)) throw faultAt(source, place, 'a list of [source, target] is expected.');
  const pairs: readonly Yaml[] = list;
  const [sources, targets] = [new Int32Array(pairs.length), new Int32Array(pairs.length)];
  pairs.forEach((pair, k) => {
    const at = [...place, k];
    if (!Array.isArray(pair) || pair.length !== 2)
      throw faultAt(source, at, `${shown(pair)}: [source, target] is expected.`);
    sources[k] = readWhole(source, at, pair[0] as Yaml, 0, pre.size - 1);
    targets[k] = readWhole(source, at, pair[1] as Yaml, 0, post.size - 1);
  });
  return { kind: 'sparse', sources, targets };
}

/** The list of weights; one number stands for all. */
function readWeights(source: SanafeSource, place: Path, map: YamlMap, count: number): Float64Array {
  const holder =
    map.synapse === undefined ? map : readMap(source, [...place, 'synapse'], map.synapse);
  const base = map.synapse === undefined ? place : [...place, 'synapse'];
  if (holder !== map) checkKeys(source, base, holder, ['weight', 'w']);
  const key = holder.weight === undefined ? 'w' : 'weight';
  const list = holder[key];
  const at = [...base, key];
  if (!Array.isArray(list)) {
    throw faultAt(source, base, `weight ${shown(list)}: a list of ${count} weights is expected.`);
  }
  if (list.length !== count) {
    throw faultAt(source, at, `${list.length} weights, and the synapses take ${count}.`);
  }
  return Float64Array.from(list as readonly Yaml[], (value, k) => {
    const number = typeof value === 'string' ? numberOf(value) : undefined;
    if (number === undefined)
      throw faultAt(source, [...at, k], `${shown(value)}: a number is expected.`);
    return number;
  });
}
