/** Projections whose weights change on the chip: what they may ask for, and which chips and modes have it. */
import { parseRule } from '../src/learning/parse-rule.ts';
import type { LearningRule } from '../src/learning/rule.ts';
import { LEARNING_NEURONS_MAX, settingsFault } from '../src/learning/settings.ts';
import type { ChipProfile, CoreType } from '../src/model/chip.ts';
import { forEachTarget, postSize, preSize } from '../src/model/fan-out.ts';
import type {
  Assumption,
  Connectivity,
  LinearMap,
  Link,
  NormalNetwork,
  Projection,
  ProjectionLearning,
  Sparse,
} from '../src/model/network.ts';
import { synapseCount } from '../src/model/network.ts';
import { CompileError, groupDigits, InputError } from '../src/support/errors.ts';
import type { ArithmeticMode } from './arithmetic.ts';

/** Our own bound on the synapses of a kernel that is expanded, more than any chip here holds. */
const EXPANDED_MAX = 2 ** 26;

/**
 * The map of a learning projection with a weight of its own for each synapse: dense or sparse. Throws
 * InputError E_RULE for a rule that cannot be read, and E_LEARNING for settings out of range or a
 * projection that is more than one map of weights.
 */
export function learningMap(
  projection: Projection,
  learning: ProjectionLearning,
  map: LinearMap,
): LinearMap {
  readRule(projection.name, learning);
  const fault = settingsFault(learning) ?? stagesFault(projection.stages) ?? sizeFault(map);
  if (fault !== null) throw refusal(projection.name, `${fault}.`);
  if (map.kind === 'dense' || map.kind === 'sparse') return map;
  const count = synapseCount(map);
  if (count > EXPANDED_MAX) {
    const over = groupDigits(count - EXPANDED_MAX);
    throw refusal(
      projection.name,
      `its ${map.kind} map stands for ${groupDigits(count)} synapses, each of which would learn alone; at most ${groupDigits(EXPANDED_MAX)} are expanded (+${over}). Let fewer synapses learn.`,
    );
  }
  return expandSynapses(map, count);
}

function refusal(name: string, problem: string): InputError {
  return new InputError('E_LEARNING', `projection "${name}": learning: ${problem}`, {
    projection: name,
  });
}

function readRule(name: string, { rule }: ProjectionLearning): LearningRule {
  try {
    return parseRule(rule);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const data = { ...error.data, projection: name };
    throw new InputError(error.code, `projection "${name}": ${error.message}`, data);
  }
}

function stagesFault(stages: readonly Connectivity[]): string | null {
  if (stages.length > 1) {
    return `it is a chain of ${stages.length} maps, and a chip learns one map of weights; leave one`;
  }
  return stages[0]?.kind === 'pool' ? 'a pool has no weights of its own' : null;
}

function sizeFault(map: LinearMap): string | null {
  const neurons = Math.max(preSize(map), postSize(map));
  if (neurons <= LEARNING_NEURONS_MAX) return null;
  const over = groupDigits(neurons - LEARNING_NEURONS_MAX);
  return `one side has ${groupDigits(neurons)} neurons, at most ${groupDigits(LEARNING_NEURONS_MAX)} learn together (+${over}); cut the population`;
}

/** Rows by source with a weight of its own for each synapse, those of 0 included: they may grow. */
function expandSynapses(map: LinearMap, count: number): Sparse<Float64Array> {
  const [pres, posts] = [preSize(map), postSize(map)];
  const offsets = new Int32Array(pres + 1);
  const targets = new Int32Array(count);
  const weights = new Float64Array(count);
  let at = 0;
  for (let pre = 0; pre < pres; pre++) {
    forEachTarget(map, pre, (post, k) => {
      targets[at] = post;
      weights[at++] = typeof map.weights === 'number' ? map.weights : map.weights[k]!;
    });
    offsets[pre + 1] = at;
  }
  return { kind: 'sparse', preSize: pres, postSize: posts, offsets, targets, weights };
}

