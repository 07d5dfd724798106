import { listProfiles, loadProfile } from '../../../chip-profiles/load.ts';
import { coresPerChip } from '../../model/chip.ts';
import { describeProfile } from '../describe-profile.ts';
import { loadChip } from '../load-network-on-chip.ts';

/** `chips`: built-in profiles, one a line. */
export function chipsCommand(options: { readonly json?: boolean }): number {
  const rows = listProfiles().map((name) => {
    const { profile } = loadProfile(name);
    return {
      name,
      title: profile.title,
      cores: coresPerChip(profile),
      parameterSets: Object.keys(profile.parameterSets),
    };
  });
  if (options.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else {
    const width = Math.max(...rows.map(({ name }) => name.length));
    for (const { name, title, cores, parameterSets } of rows) {
      process.stdout.write(
        `${name.padEnd(width)}  ${title}; ${cores.toLocaleString('en-US')} cores; ${parameterSets.join(', ')}\n`,
      );
    }
  }
  return 0;
}

/** `chips show NAME`: every figure with its source. */
export async function chipsShowCommand(
  name: string,
  options: { readonly json?: boolean },
): Promise<number> {
  const { profile, sha256 } = await loadChip(name);
  if (options.json) process.stdout.write(`${JSON.stringify({ sha256, profile }, null, 2)}\n`);
  else process.stdout.write(`${describeProfile(profile)}\n`);
  return 0;
}
