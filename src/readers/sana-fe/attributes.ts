/** Attributes of neurons, by the names that SANA-FE 2.2.1 knows. */
import { RESET_MODES } from '../../neurons/sanafe/fields.ts';
import type { DraftGroup, NumberName, TextName } from './draft.ts';
import { NEURON_FLAGS, NEURON_NUMBERS, NEURON_TEXTS, setColumn } from './draft.ts';
import type { Place, SanafeSource, Yaml } from './source.ts';
import { faultAt, shown } from './source.ts';
import { readFlag, readNumber, readText, unknownName } from './values.ts';

/** Other names of the same. */
const ALIASES: Readonly<Record<string, NumberName>> = {
  force_soma_update: 'force_update',
  force_update_every_timestep: 'force_update',
};

/** What only says what is written down. */
const LOGS = ['log_spikes', 'log_potential', 'log_v', 'log_u'];

/** What is known, and may only be off. */
const REFUSED = [
  'force_synapse_update',
  'force_dendrite_update',
  'noise',
  'noise_bits',
  'random_mask',
  'force_potential',
  'poisson',
  'spikes',
  'biases',
  'dendrite_leak_decay',
  'taps',
  'time_constants',
  'space_constants',
];

const NUMBERS: ReadonlySet<string> = new Set(NEURON_NUMBERS);
const FLAGS: ReadonlySet<string> = new Set(NEURON_FLAGS);
const TEXTS: ReadonlySet<string> = new Set(NEURON_TEXTS);

const NEURON_ATTRIBUTES: readonly string[] = [
  ...NEURON_NUMBERS,
  ...NEURON_FLAGS,
  ...Object.keys(ALIASES),
  ...NEURON_TEXTS,
  ...LOGS,
];

/**
 * Sets one attribute of neurons [begin, end) of a group. Throws InputError E_SANAFE for an unknown name (with the
 * nearest one), a value of the wrong kind, and attributes that are not emulated.
 */
export function setAttribute(
  source: SanafeSource,
  place: Place,
  group: DraftGroup,
  begin: number,
  end: number,
  name: string,
  value: Yaml | undefined,
): void {
  const known = Object.hasOwn(ALIASES, name) ? ALIASES[name]! : name;
  const number = group.numbers.get(known as NumberName);
  if (number && NUMBERS.has(known)) {
    setColumn(number, group.size, begin, end, readNumber(source, place, value));
  } else if (number && FLAGS.has(known)) {
    setColumn(number, group.size, begin, end, readFlag(source, place, value) ? 1 : 0);
  } else if (TEXTS.has(known)) {
    const text = readText(source, place, value);
    if (known.endsWith('_mode')) checkMode(source, place, text);
    setColumn(group.texts.get(known as TextName)!, group.size, begin, end, text);
  } else if (!LOGS.includes(known)) checkRefused(source, place, known, value);
}

function checkMode(source: SanafeSource, place: Place, text: string): void {
  if ((RESET_MODES as readonly string[]).includes(text)) return;
  throw faultAt(source, place, unknownName('reset mode', text, RESET_MODES));
}

function checkRefused(
  source: SanafeSource,
  place: Place,
  name: string,
  value: Yaml | undefined,
): void {
  if (!REFUSED.includes(name)) {
    throw faultAt(source, place, unknownName('neuron attribute', name, NEURON_ATTRIBUTES));
  }
  const off = typeof value === 'string' && /^(0|0\.0|false|False)$/.test(value);
  if (off) return;
  throw faultAt(
    source,
    place,
    `${name} ${shown(value)}: SANA-FE has it, but it is not emulated here.`,
  );
}
