import { forEachTarget, preSize } from '../../src/model/fan-out.ts';
import type { QuantNet, QuantProjection } from '../../src/model/mapping.ts';
import { coreUseLimits } from '../../src/model/mapping.ts';
import type { ReachFinder } from '../reach.ts';
import type { Atoms } from './atoms.ts';

/**
 * Synapse memory that each atom is expected to take, bits: its synapses as they are stored, and of a kernel that
 * it shares with other atoms on a core as large a share as it has in a core that is full of them.
 */
export function atomBits(net: QuantNet, atoms: Atoms, finder: ReachFinder): Float64Array {
  const bits = new Float64Array(atoms.count);
  for (const projection of net.projections) {
    const shape = atoms.shapes[projection.post];
    if (!shape) continue;
    const { kind } = projection.connectivity;
    if (kind === 'conv' && shape.kind === 'boxes') addKernels(net, projection, atoms, finder, bits);
    else if (kind === 'dense') addDense(projection, atoms, finder, bits);
    else addListed(projection, atoms, finder, bits);
  }
  return bits;
}

function addKernels(
  net: QuantNet,
  projection: QuantProjection,
  { begins, neurons }: Atoms,
  finder: ReachFinder,
  bits: Float64Array,
): void {
  const { post } = projection;
  const { compartments } = coreUseLimits(finder.core.limits);
  const onCore = Math.min(compartments, net.populations[post]!.size);
  // Atoms of one population are of nearly one size, and so are their kernels.
  const kernelBits = finder.find(projection, neurons[begins[post]!]!).memoryBits;
  for (let atom = begins[post]!; atom < begins[post + 1]!; atom++) {
    bits[atom]! += (kernelBits * neurons[atom]!.length) / onCore;
  }
}

function addDense(
  projection: QuantProjection,
  { begins, neurons }: Atoms,
  finder: ReachFinder,
  bits: Float64Array,
): void {
  const each = synapseBits(projection, finder, false) * preSize(projection.connectivity);
  for (let atom = begins[projection.post]!; atom < begins[projection.post + 1]!; atom++) {
    bits[atom]! += each * neurons[atom]!.length;
  }
}

function addListed(
  projection: QuantProjection,
  { atomOf }: Atoms,
  finder: ReachFinder,
  bits: Float64Array,
): void {
  const each = synapseBits(projection, finder, true);
  const column = atomOf[projection.post]!;
  const sources = preSize(projection.connectivity);
  for (let source = 0; source < sources; source++) {
    forEachTarget(projection.connectivity, source, (target) => {
      bits[column[target]!]! += each;
    });
  }
}

function synapseBits(projection: QuantProjection, finder: ReachFinder, indexed: boolean): number {
  const { weightBits, delayBits, tagBits, indexBits } = finder.widths(projection, indexed);
  return weightBits + delayBits + tagBits + indexBits;
}
