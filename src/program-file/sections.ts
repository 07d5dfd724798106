/**
 * Framing of a .loom file, all integers little-endian u32: the magic `LOOM`, the format version, then
 * sections of kind, length, CRC-32 (of kind, length and payload) and payload. The last section is of
 * kind `end`; its payload is the number of sections before it.
 */
import { IMAGE_FORMAT_VERSION } from '../model/program.ts';
import { groupDigits } from '../support/errors.ts';
import { crc32 } from './crc32.ts';

const SECTION_KINDS = { header: 1, inputs: 2, core: 3, end: 4 } as const;

export type SectionKind = keyof typeof SECTION_KINDS;

/** No section is larger, so that a reader never has to take more at once. */
export const SECTION_BYTES_MAX: number = 64 * 1024 * 1024;

const MAGIC = Uint8Array.of(0x4c, 0x4f, 0x4f, 0x4d);
const PREAMBLE_BYTES = 8;
const FRAME_BYTES = 12;

export interface Section {
  readonly kind: SectionKind;
  readonly payload: Uint8Array;
}

/** A code without its `E_`, and the sentence. */
export type SectionFault = (code: string, message: string) => never;

/** The whole file; adds the end section. */
export function joinSections(sections: readonly Section[]): Uint8Array {
  const count = new Uint8Array(4);
  new DataView(count.buffer).setUint32(0, sections.length, true);
  const all = [...sections, { kind: 'end', payload: count } satisfies Section];
  const length = all.reduce(
    (sum, { payload }) => sum + FRAME_BYTES + payload.length,
    PREAMBLE_BYTES,
  );
  const file = new Uint8Array(length);
  const view = new DataView(file.buffer);
  file.set(MAGIC);
  view.setUint32(4, IMAGE_FORMAT_VERSION, true);
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
export function openSections(file: Uint8Array, fail: SectionFault): SectionCursor {
  checkPreamble(file, fail);
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

function checkPreamble(file: Uint8Array, fail: SectionFault): void {
  const start = file.subarray(0, MAGIC.length);
  if (start.length === 0 || !start.every((byte, i) => byte === MAGIC[i])) {
    fail('LOOM', 'not a Spikeloom program image');
  }
  if (file.length < PREAMBLE_BYTES) fail('LOOM_TRUNCATED', 'the file ends in its first 8 bytes');
  const version = viewOf(file).getUint32(4, true);
  if (version !== IMAGE_FORMAT_VERSION) {
    const hint =
      version > IMAGE_FORMAT_VERSION
        ? 'use a newer Spikeloom, or compile the network again with this one'
        : 'compile the network again';
    const message = `format version ${version}, this Spikeloom reads ${IMAGE_FORMAT_VERSION}: ${hint}`;
    fail('LOOM_VERSION', message);
  }
}

function sectionAt(file: Uint8Array, at: number, what: string, fail: SectionFault): Section {
  const left = file.length - at;
  if (left < FRAME_BYTES) {
    fail('LOOM_TRUNCATED', `the file ends at byte ${groupDigits(file.length)}, before the ${what}`);
  }
  const view = viewOf(file);
  const code = view.getUint32(at, true);
  const length = view.getUint32(at + 4, true);
  if (length > SECTION_BYTES_MAX) {
    const most = groupDigits(SECTION_BYTES_MAX);
    fail(
      'LOOM_SECTION',
      `the ${what} claims ${groupDigits(length)} bytes, a section has at most ${most}`,
    );
  }
  if (length > left - FRAME_BYTES) {
    const missing = groupDigits(length - left + FRAME_BYTES);
    fail('LOOM_TRUNCATED', `the file ends within the ${what}: ${missing} bytes are missing`);
  }
  const payload = file.subarray(at + FRAME_BYTES, at + FRAME_BYTES + length);
  if (crc32(payload, crc32(file.subarray(at, at + 8))) !== view.getUint32(at + 8, true)) {
    fail('LOOM_CHECKSUM', `the ${what} is damaged: its checksum differs`);
  }
  const kind = kindOf(code);
  if (kind === undefined) return fail('LOOM_SECTION', `the ${what} is of unknown kind ${code}`);
  return { kind, payload };
}

function kindOf(code: number): SectionKind | undefined {
  return (Object.keys(SECTION_KINDS) as SectionKind[]).find((kind) => SECTION_KINDS[kind] === code);
}

function checkEnd(payload: Uint8Array, count: number, left: number, fail: SectionFault): void {
  const stated = payload.length === 4 ? viewOf(payload).getUint32(0, true) : Number.NaN;
  if (stated !== count) {
    fail('LOOM_SECTION', `the file has ${count} sections, its end section says ${stated}`);
  }
  if (left > 0) fail('LOOM_SECTION', `${groupDigits(left)} bytes follow the end section`);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
