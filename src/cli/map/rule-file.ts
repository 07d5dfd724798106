/** A network file as the mapper reads it: rules that say which neurons are joined, no weights and no synapses. */
import {
  type AxisRelation,
  allRelation,
  composeRelations,
  groupRelation,
  sameRelation,
  windowRelation,
} from '../../../compiler/hypergraph/rule-axes.ts';
import type {
  ProductRule,
  RowReader,
  Rule,
  RuleNetwork,
  Triple,
} from '../../../compiler/hypergraph/rule-network.ts';
import { forEachTarget, productTargets } from '../../../compiler/hypergraph/rule-network.ts';
import type { Population } from '../../model/network.ts';
import { shapeSize } from '../../model/network.ts';
import { openNetworkFile } from '../../readers/network-file.ts';
import { faultAt, type Path } from '../../readers/network-file-faults.ts';
import { populationNamed } from '../../readers/network-file-links.ts';
import {
  checkRandom,
  createSynapseBudget,
  type Place,
  readConvWindow,
  readPool,
  readSparse,
} from '../../readers/network-file-maps.ts';
import { openRandomRows } from '../../readers/network-file-random.ts';
import type { ConnectivityText, ProjectionText } from '../../readers/network-file-schema.ts';
import type { Reading } from '../../readers/network-file-values.ts';
import { groupDigits } from '../../support/errors.ts';

/** One map of a projection: which axes it joins how, or rows. */
interface Stage {
  readonly preShape: Triple<number>;
  readonly postShape: Triple<number>;
  readonly axes: Triple<AxisRelation> | null;
  readonly open: (() => RowReader) | null;
}

/** Throws InputError E_NETWORK_FILE with file, line and column. */
export function readRuleNetwork(bytes: Uint8Array, path: string): RuleNetwork {
  const { reading, text, name, populations } = openNetworkFile(bytes, path);
  const drafts = (text.projections ?? []).map((projection, k) =>
    readDraft(reading, ['projections', k], projection, populations),
  );
  const shapes = populations.map(({ shape, size }, k) =>
    shape.length > 1 ? tripleOf(shape) : shapeSeenBy(drafts, k, size),
  );
  return {
    name,
    populations: populations.map(({ name: own, size }, k) => ({
      name: own,
      shape: shapes[k]!,
      size,
    })),
    rules: drafts.map((draft) => ruleOf(draft, shapes)),
  };
}

interface Draft extends Stage {
  readonly pre: number;
  readonly post: number;
}

function readDraft(
  reading: Reading,
  path: Path,
  text: ProjectionText,
  populations: readonly Population[],
): Draft {
  const pre = populationNamed(reading, [...path, 'from'], text.from, populations);
  const post = populationNamed(reading, [...path, 'to'], text.to, populations);
  const target = populations[post]!;
  if (target.parameters.model === 'input') {
    const message = `"${target.name}" is an input, it takes no spikes`;
    throw faultAt(reading.source, [...path, 'to'], message);
  }
  const at = [...path, 'connectivity'];
  // The schema makes a list of a single map.
  const maps = text.connectivity as readonly ConnectivityText[];
  let shape: readonly number[] = populations[pre]!.shape;
  let whole: Stage | null = null;
  maps.forEach((map, k) => {
    const place: Place = {
      reading,
      path: maps.length > 1 ? [...at, k] : at,
      preShape: shape,
      postShape: k === maps.length - 1 ? target.shape : null,
      wholeWeights: false,
      dtS: 1,
      budget: createSynapseBudget(),
    };
    const stage = readStage(place, map);
    whole = whole === null ? stage : chained(place, whole, stage);
    shape = stage.postShape;
  });
  return { pre, post, ...whole! };
}

function readStage(place: Place, text: ConnectivityText): Stage {
  const preShape = tripleOf(place.preShape);
  switch (text.kind) {
    case 'dense':
      return denseStage(place, text.weights);
    case 'one-to-one':
      return oneToOneStage(place);
    case 'conv': {
      const { window } = readConvWindow(place, text);
      const channels = groupRelation(window.inputShape[0], window.outputShape[0], window.groups);
      return windowStage(window, channels);
    }
    case 'pool': {
      const pool = readPool(place, text);
      const { inputShape } = pool;
      const inputExtent = [inputShape[1], inputShape[2]] as const;
      const window = { ...pool, inputExtent, dilation: [1, 1] as const };
      return windowStage(window, sameRelation(inputShape[0]));
    }
    case 'random': {
      const { preSize, postSize } = checkRandom(place, text);
      const open = (): RowReader => openRandomRows(text, preSize, postSize);
      return { preShape, postShape: tripleOf(place.postShape!), axes: null, open };
    }
    case 'sparse': {
      const { offsets, targets, preSize, postSize } = readSparse(place, text);
      const postShape = tripleOf(place.postShape ?? [postSize]);
      const open = (): RowReader => openListedRows(offsets, targets, preSize, postSize);
      return { preShape, postShape, axes: null, open };
    }
  }
}

type Window = Pick<
  ReturnType<typeof readConvWindow>['window'],
  'inputShape' | 'inputExtent' | 'outputShape' | 'kernel' | 'stride' | 'dilation' | 'padding'
>;

function windowStage(window: Window, channels: AxisRelation): Stage {
  const axisOf = (axis: 0 | 1): AxisRelation =>
    windowRelation({
      input: window.inputShape[(axis + 1) as 1 | 2],
      extent: window.inputExtent[axis],
      output: window.outputShape[(axis + 1) as 1 | 2],
      kernel: window.kernel[axis],
      stride: window.stride[axis],
      dilation: window.dilation[axis],
      padding: window.padding[axis],
    });
  return {
    preShape: window.inputShape,
    postShape: window.outputShape,
    axes: [channels, axisOf(0), axisOf(1)],
    open: null,
  };
}

