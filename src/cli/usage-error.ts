/** What the argument parser refuses, as one line of this program's own form. */
import type { Command, CommanderError } from 'commander';
import { nearestWord } from '../support/errors.ts';

/** `E_USAGE: unknown option '--stesp' (did you mean --steps?); see spikeloom run --help.` */
export function renderUsageError(
  error: CommanderError,
  argv: readonly string[],
  program: Command,
): string {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const hint = rest.find((line) => line.startsWith('(Did you mean'));
  const text = first.replace(/\.$/, '');
  const near = hint === undefined ? nearestChoice(text) : hint.slice(1, -1).replace(/^D/, 'd');
  const named = program.commands.find((command) => command.name() === argv[0]);
  const help = named ? `spikeloom ${named.name()} --help` : 'spikeloom --help';
  return `E_USAGE: ${text}${near === null ? '' : ` (${near})`}. See \`${help}\`.`;
}

/** The allowed choice next to the one that was given. */
function nearestChoice(text: string): string | null {
  const match = /argument '(.*)' is invalid\. Allowed choices are (.*)$/.exec(text);
  if (!match) return null;
  const near = nearestWord(match[1]!, match[2]!.split(', '));
  return near === undefined ? null : `did you mean ${near}?`;
}
