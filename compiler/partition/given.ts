/** Mappings that came with a network: held against the chip like any other. */
import type { ChipProfile, CoreType } from '../../src/model/chip.ts';
import { coresPerChip } from '../../src/model/chip.ts';
import type { CoreUse, GivenMapping, QuantNet } from '../../src/model/mapping.ts';
import { coreUseLimits } from '../../src/model/mapping.ts';
import { CompileError, groupDigits } from '../../src/support/errors.ts';

const SHOWN_MAX = 5;

/**
 * Throws CompileError E_GIVEN where a part has no core of its own on the chips that may be used, or where a neuron is
 * on no core or on two.
 */
export function checkGivenPlaces(
  net: QuantNet,
  given: GivenMapping,
  profile: ChipProfile,
  chips: number,
): void {
  const { parts } = given.partition;
  const { coreOfPart } = given.placement;
  const available = coresPerChip(profile) * chips;
  const outside = coreOfPart.findIndex((core) => core < 0 || core >= available);
  if (outside >= 0 || coreOfPart.length !== parts.length) {
    throw givenError(
      `it places part ${outside} on core ${coreOfPart[outside]}, and ${profile.name} has ${groupDigits(available)} on ${chips === 1 ? 'one chip' : `${chips} chips`}`,
    );
  }
  if (new Set(coreOfPart).size < parts.length) throw givenError('it gives two parts the same core');
  net.populations.forEach(({ name, size, registers }, p) => {
    if (registers === null) return;
    const counts = new Int32Array(size);
    for (const { population, neurons } of parts.flat()) {
      if (population === p) for (const neuron of neurons) counts[neuron]!++;
    }
    const wrong = counts.findIndex((count) => count !== 1);
    if (wrong < 0) return;
    throw givenError(`neuron ${wrong} of population "${name}" is on ${counts[wrong]} cores`);
  });
}

/** Throws CompileError E_FIT with the fullest cores, worst first, where the mapping breaks a limit. */
export function checkGivenUse(given: GivenMapping, uses: readonly CoreUse[], core: CoreType): void {
  const limits = coreUseLimits(core.limits);
  const over = uses
    .flatMap((use, part) =>
      (Object.keys(limits) as (keyof CoreUse)[]).map((resource) => ({
        part,
        resource,
        needed: use[resource],
        ratio: use[resource] / limits[resource],
      })),
    )
    .filter(({ ratio }) => ratio > 1)
    .sort((a, b) => b.ratio - a.ratio);
  if (over.length === 0) return;
  const shown = over.slice(0, SHOWN_MAX).map(({ part, resource, needed }) => {
    const limit = limits[resource];
    return `core ${given.placement.coreOfPart[part]} needs ${groupDigits(needed)} ${resource}, it has ${groupDigits(limit)} (+${groupDigits(needed - limit)})`;
  });
  const more = over.length > shown.length ? `; and ${over.length - shown.length} more` : '';
  throw new CompileError(
    'E_FIT',
    `the mapping that came with the network does not fit core type "${core.name}": ${shown.join('; ')}${more}. Map it anew with --remap.`,
    { over },
  );
}

function givenError(problem: string): CompileError {
  return new CompileError(
    'E_GIVEN',
    `the mapping that came with the network is not legal: ${problem}. Map it anew with --remap.`,
  );
}
