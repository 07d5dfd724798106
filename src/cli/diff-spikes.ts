/** Where the spikes of two run folders part. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readWholeFile } from './files.ts';

export interface SpikeDifference {
  /** Spikes that only one of the two runs has. */
  readonly onlyInA: number;
  readonly onlyInB: number;
  /** The earliest such spike in the order of the files, as `sample,step,population,index`. */
  readonly first: string;
  readonly firstIn: 'a' | 'b';
}

/** Null where the spikes are equal or one of the folders holds none; times are left to the summary. */
export function diffSpikes(folderA: string, folderB: string): SpikeDifference | null {
  const [fileA, fileB] = [join(folderA, 'spikes.csv'), join(folderB, 'spikes.csv')];
  if (!existsSync(fileA) || !existsSync(fileB)) return null;
  const [a, b] = [readSpikes(fileA), readSpikes(fileB)];
  const [setA, setB] = [new Set(a), new Set(b)];
  const onlyA = a.filter((spike) => !setB.has(spike));
  const onlyB = b.filter((spike) => !setA.has(spike));
  if (onlyA.length === 0 && onlyB.length === 0) return null;
  const firstIn = indexOfFirst(a, onlyA) <= indexOfFirst(b, onlyB) ? 'a' : 'b';
  const first = firstIn === 'a' ? onlyA[0]! : onlyB[0]!;
  return { onlyInA: onlyA.length, onlyInB: onlyB.length, first, firstIn };
}

function indexOfFirst(spikes: readonly string[], only: readonly string[]): number {
  return only.length === 0 ? Number.POSITIVE_INFINITY : spikes.indexOf(only[0]!);
}

/** Lines without their time, which the tolerance of the summary judges. */
function readSpikes(file: string): string[] {
  const text = new TextDecoder().decode(readWholeFile(file, 'a list of spikes'));
  const lines = text.trimEnd().split('\n').slice(1);
  return lines.map((line) => line.replace(TIME_PS, '$1$2'));
}

const TIME_PS = /^((?:"(?:[^"]|"")*"|[^,]*),\d+,)[^,]*,(.*)$/;
