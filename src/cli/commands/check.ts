import { extname } from 'node:path';
import { loadProfile } from '../../../chip-profiles/load.ts';
import { checkImage } from '../../../compiler/check-image.ts';
import { decodeImage } from '../../program-file/decode.ts';
import { readWholeFile } from '../files.ts';

/** `check IMAGE.loom` or `check PROFILE.yaml`: all rules, all violations, worst first. */
export async function checkCommand(
  path: string,
  options: { readonly json?: boolean },
): Promise<number> {
  if (/^\.ya?ml$/i.test(extname(path))) {
    const { profile } = loadProfile(path.includes('/') ? path : `./${path}`);
    print(
      options,
      { file: path, profile: profile.name, violations: [] },
      `${path}: profile ${profile.name} is sound.`,
    );
    return 0;
  }
  const image = await decodeImage(readWholeFile(path, 'a program image or profile'), path);
  const violations = checkImage(image);
  const text =
    violations.length === 0
      ? `${path}: ${image.cores.length} cores keep all limits of ${image.header.profile.name}.`
      : violations.map((violation) => `${violation.code}: ${violation.text}`).join('\n');
  print(options, { file: path, profile: image.header.profile.name, violations }, text);
  return violations.length > 0 ? 1 : 0;
}

function print(options: { readonly json?: boolean }, json: unknown, text: string): void {
  process.stdout.write(`${options.json ? JSON.stringify(json, null, 2) : text}\n`);
}
