import { deflateRawSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeNpy } from '../../src/readers/npy.ts';
import { readNpz, writeNpz } from '../../src/readers/npz.ts';
import { InputError } from '../../src/support/errors.ts';

/** a = arange(4) of i4, b = [[0.5]]: numpy 2.4.6, numpy.savez and savez_compressed, packed with zlib. */
const savez =
  'eNoL8GZm0WWAAEWGfyVyV/5DASuDCEOiXl5BJSODAMMEqBIYPdkv1DcgkpGhjKFaPSW1OLlI3UpB3SbTRF1HQT0tv6ikKDEvPr8oJRUk7paYU5wKFC/OSCxIBfI1THQ0dRRqFSgAXCA3MAIxExAzA3EAijdufeVMQ/ZGEswbHVAlHXi9kWZBlDcMdRQMKfMIF8QVD+wDvBmZdJlR42ECNLhZGRCgAeRnSKygawH5uQPqNVQtx4FkEkQLKxsDONCYGNKAdBvYNAAPdWTz';
const savezCompressed =
  'eNoL8GZm0WVgYOAAYkWGfyVyV/5DASuDCEOiXl5BJSODAMMEBgjwg9Kz34i/khY4eSLgWMDaeZOi5sQsyVu6IG9y5qJ1ixfMmxYfEjRlhvj8+CmTuITKvc9o+rF2iaeriC1h+imlZjXLimsrlwiDHptCAkuSmkIaWxJDAIojbn3lTEN2RBLMER1Qy73xOyJtISFHtFlxtYGdkcKsx2ZQkcAPdAEjky4zakCA/AryNysDAjQwgkhwsKBrATkb5LIODC2tQDIJooWVDSTEBIRpQJodbBoAobtoHA==';

const unpack = (text: string): Uint8Array =>
  new Uint8Array(inflateSync(Buffer.from(text, 'base64')));

function failure(bytes: Uint8Array): string {
  try {
    readNpz(bytes, 'a.npz');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect(['E_NPZ', 'E_NPY']).toContain((error as InputError).code);
    return (error as InputError).message;
  }
  throw new Error('was read');
}

const small = (): Uint8Array =>
  writeNpz([['a', { values: Int8Array.from({ length: 100 }), shape: [100] }]]);

/** Where the directory's only entry begins. */
const directoryAt = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer).getUint32(bytes.length - 6, true);

function patched(change: (view: DataView, directory: number) => void): Uint8Array {
  const bytes = small();
  change(new DataView(bytes.buffer), directoryAt(bytes));
  return bytes;
}

describe('readNpz', () => {
  it.each([
    ['savez', savez],
    ['savez_compressed', savezCompressed],
  ])('reads what numpy.%s wrote', (_name, file) => {
    const arrays = readNpz(unpack(file), 'a.npz');
    expect([...arrays.keys()]).toEqual(['a', 'b']);
    expect(arrays.get('a')).toEqual({
      shape: [4],
      values: Int32Array.of(0, 1, 2, 3),
      dtype: 'i4',
    });
    expect(arrays.get('b')).toEqual({ shape: [1, 1], values: Float64Array.of(0.5), dtype: 'f8' });
  });

  it('refuses damaged and foreign archives, by name', () => {
    expect(failure(new Uint8Array(0))).toContain('no zip directory');
    expect(failure(small().slice(0, -1))).toContain('no zip directory');
    expect(failure(patched((view, at) => view.setUint16(at + 8, 1, true)))).toContain('encrypted');
    expect(failure(patched((view, at) => view.setUint16(at + 10, 14, true)))).toContain(
      'zip method 14',
    );
    expect(failure(patched((view, at) => view.setUint32(at + 20, 0xffffffff, true)))).toContain(
      'zip64',
    );
    expect(failure(patched((view) => view.setUint8(60, 0x55)))).toMatch(/checksum|stated size/);
    expect(failure(patched((view, at) => view.setUint32(at + 16, 1, true)))).toContain('checksum');
    expect(failure(patched((view, at) => view.setUint32(at + 42, 0x7fffffff, true)))).toContain(
      'has no header',
    );
  });

  it('refuses sizes that deflate cannot reach, and an archive beyond 1 GiB, before unpacking', () => {
    expect(failure(patched((view, at) => view.setUint32(at + 24, 2 ** 30, true)))).toContain(
      'does not unpack to its stated size',
    );
    expect(failure(patched((view, at) => view.setUint32(at + 24, 2 ** 31, true)))).toContain(
      'unpacks to 2,147,483,648 bytes',
    );
  });

  it('stops unpacking at the stated size', () => {
    const bomb = deflateRawSync(new Uint8Array(5_000_000));
    const plain = writeNpy(Uint8Array.from({ length: 4 }), [4]);
    const bytes = writeNpz([['a', { values: Uint8Array.from({ length: 4 }), shape: [4] }]]);
    const view = new DataView(bytes.buffer);
    const begin = 30 + 'a.npy'.length;
    const packedBytes = directoryAt(bytes) - begin;
    const tail = bytes.slice(begin + packedBytes);
    const whole = new Uint8Array(begin + bomb.length + tail.length);
    whole.set(bytes.subarray(0, begin));
    whole.set(bomb, begin);
    whole.set(tail, begin + bomb.length);
    const grown = new DataView(whole.buffer);
    grown.setUint32(begin + bomb.length + 20, bomb.length, true);
    grown.setUint32(whole.length - 6, begin + bomb.length, true);
    expect(view.getUint32(begin + packedBytes + 24, true)).toBe(plain.length);
    expect(failure(whole)).toContain('does not unpack to its stated size');
  });

  it('fails only with E_NPZ or E_NPY on damaged bytes', () => {
    const good = small();
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        const bytes = good.slice();
        bytes[at] = byte;
        try {
          readNpz(bytes, 'a.npz');
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('writeNpz', () => {
  it('writes what readNpz reads back, and the same bytes each time', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.tuple(
            fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }),
            fc.array(fc.integer({ min: -9e8, max: 9e8 })),
          ),
          { selector: ([key]) => key, maxLength: 5 },
        ),
        (columns) => {
          const entries = columns.map(
            ([key, items]) =>
              [key, { values: Int32Array.from(items), shape: [items.length] }] as const,
          );
          const bytes = writeNpz(entries);
          expect(writeNpz(entries)).toEqual(bytes);
          const arrays = readNpz(bytes, 'a.npz');
          expect([...arrays.keys()]).toEqual(entries.map(([key]) => key));
          for (const [key, { values }] of entries) expect(arrays.get(key)!.values).toEqual(values);
        },
      ),
    );
  });
});
