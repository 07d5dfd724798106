import { Reader } from 'protobufjs/minimal.js';
import { InputError } from '../support/errors.ts';
import type { DataFault } from './read-fields.ts';
import type { FileFault, SectionCursor, SectionKind } from './sections.ts';

/** Messages of a section become objects: their number is bounded before they are made. */
const FIELDS_MAX = 1_000_000;

/** Contents of the next section, which must be of `kind`; `what` names it in messages. */
export function readSection<T>(
  cursor: SectionCursor,
  kind: SectionKind,
  what: string,
  fail: FileFault,
  decode: (reader: Reader, fail: DataFault) => T,
): T {
  return readMessage(takeSection(cursor, kind, what, fail), what, fail, decode);
}

/** Payload of the next section, which must be of `kind`. */
export function takeSection(
  cursor: SectionCursor,
  kind: SectionKind,
  what: string,
  fail: FileFault,
): Uint8Array {
  const section = cursor.next(what);
  if (section.kind !== kind) {
    fail('SECTION', `in place of the ${what} stands a section of kind "${section.kind}"`);
  }
  return section.payload;
}

export function readMessage<T>(
  payload: Uint8Array,
  what: string,
  fail: FileFault,
  decode: (reader: Reader, fail: DataFault) => T,
): T {
  const failHere: DataFault = (message) => fail('DATA', `the ${what}: ${message}`);
  try {
    checkFieldCount(payload, failHere);
    const reader = Reader.create(payload);
    reader.discardUnknown = true;
    return decode(reader, failHere);
  } catch (error) {
    if (error instanceof InputError) throw error;
    // The decoder throws plain errors at bytes that are no message.
    return failHere(
      `it is no protobuf message (${error instanceof Error ? error.message : error})`,
    );
  }
}

function checkFieldCount(payload: Uint8Array, fail: DataFault): void {
  const reader = Reader.create(payload);
  for (let count = 0; reader.pos < reader.len; count++) {
    if (count > FIELDS_MAX) fail(`it has more than ${FIELDS_MAX} fields`);
    reader.skipType(reader.uint32() & 7);
  }
}
