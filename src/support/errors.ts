/**
 * Errors for the person who acts on them. Each carries a stable `code`, the exit code of the command
 * that fails with it, and a message that says where, which limit, by how much, and what to do.
 */

/** 1: the network does not fit or a comparison failed. 2: usage or bad input. 70: our own fault. */
export type ExitCode = 1 | 2 | 70;

export class SpikeloomError extends Error {
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    exitCode: ExitCode,
    data: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = new.target.name;
    this.code = code;
    this.exitCode = exitCode;
    this.data = data;
  }
}

/** A file or value from outside is missing, damaged, hostile or of the wrong shape. */
export class InputError extends SpikeloomError {
  constructor(code: string, message: string, data: Readonly<Record<string, unknown>> = {}) {
    super(code, message, 2, data);
  }
}

/** A chip profile breaks its schema. */
export class ProfileError extends SpikeloomError {
  constructor(code: string, message: string, data: Readonly<Record<string, unknown>> = {}) {
    super(code, message, 2, data);
  }
}

/** The network is sound but the chip cannot hold or express it. */
export class CompileError extends SpikeloomError {
  constructor(code: string, message: string, data: Readonly<Record<string, unknown>> = {}) {
    super(code, message, 1, data);
  }
}

/** A program image cannot be emulated as asked. */
export class EmulationError extends SpikeloomError {
  constructor(code: string, message: string, data: Readonly<Record<string, unknown>> = {}) {
    super(code, message, 1, data);
  }
}

/** `E_CODE: message`, the one form in which an error is shown. */
export function renderError(error: unknown): string {
  if (error instanceof SpikeloomError) return `${error.code}: ${error.message}`;
  if (error instanceof Error) return `E_INTERNAL: ${error.stack ?? error.message}`;
  return `E_INTERNAL: ${String(error)}`;
}

/** A check that only a fault of our own can break. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new SpikeloomError('E_INTERNAL', `invariant broken: ${message}`, 70);
}

/** `12345678` as `12,345,678`. */
export function groupDigits(value: number): string {
  return value.toLocaleString('en-US');
}

/**
 * The candidate nearest to `word` by edit distance, or undefined where none is close enough to be a
 * slip of the keyboard (more than a third of the word differs).
 */
export function nearestWord(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.ceil(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      bestDistance = distance;
      best = candidate;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(previous[j]! + 1, row[j - 1]! + 1, substitution));
    }
    previous = row;
  }
  return previous[b.length]!;
}
