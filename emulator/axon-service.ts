/** How long a core works on an event of each of its input axons: axon in, and one synapse after the other. */
import type { CoreProgram, ImageHeader, SynapseBlock } from '../src/model/program.ts';
import { deliverConv, planConv } from './deliver.ts';
import { KIND } from './event-index.ts';
import { synapseEvent } from './synapse-kind.ts';

/**
 * Time by input axon of the core, [axonCount], in the unit of `costs` (by event kind). Delayed synapses are read when the
 * event arrives. One synapse is added after the other, for sums that are rounded.
 */
export function axonService(
  core: CoreProgram,
  header: Pick<ImageHeader, 'projections'>,
  costs: Float64Array,
): Float64Array {
  const service = new Float64Array(core.axonSources.length).fill(costs[KIND.axonIn]!);
  for (const block of core.blocks) {
    const port = core.ports[block.port]!;
    const each = costs[KIND[synapseEvent(block, core, header)]]!;
    const synapses = rowSynapses(block, core);
    for (let row = 0; row < synapses.length; row++) {
      let sum = service[port.axonBegin + row]!;
      for (let n = synapses[row]!; n > 0; n--) sum += each;
      service[port.axonBegin + row] = sum;
    }
  }
  return service;
}

/** Synapses that an event of each axon of the block's port reaches. */
function rowSynapses(block: SynapseBlock, core: CoreProgram): Int32Array {
  const port = core.ports[block.port]!;
  const rows = port.axonEnd - port.axonBegin;
  if (block.kind === 'dense') return new Int32Array(rows).fill(block.width);
  if (block.kind === 'sparse') {
    return Int32Array.from(
      { length: rows },
      (_, row) => block.offsets[row + 1]! - block.offsets[row]!,
    );
  }
  const plan = planConv(block, core.axonSources.subarray(port.axonBegin, port.axonEnd));
  const { slotBegin } = core.slices[core.groups[block.group]!.slice]!;
  const sums = new Int32Array(core.neurons.length);
  const event = new Int32Array(1);
  return Int32Array.from({ length: rows }, (_, row) => {
    event[0] = row;
    return deliverConv(event, 1, plan, sums, slotBegin);
  });
}
