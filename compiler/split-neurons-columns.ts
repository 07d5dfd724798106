/** Columns of partial neurons: their populations and the projections into and out of them. */
import type { QuantPopulation, QuantProjection } from '../src/model/mapping.ts';
import { mantissaGrid, mantissaLimit } from './quantize/weights.ts';
import type { SplitDraft } from './split-neurons-draft.ts';
import type { InputPlan, Overfull } from './split-neurons-inputs.ts';
import type { Landing } from './split-neurons-maps.ts';
import { landedProjection, NOWHERE } from './split-neurons-maps.ts';
import type { AccumulatorScale } from './split-neurons-scale.ts';

const STATS = { scale: 1, clippedCount: 0, sqnrDb: Infinity, maxAbsError: 0 };

/** A population being cut, and how its inputs are dealt out. */
export interface CutContext {
  readonly draft: SplitDraft;
  readonly over: Overfull;
  readonly soma: QuantPopulation;
  readonly incoming: readonly QuantProjection[];
  readonly plan: InputPlan;
}

/** What cutting adds to a draft. */
export interface Parts {
  readonly populations: readonly QuantPopulation[];
  /** New projections into the parts, by the one whose sources they take. */
  readonly inputs: ReadonlyMap<QuantProjection, readonly QuantProjection[]>;
  readonly added: readonly QuantProjection[];
  readonly scale: AccumulatorScale | null;
}

/** A spike that closes a cycle and has a delay of its own gives up a step of it, so that the loop keeps its length. */
function inputDelay({ backward, delaySteps }: QuantProjection): number {
  return backward && delaySteps > 0 ? delaySteps - 1 : delaySteps;
}

/** Sources of `projection` that part `part` takes, landing on units of the part; null where it takes none. */
export function partInput(
  { over, soma, plan }: CutContext,
  projection: QuantProjection,
  part: number,
  post: number,
  landings: readonly Landing[],
  unitCount: number,
  changes: Partial<QuantProjection>,
): QuantProjection | null {
  const unitOf = new Int32Array(soma.size).fill(-1);
  over.neurons.forEach((neuron, unit) => {
    unitOf[neuron] = unit;
  });
  const landingOf = (source: number, target: number): Landing => {
    const unit = unitOf[target]!;
    if (unit < 0 || plan.partOf(projection, source) !== part) return NOWHERE;
    return landings[unit]!;
  };
  const limit = mantissaLimit(mantissaGrid(projection.signMode, projection.weightBits));
  const taken = landedProjection(projection, landingOf, unitCount, limit);
  if (taken.connectivity.kind === 'sparse' && taken.connectivity.targets.length === 0) return null;
  return {
    ...taken,
    name: `${projection.name}~part${part + 1}`,
    post,
    input: 0,
    delaySteps: inputDelay(projection),
    ...changes,
  };
}

/** Units of a part; `factor` of them make one unit of the neuron. */
export function partPopulation(
  soma: QuantPopulation,
  name: string,
  units: number,
  factor: number,
  fields: Pick<QuantPopulation, 'neuron' | 'registers'>,
): QuantPopulation {
  return {
    ...soma,
    ...fields,
    name,
    shape: [units],
    size: units,
    level: 0,
    startStep: 0,
    spiking: true,
    scale: soma.scale * factor,
    offset: 0,
  };
}

/** A projection that splitting adds, its synapses aside. */
export function partLink(
  name: string,
  pre: number,
  post: number,
  input: number,
): Pick<
  QuantProjection,
  'name' | 'pre' | 'post' | 'weightBits' | 'delaySteps' | 'input' | 'backward' | 'stats'
> {
  return { name, pre, post, weightBits: 8, delaySteps: 0, input, backward: false, stats: STATS };
}

/** A sparse map row by row: targets with their mantissas. */
export function sparseOf(
  preSize: number,
  postSize: number,
  rowOf: (source: number) => readonly (readonly [number, number])[],
): QuantProjection['connectivity'] {
  const offsets = new Int32Array(preSize + 1);
  const [targets, weights]: [number[], number[]] = [[], []];
  for (let source = 0; source < preSize; source++) {
    for (const [target, weight] of rowOf(source)) {
      targets.push(target);
      weights.push(weight);
    }
    offsets[source + 1] = targets.length;
  }
  return {
    kind: 'sparse',
    preSize,
    postSize,
    offsets,
    targets: Int32Array.from(targets),
    weights: Int16Array.from(weights),
  };
}
