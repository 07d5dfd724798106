/** How full every core is and what that comes from, as text for a terminal: what `--explain` prints. */
import pc from 'picocolors';
import { isUnlimited, usedFraction } from './core-use.ts';
import { clipText, plainText } from './escape.ts';
import { formatCount, formatPercent } from './units.ts';
import { usageBar } from './usage-bar.ts';

export interface ExplainedResource {
  readonly title: string;
  /** Title of its column in the table of cores; null where it has none. */
  readonly short: string | null;
  readonly limit: number;
  readonly format: (amount: number) => string;
  /** [cores]. */
  readonly used: ArrayLike<number>;
  /** Cores that no mapping can go below because of it; null where that is not known. */
  readonly coresAtLeast: number | null;
}

export interface ExplainedCore {
  readonly core: number;
  readonly chip: number;
  readonly x: number;
  readonly y: number;
  /** Packets to other cores and from them; null where they were not counted. */
  readonly sent: number | null;
  readonly received: number | null;
  readonly holds: string;
}

export interface Explanation {
  /** A label, and text that wraps beside it. */
  readonly facts: readonly (readonly [label: string, text: string])[];
  readonly resources: readonly ExplainedResource[];
  readonly cores: readonly ExplainedCore[];
}

const COLUMNS_MAX = 100;
const LABEL_WIDTH = 14;
const BAR_WIDTH = 8;
/** Cores of a longer table are folded into one line. */
const CORES_SHOWN = 24;
const HOLDS_MIN = 10;

