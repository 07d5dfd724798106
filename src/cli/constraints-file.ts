/** A file of a user's wishes for a mapping: where neurons go, what to leave out, who shares a core. */
import { z } from 'zod';
import { schemaFaults } from '../../chip-profiles/faults.ts';
import type {
  CorePlaces,
  GroupRule,
  MappingConstraints,
  NeuronRange,
  PinRule,
  TilePlace,
} from '../model/constraints.ts';
import { InputError, nearestWord } from '../support/errors.ts';
import type { YamlSource } from '../support/yaml-source.ts';
import { locate, parseYamlSource, pathText, renderFaults } from '../support/yaml-source.ts';
import { readWholeFile } from './files.ts';

const RULES_MAX = 10_000;
const MEMBERS_MAX = 1000;

const index = z
  .int()
  .min(0)
  .max(2 ** 31 - 2);
const coordinate = z.int().min(0).max(32_767);
const name = z.string().min(1).max(1000);
const range = z
  .tuple([index, index], { error: 'expected [first, last], both included' })
  .refine(([first, last]) => first <= last, { error: 'the first neuron comes after the last' });
const tile = z.tuple([coordinate, coordinate], { error: 'expected [x, y]' });

const memberMapping = z
  .strictObject({ population: name.exactOptional(), neurons: range.exactOptional() })
  .refine(({ population, neurons }) => population !== undefined || neurons !== undefined, {
    error: 'name a population, a range of neurons, or both',
  });
const tileMapping = z.strictObject({ tile, chip: index.exactOptional() });

type Member = z.infer<typeof memberMapping>;

/** Texts stand for whole populations. */
const member = either<Member>((value) =>
  typeof value === 'string'
    ? name.transform((population) => ({ population }))
    : (memberMapping as z.ZodType<Member>),
);
const tilePlace = either<TilePlace>((value) =>
  Array.isArray(value)
    ? tile.transform(([x, y]) => ({ chip: 0, x, y }))
    : tileMapping.transform(({ tile: [x, y], chip = 0 }) => ({ chip, x, y })),
);

const pin = z
  .strictObject({
    population: name.exactOptional(),
    neurons: range.exactOptional(),
    core: index.exactOptional(),
    cores: z.array(index).min(1).max(1_000_000).exactOptional(),
    region: z
      .tuple([coordinate, coordinate, coordinate, coordinate], {
        error: 'expected [x0, y0, x1, y1], both corners included',
      })
      .refine(([x0, y0, x1, y1]) => x0 <= x1 && y0 <= y1, {
        error: 'expected [x0, y0, x1, y1] with x0 <= x1 and y0 <= y1',
      })
      .exactOptional(),
    chip: index.exactOptional(),
    tier: index.exactOptional(),
  })
  .superRefine((rule, context) => {
    const complain = (message: string): void => context.addIssue({ code: 'custom', message });
    if (rule.population === undefined && rule.neurons === undefined) {
      complain('name a population, a range of neurons, or both');
    }
    const ways = [rule.core, rule.cores, rule.region].filter((way) => way !== undefined).length;
    if (ways !== 1) complain('say where by one of core, cores and region');
    if (rule.region === undefined && (rule.chip !== undefined || rule.tier !== undefined)) {
      complain('chip and tier say which region is meant; cores are numbered over all chips');
    }
  });

const group = z.array(member, { error: 'expected a list of populations or ranges' });
const rules = <T extends z.ZodType>(item: T): z.ZodDefault<z.ZodArray<T>> =>
  z.array(item).max(RULES_MAX).default([]);

const avoid = z.strictObject({
  cores: rules(index),
  tiles: rules(tilePlace),
  links: rules(z.tuple([tilePlace, tilePlace], { error: 'expected [tile, tile]' })),
});

const schema = z.strictObject({
  pin: rules(pin),
  avoid: avoid.prefault({}),
  together: rules(group.min(2).max(MEMBERS_MAX)),
  apart: rules(group.min(2).max(MEMBERS_MAX)),
});

/** Keys that each mapping may have, for hints. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(schema.shape),
  avoid: Object.keys(avoid.shape),
  pin: Object.keys(pin.shape),
  together: Object.keys(memberMapping.shape),
  apart: Object.keys(memberMapping.shape),
};

/** Reads a file. Throws InputError E_FILE, and E_CONSTRAINTS_FILE with every fault and its place. */
export function readConstraints(path: string): MappingConstraints {
  return parseConstraints(readWholeFile(path, 'a file of constraints'), path);
}

