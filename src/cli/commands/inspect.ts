import { statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { loadProfile } from '../../../chip-profiles/load.ts';
import { type Network, synapseCount } from '../../model/network.ts';
import { decodeImage } from '../../program-file/decode.ts';
import { decodeTrace } from '../../program-file/trace-file.ts';
import { listSamples } from '../../readers/events/list-samples.ts';
import { readNir } from '../../readers/nir.ts';
import { readNpy } from '../../readers/npy.ts';
import { readNpz } from '../../readers/npz.ts';
import { InputError } from '../../support/errors.ts';
import { describeCompilation } from '../describe-compilation.ts';
import { describeProfile } from '../describe-profile.ts';
import { readWholeFile } from '../files.ts';

interface Explanation {
  readonly kind: string;
  readonly json: unknown;
  readonly text: string;
}

/** `inspect FILE`: what is in it, by its ending. */
export async function inspectCommand(
  path: string,
  options: { readonly json?: boolean },
): Promise<number> {
  const { kind, json, text } = await explain(path);
  const shown = options.json
    ? JSON.stringify({ file: path, kind, ...(json as object) }, null, 2)
    : text;
  process.stdout.write(`${shown}\n`);
  return 0;
}

async function explain(path: string): Promise<Explanation> {
  if (isFolder(path)) return explainFolder(path);
  const ending = extname(path).toLowerCase();
  const explainers: Readonly<Record<string, () => Promise<Explanation> | Explanation>> = {
    '.nir': async () => describeNetwork(await readNir(readWholeFile(path, 'a network'), path)),
    '.loom': () => {
      const { json, text } = describeCompilation(
        decodeImage(readWholeFile(path, 'a program image'), path),
      );
      return { kind: 'program image', json: json as object, text };
    },
    '.loomtrace': () => describeTrace(path),
    '.yaml': () => profileExplanation(path),
    '.yml': () => profileExplanation(path),
    '.npy': () => {
      const { shape, dtype } = readNpy(readWholeFile(path, 'an array'), path);
      return {
        kind: 'array',
        json: { shape, dtype },
        text: `array of ${dtype}, shape [${shape.join(', ')}]`,
      };
    },
    '.npz': () => {
      const arrays = [...readNpz(readWholeFile(path, 'arrays'), path)];
      return {
        kind: 'arrays',
        json: { arrays: arrays.map(([name, { shape, dtype }]) => ({ name, shape, dtype })) },
        text: arrays
          .map(([name, { shape, dtype }]) => `${name}: ${dtype}, shape [${shape.join(', ')}]`)
          .join('\n'),
      };
    },
    '.json': () => describeJson(path),
    '.bin': () => describeEvents(path, 5),
    '.bs1': () => describeEvents(path, 5),
    '.bs2': () => describeEvents(path, 5),
    '.csv': () => describeCsv(path),
  };
  const explainer = explainers[ending];
  if (explainer) return explainer();
  throw new InputError(
    'E_FILE',
    `${path}: files that end in "${ending}" are not known. Known are ${Object.keys(explainers).join(', ')} and folders of samples.`,
  );
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function explainFolder(path: string): Explanation {
  if (isFile(join(path, 'summary.json'))) return describeJson(join(path, 'summary.json'));
  const { samples, warnings } = listSamples(path, []);
  return {
    kind: 'folder of samples',
    json: { samples: samples.map(({ sample, format }) => ({ sample, format })), warnings },
    text: `${samples.length} samples: ${samples
      .slice(0, 5)
      .map(({ sample }) => sample)
      .join(', ')}${samples.length > 5 ? ', ...' : ''}`,
  };
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function profileExplanation(path: string): Explanation {
  const { profile } = loadProfile(path.includes('/') ? path : `./${path}`);
  return { kind: 'chip profile', json: { profile }, text: describeProfile(profile) };
}

function describeNetwork(network: Network): Explanation {
  const projections = network.projections.map(({ name, pre, post, stages, delayS }) => ({
    name,
    from: network.populations[pre]!.name,
    to: network.populations[post]!.name,
    stages: stages.map(({ kind }) => kind),
    synapses: synapseCount(stages[stages.length - 1]!),
    delayS,
  }));
  const populations = network.populations.map(({ name, shape, size, parameters }) => ({
    name,
    model: parameters.model,
    shape,
    size,
  }));
  const outputs = network.outputs.map((p) => network.populations[p]!.name);
  const text = [
    `network ${network.name}`,
    ...populations.map(
      ({ name, model, shape, size }) =>
        `  ${name}: ${model}, [${shape.join(', ')}] = ${size.toLocaleString('en-US')}`,
    ),
    ...projections.map(
      ({ name, from, to, stages, delayS }) =>
        `  ${from} -> ${to} (${name}): ${stages.join(' then ')}${delayS > 0 ? `, delay ${delayS} s` : ''}`,
    ),
    `  outputs: ${outputs.join(', ')}`,
    ...network.assumptions.map(({ code, text: note }) => `  ${code}: ${note}`),
  ].join('\n');
  return {
    kind: 'network',
    json: {
      name: network.name,
      populations,
      projections,
      outputs,
      assumptions: network.assumptions,
    },
    text,
  };
}

function describeTrace(path: string): Explanation {
  const { networkName, chip, samples } = decodeTrace(readWholeFile(path, 'a trace'), path);
  const rows = samples.map(({ sample, stepsRun, cores, counts }) => ({
    sample,
    stepsRun,
    cores,
    entries: counts.counts.length,
  }));
  return {
    kind: 'trace',
    json: { networkName, chip, samples: rows },
    text: [
      `trace of ${networkName} on ${chip}`,
      ...rows.map(
        ({ sample, stepsRun, entries }) => `  ${sample}: ${stepsRun} steps, ${entries} counts`,
      ),
    ].join('\n'),
  };
}

function describeJson(path: string): Explanation {
  let value: { schema?: unknown };
  try {
    value = JSON.parse(new TextDecoder().decode(readWholeFile(path, 'a summary')));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('E_SUMMARY', `${path} is not JSON: ${(error as Error).message}`);
  }
  if (value?.schema !== 'spikeloom/summary/1') {
    throw new InputError('E_SUMMARY', `${path} is JSON, but not a summary of a run.`);
  }
  const { network, totals } = value as {
    network: { name: string };
    totals: { samples: number; spikes: number };
  };
  return {
    kind: 'summary',
    json: { summary: value },
    text: `summary: ${network.name}, ${totals.samples} samples, ${totals.spikes} spikes`,
  };
}

function describeEvents(path: string, eventBytes: number): Explanation {
  const { length } = readWholeFile(path, 'a recording');
  if (length % eventBytes !== 0) {
    throw new InputError(
      'E_INPUT_TRUNCATED',
      `${path}: ${length} bytes are no whole number of ${eventBytes}-byte events.`,
    );
  }
  return {
    kind: 'recording',
    json: { events: length / eventBytes },
    text: `recording of ${length / eventBytes} events`,
  };
}

function describeCsv(path: string): Explanation {
  const lines = new TextDecoder().decode(readWholeFile(path, 'a table')).trimEnd().split('\n');
  return {
    kind: 'table',
    json: { lines: lines.length, first: lines[0] },
    text: `table of ${lines.length} lines; first: ${lines[0]}`,
  };
}
