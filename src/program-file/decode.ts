import { Reader } from 'protobufjs/minimal.js';
import type { CoreProgram, InputRoutes, ProgramImage } from '../model/program.ts';
import { InputError } from '../support/errors.ts';
import { checkImage } from './check-image.ts';
import { coreOf, inputsOf } from './core-message.ts';
import { loom } from './generated/loom.js';
import { headerOf } from './header-message.ts';
import type { DataFault } from './read-fields.ts';
import {
  openSections,
  type SectionCursor,
  type SectionFault,
  type SectionKind,
} from './sections.ts';

/** Messages of a section become objects: their number is bounded before they are made. */
const FIELDS_MAX = 1_000_000;

/**
 * The image of a .loom file; `path` names it in messages. Throws InputError: `E_LOOM` (not an image),
 * `E_LOOM_VERSION`, `E_LOOM_TRUNCATED`, `E_LOOM_CHECKSUM`, `E_LOOM_SECTION` (wrong frame) or `E_LOOM_DATA`
 * (contents that contradict themselves). An image that is returned is safe to emulate.
 */
export function decodeImage(bytes: Uint8Array, path: string): ProgramImage {
  const fail: SectionFault = (code, message) => {
    throw new InputError(`E_${code}`, `${path}: ${message}`, { path });
  };
  const cursor = openSections(bytes, fail);
  const {
    header,
    inputPopulations,
    cores: coreNumbers,
  } = readSection(cursor, 'header', 'header', fail, (reader, failHere) =>
    headerOf(loom.Header.decode(reader), failHere),
  );
  const inputs: InputRoutes[] = [];
  for (const population of inputPopulations) {
    inputs.push(readInputs(cursor, population, fail));
  }
  const cores: CoreProgram[] = [];
  for (const core of coreNumbers) cores.push(readCore(cursor, core, fail));
  if (cursor.next('end section').kind !== 'end') fail('LOOM_SECTION', 'the end section is missing');
  const image: ProgramImage = { header, inputs, cores };
  checkImage(image, (message) => fail('LOOM_DATA', message));
  return image;
}

function readInputs(cursor: SectionCursor, population: number, fail: SectionFault): InputRoutes {
  const what = `section of input population ${population}`;
  return readSection(cursor, 'inputs', what, fail, (reader, failHere) => {
    const routes = inputsOf(loom.Inputs.decode(reader), failHere);
    if (routes.population !== population) failHere(`it is of population ${routes.population}`);
    return routes;
  });
}

function readCore(cursor: SectionCursor, core: number, fail: SectionFault): CoreProgram {
  return readSection(cursor, 'core', `section of core ${core}`, fail, (reader, failHere) => {
    const program = coreOf(loom.Core.decode(reader), failHere);
    if (program.core !== core) failHere(`it is of core ${program.core}`);
    return program;
  });
}

function readSection<T>(
  cursor: SectionCursor,
  kind: SectionKind,
  what: string,
  fail: SectionFault,
  decode: (reader: Reader, fail: DataFault) => T,
): T {
  const section = cursor.next(what);
  if (section.kind !== kind) {
    fail('LOOM_SECTION', `in place of the ${what} stands a section of kind "${section.kind}"`);
  }
  const failHere: DataFault = (message) => fail('LOOM_DATA', `the ${what}: ${message}`);
  try {
    checkFieldCount(section.payload, failHere);
    const reader = Reader.create(section.payload);
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
