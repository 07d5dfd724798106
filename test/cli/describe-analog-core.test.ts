import { describe, expect, it } from 'vitest';
import { listProfiles, loadProfile } from '../../chip-profiles/load.ts';
import { describeProfile } from '../../src/cli/describe-profile.ts';
import type { Cited } from '../../src/model/chip.ts';

/** Sources of all figures of a value. */
function sourcesOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('value' in value) return [(value as Cited).source.trim()];
  return Object.values(value).flatMap(sourcesOf);
}

describe('describeProfile of analog chips', () => {
  const text = describeProfile(loadProfile('analog-ota-3d').profile);

  it('says what codes reach, in units that people read', () => {
    expect(text).toContain('leak 5 pA to 5 nA (10 bits), input 0 A to 4.095 nA (12 bits)');
    expect(text).toContain('weights: packets of 10 µs, unit 10 pA to 10 nA (10 bits)');
    expect(text).toContain('threshold 620 mV to 875 mV (8 bits), capacitors 0 F, 250 fF,');
    expect(text).toMatch(
      /stack of 4 tiers, membrane nets cross; a via with its bump puts 66\.\d+ fF/,
    );
    expect(text).toContain('parasiticF: 25 fF [0 F .. 100 fF]  (assumed: ');
  });

  it('says how a DPI neuron differs', () => {
    const dynapse = describeProfile(loadProfile('dynapse-like').profile);
    expect(dynapse).toContain(
      'weights: exponential currents, unit 100 fA to 1 nA (11 bits), decay',
    );
    expect(dynapse).toContain('fanIn: 64  (measured: ');
    expect(dynapse).toContain('neuron: kind dpi');
  });

  it.each(listProfiles())('%s: shows the source of every figure of its circuits', (name) => {
    const { profile } = loadProfile(name);
    const shown = describeProfile(profile);
    for (const { analog } of profile.coreTypes) {
      for (const source of sourcesOf(analog)) expect(shown).toContain(source);
    }
    expect(shown).not.toMatch(/NaN|undefined|\[object/);
  });
});
