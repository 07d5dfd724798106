import { constants, gunzipSync } from 'node:zlib';

export type SanafeKind = 'architecture' | 'network' | 'netlist';

const DETECTED_BYTES = 65_536;
const ARCHITECTURE = /^architecture\s*:/m;
const NETWORK = /^(network|mappings)\s*:/m;
/** Files of Spikeloom: networks and chip profiles. */
const OTHER_FORMAT = /^["']?(format|coreTypes|extends)["']?\s*:/m;
const NETLIST = /^(\s*(#.*)?\r?\n)*\s*g\s+\d+(\s|$)/;

/** What the beginning of a file, plain or gzipped, says that it is; null for anything that is not SANA-FE's. */
export function sanafeKind(bytes: Uint8Array): SanafeKind | null {
  const text = new TextDecoder().decode(beginning(bytes));
  if (OTHER_FORMAT.test(text)) return null;
  if (ARCHITECTURE.test(text)) return 'architecture';
  if (NETWORK.test(text)) return 'network';
  return NETLIST.test(text) ? 'netlist' : null;
}

function beginning(bytes: Uint8Array): Uint8Array {
  const first = bytes.subarray(0, DETECTED_BYTES);
  if (first[0] !== 0x1f || first[1] !== 0x8b) return first;
  try {
    // A flush in place of an end: the rest of the file is not there.
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 2 ** 27 };
    return gunzipSync(first, options).subarray(0, DETECTED_BYTES);
  } catch {
    return new Uint8Array(0);
  }
}
