/** Spikes of a run as a NIRData file, by network step, so that other NIR tools can read them. */
import { writeNirSpikes } from '../readers/nir-spikes.ts';
import { alignByLevel } from '../reference/compare.ts';
import type { ReferenceOutcome } from '../reference/outcome.ts';
import { writeWhole } from './files.ts';
import type { ChipRun } from './run-record.ts';

/** Every spiking population; each in its own window, so that a chip and a reference line up. */
export async function exportChipSpikes(path: string, run: ChipRun): Promise<void> {
  const { header } = run.image;
  const levels = header.populations.map(({ level }) => level);
  const timeScale = header.analog?.timeScale ?? 1;
  const samples = run.traces.map((trace) => ({
    // A free-running chip has no levels, and its spikes have times.
    spikes: trace.spikes!.timesPs
      ? trace.spikes!
      : alignByLevel(trace.spikes!, levels, trace.inputSteps),
    steps: trace.inputSteps,
    timeScale,
  }));
  const named = header.populations.flatMap(({ name, size, input }, index) =>
    input ? [] : [{ name, size, index }],
  );
  writeWhole(path, await writeNirSpikes(named, samples, header.dtS));
}

export async function exportReferenceSpikes(
  path: string,
  populations: readonly { readonly name: string; readonly size: number; readonly index: number }[],
  outcomes: readonly ReferenceOutcome[],
  steps: number,
  dtS: number,
): Promise<void> {
  const samples = outcomes.map(({ spikes }) => ({ spikes, steps }));
  writeWhole(path, await writeNirSpikes(populations, samples, dtS));
}
