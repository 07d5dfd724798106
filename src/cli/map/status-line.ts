/** What a mapping is at, on a terminal only. */
import type { PartitionProgress } from '../../../compiler/hypergraph/problem.ts';
import { groupDigits } from '../../support/errors.ts';

export interface StatusLine {
  readonly show: (progress: PartitionProgress) => void;
  readonly clear: () => void;
}

/** `refine level 2  40,127 messages on 9 cores  45 %  2 s left`, on a terminal only. */
export function createStatusLine(stream: NodeJS.WriteStream = process.stderr): StatusLine {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} };
  const started = performance.now();
  return {
    show: ({ phase, km1, cores, done }) => {
      const seconds = (performance.now() - started) / 1000;
      const cost =
        km1 === null ? '' : `  ${groupDigits(km1)} messages on ${groupDigits(cores ?? 0)} cores`;
      const left = done > 0.02 ? `  ${Math.ceil((seconds * (1 - done)) / done)} s left` : '';
      stream.write(`\r\x1b[2K${phase}${cost}  ${Math.round(done * 100)} %${left}`);
    },
    clear: () => stream.write('\r\x1b[2K'),
  };
}
