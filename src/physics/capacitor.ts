/** What a membrane node sees to ground. */
import { InputError } from '../support/errors.ts';
import { checkRange } from './check-range.ts';

export interface NodeCapacitance {
  /** C_m; 0 where vias alone hold the charge. */
  readonly membraneF: number;
  /** Sum over all vias that the node passes. */
  readonly tsvF: number;
  /** Wire and device parasitics. */
  readonly parasiticF: number;
}

/** C_m + C_tsv + C_par. Throws E_ANALOG_VALUE for a negative part, E_ANALOG_CAPACITANCE where nothing is left. */
export function totalCapacitanceF(node: NodeCapacitance): number {
  checkRange('membrane capacitance in F', node.membraneF, { atLeast: 0 });
  checkRange('TSV capacitance in F', node.tsvF, { atLeast: 0 });
  checkRange('parasitic capacitance in F', node.parasiticF, { atLeast: 0 });
  const total = node.membraneF + node.tsvF + node.parasiticF;
  if (total > 0) return total;
  throw new InputError(
    'E_ANALOG_CAPACITANCE',
    'the membrane node has no capacitance at all (C_m + C_tsv + C_par = 0): its voltage would jump at any current. Give it a capacitor or a via.',
  );
}

/** dV C_c / C: what a neighbour's swing puts onto a node through coupling capacitance. */
export function couplingKickV(swingV: number, couplingF: number, totalF: number): number {
  return (swingV * couplingF) / totalF;
}
