/** What `arithmetic` prints for people. */
import { groupDigits } from '../support/errors.ts';
import type { ModeDifference } from './compare-arithmetic.ts';

const NAMED_MAX = 8;

/** One paragraph for each mode, the first being what the others are held against, and a table of all. */
export function describeArithmetic(differences: readonly ModeDifference[]): string {
  return [...differences.map(describe), table(differences)].join('\n\n');
}

const HEADS = ['mode', 'weights', 'by at most', 'registers', 'spikes', 'differ', 'first'];

/** What differs from the first mode, a row each. */
function table(differences: readonly ModeDifference[]): string {
  const rows = [HEADS, ...differences.map(tableRow)];
  const widths = HEADS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function tableRow({ mode, isCompared, weights, registers, spikes }: ModeDifference): string[] {
  if (!isCompared) return [mode, ...HEADS.slice(1).map(() => '-')];
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const changed = groupDigits(sum(weights.map((each) => each.changed)));
  const all = groupDigits(sum(weights.map((each) => each.weights)));
  const first = spikes?.first;
  return [
    mode,
    `${changed} of ${all}`,
    String(weights.reduce((most, { largestChange }) => Math.max(most, largestChange), 0)),
    groupDigits(sum(registers.map((each) => each.changed))),
    spikes === null ? '-' : groupDigits(spikes.actual),
    spikes === null ? '-' : groupDigits(spikes.mismatches),
    first ? `step ${first.step}, ${first.population} ${first.neuron}` : '-',
  ];
}

function describe(difference: ModeDifference, k: number): string {
  const { mode, description, refused, without, isCompared } = difference;
  const lines = [`${mode}: ${description}`];
  if (refused !== null) lines.push(`  cannot express the network: ${refused}`);
  if (!isCompared) return lines.join('\n');
  if (without.length > 0) lines.push(`  the rest, without ${listed(without)}:`);
  if (k === 0) return [...lines, baseLine(difference)].join('\n');
  const found = [...weightLines(difference), ...registerLines(difference)];
  if (found.length === 0) found.push('  weights and registers are equal');
  return [...lines, ...found, ...spikeLines(difference)].join('\n');
}

function baseLine({ spikes }: ModeDifference): string {
  const count = spikes === null ? '' : `; it has ${groupDigits(spikes.expected)} spikes`;
  return `  the mode that the others are held against${count}`;
}

function weightLines({ weights }: ModeDifference): string[] {
  return weights.flatMap(({ projection, weights: count, changed, largestChange, first }) =>
    first === null
      ? []
      : [
          `  ${projection}: ${groupDigits(changed)} of ${groupDigits(count)} weights differ, by at most ${largestChange}; first: from ${first.pre} to ${first.post}, ${first.expected} becomes ${first.actual}`,
        ],
  );
}

function registerLines({ registers }: ModeDifference): string[] {
  return registers.map(
    ({ register, compartments, changed, largestChange }) =>
      `  ${register}: ${groupDigits(changed)} of ${groupDigits(compartments)} registers differ, by at most ${groupDigits(largestChange)}`,
  );
}

function spikeLines({ mode, spikes }: ModeDifference): string[] {
  if (spikes === null) return [];
  const { expected, actual, mismatches, first } = spikes;
  if (first === null) return [`  all ${groupDigits(expected)} spikes are equal`];
  const where = `sample ${first.sample}, step ${first.step}, ${first.population} compartment ${first.neuron}`;
  return [
    `  ${groupDigits(mismatches)} spikes differ (${groupDigits(expected)} expected, ${groupDigits(actual)} in ${mode}); first: ${where}, fires in ${first.onlyIn} only`,
  ];
}

function listed(phrases: readonly string[]): string {
  const shown = phrases.slice(0, NAMED_MAX).join(', ');
  return phrases.length > NAMED_MAX ? `${shown} and ${phrases.length - NAMED_MAX} more` : shown;
}
