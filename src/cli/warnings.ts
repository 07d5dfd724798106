/** Warnings start with a short stable code, `W_DROPPED: ...`, as errors do. */
import type { OutputResult, Summary } from '../model/report.ts';
import type { ChipArtefacts } from '../model/trace.ts';
import { groupDigits } from '../support/errors.ts';
import type { ChipRun } from './run-record.ts';
import type { StudyRequest } from './study-instances.ts';

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
  warnings.push(...artefactWarnings(run.traces));
  if (silent && spiking) warnings.push('W_SILENT: no output neuron spiked in any sample.');
  if (!spiking) {
    warnings.push(
      'W_NO_CLASS: the output population does not spike: there is no class; probe its v instead (--probe).',
    );
  }
  return warnings;
}

/** What the circuits of a free-running chip did beside the network. */
function artefactWarnings(traces: ChipRun['traces']): string[] {
  const all = traces.flatMap(({ artefacts }) => (artefacts ? [artefacts] : []));
  const total = (pick: (each: ChipArtefacts) => number): number =>
    all.reduce((sum, each) => sum + pick(each), 0);
  const dead = all.reduce((most, { deadNeurons }) => Math.max(most, deadNeurons), 0);
  const [held, cut] = [total((a) => a.heldPackets), total((a) => a.cutPackets)];
  const limited = total((a) => a.rateLimited);
  const late = total((a) => a.lateSpikes);
  const warnings: string[] = [];
  if (dead > 0) {
    warnings.push(
      `W_DEAD: ${counted(dead, 'neuron')} cannot fire on this chip instance: the devices put the threshold where the reset does not release it.`,
    );
  }
  if (held > 0) {
    const inPart = cut === 0 ? '' : `; ${counted(cut, 'more packet')} lost a part that way`;
    warnings.push(
      `W_HELD: ${counted(held, 'charge packet')} came while a neuron was held at reset and ${held === 1 ? 'was' : 'were'} lost, as on the chip${inPart}.`,
    );
  } else if (cut > 0) {
    warnings.push(
      `W_HELD: ${counted(cut, 'charge packet')} began while a neuron was held at reset and lost the part that came before it let go, as on the chip.`,
    );
  }
  if (limited > 0) {
    warnings.push(
      `W_RATE: ${counted(limited, 'spike')} had to wait for the comparator's bandwidth: a current is beyond what the circuit is made for.`,
    );
  }
  if (late > 0) {
    warnings.push(
      `W_LATE: ${counted(late, 'packet')} ${late === 1 ? 'was' : 'were'} still under way at the end of a sample; a free-running chip is not drained (--steps).`,
    );
  }
  return warnings;
}

function counted(count: number, noun: string): string {
  return `${groupDigits(count)} ${noun}${count === 1 ? '' : 's'}`;
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

/** What an interrupt left of a study over chips. */
export function studyWarnings(
  { instances, vias, mismatch }: StudyRequest,
  { instances: chips, study }: Pick<Summary, 'instances' | 'study'>,
): string[] {
  const missing: string[] = [];
  const short = (title: string, done: number | undefined): void => {
    if (instances !== null && (done ?? 0) < instances)
      missing.push(`${groupDigits(done ?? 0)} of ${groupDigits(instances)} chips${title}`);
  };
  short('', chips?.instances);
  for (const { value, instances: spread } of study?.vias ?? [])
    if (value !== 0) short(` with ${value} more vias`, spread?.instances);
  for (const { value, instances: spread } of study?.mismatch ?? [])
    if (value !== 0 && value !== 1) short(` with ${value} times the mismatch`, spread?.instances);
  const values = (name: string, asked: readonly number[] | null, done: number): void => {
    if (asked !== null && done < asked.length)
      missing.push(`${done} of ${asked.length} values of ${name}`);
  };
  values('--vias', vias, study?.vias?.length ?? 0);
  values('--mismatch', mismatch, study?.mismatch?.length ?? 0);
  return missing.length === 0 ? [] : [`W_INTERRUPTED: ${missing.join(', ')} were run.`];
}

const WARNINGS_PRINTED = 8;

/** With `--json` the document holds all warnings; a person at the terminal sees the first on stderr as well. */
export function printWarnings(warnings: readonly string[]): void {
  for (const warning of warnings.slice(0, WARNINGS_PRINTED)) process.stderr.write(`${warning}\n`);
  const more = warnings.length - WARNINGS_PRINTED;
  if (more > 0) process.stderr.write(`and ${groupDigits(more)} more warnings in the summary\n`);
}
