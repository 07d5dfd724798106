import { normalize } from '../../../compiler/normalize.ts';
import { schedule } from '../../../compiler/schedule.ts';
import { createFloatSimulator } from '../../reference/simulate.ts';
import { inputAssumptions, modelAssumptions } from '../assumptions.ts';
import { checkOutputs, nothingFinished, printSummary, shownSummary } from '../chip-run.ts';
import { prepareInputs } from '../inputs.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { loadNetwork } from '../load-network.ts';
import { simulationConfig } from '../resolved-config.ts';
import { checkRunOptions, type RawRunOptions } from '../run-options.ts';
import { runSamples } from '../run-samples.ts';
import type { SimulateJob } from '../sample-job.ts';
import { summarizeSimulation } from '../summarize.ts';
import { VERSION } from '../version.ts';
import { droppedWarnings, interruptWarnings, withCode } from '../warnings.ts';

/** `simulate NETWORK`: the network's own equations in float64, no chip. */
export async function simulateCommand(networkPath: string, raw: RawRunOptions): Promise<number> {
  const options = checkRunOptions(raw);
  checkOutputs(options);
  const { network, sha256 } = await loadNetwork(networkPath);
  const normal = normalize(network);
  const levels = schedule(normal);
  const { warnings: unstable } = createFloatSimulator(normal, levels, options.simulation);
  const fed = normal.populations.filter(({ parameters }) => parameters.model === 'input');
  const inputs = await prepareInputs(fed, options.simulation.dtS, options);
  const job: SimulateJob = {
    kind: 'simulate',
    normal,
    schedule: levels,
    simulation: options.simulation,
    steps: inputs.steps,
    carryState: options.betweenSamples === 'continue',
  };
  const started = performance.now();
  const interrupt = listenForInterrupt();
  try {
    const { results, warnings, interrupted } = await runSamples(
      'simulating',
      job,
      inputs,
      interrupt,
    );
    if (results.length === 0) return nothingFinished();
    const outcomes = results.map(({ outcome }) => outcome!);
    const models = normal.populations.map(({ parameters }) => parameters.model);
    const dropped = outcomes.reduce((all, { droppedEvents }) => all + droppedEvents, 0);
    const summary = summarizeSimulation(normal, inputs.steps, outcomes, {
      command: 'simulate',
      seed: options.seed,
      version: VERSION,
      assumptions: [
        ...modelAssumptions(models, options),
        ...inputAssumptions(options),
        ...normal.assumptions,
      ],
      warnings: [
        ...withCode('W_DT', unstable),
        ...withCode('W_INPUT', [...inputs.warnings, ...warnings]),
        ...droppedWarnings(dropped),
        ...interruptWarnings(interrupted, results.length, inputs.tasks.length),
      ],
      wallMs: performance.now() - started,
    });
    if (options.out !== undefined) {
      const { writeSimulationFolder } = await import('../run-folder.ts');
      const names = normal.populations.map(({ name }) => name);
      const config = simulationConfig({ name: network.name, sha256 }, inputs, options);
      const { dtS } = options.simulation;
      const shown = shownSummary(summary, options);
      writeSimulationFolder(options.out, names, dtS, outcomes, shown, config);
    }
    if (options.spikesNir !== undefined) {
      const { exportReferenceSpikes } = await import('../export-spikes.ts');
      const named = normal.populations.flatMap(({ name, size, parameters }, index) =>
        parameters.model === 'input' ? [] : [{ name, size, index }],
      );
      const { dtS } = options.simulation;
      await exportReferenceSpikes(options.spikesNir, named, outcomes, inputs.steps, dtS);
    }
    await printSummary(summary, options);
    return 0;
  } finally {
    interrupt.dispose();
  }
}
