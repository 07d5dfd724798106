import type { Section } from '../../src/program-file/sections.ts';

const KINDS = ['', 'header', 'inputs', 'core', 'end', 'run', 'sample', 'more'] as const;

/** The sections of a whole file as they stand, without the end. */
export function sectionsOf(file: Uint8Array): Section[] {
  const view = new DataView(file.buffer, file.byteOffset);
  const sections: Section[] = [];
  for (let at = 8; at < file.length; at += 12 + view.getUint32(at + 4, true)) {
    const kind = KINDS[view.getUint32(at, true)]!;
    if (kind === '' || kind === 'end') continue;
    sections.push({
      kind,
      payload: file.subarray(at + 12, at + 12 + view.getUint32(at + 4, true)),
    });
  }
  return sections;
}
