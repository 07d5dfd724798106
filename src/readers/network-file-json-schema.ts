import { z } from 'zod';
import { networkTextSchema } from './network-file-schema.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** JSON Schema (draft 2020-12) of a network file, for completion and checks in an editor. */
export function networkJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(networkTextSchema, {
    io: 'input',
    reused: 'ref',
  }) as JsonSchema;
  return { title: 'Spikeloom network', ...(allowSingleMaps(schema) as JsonSchema) };
}

/** A connectivity is read as a list of maps; a file may write one map without the list. */
function allowSingleMaps(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(allowSingleMaps);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, inner]) => {
      if (key !== 'connectivity') return [key, allowSingleMaps(inner)];
      const { description, $ref } = inner as JsonSchema;
      return [key, { description, anyOf: [{ $ref: `${$ref}/items` }, { $ref }] }];
    }),
  );
}
