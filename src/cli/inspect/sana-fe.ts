import { sanafeKind } from '../../readers/sana-fe/detect.ts';
import { groupDigits } from '../../support/errors.ts';
import { describeProfile } from '../describe-profile.ts';
import { loadChip } from '../load-network-on-chip.ts';
import type { Explanation } from './explanation.ts';

/** An architecture as the profile that it becomes; a network by its groups, as the rest needs an architecture. */
export async function explainSanafe(bytes: Uint8Array, path: string): Promise<Explanation> {
  const kind = sanafeKind(bytes);
  if (kind === 'architecture') {
    const { profile } = await loadChip(path);
    const text = `architecture of SANA-FE\n${describeProfile(profile)}`;
    return { kind: 'SANA-FE architecture', json: { profile }, text };
  }
  const { readSanafeNetwork } = await import('../../readers/sana-fe/index.ts');
  const draft = readSanafeNetwork(bytes, path);
  const groups = draft.groups.map(({ name, size }) => ({ name, size }));
  const mapped = draft.mappings.count;
  const text = [
    `network of SANA-FE (${kind === 'netlist' ? 'netlist' : 'YAML'}); \`run\` takes it with its architecture (--chip ARCH.yaml)`,
    ...groups.map(({ name, size }) => `  group ${name}: ${groupDigits(size)} neurons`),
    `  ${groupDigits(mapped)} neurons mapped to cores`,
  ].join('\n');
  return { kind: 'SANA-FE network', json: { groups, mapped }, text };
}
