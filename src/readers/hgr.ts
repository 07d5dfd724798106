/**
 * hMETIS hypergraph files (hMETIS 1.5 manual, section 4.1): `NETS VERTICES [FMT]`, then a line a net of its pins, which
 * count from 1, then, with FMT 10 or 11, a line a vertex of its weight. With FMT 1 or 11 a net begins with its
 * weight. Lines that begin with % are comments. May be packed with gzip.
 */
import { groupDigits, InputError } from '../support/errors.ts';
import type { NetColumns } from './hgr-sources.ts';
import { matchNets } from './hgr-sources.ts';
import { NumberLines, unpackText } from './number-lines.ts';
import type { SnngNetwork } from './snng.ts';

/**
 * Which vertex of a net sends. `first`: its first pin; nets of the same first pin are one neuron's, whose spikes
 * go to the targets of all. `none`: the file says nothing of senders, so that each net gets a pin of its own; messages
 * between cores do not depend on which, output axons and hops do.
 */
export type HgrSource = 'first' | 'none';

export const HGR_SOURCES: readonly HgrSource[] = ['first', 'none'];

/** A hypergraph as a network of neurons; weights of nets are spike counts. */
export interface HgrNetwork extends SnngNetwork {
  /** Neurons that each vertex stands for; absent where all stand for one. */
  readonly sizes?: Int32Array;
}

const CODE = 'E_HGR';
const NETS_MAX = 2 ** 26;
const VERTICES_MAX = 2 ** 26;
const PINS_MAX = 2 ** 28;
const WEIGHT_MAX = 2 ** 31 - 1;
const NEWLINE = 10;
const FORMATS = new Set([0, 1, 10, 11]);

/** Reads a hypergraph. Throws InputError E_HGR with the line at fault. */
export function readHgr(packed: Uint8Array, file: string, source: HgrSource = 'first'): HgrNetwork {
  const bytes = unpackText(packed, file, CODE);
  const lines = new NumberLines(bytes, 0, file, CODE, 1);
  const header = readHeader(lines, bytes.length);
  const nets = readNets(lines, header, bytes.length);
  const sizes = header.weighsVertices ? readSizes(lines, header.vertexCount) : null;
  if (lines.nextLineWithoutComments() && !isBlankToEnd(lines)) {
    throw lines.fault('text after the last line that the header announces');
  }
  const sources =
    source === 'first'
      ? Int32Array.from(nets.weights, (_, net) => nets.pins[nets.begins[net]!]!)
      : matchNets(nets, header.vertexCount, file);
  const name = file.replace(/^.*[\\/]/, '').replace(/\.hgr(\.gz)?$/, '');
  return {
    name,
    neuronCount: header.vertexCount,
    ...networkColumns(nets, sources, header.vertexCount, file),
    ...(sizes?.some((size) => size !== 1) ? { sizes } : {}),
  };
}

interface Header {
  readonly netCount: number;
  readonly vertexCount: number;
  readonly weighsNets: boolean;
  readonly weighsVertices: boolean;
}

function readHeader(lines: NumberLines, byteCount: number): Header {
  if (!lines.nextLineWithoutComments() || !lines.hasMore()) {
    throw lines.fault('"NETS VERTICES [FORMAT]" was expected');
  }
  const netCount = lines.number(NETS_MAX, 'a number of nets');
  if (!lines.hasMore()) throw lines.fault('a number of vertices was expected after that of nets');
  const vertexCount = lines.number(VERTICES_MAX, 'a number of vertices');
  const format = lines.hasMore() ? lines.number(11, 'a format') : 0;
  if (!FORMATS.has(format))
    throw lines.fault(`format ${format} is unknown; 0, 1, 10 and 11 are read`);
  if (lines.hasMore()) throw lines.fault('more than "NETS VERTICES [FORMAT]"');
  const weighsVertices = format >= 10;
  // A net or a vertex takes a digit and a line end at least; a vertex without a weight is a pin somewhere, as a rule.
  const least = 2 * netCount + (weighsVertices ? 2 * vertexCount : 0);
  if (least > byteCount + 1 || vertexCount > Math.max(1024, byteCount)) {
    throw lines.fault(
      `${groupDigits(netCount)} nets and ${groupDigits(vertexCount)} vertices in ${groupDigits(byteCount)} bytes: the file is cut off, or its counts are wrong`,
    );
  }
  return { netCount, vertexCount, weighsNets: format % 10 === 1, weighsVertices };
}

