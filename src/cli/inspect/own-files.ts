/** Files that Spikeloom itself writes or defines. */
import { loadProfile } from '../../../chip-profiles/load.ts';
import type { Summary } from '../../model/report.ts';
import { decodeImage } from '../../program-file/decode.ts';
import { decodeTrace } from '../../program-file/trace-file.ts';
import { renderSummaryText } from '../../report/table.ts';
import { groupDigits, InputError } from '../../support/errors.ts';
import { describeCompilation } from '../describe-compilation.ts';
import { describeProfile } from '../describe-profile.ts';
import type { Explanation } from './explanation.ts';

export function explainProfile(_: Uint8Array, path: string): Explanation {
  const { profile } = loadProfile(path.includes('/') ? path : `./${path}`);
  return { kind: 'chip profile', json: { profile }, text: describeProfile(profile) };
}

export function explainImage(bytes: Uint8Array, path: string): Explanation {
  const { json, text } = describeCompilation(decodeImage(bytes, path));
  return { kind: 'program image', json, text };
}

export function explainTrace(bytes: Uint8Array, path: string): Explanation {
  const { header, cores, samples, pace, timing } = decodeTrace(bytes, path);
  const rows = samples.map(({ sample, stepsRun, counts }) => ({
    sample,
    stepsRun,
    entries: counts.counts.length,
  }));
  const lines = rows.map(
    ({ sample, stepsRun, entries }) =>
      `  ${sample}: ${groupDigits(stepsRun)} steps, ${groupDigits(entries)} counts`,
  );
  const { networkName, profile, parameterSet } = header;
  return {
    kind: 'trace',
    json: {
      networkName,
      chip: profile.name,
      parameterSet,
      pace,
      timing,
      cores: Array.from(cores),
      samples: rows,
    },
    text: [
      `trace of ${networkName} on ${groupDigits(cores.length)} cores of ${profile.name} (${parameterSet}, ${timing}, ${pace})`,
      ...lines,
    ].join('\n'),
  };
}

/** A summary, the configuration of a run, the axes of a probe, or labels: told by their fields. */
export function explainJson(bytes: Uint8Array, path: string): Explanation {
  const value = parseJson(bytes, path);
  if (value.schema === 'spikeloom/summary/1') return explainSummary(value, path);
  if (typeof value.command === 'string' && 'input' in value) {
    const text = `configuration of a run of \`spikeloom ${value.command}\`\n${JSON.stringify(value, null, 2)}`;
    return { kind: 'configuration', json: { configuration: value }, text };
  }
  if (Array.isArray(value.axes)) {
    const text = `axes of probe ${String(value.population)}:${String(value.variable)}, sample ${String(value.sample)}: ${value.axes.join(' x ')}`;
    return { kind: 'probe axes', json: { axes: value }, text };
  }
  const labels = Object.values(value);
  if (labels.length > 0 && labels.every((label) => Number.isSafeInteger(label))) {
    const classes = new Set(labels).size;
    return {
      kind: 'labels',
      json: { samples: labels.length, classes },
      text: `labels of ${groupDigits(labels.length)} samples in ${groupDigits(classes)} classes`,
    };
  }
  throw new InputError(
    'E_SUMMARY',
    `${path} is JSON, but no summary, configuration, probe axes or labels of a run.`,
  );
}

function parseJson(bytes: Uint8Array, path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new InputError('E_SUMMARY', `${path} is not JSON: ${(error as Error).message}`);
  }
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new InputError('E_SUMMARY', `${path} is JSON, but not an object.`);
}

function explainSummary(value: Record<string, unknown>, path: string): Explanation {
  try {
    const text = renderSummaryText(value as unknown as Summary, false).trimEnd();
    return { kind: 'summary', json: { summary: value }, text };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new InputError('E_SUMMARY', `${path} is a summary with parts missing.`);
  }
}
