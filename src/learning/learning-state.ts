import type { Dense, SignMode, Sparse } from '../model/network.ts';
import type { ProductTable } from './product-table.ts';
import type { TraceSide } from './traces.ts';

/** Synapses whose `weights` learn in place: dense [postSize][preSize], or rows by source neuron. */
export type LearningMap = Dense<Int16Array> | Sparse<Int16Array>;

/** One learning projection while it runs. */
export interface LearningState {
  readonly map: LearningMap;
  readonly table: ProductTable;
  readonly pre: TraceSide;
  readonly post: TraceSide;
  readonly epochSteps: number;
  readonly signMode: SignMode;
  readonly weightMin: number;
  readonly weightMax: number;
  readonly delays: Int16Array | null;
  readonly tags: Int16Array | null;
  /** The last step taken; 0 before the first. */
  step: number;
}
