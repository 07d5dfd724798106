import { IMAGE_FORMAT_VERSION } from '../model/program.ts';
import type { FileFormat } from './sections.ts';

/** The .loom file: `header`, one `inputs` for each input population, one `core` for each core. */
export const IMAGE_FORMAT: FileFormat = {
  magic: 'LOOM',
  version: IMAGE_FORMAT_VERSION,
  code: 'LOOM',
  noun: 'program image',
  remedy: 'compile the network again',
};
