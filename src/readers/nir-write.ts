/** Networks as NIR files that this package and the `nir` package of Python read. */
import {
  type Network,
  type NeuronParameters,
  type PerNeuron,
  type Population,
  type Projection,
  shapeSize,
} from '../model/network.ts';
import { writeHdf5 } from './hdf5.ts';
import {
  addMetadata,
  addNode,
  type DraftField,
  draftFile,
  freeName,
  ints,
  type NirDraft,
  real,
  unwritable,
} from './nir-draft.ts';
import type { NirNodeType } from './nir-fields.ts';
import { sameButForOnes } from './nir-values.ts';
import { type Chain, draftStage, flattened, hostsBias } from './nir-write-stages.ts';

/** Version of the `nir` package whose layout is written. */
const NIR_VERSION = '1.0.8';

/** Remarks on projections by name, kept in the `metadata` of the node that holds the weights; readers skip them. */
export type NirMetadata = ReadonlyMap<string, Readonly<Record<string, string | number>>>;

/**
 * The bytes of a NIR file. Parameters are written in full for every neuron, as NIR asks, `v_reset`
 * included; biases become those of Affine or Conv nodes. Names that HDF5 cannot hold are changed.
 *
 * Throws E_NIR_WRITE where NIR has no form for a part of the network (a chip's registers, sparse
 * synapses with delays of their own, maps that would need to fold a vector into rows).
 */
export async function writeNir(
  network: Network,
  metadata: NirMetadata = new Map(),
): Promise<Uint8Array> {
  return writeHdf5(draftFile(draftNetwork(network, metadata), NIR_VERSION));
}

function draftNetwork(network: Network, metadata: NirMetadata): NirDraft {
  const draft: NirDraft = { nodes: new Map(), edges: [] };
  const names = network.populations.map((population) => draftPopulation(draft, population));
  draftOutputs(draft, network, names);
  const hosts = biasHosts(network);
  for (const projection of network.projections) {
    const bias = hosts.get(projection);
    draftProjection(draft, network, projection, names, bias, metadata.get(projection.name));
  }
  const hosted = new Set([...hosts.keys()].map(({ post }) => post));
  for (const [index, population] of network.populations.entries()) {
    if (hasBias(population) && !hosted.has(index)) {
      draftLoneBias(draft, population, names[index]!);
    }
  }
  return draft;
}

function draftPopulation(draft: NirDraft, population: Population): string {
  const { parameters, shape } = population;
  const field = (values: PerNeuron): DraftField => real(perNeuronArray(values, population), shape);
  const fields = Object.fromEntries(
    Object.entries(nirFields(parameters)).map(([name, values]) => [name, field(values)]),
  );
  switch (parameters.model) {
    case 'input':
      return addNode(draft, population.name, 'Input', { shape: ints(shape) });
    case 'readout':
      return addNode(draft, population.name, 'Output', { shape: ints(shape) });
    case 'loihi-lif':
    case 'registers':
      throw unwritable(population.name, 'it holds registers of a chip, not real parameters');
    default:
      return addNode(draft, population.name, NIR_TYPES[parameters.model], fields);
  }
}

const NIR_TYPES: Readonly<
  Record<
    Exclude<NeuronParameters['model'], 'input' | 'readout' | 'loihi-lif' | 'registers'>,
    NirNodeType
  >
> = {
  threshold: 'Threshold',
  i: 'I',
  if: 'IF',
  li: 'LI',
  lif: 'LIF',
  'cuba-li': 'CubaLI',
  'cuba-lif': 'CubaLIF',
};

const NIR_PARAMETERS: Readonly<Record<string, string>> = {
  tauS: 'tau',
  tauSynS: 'tau_syn',
  tauMemS: 'tau_mem',
  r: 'r',
  vLeak: 'v_leak',
  vThreshold: 'v_threshold',
  vReset: 'v_reset',
  wIn: 'w_in',
  threshold: 'threshold',
};

function nirFields(parameters: NeuronParameters): Record<string, PerNeuron> {
  const fields: Record<string, PerNeuron> = {};
  for (const [key, value] of Object.entries(parameters)) {
    const field = NIR_PARAMETERS[key];
    if (field !== undefined) fields[field] = value;
  }
  return fields;
}

function perNeuronArray(values: PerNeuron, population: Population): Float64Array {
  return typeof values === 'number' ? new Float64Array(population.size).fill(values) : values;
}

/** Readouts are Outputs themselves; other populations get one. Numbered names keep the order. */
function draftOutputs(draft: NirDraft, network: Network, names: readonly string[]): void {
  const marked = network.outputs.filter(
    (index) => network.populations[index]!.parameters.model !== 'readout',
  );
  for (const [k, index] of marked.entries()) {
    const wanted = marked.length === 1 ? 'output' : `output_${k + 1}`;
    const { shape } = network.populations[index]!;
    const output = addNode(draft, wanted, 'Output', { shape: ints(shape) });
    draft.edges.push([names[index]!, output]);
  }
}

