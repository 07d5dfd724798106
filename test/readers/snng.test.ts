import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readSnng } from '../../src/readers/snng.ts';
import {
  gridGraph,
  lenetGraph,
  mlpGraph,
  reservoirGraph,
  ringGraph,
  snngChecksum,
  synfireGraph,
} from '../support/snng-networks.ts';

const read = (text: string): ReturnType<typeof readSnng> =>
  readSnng(new TextEncoder().encode(text), 'net.snng');

describe('snng files', () => {
  it('are read plain and packed, with ranges, silent neurons and either line end', () => {
    const text = 'snng 1 four 4 5\n7 1-3\n0\n2 0 3\r\n5';
    const expected = {
      name: 'four',
      neuronCount: 4,
      offsets: Int32Array.of(0, 3, 3, 5, 5),
      targets: Int32Array.of(1, 2, 3, 0, 3),
      spikes: Int32Array.of(7, 0, 2, 5),
    };
    expect(read(text)).toEqual(expected);
    expect(readSnng(gzipSync(text), 'net.snng.gz')).toEqual(expected);
    expect(read('snng 1 none 0 0\n').neuronCount).toBe(0);
  });

  const faults: readonly [what: string, text: string, message: string][] = [
    ['no snng file', 'hello\n', 'line 1: "snng 1 NAME N E" was expected.'],
    ['another version', 'snng 2 a 1 0\n1\n', 'line 1: version "2" is unknown; 1 is read.'],
    ['a target out of range', 'snng 1 a 2 1\n1 2\n1\n', 'line 2: a target of "2" is over 1.'],
    [
      'a synapse twice',
      'snng 1 a 3 3\n1 1\n1 0 2 2\n1\n',
      'line 3: target 2 follows 2: it is there twice or out of order (targets ascend).',
    ],
    ['a range backwards', 'snng 1 a 3 2\n1 2-1\n1\n1\n', 'line 2: the range 2-1 runs backwards.'],
    ['too few lines', 'snng 1 a 3 0\n12345\n1\n', 'line 4: the file ends after 2 of 3 neurons.'],
    [
      'too few synapses',
      'snng 1 a 2 2\n1 1\n1\n',
      'line 3: the file has 1 synapses, line 1 says 2.',
    ],
    [
      'too many synapses',
      'snng 1 a 2 1\n1 0-1\n1\n',
      'line 2: more synapses than the 1 of line 1.',
    ],
    ['no number', 'snng 1 a 1 0\nx\n', 'line 2: a spike count was expected, not "x".'],
    ['text at the end', 'snng 1 a 1 0\n1\n1\n', 'line 3: text after the last of 1 neurons.'],
    [
      'absurd neurons',
      'snng 1 a 99999999999 0\n1\n',
      'line 1: 99,999,999,999 neurons; at most 67,108,864 are read.',
    ],
    [
      'more neurons than bytes',
      'snng 1 a 1000000 0\n1\n',
      'line 1: 1,000,000 neurons in 21 bytes: the file is cut off.',
    ],
    [
      'too many spikes',
      'snng 1 a 2 0\n2147483647\n1\n',
      'line 3: all spikes together pass 2,147,483,647; observe a shorter window or divide all counts.',
    ],
  ];
  for (const [what, text, message] of faults) {
    it(`are refused with the line: ${what}`, () => {
      expect(() => read(text)).toThrow(`net.snng, ${message}`);
    });
  }

  it('are refused where gzip is cut off', () => {
    const packed = gzipSync('snng 1 a 1 0\n1\n').subarray(0, 20);
    expect(() => readSnng(packed, 'net.snng.gz')).toThrow(/^net.snng.gz cannot be unpacked/);
  });
});

/** Checksums of the mapping suite's README; two were confirmed by a second implementation there. */
describe('generated networks', () => {
  it('have the checksums of the suite', () => {
    expect(snngChecksum(mlpGraph())).toBe('93fecc3b');
    expect(snngChecksum(lenetGraph())).toBe('a977ae9a');
    expect(snngChecksum(ringGraph(2000, 10, 106))).toBe('b7c10dfa');
    expect(snngChecksum(gridGraph(128, 107))).toBe('066f926c');
    expect(snngChecksum(reservoirGraph(108))).toBe('fa83da00');
    expect(snngChecksum(synfireGraph(64, 100, 109))).toBe('c745f809');
  });
});
