/** What an analog core has not: delays, weight bits beyond its mirrors. */
import type { CoreType } from '../../src/model/chip.ts';
import type { NormalNetwork } from '../../src/model/network.ts';
import { CompileError, InputError } from '../../src/support/errors.ts';

/** The core's most bits up to those asked for, sign included. Throws InputError E_WEIGHT_BITS where it has only more. */
export function chooseWeightBits({ name, registers }: CoreType, asked: number): number {
  const offered = registers.weightBits.filter((bits) => bits <= asked && bits >= 2);
  if (offered.length > 0) return Math.max(...offered);
  throw new InputError(
    'E_WEIGHT_BITS',
    `--weight-bits ${asked}: core type "${name}" has ${registers.weightBits.join(', ')}.`,
  );
}

/** Throws CompileError E_DELAY for the first projection that waits. */
export function checkDelays(
  { links, populations }: NormalNetwork,
  { name, limits }: CoreType,
  dtS: number,
): void {
  for (const { name: link, pre, map, delayS } of links) {
    const own = map.kind === 'sparse' && map.delaysS ? map.delaysS : [];
    let longestS = delayS;
    for (const each of own) longestS = Math.max(longestS, delayS + each);
    if (Math.round(longestS / dtS) === 0) continue;
    throw new CompileError(
      'E_DELAY',
      `projection "${link}" from "${populations[pre]!.name}" has a delay of ${longestS} s; core type "${name}" holds ${limits.delayStepsMax.value} steps, as its spikes act when they arrive. Leave the delay out, or put a population between that passes spikes on.`,
      { projection: link, needed: longestS, available: 0 },
    );
  }
}
