/** ImageHeader to and from its section. */
import { canonicalJson } from '../../chip-profiles/canonical-json.ts';
import { profileSchema } from '../../chip-profiles/schema.ts';
import type { ChipProfile } from '../model/chip.ts';
import type { ProjectionLearning, SignMode, SynapseKind } from '../model/network.ts';
import type {
  ImageHeader,
  ImagePopulation,
  ImageProjection,
  ProgramImage,
} from '../model/program.ts';
import { IMAGE_FORMAT_VERSION } from '../model/program.ts';
import { loom } from './generated/loom.js';
import { type DataFault, readArray, readChoice } from './read-fields.ts';
import { bytesOf } from './typed-bytes.ts';

const CONNECTIVITY_KINDS: readonly ImageProjection['kind'][] = [
  'dense',
  'conv',
  'sparse',
  'one-to-one',
];

/** The same numbers as in CONNECTIVITY_KINDS. */
const SYNAPSE_KINDS: readonly SynapseKind[] = ['dense', 'conv', 'sparse'];

export const SIGN_MODES: readonly SignMode[] = ['mixed', 'excitatory', 'inhibitory'];

/** A header with what the file must hold beside it. */
export interface HeaderMessage {
  readonly header: ImageHeader;
  /** Population of each inputs section. */
  readonly inputPopulations: Int32Array;
  /** Physical core of each core section. */
  readonly cores: Int32Array;
}

export function encodeHeader({ header, inputs, cores }: ProgramImage): Uint8Array {
  return loom.Header.encode({
    networkName: header.networkName,
    sourceSha256: header.sourceSha256,
    profileJson: canonicalJson(header.profile),
    profileSha256: header.profileSha256,
    parameterSet: header.parameterSet,
    arithmetic: header.arithmetic,
    inputLagSteps: header.inputLagSteps,
    dtS: header.dtS,
    seed: header.seed,
    populations: header.populations.map((population) => ({
      ...population,
      shape: bytesOf(Int32Array.from(population.shape)),
    })),
    projections: header.projections.map(projectionMessage),
    outputs: bytesOf(Int32Array.from(header.outputs)),
    depth: header.depth,
    chipsUsed: header.chipsUsed,
    partitioner: header.partitioner,
    placer: header.placer,
    assumptions: [...header.assumptions],
    warnings: [...header.warnings],
    inputPopulations: bytesOf(Int32Array.from(inputs, ({ population }) => population)),
    cores: bytesOf(Int32Array.from(cores, ({ core }) => core)),
    ...(header.analog && { analogTimeScale: header.analog.timeScale }),
  }).finish();
}

function projectionMessage(projection: ImageProjection): loom.Projection.$Properties {
  const { sqnrDb, kind, signMode, pricedAs, learning, ...rest } = projection;
  return {
    ...rest,
    kind: CONNECTIVITY_KINDS.indexOf(kind),
    signMode: SIGN_MODES.indexOf(signMode),
    ...(sqnrDb !== null && { sqnrDb }),
    ...(pricedAs && { pricedAs: SYNAPSE_KINDS.indexOf(pricedAs) }),
    ...(learning && { learning: learningMessage(learning) }),
  };
}

function learningMessage(learning: ProjectionLearning): loom.Learning.$Properties {
  const { rule, epochSteps, traces } = learning;
  const list = Object.entries(traces).sort(([a], [b]) => (a < b ? -1 : 1));
  return { rule, epochSteps, traces: list.map(([name, settings]) => ({ name, ...settings })) };
}

export function headerOf(message: loom.Header, fail: DataFault): HeaderMessage {
  const header: ImageHeader = {
    formatVersion: IMAGE_FORMAT_VERSION,
    networkName: message.networkName,
    sourceSha256: message.sourceSha256,
    profile: profileOf(message.profileJson, fail),
    profileSha256: message.profileSha256,
    parameterSet: message.parameterSet,
    arithmetic: message.arithmetic,
    inputLagSteps: message.inputLagSteps,
    dtS: message.dtS,
    seed: message.seed,
    populations: message.populations.map((each, p) =>
      populationOf(each as loom.Population, p, fail),
    ),
    projections: message.projections.map((each, p) =>
      projectionOf(each as loom.Projection, p, fail),
    ),
    outputs: [...readArray(Int32Array, message.outputs, 'outputs', fail)],
    depth: message.depth,
    chipsUsed: message.chipsUsed,
    partitioner: message.partitioner,
    placer: message.placer,
    mappingWallMs: 0,
    assumptions: message.assumptions.map(({ code, text }) => ({
      code: code ?? '',
      text: text ?? '',
    })),
    warnings: [...message.warnings],
    ...(typeof message.analogTimeScale === 'number'
      ? { analog: { timeScale: message.analogTimeScale } }
      : {}),
  };
  return {
    header,
    inputPopulations: readArray(Int32Array, message.inputPopulations, 'input populations', fail),
    cores: readArray(Int32Array, message.cores, 'cores', fail),
  };
}

function profileOf(json: string, fail: DataFault): ChipProfile {
  const parsed = profileSchema.safeParse(parseJson(json, fail));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return fail(`chip profile: ${issue!.path.join('.')}: ${issue!.message}`);
}

function parseJson(json: string, fail: DataFault): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return fail('the chip profile is not JSON');
  }
}

function populationOf(message: loom.Population, index: number, fail: DataFault): ImagePopulation {
  const { name, size, level, startStep, input, output, spiking, scale, offset } = message;
  const shape = [...readArray(Int32Array, message.shape, `shape of population ${index}`, fail)];
  return { name, shape, size, level, startStep, input, output, spiking, scale, offset };
}

function projectionOf(message: loom.Projection, index: number, fail: DataFault): ImageProjection {
  const learning = message.learning && learningOf(message.learning as loom.Learning, index, fail);
  const priced = message.pricedAs;
  return {
    name: message.name,
    pre: message.pre,
    post: message.post,
    kind: readChoice(CONNECTIVITY_KINDS, message.kind, `kind of projection ${index}`, fail),
    synapses: message.synapses,
    weightExp: message.weightExp,
    weightBits: message.weightBits,
    signMode: readChoice(SIGN_MODES, message.signMode, `sign mode of projection ${index}`, fail),
    delaySteps: message.delaySteps,
    scale: message.scale,
    clippedCount: message.clippedCount,
    sqnrDb: message.sqnrDb ?? null,
    maxAbsError: message.maxAbsError,
    ...(typeof priced === 'number'
      ? { pricedAs: readChoice(SYNAPSE_KINDS, priced, `pricing of projection ${index}`, fail) }
      : {}),
    ...(learning ? { learning } : {}),
  };
}

function learningOf(
  { rule, epochSteps, traces }: loom.Learning,
  index: number,
  fail: DataFault,
): ProjectionLearning {
  const named = new Map<string, { impulse: number; tauSteps: number }>();
  for (const each of traces) {
    const { name, impulse, tauSteps } = each as loom.LearningTrace;
    if (named.has(name)) fail(`projection ${index}: a learning trace is given twice`);
    named.set(name, { impulse, tauSteps });
  }
  return { rule, epochSteps, traces: Object.fromEntries(named) };
}
