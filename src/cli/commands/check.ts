import { extname } from 'node:path';
import { checkImage, type ImageViolation } from '../../../compiler/check-image.ts';
import { decodeImage } from '../../program-file/decode.ts';
import { groupDigits, ProfileError } from '../../support/errors.ts';
import type { TextFault } from '../../support/yaml-source.ts';
import { readWholeFile } from '../files.ts';

interface CheckOptions {
  readonly json?: boolean;
}

interface Verdict {
  readonly profile: string | null;
  readonly violations: readonly (ImageViolation | TextFault)[];
  readonly text: string;
}

/** `check IMAGE.loom` or `check PROFILE.yaml`: all rules, all violations, worst first; exit 1 where there are any. */
export async function checkCommand(path: string, options: CheckOptions): Promise<number> {
  const isProfile = /^\.ya?ml$/i.test(extname(path));
  const { profile, violations, text } = isProfile ? await checkProfile(path) : checkProgram(path);
  const json = JSON.stringify({ file: path, profile, violations }, null, 2);
  process.stdout.write(`${options.json ? json : text}\n`);
  return violations.length > 0 ? 1 : 0;
}

/** The faults of a profile are what was asked for; a file that cannot be read at all is bad input. */
async function checkProfile(path: string): Promise<Verdict> {
  const { loadChip } = await import('../load-network-on-chip.ts');
  readWholeFile(path, 'a program image or profile');
  try {
    const { profile } = await loadChip(path.includes('/') ? path : `./${path}`);
    const text = `${path}: profile ${profile.name} is sound.`;
    return { profile: profile.name, violations: [], text };
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    const faults = (error.data.faults ?? []) as readonly TextFault[];
    if (faults.length === 0) throw error;
    return { profile: null, violations: faults, text: `${error.code}: ${error.message}` };
  }
}

function checkProgram(path: string): Verdict {
  const image = decodeImage(readWholeFile(path, 'a program image or profile'), path);
  const { name } = image.header.profile;
  const violations = checkImage(image);
  const text =
    violations.length === 0
      ? `${path}: ${groupDigits(image.cores.length)} cores keep all limits of ${name}.`
      : violations.map((violation) => `${violation.code}: ${violation.text}`).join('\n');
  return { profile: name, violations, text };
}
