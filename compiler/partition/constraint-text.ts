/** Words for neurons, cores and what is wrong with a rule. */
import { CompileError, groupDigits, InputError } from '../../src/support/errors.ts';

const LISTED_MAX = 6;

/** `core 3`, `cores 1, 2, 5`, or the first of many and their number. */
export function coreList(cores: ReadonlySet<number>): string {
  const list = [...cores].sort((a, b) => a - b);
  if (list.length === 1) return `core ${list[0]}`;
  const more = list.length > LISTED_MAX ? ` and ${groupDigits(list.length - LISTED_MAX)} more` : '';
  return `cores ${list.slice(0, LISTED_MAX).join(', ')}${more}`;
}

/** `neurons 0 to 9 of population "hidden"`. */
export function neuronsText(population: string | null, begin: number, end: number): string {
  const range = end - begin === 1 ? `neuron ${begin}` : `neurons ${begin} to ${end - 1}`;
  return population === null ? range : `${range} of population "${population}"`;
}

/** A rule that names what does not exist. */
export function unknown(origin: string, text: string): InputError {
  return new InputError('E_CONSTRAINTS', `${origin}: ${text}`, { origin });
}

/** A rule that cannot be kept. */
export function contradiction(origin: string, text: string): CompileError {
  return new CompileError('E_CONSTRAINTS', `${origin}: ${text}`, { origin });
}
