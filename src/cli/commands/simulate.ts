import { normalize } from '../../../compiler/normalize.ts';
import { schedule } from '../../../compiler/schedule.ts';
import { createFloatSimulator } from '../../reference/simulate.ts';
import { inputAssumptions, modelAssumptions } from '../assumptions.ts';
import { printSummary } from '../chip-run.ts';
import { writeWhole } from '../files.ts';
import { prepareInputs } from '../inputs.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { loadNetwork } from '../load-network.ts';
import { createProgress } from '../progress.ts';
import { checkRunOptions, type RawRunOptions } from '../run-options.ts';
import { runSamples } from '../run-samples.ts';
import { summarizeSimulation } from '../summarize.ts';
import { VERSION } from '../version.ts';

/** `simulate NETWORK`: the network's own equations in float64, no chip. */
export async function simulateCommand(networkPath: string, raw: RawRunOptions): Promise<number> {
  const options = checkRunOptions(raw);
  const { network } = await loadNetwork(networkPath);
  const normal = normalize(network);
  const levels = schedule(normal);
  const { warnings: unstable } = createFloatSimulator(normal, levels, options.simulation);
  const shapes = normal.populations.flatMap(({ parameters, shape }) =>
    parameters.model === 'input' ? [shape] : [],
  );
  const inputs = prepareInputs(shapes, options.simulation.dtS, options);
  const started = performance.now();
  const interrupt = listenForInterrupt();
  const progress = createProgress('simulating', inputs.tasks.length, 'samples');
  const { results, warnings, interrupted } = await runSamples(
    {
      kind: 'simulate',
      normal,
      schedule: levels,
      simulation: options.simulation,
      steps: inputs.steps,
      carryState: options.betweenSamples === 'continue',
    },
    inputs.tasks,
    { reading: inputs.reading, workers: inputs.workers, progress, interrupt },
  ).finally(() => {
    progress.done();
    interrupt.dispose();
  });
  if (results.length === 0) return 130;
  const outcomes = results.map(({ outcome }) => outcome!);
  const models = normal.populations.map(({ parameters }) => parameters.model);
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
      ...unstable,
      ...inputs.warnings,
      ...warnings,
      ...(interrupted
        ? [`interrupted: ${results.length} of ${inputs.tasks.length} samples were run.`]
        : []),
    ],
    wallMs: performance.now() - started,
  });
  if (options.out !== undefined) {
    writeWhole(`${options.out}/summary.json`, `${JSON.stringify(summary, null, 2)}\n`);
  }
  await printSummary(summary, options);
  return 0;
}
