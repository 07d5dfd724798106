/** The command line in this process, with what it printed, and small files to feed it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';
import type { Summary } from '../../src/model/report.ts';
import { type FixtureNode, filled, nirBytes } from '../readers/nir-fixtures.ts';

/** A folder of the test file's own. */
export const folder: string = mkdtempSync(join(tmpdir(), 'spikeloom-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export const digits: string = fileURLToPath(
  new URL('../../examples/digits/digits.nir', import.meta.url),
);
export const digitsInput: string = fileURLToPath(
  new URL('../../examples/digits/test.npz', import.meta.url),
);

export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line in this process. */
export async function cli(...argv: readonly string[]): Promise<CliResult> {
  const [out, err]: [string[], string[]] = [[], []];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0),
  ];
  try {
    const code = await main(argv);
    return { code, out: out.join(''), err: err.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** A run that must be good and print nothing but one JSON document. */
export async function cliJson<T = Summary>(...argv: readonly string[]): Promise<T> {
  const { code, out, err } = await cli(...argv, '--json');
  expect(err.replaceAll(/^W_[A-Z_]+: .*\n/gm, '')).toBe('');
  expect(code).toBe(0);
  return JSON.parse(out) as T;
}

/** A command that must fail: one message on stderr with its code, nothing on stdout, no new file left. */
export async function cliFailure(exitCode: number, ...argv: readonly string[]): Promise<string> {
  const before = filesIn(folder);
  const { code, out, err } = await cli(...argv);
  expect({ code, out }).toEqual({ code: exitCode, out: '' });
  expect(err).toMatch(/^E_[A-Z0-9_]+: [^\n]+\n$/);
  expect(filesIn(folder)).toEqual(before);
  return err.replaceAll(`${folder}/`, '').trimEnd();
}

/** Paths of all files and folders below `root`, hidden ones included. */
export function filesIn(root: string): string[] {
  return readdirSync(root, { recursive: true }).map(String).sort();
}

export function at(name: string): string {
  return join(folder, name);
}

export function put(name: string, content: string | Uint8Array): string {
  writeFileSync(at(name), content);
  return at(name);
}

export function readJson<T = Summary>(name: string): T {
  return JSON.parse(readFileSync(at(name), 'utf8')) as T;
}

/** Rows of a CSV file below the folder, without its header. */
export function readRows(name: string): string[][] {
  const lines = readFileSync(at(name), 'utf8').trimEnd().split('\n').slice(1);
  return lines.map((line) => line.split(','));
}

/** in(4) -> hidden(6) -> out(3), dense, all weights positive so that input always comes through. */
export const smallNodes: Readonly<Record<string, FixtureNode>> = {
  in: { type: 'Input', shape: [4] },
  fc1: { type: 'Linear', weight: filled([6, 4], (k) => 0.3 + (k % 5) / 10) },
  hidden: lif(6),
  fc2: { type: 'Linear', weight: filled([3, 6], (k) => 0.2 + (k % 7) / 10) },
  out: lif(3),
  output: { type: 'Output', shape: [3] },
};

const smallEdges = 'in>fc1 fc1>hidden hidden>fc2 fc2>out out>output';

function lif(size: number): FixtureNode {
  const all = (value: number): number[] => new Array(size).fill(value);
  return {
    type: 'LIF',
    tau: all(0.01),
    r: all(10),
    v_leak: all(0),
    v_threshold: all(1),
    v_reset: all(0),
  };
}

/** Writes a NIR file: the small network, with nodes and edges replaced as given. */
export async function putNetwork(
  name: string,
  nodes: Readonly<Record<string, FixtureNode>> = {},
  edges: string = smallEdges,
): Promise<string> {
  const pairs = edges.split(' ').map((edge) => edge.split('>') as [string, string]);
  return put(name, await nirBytes({ nodes: { ...smallNodes, ...nodes }, edges: pairs }));
}

/** Input of the small network: every input once a step at `steps` times, 1 ms apart. */
export function putSpikes(name: string, steps: number): string {
  const lines = Array.from({ length: steps * 4 }, (_, k) => `${Math.floor(k / 4) / 1000},${k % 4}`);
  return put(name, `time_s,index\n${lines.join('\n')}\n`);
}
