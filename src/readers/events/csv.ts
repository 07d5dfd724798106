import { groupDigits, InputError } from '../../support/errors.ts';

export interface CsvRow {
  /** Line in the file, from 1. */
  readonly line: number;
  /** Trimmed. */
  readonly fields: readonly string[];
}

export interface CsvOptions {
  readonly rowsMax: number;
  /** Asked once, about the first row; may throw where the header is a wrong one. */
  readonly isHeader: (row: CsvRow, path: string) => boolean;
}

export interface CsvTable {
  /** At least as many as there are rows. */
  readonly capacity: number;
  readonly rows: Iterable<CsvRow>;
}

const newline = 10;
const lineBytesMax = 4096;
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Rows of comma-separated fields without quoting. Empty lines and lines that begin with `#` are
 * skipped; the header too. The file is never held as one string, so its size has no limit of its own.
 * @throws InputError E_INPUT_CSV (a line beyond 4,096 bytes), E_INPUT_SIZE (more lines than `rowsMax`).
 */
export function parseCsv(bytes: Uint8Array, path: string, options: CsvOptions): CsvTable {
  let capacity = 1;
  for (const byte of bytes) if (byte === newline) capacity++;
  if (capacity > options.rowsMax + 1) {
    throw new InputError(
      'E_INPUT_SIZE',
      `${path}: ${groupDigits(capacity)} lines; at most ${groupDigits(options.rowsMax)}. Split the file.`,
      { path, lines: capacity },
    );
  }
  return { capacity, rows: rowsOf(bytes, path, options) };
}

/** The decimal number that `text` is as a whole; null for anything else, NaN and infinity among it. */
export function parseNumber(text: string): number | null {
  return decimal.test(text) ? Number(text) : null;
}

export function csvError(path: string, line: number, text: string): InputError {
  return new InputError('E_INPUT_CSV', `${path}:${groupDigits(line)}: ${text}`, { path, line });
}

function* rowsOf(bytes: Uint8Array, path: string, options: CsvOptions): Generator<CsvRow> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  let begin = hasMark ? 3 : 0;
  let first = true;
  for (let line = 1; begin < bytes.length; line++) {
    const found = bytes.indexOf(newline, begin);
    const end = found < 0 ? bytes.length : found;
    if (end - begin > lineBytesMax)
      throw csvError(path, line, `a line of ${groupDigits(end - begin)} bytes; is this a CSV?`);
    const content = text.toString('utf8', begin, end).trim();
    begin = end + 1;
    if (content === '' || content.startsWith('#')) continue;
    const row = { line, fields: content.split(',').map((field) => field.trim()) };
    const skip = first && options.isHeader(row, path);
    first = false;
    if (!skip) yield row;
  }
}
