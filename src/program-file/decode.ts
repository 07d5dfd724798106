import type { CoreProgram, InputRoutes, ProgramImage } from '../model/program.ts';
import { checkImage } from './check-image.ts';
import { coreOf, inputsOf } from './core-message.ts';
import { loom } from './generated/loom.js';
import { headerOf } from './header-message.ts';
import { IMAGE_FORMAT } from './image-format.ts';
import { readSection } from './read-section.ts';
import { type FileFault, fileFault, openSections, type SectionCursor } from './sections.ts';

/**
 * The image of a .loom file; `path` names it in messages. Throws InputError: `E_LOOM` (not an image),
 * `E_LOOM_VERSION`, `E_LOOM_TRUNCATED`, `E_LOOM_CHECKSUM`, `E_LOOM_SECTION` (wrong frame) or `E_LOOM_DATA`
 * (contents that contradict themselves). An image that is returned is safe to emulate.
 */
export function decodeImage(bytes: Uint8Array, path: string): ProgramImage {
  const fail = fileFault(IMAGE_FORMAT, path);
  const cursor = openSections(IMAGE_FORMAT, bytes, fail);
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
  if (cursor.next('end section').kind !== 'end') fail('SECTION', 'the end section is missing');
  const image: ProgramImage = { header, inputs, cores };
  checkImage(image, (message) => fail('DATA', message));
  return image;
}

function readInputs(cursor: SectionCursor, population: number, fail: FileFault): InputRoutes {
  const what = `section of input population ${population}`;
  return readSection(cursor, 'inputs', what, fail, (reader, failHere) => {
    const routes = inputsOf(loom.Inputs.decode(reader), failHere);
    if (routes.population !== population) failHere(`it is of population ${routes.population}`);
    return routes;
  });
}

function readCore(cursor: SectionCursor, core: number, fail: FileFault): CoreProgram {
  return readSection(cursor, 'core', `section of core ${core}`, fail, (reader, failHere) => {
    const program = coreOf(loom.Core.decode(reader), failHere);
    if (program.core !== core) failHere(`it is of core ${program.core}`);
    return program;
  });
}
