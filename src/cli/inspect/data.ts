/** Recordings, arrays and tables: what goes into a run, and the tables that come out of one. */
import { extname } from 'node:path';
import { listSamples } from '../../readers/events/list-samples.ts';
import { readNpy } from '../../readers/npy.ts';
import { readNpz } from '../../readers/npz.ts';
import { groupDigits, InputError } from '../../support/errors.ts';
import type { Explanation } from './explanation.ts';

const NAMES_SHOWN = 5;

export function explainFolder(path: string): Explanation {
  const { samples, warnings } = listSamples(path, []);
  const names = samples.map(({ sample }) => sample);
  const shown = names.slice(0, NAMES_SHOWN).join(', ');
  const more = names.length > NAMES_SHOWN ? ', ...' : '';
  return {
    kind: 'folder of samples',
    json: { samples: samples.map(({ sample, format }) => ({ sample, format })), warnings },
    text: `${groupDigits(names.length)} samples: ${shown}${more}`,
  };
}

export function explainArray(bytes: Uint8Array, path: string): Explanation {
  const { shape, dtype } = readNpy(bytes, path);
  return {
    kind: 'array',
    json: { shape, dtype },
    text: `array of ${dtype}, shape [${shape.join(', ')}]`,
  };
}

export function explainArrays(bytes: Uint8Array, path: string): Explanation {
  const arrays = [...readNpz(bytes, path)].map(([name, { shape, dtype }]) => ({
    name,
    shape,
    dtype,
  }));
  const lines = arrays.map(
    ({ name, shape, dtype }) => `${name}: ${dtype}, shape [${shape.join(', ')}]`,
  );
  return { kind: 'arrays', json: { arrays }, text: lines.join('\n') };
}

const EVENT_BYTES = 5;

export function explainEvents(bytes: Uint8Array, path: string): Explanation {
  if (bytes.length % EVENT_BYTES !== 0) {
    throw new InputError(
      'E_INPUT_TRUNCATED',
      `${path}: ${groupDigits(bytes.length)} bytes are no whole number of ${EVENT_BYTES}-byte events.`,
    );
  }
  const events = bytes.length / EVENT_BYTES;
  const format = extname(path).toLowerCase() === '.bs1' ? 'bs1' : 'bs2';
  return {
    kind: 'recording',
    json: { format, events },
    text: `recording (${format}) of ${groupDigits(events)} events`,
  };
}

/** Tables by their header; one without a header is known by its number of columns only. */
const TABLES: Readonly<Record<string, string>> = {
  'time_s,index': 'spikes to feed in',
  'sample,label': 'labels',
  'sample,step,time_ps,population,index': 'spikes of a run',
  'sample,step,fired,updated,packets,hops,synaptic_events,step_ns,energy_pj': 'steps of a run',
};

export function explainTable(bytes: Uint8Array): Explanation {
  const lines = new TextDecoder().decode(bytes).trimEnd().split(/\r?\n/);
  const first = lines[0]!;
  const holds = Object.hasOwn(TABLES, first.toLowerCase()) ? TABLES[first.toLowerCase()]! : null;
  const rows = holds === null ? lines.length : lines.length - 1;
  return {
    kind: 'table',
    json: { holds, rows, lines: lines.length, first },
    text: `table of ${groupDigits(rows)} rows${holds === null ? '' : `, ${holds}`}; first line: ${first}`,
  };
}
