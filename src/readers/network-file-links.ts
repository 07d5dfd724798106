/** Projections of a network file. */
import { parseRule } from '../learning/parse-rule.ts';
import type {
  Connectivity,
  Population,
  Projection,
  ProjectionLearning,
  WeightRegisters,
} from '../model/network.ts';
import { findIntegerNeuronModel } from '../neurons/integer-models.ts';
import { InputError, nearestWord } from '../support/errors.ts';
import { faultAt, type Path } from './network-file-faults.ts';
import { createSynapseBudget, readStages, type SynapseBudget } from './network-file-maps.ts';
import type { ConnectivityText, NetworkText, ProjectionText } from './network-file-schema.ts';
import { notAmong } from './network-file-schema.ts';
import type { Reading } from './network-file-values.ts';

const DEFAULT_DT_S = 1e-3;
const MANTISSA_RANGE = [-256, 255] as const;

/** Throws InputError E_NETWORK_FILE: unknown populations, maps that do not fit, rules that do not parse. */
export function readProjections(
  reading: Reading,
  text: NetworkText,
  populations: readonly Population[],
): Projection[] {
  const budget = createSynapseBudget();
  const dtS = text.dtS ?? DEFAULT_DT_S;
  return (text.projections ?? []).map((projection, k) =>
    readProjection(reading, ['projections', k], projection, populations, dtS, budget),
  );
}

function readProjection(
  reading: Reading,
  path: Path,
  text: ProjectionText,
  populations: readonly Population[],
  dtS: number,
  budget: SynapseBudget,
): Projection {
  const pre = populationNamed(reading, [...path, 'from'], text.from, populations);
  const post = populationNamed(reading, [...path, 'to'], text.to, populations);
  const [source, target] = [populations[pre]!, populations[post]!];
  if (target.parameters.model === 'input') {
    throw faultAt(
      reading.source,
      [...path, 'to'],
      `"${target.name}" is an input, it takes no spikes`,
    );
  }
  const wholeWeights = isRegisterLevel(target);
  const stages = readStages(
    reading,
    [...path, 'connectivity'],
    // The schema makes a list of a single map.
    text.connectivity as readonly ConnectivityText[],
    { pre: source.shape, post: target.shape },
    { wholeWeights, dtS, budget },
  );
  if (wholeWeights) checkMantissas(reading, path, stages, target);
  checkChannel(reading, path, text.input, target);
  return {
    name: text.name ?? `${text.from} -> ${text.to}`,
    pre,
    post,
    stages,
    delayS: readDelay(reading, path, text, dtS),
    ...(text.input === undefined ? {} : { input: text.input }),
    ...readWeightRegisters(reading, path, text, target),
    ...readLearning(reading, path, text),
  };
}

/** Index of the population called `name`. */
export function populationNamed(
  { source }: Reading,
  path: Path,
  name: string,
  populations: readonly Population[],
): number {
  const index = populations.findIndex((population) => population.name === name);
  if (index >= 0) return index;
  const names = populations.map((population) => population.name);
  const near = nearestWord(name, names);
  const known = `${names.slice(0, 12).join(', ')}${names.length > 12 ? ', ...' : ''}`;
  throw faultAt(
    source,
    path,
    `there is no population ${JSON.stringify(name)}${near ? `; did you mean "${near}"?` : `; there are ${known}`}`,
  );
}

function isRegisterLevel({ parameters: { model } }: Population): boolean {
  return model === 'loihi-lif' || model === 'registers';
}

/** Populations of registers take mantissas as they are, so these are whole and within nine bits. */
function checkMantissas(
  { source }: Reading,
  path: Path,
  stages: readonly Connectivity[],
  target: Population,
): void {
  const [min, max] = MANTISSA_RANGE;
  for (const stage of stages) {
    if (stage.kind === 'pool') continue;
    const weights = typeof stage.weights === 'number' ? [stage.weights] : stage.weights;
    const bad = weights.findIndex(
      (weight) => !Number.isInteger(weight) || weight < min || weight > max,
    );
    if (bad < 0) continue;
    throw faultAt(
      source,
      [...path, 'connectivity'],
      `weight ${bad} is ${weights[bad]}: "${target.name}" is made of registers, so weights are mantissas, whole numbers from ${min} to ${max}`,
    );
  }
}

function checkChannel(
  { source }: Reading,
  path: Path,
  input: string | undefined,
  { name, parameters }: Population,
): void {
  if (input === undefined) return;
  const neuron = parameters.model === 'registers' ? parameters.neuron : parameters.model;
  const channels = findIntegerNeuronModel(neuron)?.inputs ?? [];
  if (channels.includes(input)) return;
  const message =
    channels.length === 0
      ? `"${name}" (${neuron}) has one input only: leave it out`
      : `"${name}" (${neuron}): ${notAmong(input, channels)}`;
  throw faultAt(source, [...path, 'input'], message);
}

function readDelay(
  { source }: Reading,
  path: Path,
  { delaySteps, delayS }: ProjectionText,
  dtS: number,
): number {
  if (delaySteps === undefined) return delayS ?? 0;
  if (delayS === undefined) return delaySteps * dtS;
  throw faultAt(source, [...path, 'delayS'], 'a delay in steps or in seconds, not both');
}

function readWeightRegisters(
  { source }: Reading,
  path: Path,
  { registers }: ProjectionText,
  target: Population,
): { readonly registers?: WeightRegisters } {
  if (registers === undefined) return {};
  if (!isRegisterLevel(target)) {
    const message = `"${target.name}" has a real-valued model, whose weights the compiler quantizes: leave the registers out`;
    throw faultAt(source, [...path, 'registers'], message);
  }
  const { weightExp = 0, weightBits = 8, signMode = 'mixed' } = registers;
  return { registers: { weightExp, weightBits, signMode } };
}

function readLearning(
  { source }: Reading,
  path: Path,
  { learning }: ProjectionText,
): { readonly learning?: ProjectionLearning } {
  if (learning === undefined) return {};
  const { rule, epochSteps, traces = {} } = learning;
  try {
    parseRule(rule);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // The rest is the rule with a mark below the place; the file's own line shows it.
    throw faultAt(source, [...path, 'learning', 'rule'], error.message.split('\n')[0]!);
  }
  return { learning: { rule, epochSteps, traces } };
}
