import { InputError, nearestWord } from '../src/support/errors.ts';

/** The algorithm of that name. Throws InputError E_USAGE with the nearest name; `flag` is what named it. */
export function choose<T extends { readonly name: string }>(
  list: readonly T[],
  name: string,
  flag: string,
): T {
  const found = list.find((candidate) => candidate.name === name);
  if (found) return found;
  const names = list.map((candidate) => candidate.name);
  const near = nearestWord(name, names);
  throw new InputError(
    'E_USAGE',
    `${flag} ${name}: there is no such algorithm${near ? `; did you mean ${near}?` : '.'} There are: ${names.join(', ')}.`,
  );
}
