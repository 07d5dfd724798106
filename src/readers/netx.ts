/** Lava's netx files (`.net`, HDF5): networks that slayer trained and wrote as Loihi's integers. */
import type {
  Assumption,
  Connectivity,
  Network,
  PerCompartment,
  Population,
  Projection,
  WeightRegisters,
} from '../model/network.ts';
import { shapeSize } from '../model/network.ts';
import { nearestWord } from '../support/errors.ts';
import { readHdf5 } from './hdf5.ts';
import { delayedRows } from './netx-delays.ts';
import {
  arrayField,
  groupField,
  hasField,
  integersField,
  type NetxGroup,
  netxError,
  textField,
} from './netx-fields.ts';
import { convStage, denseStage, layerShape, poolStage, poolWeight } from './netx-layers.ts';
import { type NetxWeights, perNeuron, readNeuronRegisters, readWeights } from './netx-registers.ts';

/** Delays count steps; this is the step that they are turned into seconds with. */
const STEP_S = 1e-3;
const LAYERS_MAX = 4096;
/** Weight of an input layer with neurons that states none, as in netx. */
const INPUT_WEIGHT = 64;
const LAYER_TYPES = ['input', 'dense', 'dense_rec', 'conv', 'pool', 'flatten'];

/** The network as far as it is read. */
interface Draft {
  readonly populations: Population[];
  readonly projections: Projection[];
  readonly assumptions: Assumption[];
  /** Delays in steps of what leaves each population. */
  readonly delays: Map<number, PerCompartment>;
}

/**
 * Reads a netx file into a network of registers: `loihi-lif` populations and projections that hold
 * mantissas. Throws E_HDF5* (see `readHdf5`), E_NETX (no netx file), E_NETX_LAYER, E_NETX_NEURON,
 * E_NETX_FIELD, E_NETX_SHAPE, E_NETX_SIZE. Layout: lava-nc/lava-dl, `slayer/block/base.py`, `netx/hdf5.py`.
 */
export async function readNetx(bytes: Uint8Array, path: string): Promise<Network> {
  const root: NetxGroup = { path, at: '', group: await readHdf5(bytes, path) };
  const draft: Draft = { populations: [], projections: [], assumptions: [], delays: new Map() };
  for (const layer of layersOf(root)) addLayer(draft, layer);
  const last = draft.populations.length - 1;
  if (draft.populations[last]?.parameters.model !== 'loihi-lif') {
    throw netxError('E_NETX', root, 'there is no layer with neurons.');
  }
  noteConventions(draft, last);
  return {
    name: (path.split(/[\\/]/).at(-1) ?? path).replace(/(?!^)\.[^.]+$/, ''),
    units: 'dimensionless',
    populations: draft.populations,
    projections: draft.projections,
    outputs: [last],
    assumptions: draft.assumptions,
  };
}

/** Groups layer/0, layer/1 ... without a gap. */
function layersOf(root: NetxGroup): readonly NetxGroup[] {
  if (root.group.children.get('layer')?.kind !== 'group') {
    throw netxError(
      'E_NETX',
      root,
      'no group "layer": this is no netx file (NIR files end in .nir).',
    );
  }
  const all = groupField(root, 'layer');
  const count = all.group.children.size;
  if (count === 0) throw netxError('E_NETX', all, 'it holds no layers.');
  if (count > LAYERS_MAX) {
    throw netxError('E_NETX_SIZE', all, `${count} layers are more than ${LAYERS_MAX}.`);
  }
  return Array.from({ length: count }, (_, k) => groupField(all, String(k)));
}

function addLayer(draft: Draft, layer: NetxGroup): void {
  const type = textField(layer, 'type');
  if (type === 'input') addInput(draft, layer);
  else if (type === 'dense' || type === 'dense_rec') addDense(draft, layer, type);
  else if (type === 'conv') addConv(draft, layer);
  else if (type === 'pool') addPool(draft, layer);
  // Both sides flatten in the order channel, row, column: nothing moves.
  else if (type !== 'flatten') throw unknownLayer(layer, type);
}

