import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { evaluatePartition } from '../../compiler/hypergraph/metrics.ts';
import { type HgrSource, readHgr } from '../../src/readers/hgr.ts';
import { checkCases } from '../properties/draw.ts';

const FREE = {
  name: 'free',
  neurons: 1e6,
  inputAxons: Infinity,
  outputAxons: Infinity,
  memoryBytes: Infinity,
  bytesPerSynapse: 0,
  bytesPerInputAxon: 0,
  fanIn: Infinity,
};

const read = (text: string, source?: HgrSource): ReturnType<typeof readHgr> =>
  readHgr(new TextEncoder().encode(text), 'dir/net.hgr', source);

// The example of the hMETIS manual, figure 4: 4 nets over 7 vertices, in each of the four formats.
const NETS = ['1 2', '1 7 5 6', '5 6 4', '2 3 4'];
const WEIGHTED = ['2 1 2', '3 1 7 5 6', '8 5 6 4', '7 2 3 4'];
const SIZES = ['5', '1', '8', '7', '3', '9', '3'];

describe('hMETIS files', () => {
  it('have weights of nets and vertices where their format says so', () => {
    const plain = read(`4 7\n${NETS.join('\n')}\n`, 'none');
    expect(plain).toMatchObject({ name: 'net', neuronCount: 7 });
    expect(plain.sizes).toBeUndefined();
    expect(Array.from(plain.spikes).filter((count) => count > 0)).toEqual([1, 1, 1, 1]);
    const weighted = read(`% made up\n4 7 1\n${WEIGHTED.join('\n')}\n`, 'none');
    expect(weighted.spikes.reduce((a, b) => a + b, 0)).toBe(20);
    const sized = read(`4 7 10\n${NETS.join('\n')}\n${SIZES.join('\n')}\n`, 'none');
    expect(sized.sizes).toEqual(Int32Array.of(5, 1, 8, 7, 3, 9, 3));
    const both = read(`4 7 11\n${[...WEIGHTED, ...SIZES].join('\r\n')}\r\n`, 'none');
    expect(both.sizes).toEqual(sized.sizes);
    expect(both.spikes).toEqual(weighted.spikes);
    const packed = gzipSync(`4 7\n${NETS.join('\n')}\n\n`);
    expect(readHgr(packed, 'net.hgr.gz', 'none').targets).toEqual(plain.targets);
  });

  it('send from the first pin of a net, and merge nets of one sender', () => {
    const network = read('3 4 1\n5 2 1 3\n5 2 4\n7 3 1\n');
    expect(network).toMatchObject({
      offsets: Int32Array.of(0, 0, 3, 4, 4),
      targets: Int32Array.of(0, 2, 3, 0),
      spikes: Int32Array.of(0, 5, 7, 0),
    });
    expect(() => read('2 3 1\n5 2 1\n6 2 3\n')).toThrow(
      'dir/net.hgr: nets 1 and 2 both begin with pin 2 but weigh 5 and 6; a neuron sends all its spikes to all its targets. Give them one weight, or say --hgr-source none.',
    );
  });

  it('keep their cut whichever pin sends', () => {
    checkCases(50, (draw) => {
      const vertices = draw(4, 12);
      const nets = Array.from({ length: draw(1, vertices - 2) }, () => {
        const pins = Array.from({ length: vertices }, (_, k) => k + 1);
        return Array.from(
          { length: draw(2, 4) },
          () => pins.splice(draw(0, pins.length - 1), 1)[0]!,
        ).slice(0, vertices);
      });
      const weights = nets.map(() => draw(1, 9));
      const lines = nets.map((pins, n) => `${weights[n]} ${pins.join(' ')}`);
      let network: ReturnType<typeof read>;
      try {
        network = read(`${nets.length} ${vertices} 1\n${lines.join('\n')}\n`, 'none');
      } catch (error) {
        expect(String(error)).toContain('find no pin of their own');
        return;
      }
      const part = Int32Array.from({ length: vertices }, () => draw(0, 2));
      const km1 = nets.reduce(
        (sum, pins, n) => sum + weights[n]! * (new Set(pins.map((pin) => part[pin - 1])).size - 1),
        0,
      );
      expect(evaluatePartition(network, part, 3, FREE).metrics.km1).toBe(km1);
    });
  });

  it('count the weight of a vertex as places of a core', () => {
    const network = read('1 3 10\n1 2 3\n4\n1\n6\n');
    const { metrics } = evaluatePartition(network, Int32Array.of(0, 0, 1), 2, {
      ...FREE,
      neurons: 5,
    });
    expect(metrics).toMatchObject({ maxNeurons: 6, violations: { neurons: 1 }, legal: false });
  });

  const faults: readonly [what: string, text: string, message: string][] = [
    ['nothing', '\n', 'line 1: "NETS VERTICES [FORMAT]" was expected.'],
    ['one number', '4\n', 'line 1: a number of vertices was expected after that of nets.'],
    ['another format', '1 2 5\n1 2\n', 'line 1: format 5 is unknown; 0, 1, 10 and 11 are read.'],
    ['a pin out of range', '1 2\n1 3\n', 'line 2: a pin of "3" is over 2.'],
    ['a pin of 0', '1 2\n0 1\n', 'line 2: pin 0: vertices count from 1.'],
    ['a pin twice', '1 3\n1 2 1\n', 'line 2: pin 1 is there twice.'],
    ['an empty net', '2 3\n1 2\n\n2 3\n', 'line 3: net 2 has no pins.'],
    ['too few nets', '3 3\n1 2\n2 3\n', 'line 4: the file ends after 2 of 3 nets.'],
    [
      'too many nets',
      '1 3\n1 2\n2 3\n',
      'line 3: text after the last line that the header announces.',
    ],
    [
      'no weights of vertices',
      '1 2 10\n1 2\n',
      'line 3: the weight of vertex 1 of 2 was expected.',
    ],
    [
      'a file cut off',
      '9 9 10\n1 2\n',
      'line 1: 9 nets and 9 vertices in 11 bytes: the file is cut off, or its counts are wrong.',
    ],
    [
      'too few weights',
      '1 3 10\n1 2 3    \n1\n',
      'line 4: the weight of vertex 2 of 3 was expected.',
    ],
    [
      'a weight of 0',
      '1 2 10\n1 2\n0\n1\n',
      'line 3: a vertex of weight 0; vertices weigh 1 at least.',
    ],
    ['a fraction', '1 2 1\n1.5 1 2\n', 'line 2: the weight of a net was expected, not "1.5".'],
    ['a negative weight', '1 2 1\n-3 1 2\n', 'line 2: the weight of a net was expected, not "-3".'],
    [
      'absurd counts',
      '99999999999 3\n1\n',
      'line 1: a number of nets of "99999999999" is over 67,108,864.',
    ],
    [
      'more vertices than bytes',
      '1 60000000\n1 2\n',
      'line 1: 1 nets and 60,000,000 vertices in 15 bytes: the file is cut off, or its counts are wrong.',
    ],
    [
      'too much weight',
      '2 2 1\n2147483647 1 2\n1 2 1\n',
      'line 3: all nets together weigh more than 2,147,483,647; divide all weights.',
    ],
  ];
  it.each(faults)('are refused with the line: %s', (_, text, message) => {
    expect(() => read(text)).toThrow(`dir/net.hgr, ${message}`);
  });

  it('are refused where more nets than pins would have to send', () => {
    expect(() => read('3 2\n1 2\n2 1\n1 2\n', 'none')).toThrow(
      '1 of 3 nets find no pin of their own to send from',
    );
  });
});
