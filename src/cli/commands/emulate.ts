import { decodeImage } from '../../program-file/decode.ts';
import { InputError } from '../../support/errors.ts';
import { runOnChip } from '../chip-run.ts';
import { chooseParameterSet } from '../compile-network.ts';
import { readWholeFile } from '../files.ts';
import { checkRunOptions, type RawRunOptions } from '../run-options.ts';

/** `emulate IMAGE.loom`: run an image; no network file is needed. */
export async function emulateCommand(imagePath: string, raw: RawRunOptions): Promise<number> {
  const given = checkRunOptions(raw);
  const decoded = decodeImage(readWholeFile(imagePath, 'a program image'), imagePath);
  const { header } = decoded;
  if (given.dtGiven) refuseOtherDt(given.simulation.dtS, header.dtS);
  const parameterSet = given.params ?? header.parameterSet;
  const set = chooseParameterSet(header.profile.parameterSets, parameterSet, header.profile.name);
  const image = { ...decoded, header: { ...header, parameterSet } };
  const modelNotes = [{ code: 'A_DT', text: `a step is ${header.dtS} s (from the image).` }];
  const origin = { modelNotes, warnings: [], calibrationInputs: null };
  const options = given.seedGiven ? given : { ...given, seed: header.seed };
  return runOnChip('emulate', image, set, null, origin, options);
}

/** The registers of an image were made for one length of a step. */
function refuseOtherDt(dtS: number, imageDtS: number): void {
  if (Math.abs(dtS / imageDtS - 1) < 1e-9) return;
  throw new InputError(
    'E_DT',
    `--dt ${dtS}: the image was compiled for steps of ${imageDtS} s. Leave --dt out, or compile the network again with --dt ${dtS}.`,
  );
}