function unknownLayer(layer: NetxGroup, type: string): Error {
  const near = nearestWord(type, LAYER_TYPES);
  const hint =
    type === 'average'
      ? 'It only averages groups of outputs: end the network in the layer before and average outside.'
      : `Known are ${LAYER_TYPES.join(', ')}${near ? ` (nearest: ${near})` : ''}.`;
  return netxError('E_NETX_LAYER', layer, `layers of type "${type}" are not read. ${hint}`);
}

function addInput(draft: Draft, layer: NetxGroup): void {
  if (draft.populations.length > 0) {
    throw netxError('E_NETX_LAYER', layer, 'an input layer stands behind other layers.');
  }
  const shape = layerShape(layer);
  draft.populations.push(inputPopulation(shape));
  if (!hasField(layer, 'neuron')) return;
  const weights = hasField(layer, 'weight')
    ? readWeights(layer, 'weight', 0)
    : { weights: Float32Array.of(INPUT_WEIGHT), registers: EXCITATORY, cutCount: 0 };
  const [weight] = weights.weights;
  if (weights.weights.length !== 1) {
    throw netxError('E_NETX_SHAPE', layer, `field "weight" has ${weights.weights.length} values.`);
  }
  draft.assumptions.push({
    code: 'A_NETX_INPUT',
    text: `${layer.at}: the input layer has neurons; each takes its input spikes with weight ${weight}, as slayer computes, where netx sets a bias from analog values.`,
  });
  connect(draft, layer, 'input', shape, weights, [
    { kind: 'one-to-one', size: shapeSize(shape), weights: weight! },
  ]);
}

const EXCITATORY: WeightRegisters = { weightExp: 0, weightBits: 8, signMode: 'excitatory' };

function inputPopulation(shape: readonly number[]): Population {
  const size = shapeSize(shape);
  return { name: 'input', shape, size, bias: 0, parameters: { model: 'input' } };
}

function addDense(draft: Draft, layer: NetxGroup, type: 'dense' | 'dense_rec'): void {
  const shape = layerShape(layer);
  if (draft.populations.length === 0) {
    const inputs = integersField(layer, 'inFeatures', 1, 2 ** 24).values[0]!;
    draft.populations.push(inputPopulation([inputs]));
  }
  const [preSize, postSize] = [draft.populations.at(-1)!.size, shapeSize(shape)];
  const weights = readWeights(layer, 'weight', weightExpOf(layer));
  const stage = denseStage(layer, 'weight', preSize, postSize, weights.weights);
  connect(draft, layer, type, shape, weights, [stage]);
  if (type === 'dense') return;
  const recurrent = readWeights(layer, 'weight_rec', weightExpOf(layer));
  const post = draft.populations.length - 1;
  noteCut(draft, layer, recurrent);
  draft.projections.push({
    name: `${draft.populations[post]!.name} recurrent`,
    pre: post,
    post,
    stages: [denseStage(layer, 'weight_rec', postSize, postSize, recurrent.weights)],
    delayS: 0,
    registers: recurrent.registers,
  });
}

function addConv(draft: Draft, layer: NetxGroup): void {
  const shape = layerShape(layer);
  const weights = readWeights(layer, 'weight', weightExpOf(layer));
  const stage = convStage(layer, sourceShape(draft, layer), shape, weights.weights);
  connect(draft, layer, 'conv', shape, weights, [stage]);
}

function addPool(draft: Draft, layer: NetxGroup): void {
  const shape = layerShape(layer);
  const read = readWeights(layer, 'weight', weightExpOf(layer));
  const weight = poolWeight(layer, read.weights);
  const pool = poolStage(layer, sourceShape(draft, layer), shape);
  const scale = { kind: 'one-to-one', size: shapeSize(shape), weights: weight } as const;
  connect(draft, layer, 'pool', shape, read, [pool, scale]);
}

function sourceShape(draft: Draft, layer: NetxGroup): readonly number[] {
  const source = draft.populations.at(-1);
  if (source) return source.shape;
  throw netxError(
    'E_NETX_LAYER',
    layer,
    'the file begins without an input layer, so that the rows and columns of its input are unknown. Begin the network with an input block.',
  );
}

