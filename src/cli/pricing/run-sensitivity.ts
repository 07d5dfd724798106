import type { Sensitivity } from '../../model/report.ts';
import type { ChipRun, RunAccount } from '../run-record.ts';
import type { Recording } from './recorded-run.ts';
import { sensitivityOf } from './sensitivity.ts';

/** Sensitivity of a run that has just ended; null where its steps cannot be timed again without counts. */
export function runSensitivity(run: ChipRun, account: RunAccount): Sensitivity | null {
  const { image, set, timing, pace, resets, traces } = run;
  if (timing === 'analytic' && traces.some(({ counts }) => counts === undefined)) return null;
  const { header } = image;
  const cores = Int32Array.from(image.cores, ({ core }) => core);
  const recording: Recording = { header, cores, timing, pace, resets, traces };
  const costs = { profile: header.profile, set };
  return sensitivityOf(recording, costs, { run, account, keptTime: false }, null);
}
