/**
 * Framing that program images and traces share, all integers little-endian u32: a magic of four letters,
 * the format version, then sections of kind, length, CRC-32 (of kind, length and payload) and payload.
 * The last section is of kind `end`; its payload is the number of sections before it.
 */
import { groupDigits, InputError } from '../support/errors.ts';
import { crc32 } from './crc32.ts';

/** Of all formats, so that a section in the wrong file is still named. */
const SECTION_KINDS = {
  header: 1,
  inputs: 2,
  core: 3,
  end: 4,
  run: 5,
  sample: 6,
  more: 7,
} as const;

export type SectionKind = keyof typeof SECTION_KINDS;

/** No section is larger, so that a reader never has to take more at once. */
export const SECTION_BYTES_MAX: number = 64 * 1024 * 1024;

const MAGIC_BYTES = 4;
const PREAMBLE_BYTES = 8;
const FRAME_BYTES = 12;

/** One kind of file. */
export interface FileFormat {
  /** First four letters of the file. */
  readonly magic: string;
  readonly version: number;
  /** Error codes are `E_` and this, with what is wrong behind it. */
  readonly code: string;
  /** What the file is called in messages. */
  readonly noun: string;
  /** What to do about a file of another version. */
  readonly remedy: string;
}

export interface Section {
  readonly kind: SectionKind;
  readonly payload: Uint8Array;
}

/** What is wrong with a file; the empty code stands for a file of another kind. */
export type FaultCode = '' | 'VERSION' | 'TRUNCATED' | 'CHECKSUM' | 'SECTION' | 'DATA';

/** Ends the reading of a file with what is wrong and a sentence. */
export type FileFault = (code: FaultCode, message: string) => never;

/** Throws InputError; `path` names the file in the message. */
export function fileFault(format: FileFormat, path: string): FileFault {
  return (code, message) => {
    const full = code === '' ? `E_${format.code}` : `E_${format.code}_${code}`;
    throw new InputError(full, `${path}: ${message}`, { path });
  };
}

/** The whole file; adds the end section. */
export function joinSections(format: FileFormat, sections: readonly Section[]): Uint8Array {
  const count = new Uint8Array(4);
  new DataView(count.buffer).setUint32(0, sections.length, true);
  const all = [...sections, { kind: 'end', payload: count } satisfies Section];
  const length = all.reduce(
    (sum, { payload }) => sum + FRAME_BYTES + payload.length,
    PREAMBLE_BYTES,
  );
  const file = new Uint8Array(length);
  const view = new DataView(file.buffer);
  file.set(magicOf(format));
  view.setUint32(4, format.version, true);
  let at = PREAMBLE_BYTES;
  for (const { kind, payload } of all) {
    view.setUint32(at, SECTION_KINDS[kind], true);
    view.setUint32(at + 4, payload.length, true);
    file.set(payload, at + FRAME_BYTES);
    view.setUint32(at + 8, crc32(payload, crc32(file.subarray(at, at + 8))), true);
    at += FRAME_BYTES + payload.length;
  }
  return file;
}

/** Walks the sections of a file one at a time, so that each can be named by what stood before it. */
export interface SectionCursor {
  /** Next section; `what` names it in messages. */
  next(what: string): Section;
}

/** Checks magic and version. Payloads are views of `file`. */
export function openSections(format: FileFormat, file: Uint8Array, fail: FileFault): SectionCursor {
  checkPreamble(format, file, fail);
  let at = PREAMBLE_BYTES;
  let count = 0;
  return {
    next(what: string): Section {
      const section = sectionAt(file, at, what, fail);
      at += FRAME_BYTES + section.payload.length;
      if (section.kind === 'end') checkEnd(section.payload, count, file.length - at, fail);
      count++;
      return section;
    },
  };
}

function checkPreamble(format: FileFormat, file: Uint8Array, fail: FileFault): void {
  const magic = magicOf(format);
  const start = file.subarray(0, MAGIC_BYTES);
  if (start.length === 0 || !start.every((byte, i) => byte === magic[i])) {
    fail('', `not a Spikeloom ${format.noun}`);
  }
  if (file.length < PREAMBLE_BYTES) fail('TRUNCATED', 'the file ends in its first 8 bytes');
  const version = viewOf(file).getUint32(4, true);
  if (version !== format.version) {
    const hint =
      version > format.version
        ? `use a newer Spikeloom, or ${format.remedy} with this one`
        : format.remedy;
    fail('VERSION', `format version ${version}, this Spikeloom reads ${format.version}: ${hint}`);
  }
}

function magicOf({ magic }: FileFormat): Uint8Array {
  return Uint8Array.from(magic, (letter) => letter.charCodeAt(0));
}

function sectionAt(file: Uint8Array, at: number, what: string, fail: FileFault): Section {
  const left = file.length - at;
  if (left < FRAME_BYTES) {
    fail('TRUNCATED', `the file ends at byte ${groupDigits(file.length)}, before the ${what}`);
  }
  const view = viewOf(file);
  const code = view.getUint32(at, true);
  const length = view.getUint32(at + 4, true);
  if (length > SECTION_BYTES_MAX) {
    const most = groupDigits(SECTION_BYTES_MAX);
    fail(
      'SECTION',
      `the ${what} claims ${groupDigits(length)} bytes, a section has at most ${most}`,
    );
  }
  if (length > left - FRAME_BYTES) {
    const missing = groupDigits(length - left + FRAME_BYTES);
    fail('TRUNCATED', `the file ends within the ${what}: ${missing} bytes are missing`);
  }
  const payload = file.subarray(at + FRAME_BYTES, at + FRAME_BYTES + length);
  if (crc32(payload, crc32(file.subarray(at, at + 8))) !== view.getUint32(at + 8, true)) {
    fail('CHECKSUM', `the ${what} is damaged: its checksum differs`);
  }
  const kind = kindOf(code);
  if (kind === undefined) return fail('SECTION', `the ${what} is of unknown kind ${code}`);
  return { kind, payload };
}

function kindOf(code: number): SectionKind | undefined {
  return (Object.keys(SECTION_KINDS) as SectionKind[]).find((kind) => SECTION_KINDS[kind] === code);
}

function checkEnd(payload: Uint8Array, count: number, left: number, fail: FileFault): void {
  const stated = payload.length === 4 ? viewOf(payload).getUint32(0, true) : Number.NaN;
  if (stated !== count) {
    fail('SECTION', `the file has ${count} sections, its end section says ${stated}`);
  }
  if (left > 0) fail('SECTION', `${groupDigits(left)} bytes follow the end section`);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