/** The whole explanation, ending in a newline: facts, resources with the binding one marked, cores fullest first. */
export function renderExplanation(explanation: Explanation, colour: boolean): string {
  const paint = pc.createColors(colour);
  const facts = explanation.facts.flatMap(([label, text]) => wrapped(label, text));
  const blocks = [
    facts.map((line) => paint.dim(line.slice(0, LABEL_WIDTH)) + line.slice(LABEL_WIDTH)),
    resourceLines(explanation.resources, paint),
    coreLines(explanation, paint),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => line.trimEnd()).join('\n'))
    .join('\n\n')}\n`;
}

type Paint = ReturnType<typeof pc.createColors>;

function wrapped(label: string, text: string): string[] {
  const lines: string[] = [];
  let rest = plainText(text);
  const width = COLUMNS_MAX - LABEL_WIDTH;
  while (rest.length > width) {
    const blank = rest.lastIndexOf(' ', width);
    const end = blank > width / 2 ? blank : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest].map((line, k) => (k === 0 ? label : '').padEnd(LABEL_WIDTH) + line);
}

function resourceLines(resources: readonly ExplainedResource[], paint: Paint): string[] {
  const binding = resources.reduce(
    (most, { coresAtLeast }) => Math.max(most, coresAtLeast ?? 0),
    0,
  );
  const rows = resources.map((resource) => {
    const { title, limit, format, used, coresAtLeast } = resource;
    const most = Array.from(used).reduce((a, b) => Math.max(a, b), 0);
    const mean = Array.from(used).reduce((a, b) => a + b, 0) / Math.max(1, used.length);
    const over = Array.from(used).filter((amount) => amount > limit).length;
    const share = usedFraction(most, limit);
    return {
      cells: [
        title,
        format(most),
        isUnlimited(limit) ? 'no limit' : format(limit),
        share === null ? '' : formatPercent(share),
        usedFraction(mean, limit) === null ? '' : formatPercent(usedFraction(mean, limit)!),
        coresAtLeast === null ? '' : formatCount(coresAtLeast),
      ],
      share,
      note: [
        ...(coresAtLeast === binding && binding > 1 ? ['binding'] : []),
        ...(over > 0 ? [`${formatCount(over)} over`] : []),
      ].join(', '),
    };
  });
  const head = ['resource', 'fullest core', 'limit', 'full', 'mean', 'cores at least'];
  const widths = head.map((title, k) =>
    Math.max(title.length, ...rows.map(({ cells }) => cells[k]!.length)),
  );
  const lineOf = (cells: readonly string[], bar: string, note: string): string => {
    const padded = cells.map((cell, k) =>
      k === 0 ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!),
    );
    return [...padded.slice(0, 4), bar, ...padded.slice(4), note].join('  ');
  };
  return [
    paint.dim(lineOf(head, ' '.repeat(BAR_WIDTH), '').trimEnd()),
    ...rows.map(({ cells, share, note }) =>
      lineOf(cells, painted(share, paint), note === '' ? '' : paint.bold(note)),
    ),
  ];
}

/** The resource that stands in the way of fewer cores: the one that is fullest on average. */
export function limitingFact(resources: readonly ExplainedResource[]): [string, string][] {
  const counted = resources.filter(({ short }) => short !== null);
  const means = counted.flatMap(({ title, used, limit }) => {
    const sum = Array.from(used).reduce((a, b) => a + b, 0);
    const share = usedFraction(sum / Math.max(1, used.length), limit);
    return share === null ? [] : [{ title, share }];
  });
  const [first] = means.sort((a, b) => b.share - a.share);
  if (!first) return [];
  return [['limited by', `${first.title}: ${formatPercent(first.share)} full on average`]];
}

/** A bar in the colour of its urgency. */
function painted(share: number | null, paint: Paint): string {
  const bar = usageBar(share, BAR_WIDTH);
  if (share === null) return bar;
  if (share > 1) return paint.red(bar);
  return share > 0.9 ? paint.yellow(bar) : paint.green(bar);
}

function coreLines({ resources, cores }: Explanation, paint: Paint): string[] {
  if (cores.length === 0) return [];
  const titled = resources.filter(({ short }) => short !== null);
  const limited = titled.filter(({ limit }) => !isUnlimited(limit));
  const columns = limited.length > 0 ? limited : titled.slice(0, 1);
  const fullness = (k: number): number =>
    Math.max(0, ...columns.map(({ used, limit }) => usedFraction(used[k]!, limit) ?? 0));
  const order = cores.map((_, k) => k).sort((a, b) => fullness(b) - fullness(a) || a - b);
  // A single line more is shown rather than folded.
  const shown = order.length > CORES_SHOWN + 1 ? order.slice(0, CORES_SHOWN) : order;
  const counted = cores.some(({ sent }) => sent !== null);
  const onChips = cores.some(({ chip }) => chip !== cores[0]!.chip);
  const head = [
    'core',
    ...(onChips ? ['chip'] : []),
    'x,y',
    ...columns.map(({ short }) => short!),
    ...(counted ? ['sends', 'receives'] : []),
  ];
  const rows = shown.map((k) => {
    const { core, chip, x, y, sent, received } = cores[k]!;
    return [
      String(core),
      ...(onChips ? [String(chip)] : []),
      `${x},${y}`,
      ...columns.map((resource) => useText(resource, k)),
      ...(counted ? [formatCount(sent ?? 0), formatCount(received ?? 0)] : []),
    ];
  });
  const widths = head.map((title, c) =>
    Math.max(title.length, ...rows.map((row) => row[c]!.length)),
  );
  const lineOf = (cells: readonly string[]): string =>
    cells.map((cell, c) => cell.padStart(widths[c]!)).join('  ');
  const room = COLUMNS_MAX - widths.reduce((sum, width) => sum + width + 2, BAR_WIDTH + 2);
  const holds = (text: string): string =>
    room < HOLDS_MIN || !cores.some((core) => core.holds !== '')
      ? ''
      : `  ${clipText(plainText(text), room)}`;
  const lines = rows.map(
    (row, n) =>
      `${lineOf(row)}  ${painted(fullness(shown[n]!), paint)}${holds(cores[shown[n]!]!.holds)}`,
  );
  return [
    paint.dim(`${lineOf(head)}  ${'fullest'.padEnd(BAR_WIDTH)}${holds('holds')}`),
    ...lines,
    ...foldedLine(order.slice(shown.length).map(fullness)),
  ];
}

function foldedLine(shares: readonly number[]): string[] {
  if (shares.length === 0) return [];
  const [most, least] = [shares[0]!, shares.at(-1)!];
  const between =
    formatPercent(least) === formatPercent(most)
      ? `${formatPercent(most)} full`
      : `between ${formatPercent(most)} and ${formatPercent(least)} full`;
  return [`... and ${formatCount(shares.length)} more cores, ${between}`];
}

function useText({ used, limit, format }: ExplainedResource, k: number): string {
  const share = usedFraction(used[k]!, limit);
  if (share === null) return format(used[k]!);
  return `${formatPercent(share)}${used[k]! > limit ? '!' : ''}`;
}
