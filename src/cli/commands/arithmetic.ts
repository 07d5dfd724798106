import { loadProfile } from '../../../chip-profiles/load.ts';
import { normalize } from '../../../compiler/normalize.ts';
import { groupDigits } from '../../support/errors.ts';
import { compareArithmetic, type ModeDifference } from '../compare-arithmetic.ts';
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
    : differences.map(describe).join('\n\n');
  process.stdout.write(`${shown}\n`);
  return 0;
}

function describe(difference: ModeDifference, k: number): string {
  const { mode, description, refused, weights, registers, spikes } = difference;
  const lines = [`${mode}: ${description}`];
  if (refused !== null) return [...lines, `  cannot express the network: ${refused}`].join('\n');
  if (k === 0) lines.push('  the mode that the others are held against');
  for (const { projection, weights: count, changed, largestChange } of weights) {
    if (changed === 0) continue;
    lines.push(
      `  ${projection}: ${groupDigits(changed)} of ${groupDigits(count)} weights differ, by at most ${largestChange} units`,
    );
  }
  if (registers.length > 0) lines.push(`  registers that differ: ${registers.join(', ')}`);
  if (spikes !== null && k > 0) {
    const { expected, actual, mismatches, first } = spikes;
    lines.push(
      first === null
        ? `  all ${groupDigits(expected)} spikes are equal`
        : `  ${groupDigits(mismatches)} spikes differ (${groupDigits(expected)} against ${groupDigits(actual)}); first: sample ${first.sample}, step ${first.step}, ${first.population} compartment ${first.neuron}`,
    );
  }
  if (lines.length === 1) lines.push('  nothing differs');
  return lines.join('\n');
}
