/** Which compartments any event of a step reached, for neuron models that ask even where the weights add up to 0. */
import type { SynapseBlock } from '../src/model/program.ts';
import { SPARSE_SLOT_BITS } from '../src/model/program.ts';
import type { ConvPlan } from './deliver.ts';
import { deliverConv } from './deliver.ts';

const SLOT_MASK = (1 << SPARSE_SLOT_BITS) - 1;

/** Marks slots of a core that the events of one block reach: not 0 afterwards. */
export type MarkArrivals = (events: Int32Array, eventCount: number, marks: Int32Array) => void;

/** `slotBegin` and `slotEnd` are those of the block's slice. */
export function createMarker(
  block: SynapseBlock,
  conv: ConvPlan | null,
  slotBegin: number,
  slotEnd: number,
): MarkArrivals {
  if (block.kind === 'dense') {
    return (_events, _eventCount, marks) => void marks.fill(1, slotBegin, slotEnd);
  }
  if (block.kind === 'sparse') {
    const { offsets, words } = block;
    return (events, eventCount, marks) => {
      for (let e = 0; e < eventCount; e++) {
        const end = offsets[events[e]! + 1]!;
        for (let k = offsets[events[e]!]!; k < end; k++) marks[words[k]! & SLOT_MASK] = 1;
      }
    };
  }
  const ones = { ...block, weights: new Int16Array(block.weights.length).fill(1) };
  const plan: ConvPlan = { ...conv!, block: ones };
  return (events, eventCount, marks) => {
    deliverConv(events, eventCount, plan, marks, slotBegin);
  };
}
