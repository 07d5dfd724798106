/** The networks that `map` reads, told apart by their first line. */
import type { SpikeGraph } from '../../../compiler/hypergraph/graph.ts';
import { type HgrSource, looksLikeHgr, readHgr } from '../../readers/hgr.ts';
import { unpackText } from '../../readers/number-lines.ts';
import { readSnng } from '../../readers/snng.ts';
import { InputError } from '../../support/errors.ts';
import { readWholeFile } from '../files.ts';

export interface NamedGraph extends SpikeGraph {
  readonly name: string;
}

const HEAD_BYTES = 16;

/** Throws InputError E_FILE, E_SNNG or E_HGR, and E_NETWORK for a file of neither kind. */
export function readMapNetwork(path: string, source: HgrSource): NamedGraph {
  const bytes = unpackText(readWholeFile(path, 'a network'), path, 'E_NETWORK');
  if (/\.hgr(\.gz)?$/i.test(path) || looksLikeHgr(bytes)) return readHgr(bytes, path, source);
  const head = new TextDecoder().decode(bytes.subarray(0, HEAD_BYTES));
  if (/\.snng(\.gz)?$/i.test(path) || head.startsWith('snng')) return readSnng(bytes, path);
  throw new InputError(
    'E_NETWORK',
    `${path} begins with ${JSON.stringify(head.split('\n')[0])}: "snng 1 NAME N E" or "NETS VERTICES [FORMAT]" (hMETIS) was expected.`,
  );
}
