import type { ParameterSet } from '../../src/model/chip.ts';
import type { QuantNet } from '../../src/model/mapping.ts';
import type { Atoms } from './atoms.ts';
import { synapseKind } from './balance-cost.ts';

/** Time that the synaptic events of each atom take, nanosecond; `events` are those of `synapticEvents`. */
export function atomWork(
  net: QuantNet,
  { count, begins, neurons }: Atoms,
  events: readonly Float64Array[],
  { timeNs }: ParameterSet,
): Float64Array {
  const workNs = new Float64Array(count);
  net.projections.forEach((projection, index) => {
    const { post } = projection;
    const eachNs = timeNs[synapseKind(projection)].value;
    for (let atom = begins[post]!; atom < begins[post + 1]!; atom++) {
      for (const neuron of neurons[atom]!) workNs[atom]! += events[index]![neuron]! * eachNs;
    }
  });
  return workNs;
}