/** Throws InputError E_CONSTRAINTS_FILE with every fault and its place. */
export function parseConstraints(bytes: Uint8Array, file: string): MappingConstraints {
  const source = parseYamlSource(bytes, file, constraintsError);
  const parsed = schema.safeParse(source.value);
  if (!parsed.success) throw faultsOf(source, parsed.error.issues);
  const { data } = parsed;
  const originOf = (...path: PropertyKey[]): string => {
    const { line, column } = locate(source, path);
    return `${file}:${line}:${column}`;
  };
  const { cores, tiles, links } = data.avoid;
  return {
    pin: data.pin.map((rule, k) => pinRule(rule, originOf('pin', k))),
    avoidCores: cores.map((core, k) => ({ core, origin: originOf('avoid', 'cores', k) })),
    avoidTiles: tiles.map((place, k) => ({ tile: place, origin: originOf('avoid', 'tiles', k) })),
    avoidLinks: links.map(([from, to], k) => ({
      from,
      to,
      origin: originOf('avoid', 'links', k),
    })),
    together: data.together.map((members, k) => groupRule(members, originOf('together', k))),
    apart: data.apart.map((members, k) => groupRule(members, originOf('apart', k))),
  };
}

function pinRule(rule: z.infer<typeof pin>, origin: string): PinRule {
  return { neurons: rangeOf(rule), places: placesOf(rule), origin };
}

function placesOf({ core, cores, region, chip = 0, tier }: z.infer<typeof pin>): CorePlaces {
  if (region === undefined) return { kind: 'cores', cores: cores ?? [core!] };
  const [x0, y0, x1, y1] = region;
  return { kind: 'region', x0, y0, x1, y1, chip, tier: tier ?? null };
}

function groupRule(members: readonly Member[], origin: string): GroupRule {
  return { members: members.map(rangeOf), origin };
}

function rangeOf({ population, neurons }: Member): NeuronRange {
  const [begin, last] = neurons ?? [0, null];
  return { population: population ?? null, begin, end: last === null ? null : last + 1 };
}

/** A value that one of two schemas describes, by its form: faults are those of the one that is meant. */
function either<T>(schemaFor: (value: unknown) => z.ZodType<T>): z.ZodType<T> {
  return z.unknown().transform((value, context): T => {
    const parsed = schemaFor(value).safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      const isUnknownKey = issue.code === 'unrecognized_keys';
      const path = isUnknownKey ? [...issue.path, issue.keys[0]!] : [...issue.path];
      const message = isUnknownKey
        ? 'unknown key'
        : (schemaFaults([issue], value)[0]?.message ?? issue.message);
      context.addIssue({ code: 'custom', path, message });
    }
    return z.NEVER;
  });
}

function constraintsError(faults: Parameters<typeof renderFaults>[0]): InputError {
  return new InputError('E_CONSTRAINTS_FILE', renderFaults(faults), { faults });
}

function faultsOf(source: YamlSource, issues: readonly z.core.$ZodIssue[]): InputError {
  const faults = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          path: [...issue.path, key],
          message: unknownKey(issue.path, key),
        }))
      : schemaFaults([issue], source.value),
  );
  return constraintsError(
    faults
      .filter(({ path }, k) => !isOfWrongKind(path, faults.slice(0, k)))
      .map(({ path, message }) => ({
        file: source.file,
        ...locate(source, path),
        path: pathText(path),
        message,
      }))
      .sort((a, b) => a.line - b.line || a.column - b.column),
  );
}

/** What stands there is no value of that kind, so that what else is wrong with it is no news. */
function isOfWrongKind(
  path: readonly PropertyKey[],
  before: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): boolean {
  return before.some(
    (fault) => pathText(fault.path) === pathText(path) && fault.message.startsWith('expected'),
  );
}

function unknownKey(path: readonly PropertyKey[], key: string): string {
  const valid = KEYS[String(path[0] ?? '')] ?? [];
  const near = nearestWord(key.slice(0, 60), valid);
  return `unknown key; ${near === undefined ? `valid are ${valid.join(', ')}` : `did you mean "${near}"?`}`;
}
