import { parseRule } from '../learning/parse-rule.ts';
import { settingsFault } from '../learning/settings.ts';
import { coresPerChip } from '../model/chip.ts';
import { shapeSize } from '../model/network.ts';
import type { ImageHeader, ImagePopulation, ImageProjection } from '../model/program.ts';
import { InputError } from '../support/errors.ts';
import type { DataFault } from './read-fields.ts';

/** Neurons of one population: indices must fit a signed 32-bit column. */
const SIZE_MAX = 0x7fffffff;

/** Whether `value` is a whole number in [least, most]. */
export function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** Fails where the header contradicts itself. */
export function checkHeader(header: ImageHeader, fail: DataFault): void {
  const { profile, populations, projections } = header;
  if (!Object.hasOwn(profile.parameterSets, header.parameterSet)) {
    fail(`the profile has no parameter set "${header.parameterSet}"`);
  }
  if (!isWhole(header.chipsUsed, 1, profile.grid.chipsMax)) {
    fail(`${header.chipsUsed} chips used, the profile joins at most ${profile.grid.chipsMax}`);
  }
  if (!isWhole(header.inputLagSteps, 0, 1))
    fail(`host spikes lag by ${header.inputLagSteps} steps`);
  if (!isWhole(header.chipsUsed * coresPerChip(profile), 1, SIZE_MAX)) fail('too many cores');
  if (!(header.dtS > 0) || header.dtS === Number.POSITIVE_INFINITY) {
    fail(`a step of ${header.dtS} s`);
  }
  const timeScale = header.analog?.timeScale ?? 1;
  if (!(timeScale > 0) || timeScale === Number.POSITIVE_INFINITY) {
    fail(`${timeScale} network seconds per chip second`);
  }
  for (const [p, population] of populations.entries()) {
    const wrong = populationFault(population, populations.length);
    if (wrong !== null) fail(`population ${p} ("${population.name}"): ${wrong}`);
  }
  for (const [p, projection] of projections.entries()) {
    const wrong =
      projectionFault(projection, populations.length) ??
      learningFault(projection, header.inputLagSteps);
    if (wrong !== null) fail(`projection ${p} ("${projection.name}"): ${wrong}`);
  }
  const depth = populations.reduce((most, { level }) => Math.max(most, level), 0);
  if (header.depth !== depth) fail(`depth ${header.depth}, the largest level is ${depth}`);
  const outputs = header.outputs.every((output) => isWhole(output, 0, populations.length - 1));
  if (!outputs) fail('an output is no population');
}

function populationFault(population: ImagePopulation, count: number): string | null {
  const { shape, size, level, startStep, scale, offset } = population;
  if (!isWhole(size, 0, SIZE_MAX)) return `${size} neurons`;
  if (!shape.every((extent) => isWhole(extent, 0, SIZE_MAX)) || shapeSize(shape) !== size) {
    return `shape [${shape.slice(0, 8).join(', ')}] does not have ${size} neurons`;
  }
  // A level is the length of a path that visits no population twice.
  if (!isWhole(level, 0, count - 1)) return `level ${level} among ${count} populations`;
  if (!isWhole(startStep, 0, SIZE_MAX)) return `start step ${startStep}`;
  return Number.isFinite(scale) && Number.isFinite(offset) ? null : 'scale or offset not finite';
}

function projectionFault(projection: ImageProjection, populationCount: number): string | null {
  const { pre, post, synapses, clippedCount, scale, sqnrDb, maxAbsError } = projection;
  if (!isWhole(pre, 0, populationCount - 1) || !isWhole(post, 0, populationCount - 1)) {
    return `joins populations ${pre} and ${post} of ${populationCount}`;
  }
  if (!isWhole(synapses, 0, Number.MAX_SAFE_INTEGER)) return `${synapses} synapses`;
  if (!isWhole(clippedCount, 0, Number.MAX_SAFE_INTEGER)) return `${clippedCount} weights clipped`;
  const finite = [scale, sqnrDb ?? 0, maxAbsError].every(Number.isFinite);
  if (!finite) return 'a figure is not finite';
  return weightFault(projection);
}

/** The rule is read here, so that no image with a rule of another grammar is run. */
function learningFault({ learning }: ImageProjection, inputLagSteps: number): string | null {
  if (learning === undefined) return null;
  if (inputLagSteps !== 1) return 'it learns, and host spikes have no lag';
  try {
    parseRule(learning.rule);
  } catch (error) {
    if (error instanceof InputError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return settingsFault(learning);
}

/** Fields that projections and accumulator groups share. */
export function weightFault(weights: {
  readonly weightExp: number;
  readonly weightBits: number;
  readonly delaySteps: number;
}): string | null {
  if (!isWhole(weights.weightExp, -31, 31)) return `weight exponent ${weights.weightExp}`;
  if (!isWhole(weights.weightBits, 0, 16)) return `weights of ${weights.weightBits} bits`;
  return isWhole(weights.delaySteps, 0, 65535) ? null : `a delay of ${weights.delaySteps} steps`;
}
