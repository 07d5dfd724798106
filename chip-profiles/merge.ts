type Mapping = Readonly<Record<string, unknown>>;

/**
 * What a profile says over the one that it extends. Mappings merge key by key. Lists and single
 * values replace, and so does a cited value (a mapping with `value`): a new figure must not keep the
 * old one's source. An item of a list that has the `name` of one in the list it replaces starts from it.
 */
export function mergeProfiles(base: unknown, over: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(over)) {
    return over.map((item) => mergeProfiles(namesake(base, item), item));
  }
  if (!isMapping(base) || !isMapping(over) || Object.hasOwn(over, 'value')) return over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, mergeKey(base, over, key)]));
}

function mergeKey(base: Mapping, over: Mapping, key: string): unknown {
  if (!Object.hasOwn(over, key)) return base[key];
  return Object.hasOwn(base, key) ? mergeProfiles(base[key], over[key]) : over[key];
}

function namesake(list: readonly unknown[], item: unknown): unknown {
  if (!isMapping(item) || typeof item.name !== 'string') return undefined;
  return list.find((other) => isMapping(other) && other.name === item.name);
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