/** Older files have the weights' exponent among the neuron's parameters. */
function weightExpOf(layer: NetxGroup): number {
  const neuron = groupField(layer, 'neuron');
  if (!hasField(neuron, 'wgtExp')) return 0;
  return integersField(neuron, 'wgtExp', -7, 7).values[0] ?? 0;
}

/** Adds the layer's neurons and the projection from the population before them. */
function connect(
  draft: Draft,
  layer: NetxGroup,
  type: string,
  shape: readonly number[],
  weights: NetxWeights,
  stages: readonly Connectivity[],
): void {
  const pre = draft.populations.length - 1;
  const post = pre + 1;
  const neuron = groupField(layer, 'neuron');
  const name = `${type}${layer.at.split('/').at(-1)}`;
  const registers = readNeuronRegisters(layer, neuron, shape);
  const size = shapeSize(shape);
  draft.populations.push({
    name,
    shape,
    size,
    bias: 0,
    parameters: { model: 'loihi-lif', registers },
  });
  noteCut(draft, layer, weights);
  const named = { name: `${draft.populations[pre]!.name}-${name}`, pre, post };
  const delays = draft.delays.get(pre) ?? 0;
  draft.projections.push({ ...named, ...delayed(stages, delays), registers: weights.registers });
  if (!hasField(layer, 'delay')) return;
  // Slayer writes the rounded-down delays; some files hold the fractions.
  const { values, shape: delayShape } = arrayField(layer, 'delay');
  const steps = { shape: delayShape, values: Float64Array.from(values, Math.floor) };
  if (steps.values.some((value) => value < 0 || value > 2 ** 16)) {
    throw netxError('E_NETX_FIELD', layer, 'field "delay" leaves the range 0 to 65,536 steps.');
  }
  draft.delays.set(post, perNeuron(steps, shape, layer, 'delay'));
}

/** One delay for all sources stays with the projection; others need synapses of their own. */
function delayed(
  stages: readonly Connectivity[],
  steps: PerCompartment,
): Pick<Projection, 'stages' | 'delayS'> {
  if (typeof steps === 'number') return { stages, delayS: steps * STEP_S };
  const delaysS = Float64Array.from(steps, (value) => value * STEP_S);
  const [stage] = stages;
  if (stages.length === 1 && stage && stage.kind !== 'pool') {
    return { stages: [delayedRows(stage, delaysS)], delayS: 0 };
  }
  const wires = delayedRows({ kind: 'one-to-one', size: steps.length, weights: 1 }, delaysS);
  return { stages: [wires, ...stages], delayS: 0 };
}

function noteCut(draft: Draft, layer: NetxGroup, { cutCount }: NetxWeights): void {
  if (cutCount === 0) return;
  draft.assumptions.push({
    code: 'A_NETX_ODD_WEIGHTS',
    text: `${layer.at}: ${cutCount} odd weights of a layer with both signs lose their lowest bit, which 8-bit weights step over.`,
  });
}

function noteConventions(draft: Draft, last: number): void {
  const note = (code: string, text: string): void => {
    draft.assumptions.push({ code, text });
  };
  note(
    'A_NETX_REGISTERS',
    'netx file: the current decay register is iDecay - 1, biases have exponent 6, a refractory delay of 1 is no pause; neurons fire where v exceeds the threshold, as lava and Loihi do (older slayer releases trained with "reaches").',
  );
  const delays = [...draft.delays].filter(([, steps]) => hasDelay(steps));
  if (delays.some(([population]) => population !== last)) {
    note('A_NETX_DT', 'netx file: delays count steps of 1 ms; another --dt changes their steps.');
  }
  if (delays.some(([population]) => population === last)) {
    note('A_NETX_OUTPUT_DELAY', 'netx file: delays of the last layer have nothing to act on.');
  }
}

function hasDelay(steps: PerCompartment): boolean {
  return typeof steps === 'number' ? steps > 0 : steps.some((value) => value > 0);
}