/** What a reader of results must know of learning projections; empty without any. */
export function learningNotes(
  projections: readonly Projection[],
  links: readonly Link[],
): Assumption[] {
  const learners = links.filter(({ learning }) => learning !== undefined);
  if (learners.length === 0) return [];
  const names = learners.map(({ name }) => `"${name}"`).join(', ');
  return [
    {
      code: 'A_LEARNING',
      text: `the weights of ${names} change on the chip, and stay as they are in the float64 reference. A source's spike counts for its traces in the step before the one in which it can first act (a delay lies behind the synapse), a target's in the step in which it fires; several spikes of a source in a step count once; rules count in weight mantissas, 0 to 255 or -256 to 255.`,
    },
    {
      code: 'A_LEARNING_SAMPLES',
      text: 'with --between-samples reset every sample starts from the weights that were loaded, with continue weights and traces go on from sample to sample.',
    },
    ...links.flatMap((link, k) =>
      link.learning ? linkNotes(link, link.learning, projections[k]!.stages[0]!) : [],
    ),
  ];
}

function linkNotes(
  { name, map }: Link,
  learning: ProjectionLearning,
  given: Connectivity,
): Assumption[] {
  const { products } = readRule(name, learning);
  const read = new Set<string>(products.flatMap(({ factors }) => factors.map(({ kind }) => kind)));
  const still = ['x1', 'x2', 'y1', 'y2', 'y3'].filter(
    (trace) => read.has(trace) && !Object.hasOwn(learning.traces, trace),
  );
  const notes: Assumption[] = [];
  if (given.kind === 'conv') {
    notes.push({
      code: 'A_LEARNING_CONV',
      text: `projection "${name}" is a convolution: its kernel is expanded to ${groupDigits(synapseCount(map))} synapses, each of which learns alone.`,
    });
  }
  if (still.length > 0) {
    notes.push({
      code: 'A_LEARNING_TRACE',
      text: `the rule of projection "${name}" reads ${still.join(', ')}, which the network does not set: ${still.length > 1 ? 'they stay' : 'it stays'} at 0.`,
    });
  }
  if (read.has('t')) {
    notes.push({
      code: 'A_LEARNING_TAG',
      text: `the rule of projection "${name}" reads t; the tags of all its synapses are 0.`,
    });
  }
  return notes;
}

/** Throws CompileError E_LEARNING where the network learns and the chip does not. */
export function checkChipLearns(
  { links }: NormalNetwork,
  core: CoreType,
  profile: ChipProfile,
): void {
  const link = links.find(({ learning }) => learning !== undefined);
  if (!link || core.learning !== 'none') return;
  throw new CompileError(
    'E_LEARNING',
    `projection "${link.name}" learns, and cores of ${profile.name} cannot (learning: none). Choose a chip that learns (spikeloom chips), or take the rule out to run with fixed weights.`,
    { projection: link.name, chip: profile.name },
  );
}

/** Throws CompileError E_LEARNING where the network learns and the arithmetic mode has no learning. */
export function checkModeLearns({ links }: NormalNetwork, mode: ArithmeticMode): void {
  const link = links.find(({ learning }) => learning !== undefined);
  if (!link || mode.learns) return;
  throw new CompileError(
    'E_LEARNING',
    `projection "${link.name}" learns, which arithmetic ${mode.name} does not model. Use --arithmetic lava.`,
    { projection: link.name, arithmetic: mode.name },
  );
}

/** Bits of the tag that synapses of a projection store. */
export function learningTagBits(core: CoreType, learning: ProjectionLearning | undefined): number {
  if (learning === undefined || core.learning === 'none') return 0;
  const readsTag = parseRule(learning.rule).products.some(({ factors }) =>
    factors.some(({ kind }) => kind === 't'),
  );
  return readsTag ? core.learning.tagBits.value : 0;
}

/** Input axons that a source takes where at least one of its synapses on the core learns. */
export function learningAxons(core: CoreType): number {
  return core.learning === 'none' ? 1 : core.learning.inputAxons.value;
}
