/** Cited figures as lines of text: value, interval, basis and source. */
import { type Cited, UNLIMITED } from '../model/chip.ts';

export function citedLines(title: string, values: object): string[] {
  return [
    `  ${title}`,
    ...Object.entries(values).map(([name, cited]) => `  ${citedLine(name, cited as Cited)}`),
  ];
}

/** `shown` writes a figure with its unit; without it, figures are in the unit that ends the name. */
export function citedLine(name: string, cited: Cited, shown?: (value: number) => string): string {
  const end = shown ?? String;
  const range =
    cited.min === undefined && cited.max === undefined
      ? ''
      : ` [${end(cited.min ?? cited.value)} .. ${end(cited.max ?? cited.value)}]`;
  return `  ${name}: ${(shown ?? plainFigure)(cited.value)}${range}  (${cited.basis}: ${cited.source.trim()})${cited.note ? ` ${cited.note.trim()}` : ''}`;
}

function plainFigure(value: number): string {
  if (value >= UNLIMITED) return 'unlimited';
  return value.toLocaleString('en-US', { maximumFractionDigits: 6 });
}