/** Weights may be a file of gigabytes, so only lists in the text have their shape looked at. */
function denseStage(place: Place, weights: unknown): Stage {
  const preShape = tripleOf(place.preShape);
  const rows = Array.isArray(weights) ? weights.length : undefined;
  const size = place.postShape === null ? rows : shapeSize(place.postShape);
  if (size === undefined) {
    const message = 'a list of weights, or a target that says its size, is expected';
    throw faultAt(place.reading.source, [...place.path, 'weights'], message);
  }
  if (rows !== undefined && rows !== size) {
    const message = `a matrix [post][pre] of ${groupDigits(size)} rows is expected, found ${groupDigits(rows)}`;
    throw faultAt(place.reading.source, [...place.path, 'weights'], message);
  }
  const postShape = tripleOf(place.postShape ?? [size]);
  return { preShape, postShape, axes: allAxes(preShape, postShape), open: null };
}

function allAxes(pre: Triple<number>, post: Triple<number>): Triple<AxisRelation> {
  return [allRelation(pre[0], post[0]), allRelation(pre[1], post[1]), allRelation(pre[2], post[2])];
}

function oneToOneStage(place: Place): Stage {
  const preShape = tripleOf(place.preShape);
  const [from, to] = [shapeSize(preShape), shapeSize(place.postShape ?? preShape)];
  if (from !== to) {
    const message = `one-to-one joins ${groupDigits(from)} with ${groupDigits(to)} neurons`;
    throw faultAt(place.reading.source, [...place.path, 'kind'], message);
  }
  return { preShape, postShape: preShape, axes: sameAxes(preShape), open: null };
}

function sameAxes([a, b, c]: Triple<number>): Triple<AxisRelation> {
  return [sameRelation(a), sameRelation(b), sameRelation(c)];
}

function openListedRows(
  offsets: Int32Array,
  listed: Int32Array,
  preSize: number,
  postSize: number,
): RowReader {
  const targets = new Int32Array(postSize);
  const stamps = new Int32Array(postSize).fill(-1);
  let row = 0;
  const next = (): number => {
    let count = 0;
    const end = row < preSize ? offsets[row + 1]! : 0;
    for (let k = offsets[row] ?? end; k < end; k++) {
      const target = listed[k]!;
      if (stamps[target] === row) continue;
      stamps[target] = row;
      targets[count++] = target;
    }
    row++;
    return count;
  };
  return { targets, next };
}

/** Both maps as one. Throws where they have no axes, or dilation leaves gaps between what they reach. */
function chained(place: Place, first: Stage, second: Stage): Stage {
  const axes: AxisRelation[] = [];
  for (const n of [0, 1, 2] as const) {
    const [one, other] = [first.axes?.[n], second.axes?.[n]];
    const fits = one !== undefined && other !== undefined && one.targets === other.sources;
    const both = fits ? composeRelations(one, other) : null;
    if (both === null) {
      const message =
        'maps that follow each other are mapped by shapes, which needs dense maps, one-to-one maps, pools and convolutions without dilation: put a population between them';
      throw faultAt(place.reading.source, place.path, message);
    }
    axes.push(both);
  }
  const { preShape } = first;
  return {
    preShape,
    postShape: second.postShape,
    axes: [axes[0]!, axes[1]!, axes[2]!],
    open: null,
  };
}

function tripleOf(shape: readonly number[]): Triple<number> {
  const [width = 1, height = 1, ...outer] = [...shape].reverse();
  return [shapeSize(outer), height, width];
}

/** A population without a shape of its own has that of the first window that looks at it. */
function shapeSeenBy(drafts: readonly Draft[], population: number, size: number): Triple<number> {
  for (const { pre, post, preShape, postShape } of drafts) {
    if (pre === population && preShape[0] * preShape[1] > 1) return preShape;
    if (post === population && postShape[0] * postShape[1] > 1) return postShape;
  }
  return [1, 1, size];
}

function ruleOf(draft: Draft, shapes: readonly Triple<number>[]): Rule {
  const { pre, post, preShape, postShape, axes, open } = draft;
  if (open !== null) return { kind: 'rows', pre, post, open };
  const [from, to] = [shapes[pre]!, shapes[post]!];
  const product: ProductRule = { kind: 'product', pre, post, axes: axes! };
  if (String(from) === String(preShape) && String(to) === String(postShape)) return product;
  const { axes: own } = product;
  if (own.every(({ kind }) => kind === 'all')) return { ...product, axes: allAxes(from, to) };
  return {
    kind: 'rows',
    pre,
    post,
    open: () => openProductRows(product, preShape, postShape),
  };
}

/** Rows of a map that sees its populations in another shape than they have. */
function openProductRows(
  rule: ProductRule,
  preShape: Triple<number>,
  postShape: Triple<number>,
): RowReader {
  const targets = new Int32Array(shapeSize(postShape));
  let row = 0;
  const next = (): number => {
    const z = row % preShape[2];
    const y = Math.floor(row / preShape[2]) % preShape[1];
    const x = Math.floor(row / (preShape[1] * preShape[2]));
    row++;
    if (x >= preShape[0] || productTargets(rule, x, y, z) === 0) return 0;
    let count = 0;
    forEachTarget(rule, postShape, [x, y, z], (target) => {
      targets[count++] = target;
    });
    return count;
  };
  return { targets, next };
}
