import type { ProgramImage } from '../model/program.ts';
import { CompileError, groupDigits, SpikeloomError } from '../support/errors.ts';
import { checkImage } from './check-image.ts';
import { encodeCore, encodeInputs } from './core-message.ts';
import { encodeHeader } from './header-message.ts';
import { IMAGE_FORMAT } from './image-format.ts';
import { joinSections, SECTION_BYTES_MAX, type Section, type SectionKind } from './sections.ts';

/**
 * The bytes of a .loom file. Equal images give equal bytes; `mappingWallMs` is left out, since it differs
 * between two runs of one seed, and is read back as 0. Throws CompileError `E_IMAGE_SECTION` where a core
 * is too large for one section.
 */
export function encodeImage(image: ProgramImage): Uint8Array {
  checkImage(image, (message) => {
    throw new SpikeloomError('E_INTERNAL', `invariant broken: program image: ${message}`, 70);
  });
  return joinSections(IMAGE_FORMAT, [
    section('header', 'the header', encodeHeader(image)),
    ...image.inputs.map((routes) =>
      section('inputs', `input population ${routes.population}`, encodeInputs(routes)),
    ),
    ...image.cores.map((core) => section('core', `core ${core.core}`, encodeCore(core))),
  ]);
}

function section(kind: SectionKind, what: string, payload: Uint8Array): Section {
  if (payload.length <= SECTION_BYTES_MAX) return { kind, payload };
  const over = payload.length - SECTION_BYTES_MAX;
  throw new CompileError(
    'E_IMAGE_SECTION',
    `${what} takes ${groupDigits(payload.length)} bytes in the program image, a section holds at most ` +
      `${groupDigits(SECTION_BYTES_MAX)} (+${groupDigits(over)}); spread the network over more cores`,
    { what, bytes: payload.length },
  );
}
