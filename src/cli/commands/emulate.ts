import { decodeImage } from '../../program-file/decode.ts';
import { InputError } from '../../support/errors.ts';
import { runOnChip } from '../chip-run.ts';
import { chooseParameterSet } from '../compile-network.ts';
import { readWholeFile } from '../files.ts';
import { checkRunOptions, type RawRunOptions } from '../run-options.ts';

/** `emulate IMAGE.loom`: run an image; no network file is needed. */
export async function emulateCommand(imagePath: string, raw: RawRunOptions): Promise<number> {
  const options = checkRunOptions(raw);
  if (options.compare) {
    throw new InputError(
      'E_USAGE',
      '--compare needs the network: use `spikeloom run NETWORK --compare`.',
    );
  }
  const decoded = await decodeImage(readWholeFile(imagePath, 'a program image'), imagePath);
  const { profile } = decoded.header;
  const parameterSet = options.params ?? decoded.header.parameterSet;
  const set = chooseParameterSet(profile.parameterSets, parameterSet, profile.name);
  const image = { ...decoded, header: { ...decoded.header, parameterSet } };
  const notes = [{ code: 'A_DT', text: `a step is ${image.header.dtS} s (from the image).` }];
  return runOnChip('emulate', image, set, null, notes, options);
}
