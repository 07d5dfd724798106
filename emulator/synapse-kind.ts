import type { CoreProgram, ImageHeader, SynapseBlock } from '../src/model/program.ts';

/** Event kinds that synapses count as. */
export type SynapseEvent = 'synapseDense' | 'synapseSparse' | 'synapseConv';

const EVENTS = {
  dense: 'synapseDense',
  sparse: 'synapseSparse',
  conv: 'synapseConv',
} as const;

/** What the events of a block are priced as: the format of the block, or what its projection says. */
export function synapseEvent(
  block: SynapseBlock,
  { groups }: CoreProgram,
  { projections }: Pick<ImageHeader, 'projections'>,
): SynapseEvent {
  const { pricedAs } = projections[groups[block.group]!.projection]!;
  return EVENTS[pricedAs ?? block.kind];
}
