/** The analog tables are told apart by what they hold, so that files of other names run too. */
import { findFiles, readJson } from '../../support/oracle-files.ts';

/** JSON files under `folder` whose top level has all of `keys`. */
export function filesWithKeys(folder: string, keys: readonly string[]): string[] {
  return findFiles(folder, /\.json$/).filter((file) => {
    try {
      const value = readJson<unknown>(file);
      return (
        typeof value === 'object' &&
        value !== null &&
        keys.every((key) => Object.hasOwn(value, key))
      );
    } catch {
      return false;
    }
  });
}

/** The largest absolute difference of two equally long lists, Infinity where their lengths differ. */
export function largestDifference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Infinity;
  return a.reduce((largest, value, k) => Math.max(largest, Math.abs(value - b[k]!)), 0);
}
