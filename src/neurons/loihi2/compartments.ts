import { invariant } from '../../support/errors.ts';
import { shiftBy } from '../../support/fixed-point.ts';
import type { Compartments, SpikeBuffer } from '../integer-model.ts';
import type { Columns } from './register-columns.ts';

/**
 * Compartments whose whole state is `state`, all [count]. `initial` gives the columns that do not start
 * at 0.
 */
export function createCompartments<Variable extends string>(
  count: number,
  state: Columns<Variable>,
  initial: Readonly<Record<string, Int32Array>>,
  step: Compartments['step'],
): Compartments {
  const columns: Readonly<Record<string, Int32Array>> = state;
  const reset = (): void => {
    for (const [name, column] of Object.entries(columns)) {
      const start = initial[name];
      if (start === undefined) column.fill(0);
      else column.set(start);
    }
  };
  const read = (variable: string): Int32Array => {
    invariant(Object.hasOwn(columns, variable), `the model has no state variable "${variable}"`);
    return columns[variable]!;
  };
  reset();
  return { count, reset, step, read };
}

export function appendSpike(spikes: SpikeBuffer, compartment: number, payload: number): void {
  spikes.fired[spikes.length] = compartment;
  spikes.payloads[spikes.length] = payload;
  spikes.length++;
}

/** biasMant << biasExp of each compartment, or >> -biasExp. */
export function biasColumn({ biasMant, biasExp }: Columns<'biasMant' | 'biasExp'>): Int32Array {
  return biasMant.map((mantissa, k) => shiftBy(mantissa, biasExp[k]!));
}
