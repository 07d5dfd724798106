/** Hand-made networks in a few words. */
import type { SpikeInput } from '../../src/model/events.ts';
import type {
  Connectivity,
  Dense,
  Network,
  NeuronParameters,
  Population,
  Projection,
} from '../../src/model/network.ts';
import { shapeSize } from '../../src/model/network.ts';

export interface PopulationSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly parameters: NeuronParameters;
  readonly bias?: Population['bias'];
}

export interface ProjectionSpec extends Partial<Omit<Projection, 'pre' | 'post'>> {
  readonly pre: string;
  readonly post: string;
  readonly stages: readonly Connectivity[];
}

/** Populations by name; the last one is the output. */
export function networkOf(
  populations: readonly PopulationSpec[],
  projections: readonly ProjectionSpec[],
): Network {
  const indexOf = (name: string): number => populations.findIndex((each) => each.name === name);
  return {
    name: 'small',
    units: 'dimensionless',
    populations: populations.map((each) => ({ bias: 0, ...each, size: shapeSize(each.shape) })),
    projections: projections.map((each) => ({
      name: `${each.pre} -> ${each.post}`,
      delayS: 0,
      ...each,
      pre: indexOf(each.pre),
      post: indexOf(each.post),
    })),
    outputs: [populations.length - 1],
    assumptions: [],
  };
}

export function inputOf(name: string, ...shape: number[]): PopulationSpec {
  return { name, shape, parameters: { model: 'input' } };
}

/** Integrate-and-fire neurons with r = 1 and vReset = 0. */
export function ifOf(name: string, size: number, vThreshold = 1): PopulationSpec {
  return { name, shape: [size], parameters: { model: 'if', r: 1, vThreshold, vReset: 0 } };
}

/** A dense map with all weights equal, or as listed by target. */
export function denseOf(
  preSize: number,
  postSize: number,
  weights: number | readonly number[],
): Dense<Float64Array> {
  const values =
    typeof weights === 'number'
      ? new Float64Array(preSize * postSize).fill(weights)
      : Float64Array.from(weights);
  return { kind: 'dense', preSize, postSize, weights: values };
}

/** Events as [step, index] or [step, index, count], in order. */
export function eventsOf(events: readonly (readonly number[])[], label?: number): SpikeInput {
  const input = {
    sample: 'made',
    steps: Int32Array.from(events, ([step]) => step!),
    indices: Int32Array.from(events, ([, index]) => index!),
    counts: Int32Array.from(events, ([, , count]) => count ?? 1),
    droppedEvents: 0,
  };
  return label === undefined ? input : { ...input, label };
}
