/** From what the schema and the readers of a network file object to, to one error with lines and columns. */

import type { z } from 'zod';
import { InputError } from '../support/errors.ts';
import { shown, typeName } from '../support/found-text.ts';
import {
  locate,
  pathText,
  renderFaults,
  type TextFault,
  type YamlSource,
} from '../support/yaml-source.ts';

export type Path = readonly PropertyKey[];

/** InputError E_NETWORK_FILE: `file:line:column: path: what`, one a line. */
export function networkFileError(faults: readonly TextFault[]): InputError {
  return new InputError('E_NETWORK_FILE', renderFaults(faults), { faults });
}

/** An InputError about what stands at `path`. */
export function faultAt(source: YamlSource, path: Path, message: string): InputError {
  return networkFileError([placed(source, path, message)]);
}

/** Everything that the schema objects to, in the order of the file. */
export function schemaError(source: YamlSource, issues: readonly z.core.$ZodIssue[]): InputError {
  const faults = issues.map((issue) => {
    const path = givenPath(source.value, issue.path);
    const at = issue.code === 'unrecognized_keys' ? [...path, issue.keys[0]!] : path;
    return placed(source, at, issueMessage(issue, valueAtPath(source.value, path)));
  });
  return networkFileError(faults.sort((a, b) => a.line - b.line || a.column - b.column));
}

function placed(source: YamlSource, path: Path, message: string): TextFault {
  return { file: source.file, ...locate(source, path), path: pathText(path), message };
}

/** The schema takes one map for a list of one; the file has no item there. */
function givenPath(value: unknown, path: Path): Path {
  return path.filter((step, k) => {
    return typeof step !== 'number' || Array.isArray(valueAtPath(value, path.slice(0, k)));
  });
}

function valueAtPath(value: unknown, path: Path): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[step];
  }
  return at;
}

function issueMessage(issue: z.core.$ZodIssue, found: unknown): string {
  const isOwn = !/^(Invalid|Too|Unrecognized)/.test(issue.message);
  if (isOwn) return issue.message;
  if (found === undefined) return 'missing';
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${typeName(issue.expected)}, found ${shown(found)}`;
    case 'invalid_value':
      return `${shown(found)} is not ${issue.values.map((value) => shown(value)).join(' or ')}`;
    case 'too_small':
      return `${measured(found)} is too small: ${issue.inclusive === false ? 'above' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      return `${measured(found)} is too big: ${issue.inclusive === false ? 'below' : 'at most'} ${issue.maximum}`;
    default:
      return `${issue.message}, found ${shown(found)}`;
  }
}

function measured(found: unknown): string {
  if (Array.isArray(found)) return `a list of ${found.length}`;
  return typeof found === 'string' ? `a text of ${found.length} characters` : shown(found);
}
