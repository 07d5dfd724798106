/** A network as the text of a network file: for people to read and change, and for small networks only. */
import { Document, isScalar, visit } from 'yaml';
import type {
  Connectivity,
  Network,
  NeuronParameters,
  PerCompartment,
  PerNeuron,
  Population,
  Projection,
  Sparse,
} from '../model/network.ts';
import { groupDigits, InputError } from '../support/errors.ts';
import { NETWORK_FORMAT } from './network-file-schema.ts';

/** Numbers that are written, so that the text stays below what is read. */
const NUMBERS_MAX = 50_000;
const DEFAULT_DT_S = 1e-3;

type Values = ArrayLike<number> | number;

/** Counts the numbers that go into the text. */
interface Writing {
  readonly network: Network;
  written: number;
}

/**
 * YAML that `readNetworkFile` reads as an equal network; `assumptions` are left out. Throws InputError
 * E_NETWORK_FILE for more than 50,000 numbers, and for names that a file cannot tell apart.
 */
export function networkFileOf(network: Network): string {
  checkNames(network);
  const writing = { network, written: 0 };
  const { name, units, populations, projections, outputs } = network;
  const document = new Document({
    format: NETWORK_FORMAT,
    name,
    units,
    populations: populations.map((population) => populationText(writing, population)),
    projections: projections.map((projection) => projectionText(writing, projection)),
    outputs: outputs.map((p) => populations[p]!.name),
  });
  // Lists of numbers and of rows of them stay on their lines.
  visit(document, {
    Seq: (_, seq) => {
      if (seq.items.every((item) => isScalar(item) && typeof item.value === 'number')) {
        seq.flow = true;
      }
    },
  });
  return document.toString({ lineWidth: 100 });
}

function checkNames({ name, populations }: Network): void {
  const names = new Set(populations.map((population) => population.name));
  if (names.size === populations.length) return;
  throw new InputError(
    'E_NETWORK_FILE',
    `network "${name}" has populations of one name, which a network file tells apart by name.`,
  );
}

function numbers(writing: Writing, values: Values): number | number[] {
  if (typeof values === 'number') return values;
  writing.written += values.length;
  if (writing.written <= NUMBERS_MAX) return Array.from(values);
  throw new InputError(
    'E_NETWORK_FILE',
    `network "${writing.network.name}" has more than ${groupDigits(NUMBERS_MAX)} weights and parameters, too many for a text. Write it as NIR.`,
  );
}

function populationText(
  writing: Writing,
  { name, shape, parameters, bias }: Population,
): Record<string, unknown> {
  return {
    name,
    shape: [...shape],
    ...parametersText(writing, parameters),
    ...(bias === 0 ? {} : { bias: numbers(writing, bias) }),
  };
}

function parametersText(writing: Writing, parameters: NeuronParameters): Record<string, unknown> {
  const { model } = parameters;
  if (model === 'registers') {
    return { neuron: parameters.neuron, registers: mapValues(writing, parameters.registers) };
  }
  if (model === 'loihi-lif') {
    const { reset, spiking, ...fields } = parameters.registers;
    return { model, registers: { ...mapValues(writing, fields), reset, spiking } };
  }
  const { model: _, ...values } = parameters;
  if (Object.keys(values).length === 0) return { model };
  return { model, parameters: mapValues(writing, values) };
}

function mapValues(
  writing: Writing,
  fields: Readonly<Record<string, PerNeuron | PerCompartment>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, values]) => [name, numbers(writing, values)]),
  );
}

function projectionText(writing: Writing, projection: Projection): Record<string, unknown> {
  const { name, pre, post, stages, delayS, input, registers, learning } = projection;
  const maps = stages.map((stage) => mapText(writing, stage));
  return {
    name,
    from: writing.network.populations[pre]!.name,
    to: writing.network.populations[post]!.name,
    ...(input === undefined ? {} : { input }),
    ...(delayS === 0 ? {} : { delayS }),
    connectivity: maps.length === 1 ? maps[0] : maps,
    ...(registers ? { registers: { ...registers } } : {}),
    ...(learning ? { learning: { ...learning } } : {}),
  };
}

function mapText(writing: Writing, stage: Connectivity): Record<string, unknown> {
  switch (stage.kind) {
    case 'dense':
      return { kind: 'dense', weights: nested(writing, stage.weights, [stage.preSize]) };
    case 'one-to-one':
      return { kind: 'one-to-one', weights: numbers(writing, stage.weights) };
    case 'sparse':
      return {
        kind: 'sparse',
        synapses: synapseRows(writing, stage),
        postSize: stage.postSize,
      };
    case 'conv': {
      const { kind: _, weights, ...window } = stage;
      const axes = [stage.inputShape[0] / stage.groups, ...stage.kernel];
      const { kernel: __, ...kept } = window;
      return { kind: 'conv', ...copied(kept), weights: nested(writing, weights, axes) };
    }
    case 'pool':
      return copied({ ...stage });
  }
}

/** Lists that nothing else holds: the writer of YAML makes one list in two places an alias. */
function copied(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, Array.isArray(value) ? [...value] : value]),
  );
}

/** Values as lists of lists; `axes` are the inner extents. */
function nested(writing: Writing, values: ArrayLike<number>, axes: readonly number[]): unknown {
  let rows: unknown[] = numbers(writing, values) as number[];
  for (const extent of [...axes].reverse()) {
    rows = Array.from({ length: rows.length / extent }, (_, k) =>
      rows.slice(k * extent, (k + 1) * extent),
    );
  }
  return rows;
}

function synapseRows(writing: Writing, sparse: Sparse<ArrayLike<number>>): number[][] {
  const rows: number[][] = [];
  for (let pre = 0; pre < sparse.preSize; pre++) {
    for (let k = sparse.offsets[pre]!; k < sparse.offsets[pre + 1]!; k++) {
      const row = [pre, sparse.targets[k]!, sparse.weights[k]!];
      if (sparse.delaysS) row.push(Math.round(sparse.delaysS[k]! / DEFAULT_DT_S));
      rows.push(numbers(writing, row) as number[]);
    }
  }
  return rows;
}
