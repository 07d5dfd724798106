import { z } from 'zod';
import { profileSchema } from './schema.ts';

/** The part of a JSON Schema that is used here. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly [keyword: string]: unknown;
}

const EXTENDS: JsonSchema = {
  type: 'string',
  description:
    'Profile that this one changes: a name, or a path from this file. Mappings are merged; lists, single values and cited values are replaced as a whole, but a list item with the name of one in the other profile starts from it.',
};

/**
 * JSON Schema (draft 2020-12) of a profile file, for completion and checks in an editor. A file with
 * `extends` may leave anything out.
 */
export function profileJsonSchema(): JsonSchema {
  const { $schema, $defs, ...full } = resolvedProfileJsonSchema();
  const properties = { extends: EXTENDS, ...full.properties };
  return {
    $schema,
    title: 'Spikeloom chip profile',
    if: { required: ['extends'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    then: withoutRequired({ ...full, properties }),
    else: full,
    ...($defs && { $defs }),
  };
}

/** JSON Schema of a whole profile, with `extends` followed. */
function resolvedProfileJsonSchema(): JsonSchema {
  return z.toJSONSchema(profileSchema, { io: 'input' }) as JsonSchema;
}

/** Cited values stay as they are: they are replaced as a whole. */
function withoutRequired(schema: JsonSchema): JsonSchema {
  if (schema.$ref !== undefined) return schema;
  const { required: _, ...rest } = schema;
  return {
    ...rest,
    ...(schema.properties && { properties: mapValues(schema.properties, withoutRequired) }),
    ...(schema.items && { items: withoutRequired(schema.items) }),
    ...(typeof schema.additionalProperties === 'object' && {
      additionalProperties: withoutRequired(schema.additionalProperties),
    }),
  };
}

function mapValues(
  record: Readonly<Record<string, JsonSchema>>,
  change: (schema: JsonSchema) => JsonSchema,
): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** Keys that a mapping at this path may have; empty where anything goes or nothing is known. */
export function validKeys(path: readonly PropertyKey[]): readonly string[] {
  const root = resolvedProfileJsonSchema();
  let schema: JsonSchema | undefined = root;
  for (const step of path) schema = dereference(root, childSchema(schema, step));
  return [...new Set(waysOf(schema).flatMap((way) => Object.keys(way.properties ?? {})))];
}

/** The schemas of which a mapping may follow any. */
function waysOf(schema: JsonSchema | undefined): readonly JsonSchema[] {
  return schema === undefined ? [] : (schema.oneOf ?? schema.anyOf ?? [schema]);
}

function childSchema(schema: JsonSchema | undefined, step: PropertyKey): JsonSchema | undefined {
  if (typeof step === 'number') return schema?.items;
  const named = waysOf(schema).find((way) => way.properties?.[String(step)] !== undefined);
  if (named !== undefined) return named.properties?.[String(step)];
  return typeof schema?.additionalProperties === 'object' ? schema.additionalProperties : undefined;
}

function dereference(root: JsonSchema, schema: JsonSchema | undefined): JsonSchema | undefined {
  if (schema?.$ref === undefined) return schema;
  return root.$defs?.[schema.$ref.replace('#/$defs/', '')];
}
