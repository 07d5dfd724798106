/**
 * Random numbers of the learning engine. Two sources:
 * - supplied: numbers that another program drew. lava draws once a step for all x traces, once for all
 *   y traces, and once an epoch for all synapses; every element then rounds the same way.
 * - seeded: a number of its own for each trace, neuron, synapse and step, as on a chip, by position
 *   (Philox), so that neither order nor the split of a population over cores changes a result.
 */
import { InputError } from '../support/errors.ts';
import type { HashKey } from '../support/philox.ts';
import { philox } from '../support/philox.ts';
import { createRng } from '../support/rng.ts';

/** x1, x2, y1, y2, y3. */
export type TraceIndex = 0 | 1 | 2 | 3 | 4;

/**
 * Steps count from 1. `neuron`, `pre` and `post` are the ids of the projection's whole populations,
 * not places on a core.
 */
export interface LearningDraws {
  /** [0, 1): the trace rounds up where the draw is below the fraction of its decayed value. */
  readonly decay: (trace: TraceIndex, neuron: number, step: number) => number;
  /** Integer held against the impulse's fraction in 1/256: below it, the impulse is one more. */
  readonly impulse: (trace: TraceIndex, neuron: number, step: number) => number;
  /** As `impulse`, for the impulse that a second spike of the epoch adds at once. */
  readonly repeatImpulse: (trace: TraceIndex, neuron: number, step: number) => number;
  /** [0, 1): rounds the weight up at the epoch end `step`. */
  readonly weight: (pre: number, post: number, step: number) => number;
}

/** Draws of another run, one entry a step (index step - 1) or an epoch. */
export interface SuppliedDraws {
  readonly epochSteps: number;
  /** [stepCount][4]: x decay, x impulse, y decay, y impulse; an epoch uses those of its last step. */
  readonly steps: readonly (readonly number[])[];
  /** [stepCount]: y impulse of a second spike; a second x spike always draws 0. */
  readonly repeatsY: readonly number[];
  /** [epochCount]. */
  readonly epochs: readonly number[];
}

/**
 * Draws that another program used, shared by all neurons and synapses. Throws E_DRAWS where a run asks
 * for a step beyond them.
 */
export function createSuppliedDraws(supplied: SuppliedDraws): LearningDraws {
  const { epochSteps, steps, repeatsY, epochs } = supplied;
  const epochRow = (trace: TraceIndex, step: number, column: number): number => {
    const end = Math.ceil(step / epochSteps) * epochSteps;
    return given(steps[end - 1]?.[isPreTrace(trace) ? column : column + 2], end);
  };
  return {
    decay: (trace, _neuron, step) => epochRow(trace, step, 0),
    impulse: (trace, _neuron, step) => epochRow(trace, step, 1),
    repeatImpulse: (trace, _neuron, step) =>
      isPreTrace(trace) ? 0 : given(repeatsY[step - 1], step),
    weight: (_pre, _post, step) => given(epochs[step / epochSteps - 1], step),
  };
}

function isPreTrace(trace: TraceIndex): boolean {
  return trace < 2;
}

function given(draw: number | undefined, step: number): number {
  if (draw !== undefined) return draw;
  throw new InputError(
    'E_DRAWS',
    `the supplied draws hold nothing for step ${step}; run fewer steps or supply more.`,
    { step },
  );
}

/** Streams of one key; the trace index is added to the first three. */
const DECAY = 0;
const IMPULSE = 8;
const REPEAT = 16;
const WEIGHT = 24;

/**
 * Draws by position from `seed` for the projection `name`. Impulses draw 8 bits, so that their fraction
 * in 1/256 holds on average (lava draws 7 bits, which rounds fractions of a half and more always up).
 */
export function createSeededDraws(seed: string, name: string): LearningDraws {
  const rng = createRng(JSON.stringify(['learning', seed, name]));
  const key: HashKey = [rng.integer(2 ** 32), rng.integer(2 ** 32)];
  const words = new Uint32Array(4);
  const draw = (stream: number, first: number, second: number, step: number): number => {
    words[0] = step;
    words[1] = stream;
    words[2] = first;
    words[3] = second;
    philox(words, key);
    return words[0]!;
  };
  return {
    decay: (trace, neuron, step) => draw(DECAY + trace, neuron, 0, step) / 2 ** 32,
    impulse: (trace, neuron, step) => draw(IMPULSE + trace, neuron, 0, step) >>> 24,
    repeatImpulse: (trace, neuron, step) => draw(REPEAT + trace, neuron, 0, step) >>> 24,
    weight: (pre, post, step) => draw(WEIGHT, pre, post, step) / 2 ** 32,
  };
}
