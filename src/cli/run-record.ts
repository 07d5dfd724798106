/** Everything that is known of a finished run, before it is summed up. */
import {
  type AccountContext,
  accountEnergy,
  accountTime,
  type Pace,
  type SampleEnergy,
  type SampleTime,
} from '../../emulator/account.ts';
import type { Timing } from '../../emulator/emulation-options.ts';
import type { ParameterSet } from '../model/chip.ts';
import type { SpikeInput } from '../model/events.ts';
import type { ProgramImage } from '../model/program.ts';
import type { SampleTrace } from '../model/trace.ts';
import type { SampleComparison } from './sample-job.ts';

/** What time and energy are worked out from: a run that has just ended, or a recorded one. */
export interface AccountableRun {
  readonly image: Pick<ProgramImage, 'header'>;
  readonly set: ParameterSet;
  readonly timing: Timing;
  readonly pace: Pace;
  readonly resets: boolean;
  readonly traces: readonly SampleTrace[];
}

export interface ChipRun extends AccountableRun {
  readonly image: ProgramImage;
  /** Input of the first sample, for the report's raster; null where spikes were not recorded. */
  readonly shownInput: SpikeInput | null;
  readonly comparisons: readonly SampleComparison[];
}

/** Time and energy of every sample of a run. */
export interface RunAccount {
  readonly context: AccountContext;
  readonly times: readonly SampleTime[];
  readonly energies: readonly SampleEnergy[];
}

export function accountRun(run: AccountableRun): RunAccount {
  const { header } = run.image;
  const context: AccountContext = {
    set: run.set,
    chipsUsed: header.chipsUsed,
    // A step of an analog chip is as long as its time scale has it.
    dtS: header.dtS / (header.analog?.timeScale ?? 1),
    pace: run.pace,
    outputNeurons: header.outputs.reduce((sum, p) => sum + header.populations[p]!.size, 0),
    resets: run.resets,
  };
  const times = run.traces.map((trace) => accountTime(trace, context));
  const energies = run.traces.map((trace, k) => accountEnergy(trace, times[k]!, context));
  return { context, times, energies };
}
