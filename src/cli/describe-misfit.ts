import type { FitDiagnosis } from '../../compiler/partition/fit-errors.ts';
import { formatCount, formatPercent } from '../report/units.ts';
import { usageBar } from '../report/usage-bar.ts';

const LABEL_WIDTH = 14;
const BAR_WIDTH = 10;

/** What does not fit, by how much, whether it is proved and what would help, as aligned lines. */
export function describeMisfit(diagnosis: FitDiagnosis): string {
  const { element, resource, needed, available, verdict, bound, remedies } = diagnosis;
  const lines: [string, string][] = [
    ['does not fit', element],
    [
      'resource',
      `${wordsOf(resource)}: ${formatCount(needed)} needed, ${formatCount(available)} available  ${usageBar(needed / available, BAR_WIDTH)} ${formatPercent(needed / available)}`,
    ],
    ['verdict', verdict],
    ...(bound
      ? [['cores', `${formatCount(bound.cores)} at least (${bound.resource})`] as [string, string]]
      : []),
    ...remedies.map((remedy, k): [string, string] => [k === 0 ? 'remedies' : '', `- ${remedy}`]),
  ];
  return `${lines.map(([label, text]) => label.padEnd(LABEL_WIDTH) + text).join('\n')}\n`;
}

/** `inputAxons` as `input axons`. */
function wordsOf(resource: string): string {
  return resource.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
