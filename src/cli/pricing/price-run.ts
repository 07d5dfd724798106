/** A recorded run under a parameter set: time and energy as a run with that set would give them. */
import { analyticStepPs, withStepPs } from '../../../emulator/price.ts';
import { stepTimes, tilesUsed } from '../../../emulator/step-time.ts';
import { type ChipProfile, EVENT_KINDS, HOP_LINKS, type ParameterSet } from '../../model/chip.ts';
import type { SampleTrace } from '../../model/trace.ts';
import { InputError } from '../../support/errors.ts';
import { type AccountableRun, accountRun, type RunAccount } from '../run-record.ts';
import type { Recording } from './recorded-run.ts';

export interface Price {
  readonly run: AccountableRun;
  readonly account: RunAccount;
  /** Step lengths of the recording stand, though the new set has others (--keep-time). */
  readonly keptTime: boolean;
}

/** Costs, and the chip they belong to: that of the recording, or a variant of it. */
export interface Costs {
  readonly profile: ChipProfile;
  readonly set: ParameterSet;
}

/** The costs that a run was recorded with. */
export function recordedCosts({ header }: Recording): Costs {
  return { profile: header.profile, set: header.profile.parameterSets[header.parameterSet]! };
}

/**
 * Analytic steps are timed again from the counts. Steps whose packets were timed one by one cannot be: throws InputError
 * `E_PRICE_TIME` where they would change and `keepTime` is not set.
 */
export function priceRun(recorded: Recording, costs: Costs, keepTime: boolean): Price {
  const changes = timeChanges(recorded, costs);
  const stuck = recorded.timing !== 'analytic' && changes.length > 0;
  if (stuck && !keepTime) throw changedTimes(recorded, changes);
  const retimed = recorded.traces.map((trace) => retime(recorded, trace, costs, stuck));
  const run = accountable(recorded, costs, retimed);
  return { run, account: accountRun(run), keptTime: stuck };
}

function accountable(
  { header, timing, pace, resets }: Recording,
  { profile, set }: Costs,
  traces: readonly SampleTrace[],
): AccountableRun {
  return { image: { header: { ...header, profile } }, set, timing, pace, resets, traces };
}

function retime(
  recorded: Recording,
  trace: SampleTrace,
  costs: Costs,
  stuck: boolean,
): SampleTrace {
  if (recorded.timing === 'none' || stuck) return trace;
  const tiles = tilesUsed(recorded.header.profile, Array.from(recorded.cores));
  if (recorded.timing === 'analytic') {
    return withStepPs(trace, analyticStepPs(trace, costs.profile, tiles, costs.set));
  }
  // Nothing but the barrier can have changed, and it follows the step's packets.
  const barrierPs = (set: ParameterSet): number => stepTimes(set, tiles).barrierPs;
  const morePs = barrierPs(costs.set) - barrierPs(recordedCosts(recorded).set);
  return withStepPs(
    trace,
    trace.steps.stepPs.map((ps) => ps + morePs),
  );
}

/** Times of packets and of their work that the new costs have otherwise, by path. */
export function timeChanges(recorded: Recording, { profile, set }: Costs): string[] {
  if (recorded.timing === 'none') return [];
  const old = recordedCosts(recorded);
  const kinds = EVENT_KINDS.filter((kind) => kind !== 'barrier');
  const times = kinds.filter((kind) => old.set.timeNs[kind].value !== set.timeNs[kind].value);
  const cycles = HOP_LINKS.filter(
    (link) => old.set.hopCycleNs[link].value !== set.hopCycleNs[link].value,
  );
  const network = networkNumbers(old.profile) === networkNumbers(profile) ? [] : ['network'];
  return [
    ...times.map((kind) => `timeNs.${kind}`),
    ...cycles.map((link) => `hopCycleNs.${link}`),
    ...network,
  ];
}

/** What the routers do, without who says so. */
function networkNumbers({ network }: ChipProfile): string {
  return JSON.stringify(network, (key, value) =>
    key === 'source' || key === 'basis' || key === 'note' || key === 'min' || key === 'max'
      ? undefined
      : value,
  );
}

function changedTimes({ timing }: Recording, changes: readonly string[]): InputError {
  const shown = changes.slice(0, 4).join(', ');
  const more = changes.length > 4 ? ` and ${changes.length - 4} more` : '';
  return new InputError(
    'E_PRICE_TIME',
    `the run was timed packet by packet (--timing ${timing}), and ${shown}${more} would change: when packets meet cannot be worked out from counts. Run again with these costs (spikeloom run ... --timing ${timing} --params SET), or price with the recorded step lengths (--keep-time).`,
  );
}
