/** On-chip wires. */
import { checkRange } from './check-range.ts';

/** 0.2 fF/um (0.15 to 0.25 in common processes); assumed where a profile states none. */
const WIRE_CAPACITANCE_F_PER_M = 2e-10;

/** Capacitance of a wire to its surroundings. */
export function wireCapacitanceF(
  lengthM: number,
  capacitancePerM: number = WIRE_CAPACITANCE_F_PER_M,
): number {
  checkRange('wire length in m', lengthM, { atLeast: 0 });
  checkRange('wire capacitance in F/m', capacitancePerM, { atLeast: 0 });
  return lengthM * capacitancePerM;
}
