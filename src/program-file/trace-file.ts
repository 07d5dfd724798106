/** The .loomtrace file: `header` of the image, `run`, and for each sample `sample` with `more` where it is large. */
import { EVENT_KINDS } from '../model/chip.ts';
import type { ImageHeader, ProgramImage } from '../model/program.ts';
import type { SampleTrace } from '../model/trace.ts';
import { SpikeloomError } from '../support/errors.ts';
import { checkHeader } from './check-header.ts';
import { checkCoreNumbers } from './check-image.ts';
import { checkSample } from './check-sample.ts';
import { loom } from './generated/loom.js';
import { encodeHeader, headerOf } from './header-message.ts';
import type { DataFault } from './read-fields.ts';
import { readMessage, readSection, takeSection } from './read-section.ts';
import { recordSample } from './record-sample.ts';
import {
  outputNeuronsOf,
  type RecordedRun,
  type RecordedSample,
  type RunChoices,
} from './recorded-run.ts';
import { encodeSample, sampleOf } from './sample-message.ts';
import {
  type FileFault,
  type FileFormat,
  fileFault,
  joinSections,
  openSections,
  SECTION_BYTES_MAX,
  type Section,
  type SectionCursor,
} from './sections.ts';

export const TRACE_FORMAT: FileFormat = {
  magic: 'LOMT',
  version: 1,
  code: 'TRACE',
  noun: 'trace',
  remedy: 'record the run again',
};

/** Core indices of count columns are 16 bits wide. */
const CORES_MAX = 2 ** 15;

const PACES: readonly RunChoices['pace'][] = ['fast', 'realtime'];
const TIMINGS: readonly RunChoices['timing'][] = ['none', 'analytic', 'cycle', 'detailed'];

/**
 * The bytes of a .loomtrace file; equal runs give equal bytes. The traces must hold counts (option
 * `recordCounts` of the emulator); spikes and probes are not kept. Samples whose message is longer than
 * `sectionBytesMax` are cut into several sections.
 */
export function encodeTrace(
  image: ProgramImage,
  traces: readonly SampleTrace[],
  choices: RunChoices,
  sectionBytesMax: number = SECTION_BYTES_MAX,
): Uint8Array {
  const { header, cores } = image;
  checkCores(header, cores, brokenInvariant);
  const samples = traces.map((trace) => {
    const recorded = recordSample(trace, cores.length);
    checkSample(recorded, header, cores.length, (message) =>
      brokenInvariant(`sample "${trace.sample}": ${message}`),
    );
    return cutMessage(encodeSample(recorded, cores.length), sectionBytesMax);
  });
  const run = loom.Run.encode({
    pace: choices.pace,
    timing: choices.timing,
    resets: choices.resets,
    eventKinds: [...EVENT_KINDS],
    samples: traces.map(({ sample }, s) => ({ sample, sections: samples[s]!.length })),
  }).finish();
  return joinSections(TRACE_FORMAT, [
    { kind: 'header', payload: encodeHeader(image) },
    { kind: 'run', payload: run },
    ...samples.flat(),
  ]);
}

function brokenInvariant(message: string): never {
  throw new SpikeloomError('E_INTERNAL', `invariant broken: trace: ${message}`, 70);
}

function cutMessage(message: Uint8Array, bytesMax: number): Section[] {
  const sections: Section[] = [];
  for (let at = 0; at < message.length || at === 0; at += bytesMax) {
    const payload = message.subarray(at, at + bytesMax);
    sections.push({ kind: at === 0 ? 'sample' : 'more', payload });
  }
  return sections;
}

/**
 * The run of a .loomtrace file; `path` names it in messages. Throws InputError: `E_TRACE` (not a trace),
 * `E_TRACE_VERSION`, `E_TRACE_TRUNCATED`, `E_TRACE_CHECKSUM`, `E_TRACE_SECTION` (wrong frame) or
 * `E_TRACE_DATA` (contents that contradict themselves).
 */
export function decodeTrace(bytes: Uint8Array, path: string): RecordedRun {
  const fail = fileFault(TRACE_FORMAT, path);
  const cursor = openSections(TRACE_FORMAT, bytes, fail);
  const { header, cores } = readSection(cursor, 'header', 'header', fail, (reader, failHere) =>
    headerOf(loom.Header.decode(reader), failHere),
  );
  checkHeader(header, (message) => fail('DATA', message));
  checkCores(
    header,
    Array.from(cores, (core) => ({ core })),
    (message) => fail('DATA', message),
  );
  const { entries, ...choices } = readRun(cursor, fail);
  const samples: RecordedSample[] = [];
  for (const entry of entries) samples.push(readSample(cursor, entry, header, cores.length, fail));
  if (cursor.next('end section').kind !== 'end') fail('SECTION', 'the end section is missing');
  return { header, cores, outputNeurons: outputNeuronsOf(header), ...choices, samples };
}

interface SampleEntry {
  readonly sample: string;
  readonly sections: number;
}

function readRun(
  cursor: SectionCursor,
  fail: FileFault,
): RunChoices & { readonly entries: readonly SampleEntry[] } {
  return readSection(cursor, 'run', 'run section', fail, (reader, failHere) => {
    const run = loom.Run.decode(reader);
    if (run.eventKinds.join() !== EVENT_KINDS.join()) {
      failHere(`it counts other kinds of events: ${TRACE_FORMAT.remedy}`);
    }
    return {
      pace: nameOf(PACES, run.pace, 'pace', failHere),
      timing: nameOf(TIMINGS, run.timing, 'timing', failHere),
      resets: run.resets,
      entries: run.samples.map(({ sample, sections }) => ({
        sample: sample ?? '',
        sections: sections ?? 0,
      })),
    };
  });
}

function nameOf<T extends string>(
  names: readonly T[],
  name: string,
  what: string,
  fail: DataFault,
): T {
  return names.find((each) => each === name) ?? fail(`${what} "${name}" is not known`);
}

function readSample(
  cursor: SectionCursor,
  { sample, sections }: SampleEntry,
  header: ImageHeader,
  coreCount: number,
  fail: FileFault,
): RecordedSample {
  const what = `section of sample "${sample}"`;
  const parts = [takeSection(cursor, 'sample', what, fail)];
  for (let part = 1; part < sections; part++) {
    parts.push(takeSection(cursor, 'more', `${what}, part ${part + 1} of ${sections}`, fail));
  }
  const message = parts.length === 1 ? parts[0]! : joined(parts);
  return readMessage(message, what, fail, (reader, failHere) => {
    const recorded = sampleOf(loom.Sample.decode(reader), coreCount, failHere);
    if (recorded.sample !== sample) failHere(`it is of sample "${recorded.sample}"`);
    checkSample(recorded, header, coreCount, failHere);
    return recorded;
  });
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function checkCores(
  header: ImageHeader,
  cores: readonly { readonly core: number }[],
  fail: DataFault,
): void {
  if (cores.length > CORES_MAX) fail(`${cores.length} cores, at most ${CORES_MAX} are recorded`);
  checkCoreNumbers(header, cores, fail);
}