function readNets(lines: NumberLines, header: Header, byteCount: number): NetColumns {
  const { netCount, vertexCount } = header;
  const weights = new Int32Array(netCount).fill(1);
  const begins = new Int32Array(netCount + 1);
  // A pin takes a digit and a blank at least.
  const pins = new Int32Array(Math.ceil(byteCount / 2) + 1);
  const lastNet = new Int32Array(vertexCount).fill(-1);
  let [count, total] = [0, 0];
  for (let net = 0; net < netCount; net++) {
    if (!lines.nextLineWithoutComments()) {
      throw lines.fault(`the file ends after ${groupDigits(net)} of ${groupDigits(netCount)} nets`);
    }
    if (header.weighsNets && lines.hasMore()) {
      weights[net] = lines.number(WEIGHT_MAX, 'the weight of a net');
    }
    total += weights[net]!;
    if (total > WEIGHT_MAX) {
      throw lines.fault(
        `all nets together weigh more than ${groupDigits(WEIGHT_MAX)}; divide all weights`,
      );
    }
    while (lines.hasMore()) {
      const pin = lines.number(vertexCount, 'a pin');
      if (pin === 0) throw lines.fault('pin 0: vertices count from 1');
      if (lastNet[pin - 1] === net) throw lines.fault(`pin ${groupDigits(pin)} is there twice`);
      lastNet[pin - 1] = net;
      if (count === PINS_MAX) throw lines.fault(`more than ${groupDigits(PINS_MAX)} pins`);
      pins[count++] = pin - 1;
    }
    if (count === begins[net]) throw lines.fault(`net ${groupDigits(net + 1)} has no pins`);
    begins[net + 1] = count;
  }
  return { weights, begins, pins: pins.subarray(0, count) };
}

function readSizes(lines: NumberLines, vertexCount: number): Int32Array {
  const sizes = new Int32Array(vertexCount);
  let total = 0;
  for (let vertex = 0; vertex < vertexCount; vertex++) {
    if (!lines.nextLineWithoutComments() || !lines.hasMore()) {
      throw lines.fault(
        `the weight of vertex ${groupDigits(vertex + 1)} of ${groupDigits(vertexCount)} was expected`,
      );
    }
    sizes[vertex] = lines.number(WEIGHT_MAX, 'the weight of a vertex');
    if (sizes[vertex] === 0) throw lines.fault('a vertex of weight 0; vertices weigh 1 at least');
    total += sizes[vertex]!;
    if (total > WEIGHT_MAX) {
      throw lines.fault(`all vertices together weigh more than ${groupDigits(WEIGHT_MAX)}`);
    }
    if (lines.hasMore()) throw lines.fault('more than one weight for a vertex');
  }
  return sizes;
}

function isBlankToEnd(lines: NumberLines): boolean {
  do {
    if (lines.hasMore()) return false;
  } while (lines.nextLineWithoutComments());
  return true;
}

/** Nets as the synapses of their sources: targets ascending, those of nets that share a source merged. */
function networkColumns(
  { weights, begins, pins }: NetColumns,
  sources: Int32Array,
  vertexCount: number,
  file: string,
): Pick<SnngNetwork, 'offsets' | 'targets' | 'spikes'> {
  const netsOf = new Map<number, number[]>();
  sources.forEach((vertex, net) => {
    const own = netsOf.get(vertex);
    if (own) own.push(net);
    else netsOf.set(vertex, [net]);
  });
  const spikes = new Int32Array(vertexCount);
  const offsets = new Int32Array(vertexCount + 1);
  const targets = new Int32Array(pins.length);
  let count = 0;
  for (let vertex = 0; vertex < vertexCount; vertex++) {
    const nets = netsOf.get(vertex) ?? [];
    for (const net of nets) {
      if (net !== nets[0] && weights[net] !== spikes[vertex]) {
        throw new InputError(
          CODE,
          `${file}: nets ${nets[0]! + 1} and ${net + 1} both begin with pin ${vertex + 1} but weigh ${spikes[vertex]} and ${weights[net]}; a neuron sends all its spikes to all its targets. Give them one weight, or say --hgr-source none.`,
          { vertex: vertex + 1 },
        );
      }
      spikes[vertex] = weights[net]!;
    }
    const reached = new Set<number>();
    for (const net of nets) {
      for (let k = begins[net]!; k < begins[net + 1]!; k++) {
        if (pins[k] !== vertex) reached.add(pins[k]!);
      }
    }
    const sorted = Int32Array.from(reached).sort();
    targets.set(sorted, count);
    count += sorted.length;
    offsets[vertex + 1] = count;
  }
  return { offsets, targets: targets.slice(0, count), spikes };
}

/** Whether text begins as a hypergraph does: with a comment or a number. */
export function looksLikeHgr(bytes: Uint8Array): boolean {
  const head = new TextDecoder().decode(bytes.subarray(0, 256));
  const [first = ''] = head.split(String.fromCharCode(NEWLINE));
  return /^\s*(%|\d+\s+\d+(\s+(0|1|10|11))?\s*$)/.test(first);
}
