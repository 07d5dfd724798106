/** Warnings start with a short stable code, `W_DROPPED: ...`, as errors do. */
import type { OutputResult } from '../model/report.ts';
import { groupDigits } from '../support/errors.ts';
import type { ChipRun } from './run-record.ts';

/** Gives a warning that has no code yet the one of its source. */
export function withCode(code: string, warnings: readonly string[]): string[] {
  return warnings.map((text) => (/^[AW]_[A-Z_]+: /.test(text) ? text : `${code}: ${text}`));
}

/** What a run on a chip shows only when it is over. */
export function runWarnings(run: ChipRun): string[] {
  const { populations, outputs } = run.image.header;
  const dropped = run.traces.reduce((all, { droppedEvents }) => all + droppedEvents, 0);
  const saturations = run.traces.reduce((all, trace) => all + trace.saturations, 0);
  const silent = run.traces.every(({ outputCounts }) => outputCounts.every((count) => count === 0));
  const spiking = outputs.some((p) => populations[p]!.spiking);
  const warnings = droppedWarnings(dropped);
  if (saturations > 0) {
    warnings.push(
      `W_SATURATION: registers reached the end of their range ${groupDigits(saturations)} times (current wraps, voltage is clipped).`,
    );
  }
  if (silent && spiking) warnings.push('W_SILENT: no output neuron spiked in any sample.');
  if (!spiking) {
    warnings.push(
      'W_NO_CLASS: the output population does not spike: there is no class; probe its v instead (--probe).',
    );
  }
  return warnings;
}

export function droppedWarnings(dropped: number): string[] {
  if (dropped === 0) return [];
  return [
    `W_DROPPED: ${groupDigits(dropped)} input events lie past the last step and were dropped (--steps).`,
  ];
}

/** A label that no output neuron stands for can never be predicted. */
export function labelWarnings(outputs: readonly OutputResult[]): string[] {
  const wrong = outputs.filter(({ label, counts }) => label !== null && label >= counts.length);
  const [first] = wrong;
  if (first === undefined) return [];
  return [
    `W_LABELS: ${groupDigits(wrong.length)} samples have a label that no output neuron stands for, such as ${first.label} of "${first.sample}"; there are ${groupDigits(first.counts.length)} output neurons, classes from 0.`,
  ];
}

export function interruptWarnings(interrupted: boolean, done: number, asked: number): string[] {
  if (!interrupted) return [];
  return [`W_INTERRUPTED: ${groupDigits(done)} of ${groupDigits(asked)} samples were run.`];
}

const WARNINGS_PRINTED = 8;

/** With `--json` the document holds all warnings; a person at the terminal sees the first on stderr as well. */
export function printWarnings(warnings: readonly string[]): void {
  for (const warning of warnings.slice(0, WARNINGS_PRINTED)) process.stderr.write(`${warning}\n`);
  const more = warnings.length - WARNINGS_PRINTED;
  if (more > 0) process.stderr.write(`and ${groupDigits(more)} more warnings in the summary\n`);
}
