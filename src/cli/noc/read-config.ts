import { isBooksimText, parseBooksim } from './booksim-config.ts';
import type { NocConfig } from './config.ts';
import { parseConfig } from './config-schema.ts';
import { type ConfigSource, parseYamlConfig, readConfigText } from './config-source.ts';

export interface PlacedConfig {
  readonly config: NocConfig;
  readonly source: ConfigSource;
}

/** A YAML configuration or one of BookSim2. Throws InputError E_FILE, E_NOC_CONFIG and E_NOC_BOOKSIM. */
export function readNocConfig(path: string): PlacedConfig {
  const text = readConfigText(path);
  if (isBooksimText(text)) return parseBooksim(text, path);
  const source = parseYamlConfig(text, path);
  return { config: parseConfig(source), source };
}
