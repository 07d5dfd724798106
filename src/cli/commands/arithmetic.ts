import { loadProfile } from '../../../chip-profiles/load.ts';
import { normalize } from '../../../compiler/normalize.ts';
import { InputError } from '../../support/errors.ts';
import { compareArithmetic } from '../compare-arithmetic.ts';
import { describeArithmetic } from '../describe-arithmetic.ts';
import { prepareInputs } from '../inputs.ts';
import { loadNetwork } from '../load-network.ts';
import { readTask } from '../read-task.ts';
import { checkRunOptions, type RawRunOptions } from '../run-options.ts';

/** `arithmetic NETWORK`: what changes between the integer semantics, with the first differing spike. */
export async function arithmeticCommand(
  networkPath: string,
  raw: RawRunOptions & { readonly chip: string },
): Promise<number> {
  const options = checkRunOptions(raw);
  const { profile } = loadProfile(raw.chip);
  if (profile.coreTypes[0]!.analog) {
    throw new InputError(
      'E_USAGE',
      `--chip ${raw.chip}: its cores are analog circuits, which no integer semantics describes. Choose a digital chip.`,
    );
  }
  const { network } = await loadNetwork(networkPath);
  const fed = normalize(network).populations.filter(
    ({ parameters }) => parameters.model === 'input',
  );
  const given = options.input !== undefined || options.steps !== null;
  const inputs = given ? await prepareInputs(fed, options.simulation.dtS, options) : null;
  const samples = (inputs?.tasks ?? []).map(
    ({ ref, label }) => readTask(ref, label, inputs!.reading).input,
  );
  const { weightBits, emulateReset } = options;
  const differences = compareArithmetic(
    network,
    profile.coreTypes[0]!,
    { ...options.simulation, weightBits, emulateReset },
    samples,
    inputs?.steps ?? 1,
  );
  const shown = options.json
    ? JSON.stringify(
        { network: network.name, samples: samples.length, modes: differences },
        null,
        2,
      )
    : describeArithmetic(differences);
  process.stdout.write(`${shown}\n`);
  return 0;
}