/** For each biased population the projection whose last map can carry its bias, where there is one. */
function biasHosts(network: Network): ReadonlyMap<Projection, Float64Array> {
  const hosts = new Map<Projection, Float64Array>();
  for (const [index, population] of network.populations.entries()) {
    if (!hasBias(population)) continue;
    const bias = perNeuronArray(population.bias, population);
    const host = network.projections.find(
      ({ post, stages }) => post === index && hostsBias(stages.at(-1), bias),
    );
    if (host !== undefined) hosts.set(host, bias);
  }
  return hosts;
}

function hasBias({ bias }: Population): boolean {
  return typeof bias === 'number' ? bias !== 0 : bias.some((value) => value !== 0);
}

/** An Affine without a source, for a bias that no map into the population can carry. */
function draftLoneBias(draft: NirDraft, population: Population, name: string): void {
  const shape = population.shape.length === 0 ? [1] : population.shape;
  const node = addNode(draft, `${name}.bias`, 'Affine', {
    weight: real(new Float64Array(population.size), [...shape, 1]),
    bias: real(perNeuronArray(population.bias, population), shape),
  });
  draft.edges.push([node, name]);
}

function draftProjection(
  draft: NirDraft,
  network: Network,
  projection: Projection,
  names: readonly string[],
  bias: Float64Array | undefined,
  remarks: Readonly<Record<string, string | number>> | undefined,
): void {
  const pre = network.populations[projection.pre]!;
  const post = network.populations[projection.post]!;
  if (projection.registers !== undefined) {
    throw unwritable(projection.name, 'its weights are mantissas of a chip, not real numbers');
  }
  if (projection.learning) {
    throw unwritable(projection.name, 'its weights learn, and NIR has no learning rules');
  }
  if (pre.parameters.model === 'readout') {
    throw unwritable(projection.name, 'it leaves a readout, which NIR keeps at the end');
  }
  let chain: Chain = { at: names[projection.pre]!, shape: pre.shape };
  const end = names[projection.post]!;
  if (projection.delayS !== 0) chain = draftDelay(draft, chain, projection);
  const nodeNames = stageNames(draft, projection);
  if (!isPlainEdge(draft, projection, post, [chain.at, end])) {
    for (const [k, stage] of projection.stages.entries()) {
      const isLast = k === projection.stages.length - 1;
      const wants = isLast ? post.shape : inputShapeOf(projection.stages[k + 1]!);
      const stageBias = isLast ? bias : undefined;
      chain = draftStage(draft, chain, stage, { name: nodeNames[k]!, wants, bias: stageBias });
    }
    if (remarks !== undefined) addMetadata(draft, chain.at, remarks);
  }
  if (!sameButForOnes(chain.shape, post.shape) && post.shape.length === 1) {
    chain = flattened(draft, chain, projection.name);
  }
  if (!sameButForOnes(chain.shape, post.shape)) {
    const text = `it ends in shape [${chain.shape}], its target has [${post.shape}]`;
    throw unwritable(projection.name, text);
  }
  draft.edges.push([chain.at, end]);
}

function draftDelay(draft: NirDraft, chain: Chain, projection: Projection): Chain {
  const delays = new Float64Array(shapeSize(chain.shape)).fill(projection.delayS);
  const fields = { delay: real(delays, chain.shape) };
  const at = addNode(draft, `${projection.name}.delay`, 'Delay', fields);
  draft.edges.push([chain.at, at]);
  return { at, shape: chain.shape };
}

/** A projection named after its maps gives them their names back. */
function stageNames(draft: NirDraft, { name, stages }: Projection): string[] {
  const parts = name.split('+');
  const fits =
    parts.length === stages.length && parts.every((part) => freeName(draft, part) === part);
  if (fits && new Set(parts).size === parts.length) return parts;
  return stages.length === 1 ? [name] : stages.map((_, k) => `${name}.${k + 1}`);
}

/**
 * One-to-one with weight 1 is an edge and no node; but an edge counts once, and one into an Output
 * only marks its source.
 */
function isPlainEdge(
  draft: NirDraft,
  { stages }: Projection,
  post: Population,
  edge: readonly [string, string],
): boolean {
  const [stage] = stages;
  if (stages.length !== 1 || stage?.kind !== 'one-to-one' || stage.weights !== 1) return false;
  if (post.parameters.model === 'readout') return false;
  return !draft.edges.some(([source, target]) => source === edge[0] && target === edge[1]);
}

/** The shape that a map in the middle of a projection asks of the one before it. */
function inputShapeOf(stage: Projection['stages'][number]): readonly number[] {
  switch (stage.kind) {
    case 'conv':
    case 'pool':
      return stage.inputShape;
    case 'one-to-one':
      return [stage.size];
    default:
      return [stage.preSize];
  }
}
