import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NpyValues, readNpy, writeNpy } from '../../src/readers/npy.ts';
import { InputError } from '../../src/support/errors.ts';

/** Files written by numpy 2.4.6 (numpy.save), packed with zlib. */
const numpyFiles: [string, string, number[], number[]][] = [
  [
    'f2 with infinity and a subnormal',
    'eNqb7BfqGxDJyFDGUK2eklqcXKRupaBuk2akrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RqmOpo6CrUKFAAuBjuGLQw1jAz/qwFwIh5D',
    [5],
    [1.5, -0.25, Infinity, 2 ** -24, 65504],
  ],
  [
    'big-endian i2',
    'eNqb7BfqGxDJyFDGUK2eklqcXKRupaBul2mkrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpGOgrGmjoKtQpkAy4Gxv//GJgZJ/zjYYoAALtIH2U=',
    [2, 3],
    [1, -2, 3, 400, -500, 600],
  ],
  [
    'f8 in Fortran order',
    'eNqb7BfqGxDJyFDGUK2eklqcXKRupaBuk2ahrqOgnpZfVFKUmBefX5SSChIPKSpNBQoXZyQWpAK5GkY6CsY6CkaaOgq1CmQCLgYUIOEAZUBpBSgtAKVVoPQHewgtA+VzQGklKC0CpdUcAFO+H/4=',
    [2, 3, 2],
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  ],
  [
    'i8 up to 2^53',
    'eNqb7BfqGxDJyFDGUK2eklqcXKRupaBuk2mhrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RomOpo6CrUKFAAuRgYQePAfBhigAMKTZwAAtrkrUw==',
    [4],
    [-9007199254740991, -1, 0, 9007199254740991],
  ],
  [
    'big-endian u8',
    'eNqb7BfqGxDJyFDGUK2eklqcXKRupaBuV2qhrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpGOpo6CrUKFAAuBjhgBBHMABJMG3I=',
    [2],
    [0, 1099511627779],
  ],
  [
    'bool',
    'eNqb7BfqGxDJyFDGUK2eklqcXKRupaBek2SorqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RrGOpo6CrUKFAAuRgZGAL1yG5U=',
    [3],
    [1, 0, 1],
  ],
  [
    'scalar',
    'eNqb7BfqGxDJyFDGUK2eklqcXKRupaBuU2qkrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RqaOgq1ChQBLnYGAIetG08=',
    [],
    [7],
  ],
  [
    'no items',
    'eNqb7BfqGxDJyFDGUK2eklqcXKRupaBuk2airqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RoGOgommjoKtQpkAy4AVisbaw==',
    [0, 4],
    [],
  ],
  [
    'version 3',
    'eNqb7BfqGxDJzFDCwMBQrZ6SWpxcpG6loG5TaqKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6mjoKtQpkAy6gtQyMQMwExABthxss',
    [3],
    [0, 1, 2],
  ],
];

const unpack = (text: string): Uint8Array =>
  new Uint8Array(inflateSync(Buffer.from(text, 'base64')));

function failure(bytes: Uint8Array): string {
  try {
    readNpy(bytes, 'a.npy');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).code).toBe('E_NPY');
    return (error as InputError).message;
  }
  throw new Error('was read');
}

/** A version 1 file with `header` as its text and `dataBytes` zeros. */
function craft(header: string, dataBytes: number): Uint8Array {
  const bytes = new Uint8Array(10 + header.length + dataBytes);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  return bytes;
}

describe('readNpy', () => {
  it.each(numpyFiles)('reads what numpy wrote: %s', (_name, file, shape, items) => {
    const array = readNpy(unpack(file), 'a.npy');
    expect(array.shape).toEqual(shape);
    expect([...array.values]).toEqual(items);
  });

  it('reads bytes at an odd offset of a larger buffer', () => {
    const file = writeNpy(Float64Array.of(1, 2), [2]);
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    expect([...readNpy(shifted.subarray(3), 'a.npy').values]).toEqual([1, 2]);
  });

  it('refuses what is no plain array of numbers, by name', () => {
    const good = writeNpy(Int32Array.of(1, 2, 3), [3]);
    expect(failure(new Uint8Array(0))).toContain('\\x93NUMPY');
    expect(failure(new TextEncoder().encode('PK something else'))).toContain('\\x93NUMPY');
    expect(failure(good.slice(0, 40))).toContain('ends inside its header');
    expect(failure(good.slice(0, -1))).toBe(
      'a.npy: shape [3] of i4 needs 12 bytes of data, the file holds 11. It is cut short or damaged; write it again.',
    );
    const pickled = "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }";
    expect(failure(craft(pickled, 0))).toContain('pickled Python objects are never read');
    const records = "{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (1,), }";
    expect(failure(craft(records, 4))).toContain('records are not read');
    const complex = "{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }";
    expect(failure(craft(complex, 16))).toContain('"<c16"');
    expect(failure(craft("{'descr': '<f4'}", 0))).toContain('lacks fortran_order or shape');
  });

  it.each([
    '(99999999999999999999,)',
    '(999999999, 999999999, 999999999)',
    '(-3,)',
    '(1e9,)',
    '(3, 4',
  ])('refuses the shape %s without allocating it', (shape) => {
    expect(
      failure(craft(`{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`, 12)),
    ).toMatch(/shape/);
  });

  it('refuses 64-bit integers that a number cannot hold', () => {
    const file =
      'eNqb7BfqGxDJyFDGUK2eklqcXKRupaBuk2mhrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RqGOpo6CrUKFAAuRgYQUGAAADCDG4A=';
    expect(failure(unpack(file))).toContain('item 0 is beyond 2^53');
  });

  it('never fails but with E_NPY on damaged bytes', () => {
    const good = writeNpy(Float32Array.from({ length: 20 }), [4, 5]);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, byte, length) => {
        const bytes = good.slice(0, length);
        if (at < length) bytes[at] = byte;
        try {
          readNpy(bytes, 'a.npy');
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });
});

describe('writeNpy', () => {
  const makers: ((items: number[]) => NpyValues)[] = [
    (items) => Int8Array.from(items),
    (items) => Uint8Array.from(items),
    (items) => Int16Array.from(items),
    (items) => Uint16Array.from(items),
    (items) => Int32Array.from(items),
    (items) => Uint32Array.from(items),
    (items) => Float32Array.from(items),
    (items) => Float64Array.from(items),
  ];

  it('writes what readNpy reads back: values, shape and type', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...makers),
        fc.array(fc.double(), { maxLength: 24 }),
        fc.constantFrom(1, 2, 3),
        (make, items, columns) => {
          const rows = Math.floor(items.length / columns);
          const values = make(items.slice(0, rows * columns));
          const bytes = writeNpy(values, [rows, columns]);
          const array = readNpy(bytes, 'a.npy');
          expect(array.shape).toEqual([rows, columns]);
          expect(array.values).toEqual(values);
          expect(array.values.constructor).toBe(values.constructor);
        },
      ),
    );
  });
});
