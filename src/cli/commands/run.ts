import { modelAssumptions } from '../assumptions.ts';
import { checkOutputs, runOnChip } from '../chip-run.ts';
import { compileNetwork, type MappingChoice, mappingChoice } from '../compile-network.ts';
import { checkRunOptions, type RawRunOptions } from '../run-options.ts';

/** `run NETWORK --chip C`: compile, emulate, account, report. */
export async function runCommand(
  networkPath: string,
  raw: RawRunOptions & MappingChoice & { readonly chip: string },
): Promise<number> {
  const options = checkRunOptions(raw);
  checkOutputs(options);
  const choice = mappingChoice(raw);
  const { compilation, set, calibration } = await compileNetwork(
    networkPath,
    raw.chip,
    options,
    choice,
  );
  const { normal, schedule, quantNet, image } = compilation;
  const models = normal.populations.map(({ parameters }) => parameters.model);
  const inRegisters = models.includes('loihi-lif') || models.includes('registers');
  const reference = options.compare
    ? {
        quantNet,
        float: inRegisters ? null : { normal, schedule, simulation: options.simulation },
      }
    : null;
  const origin = {
    modelNotes: modelAssumptions(models, options),
    warnings: calibration.warnings,
    calibrationInputs: calibration.inputs,
  };
  return runOnChip('run', image, set, reference, origin, options);
}
