import type { CoreType } from '../../src/model/chip.ts';
import type { QuantProjection, Schedule } from '../../src/model/mapping.ts';
import type { Link, NormalNetwork } from '../../src/model/network.ts';
import { CompileError } from '../../src/support/errors.ts';
import { modeOf, type QuantizeOptions } from './options.ts';

/** A link and its index in the network. */
export interface Incoming {
  readonly link: Link;
  readonly k: number;
}

/** The parts of a projection that say when its spikes act, and how it learns. */
export type Timing = Pick<
  QuantProjection,
  'name' | 'pre' | 'post' | 'delaySteps' | 'backward' | 'input' | 'learning'
> & {
  readonly synapseDelaySteps?: Uint8Array;
};

/** Throws CompileError E_DELAY for a delay beyond the chip's field or the arithmetic mode's. */
export function timingOf(
  network: NormalNetwork,
  { link, k }: Incoming,
  schedule: Schedule,
  core: CoreType,
  options: QuantizeOptions,
): Timing {
  const ownSteps = Math.round(link.delayS / options.dtS);
  const delaySteps = ownSteps + schedule.extraDelaySteps[k]!;
  const own = link.map.kind === 'sparse' ? link.map.delaysS : undefined;
  const rounded = own && Uint8Array.from(own, (s) => Math.min(255, Math.round(s / options.dtS)));
  const synapseDelaySteps = rounded?.some((steps) => steps > 0) ? rounded : undefined;
  const longest =
    delaySteps + (synapseDelaySteps ? Math.max(0, ...uniqueValues(synapseDelaySteps)) : 0);
  const mode = modeOf(options);
  const limit = Math.min(core.limits.delayStepsMax.value, mode.delayStepsMax);
  if (longest > limit) {
    const pre = network.populations[link.pre]!.name;
    throw new CompileError(
      'E_DELAY',
      `projection "${link.name}" from "${pre}" needs a delay of ${longest} steps (${ownSteps} of its own, ${longest - ownSteps} so that all paths agree), ${limit < core.limits.delayStepsMax.value ? `arithmetic ${mode.name}` : 'the chip'} holds ${limit} (+${longest - limit}). Raise --dt, or shorten the delay.`,
      { projection: link.name, needed: longest, available: limit },
    );
  }
  const timing = {
    name: link.name,
    pre: link.pre,
    post: link.post,
    delaySteps,
    backward: schedule.backward[k]!,
    input: 0,
    ...(link.learning ? { learning: { ...link.learning, seed: options.seed ?? '1' } } : {}),
  };
  return synapseDelaySteps ? { ...timing, synapseDelaySteps } : timing;
}

function uniqueValues(values: Uint8Array): number[] {
  return [...new Set(values)];
}
