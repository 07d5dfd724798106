import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CoreProgram, ProgramImage } from '../../src/model/program.ts';
import { crc32 } from '../../src/program-file/crc32.ts';
import { loom } from '../../src/program-file/generated/loom.js';
import { IMAGE_FORMAT } from '../../src/program-file/image-format.ts';
import { decodeImage, encodeImage } from '../../src/program-file/index.ts';
import { joinSections } from '../../src/program-file/sections.ts';
import { InputError, renderError, SpikeloomError } from '../../src/support/errors.ts';
import { randomImage } from './random-image.ts';
import { sectionsOf } from './sections-of.ts';

const SEEDS = fc.integer();

/** What decoding says, or the image. */
function outcome(bytes: Uint8Array): ProgramImage | string {
  try {
    return decodeImage(bytes, 'x.loom');
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return renderError(error);
  }
}

function withCore(image: ProgramImage, change: Partial<CoreProgram>): ProgramImage {
  return { ...image, cores: [{ ...image.cores[0]!, ...change }, ...image.cores.slice(1)] };
}

describe('round trip', () => {
  test('every image comes back as it was', () => {
    fc.assert(
      fc.property(SEEDS, (seed) => {
        const image = randomImage(seed);
        expect(decodeImage(encodeImage(image), 'x.loom')).toEqual(image);
      }),
      { numRuns: 150 },
    );
  });

  test('equal images give equal bytes, whatever the mapping took', () => {
    const image = randomImage(1);
    const slower = { ...image, header: { ...image.header, mappingWallMs: 1234.5 } };
    expect(encodeImage(slower)).toEqual(encodeImage(randomImage(1)));
    expect(decodeImage(encodeImage(slower), 'x.loom').header.mappingWallMs).toBe(0);
  });

  test('arrays that are views, and bytes at an odd address', () => {
    const image = randomImage(2);
    const { neurons } = image.cores[0]!;
    const padded = Int32Array.of(9, ...neurons, 9);
    const viewed = withCore(image, { neurons: padded.subarray(1, padded.length - 1) });
    const bytes = encodeImage(viewed);
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect(decodeImage(shifted.subarray(1), 'x.loom')).toEqual(image);
  });

  test('what is decoded shares no memory with the file', () => {
    const image = randomImage(3);
    const bytes = encodeImage(image);
    const decoded = decodeImage(bytes, 'x.loom');
    bytes.fill(0xff);
    expect(decoded).toEqual(image);
  });

  test('counts above 2^32 survive', () => {
    const image = withCore(randomImage(4), {
      use: { ...randomImage(4).cores[0]!.use, synapseMemoryBits: 2 ** 40 + 1 },
    });
    const { use } = decodeImage(encodeImage(image), 'x.loom').cores[0]!;
    expect(use.synapseMemoryBits).toBe(2 ** 40 + 1);
  });
});

describe('a damaged file', () => {
  const file = encodeImage(randomImage(5));

  test('any one byte changed is noticed', () => {
    const stride = Math.max(1, Math.floor(file.length / 3000));
    for (let at = 0; at < file.length; at += at < 600 ? 1 : stride) {
      const damaged = file.slice();
      damaged[at]! ^= 1 << (at % 8);
      expect(outcome(damaged), `byte ${at}`).toMatch(/^E_LOOM/);
    }
  });

  test('any length is noticed', () => {
    const stride = Math.max(1, Math.floor(file.length / 500));
    for (let length = 0; length < file.length; length += length < 100 ? 1 : stride) {
      expect(outcome(file.slice(0, length)), `${length} bytes`).toMatch(/^E_LOOM(_TRUNCATED)?: /);
    }
    expect(outcome(file.slice(0, -1))).toMatch(/^E_LOOM_TRUNCATED: x.loom: .*end section/);
  });

  test('whole sections gone, swapped or repeated are noticed', () => {
    const sections = sectionsOf(file);
    sections.forEach((section, i) => {
      const without = sections.filter((_, k) => k !== i);
      expect(outcome(joinSections(IMAGE_FORMAT, without))).toMatch(/^E_LOOM/);
      expect(outcome(joinSections(IMAGE_FORMAT, [...sections, section]))).toMatch(/^E_LOOM/);
    });
    expect(outcome(joinSections(IMAGE_FORMAT, sections.toReversed()))).toMatch(/^E_LOOM/);
    expect(outcome(joinSections(IMAGE_FORMAT, []))).toBe(
      'E_LOOM_SECTION: x.loom: in place of the header stands a section of kind "end"',
    );
  });

  test('noise after the magic is never an image', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect(typeof outcome(noise)).toBe('string');
        const framed = joinSections(IMAGE_FORMAT, [{ kind: 'header', payload: noise }]);
        expect(outcome(framed)).toMatch(/^E_LOOM/);
      }),
    );
  });

  test('payloads rewritten with right checksums end in a message or in an image that checks', () => {
    const sections = sectionsOf(file);
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (which, where, mask) => {
        const s = which % sections.length;
        const payload = sections[s]!.payload.slice();
        payload[where % payload.length]! ^= mask;
        const changed = sections.with(s, { kind: sections[s]!.kind, payload });
        const result = outcome(joinSections(IMAGE_FORMAT, changed));
        // An image that is let through is one that could have been written.
        if (typeof result !== 'string') encodeImage(result);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('messages', () => {
  const file = encodeImage(randomImage(6));

  function patched(at: number, value: number): Uint8Array {
    const bytes = file.slice();
    new DataView(bytes.buffer).setUint32(at, value, true);
    return bytes;
  }

  test('no image at all', () => {
    const message = 'E_LOOM: x.loom: not a Spikeloom program image';
    expect(outcome(new Uint8Array(0))).toBe(message);
    expect(outcome(new TextEncoder().encode('{"schema": 1}'))).toBe(message);
  });

  test('another version', () => {
    const reads = 'this Spikeloom reads 2:';
    expect(outcome(patched(4, 1))).toBe(
      `E_LOOM_VERSION: x.loom: format version 1, ${reads} compile the network again`,
    );
    expect(outcome(patched(4, 3))).toBe(
      `E_LOOM_VERSION: x.loom: format version 3, ${reads} use a newer Spikeloom, or compile the network again with this one`,
    );
  });

  test('absurd lengths', () => {
    expect(outcome(patched(12, 0xffffffff))).toBe(
      'E_LOOM_SECTION: x.loom: the header claims 4,294,967,295 bytes, a section has at most 67,108,864',
    );
    expect(outcome(patched(12, 60_000_000))).toMatch(
      /^E_LOOM_TRUNCATED: x.loom: the file ends within the header: 59,\d{3},\d{3} bytes are missing$/,
    );
  });

  test('a damaged core is named', () => {
    const image = randomImage(6);
    const damaged = file.slice();
    damaged[file.length - 16 - 5]! ^= 1;
    expect(outcome(damaged)).toBe(
      `E_LOOM_CHECKSUM: x.loom: the section of core ${image.cores.at(-1)!.core} is damaged: its checksum differs`,
    );
  });

  test('bytes after the end', () => {
    const longer = new Uint8Array(file.length + 3);
    longer.set(file);
    expect(outcome(longer)).toBe('E_LOOM_SECTION: x.loom: 3 bytes follow the end section');
  });
});

describe('a hostile file with right checksums', () => {
  /** The file of `image` with the message of its first core changed. */
  function forgeCore(change: (message: loom.Core) => void): string {
    const sections = sectionsOf(encodeImage(randomImage(7)));
    const at = sections.findIndex(({ kind }) => kind === 'core');
    const message = loom.Core.decode(sections[at]!.payload);
    change(message);
    const payload = loom.Core.encode(message).finish();
    const result = outcome(
      joinSections(IMAGE_FORMAT, sections.with(at, { kind: 'core', payload })),
    );
    return typeof result === 'string' ? result.replace(/core \d+:/, 'core N:') : 'an image';
  }

  const registerOf = (m: loom.Core, name: string): loom.RegisterColumn =>
    (m.slices[0] as loom.Slice).registers.find((each) => each.name === name) as loom.RegisterColumn;

  const int32 = (...values: number[]): Uint8Array => new Uint8Array(Int32Array.from(values).buffer);

  test.each<[string, (message: loom.Core) => void, RegExp]>([
    [
      'too few thresholds',
      (m) => {
        registerOf(m, 'vthMant').values = int32(1);
      },
      /^E_LOOM_DATA: x.loom: core N: register vthMant has 1 values for \d+ slots$/,
    ],
    [
      'half a number',
      (m) => {
        m.neurons = m.neurons.subarray(1);
      },
      /neurons: \d+ bytes are no multiple of 4$/,
    ],
    [
      'route offsets that fall',
      (m) => {
        m.routeOffsets = m.routeOffsets.slice();
        m.routeOffsets[4] = 0x7f;
      },
      /core N: route offsets (fall|do not run)/,
    ],
    [
      'a route to no core',
      (m) => {
        m.routeCores = m.routeCores.slice().fill(0xff);
      },
      /core N: a route ends at core number -1 of \d+$/,
    ],
    [
      'a route to no axon',
      (m) => {
        m.routeAxons = m.routeAxons.slice().fill(0x70);
      },
      /core N: a route ends at axon \d+ of \d+$/,
    ],
    [
      'neurons of nowhere',
      (m) => {
        m.neurons = m.neurons.slice().fill(0x7f);
      },
      /core N: neurons of slice 0: \d+ of \d+$/,
    ],
    [
      'a neuron twice',
      (m) => {
        m.neurons = m.neurons.slice();
        m.neurons.copyWithin(4, 0, 4);
      },
      /population "pop\d": neuron \d+ is not placed once$/,
    ],
    [
      'a slice past the slots',
      (m) => {
        m.slices.at(-1)!.slotEnd = 1 << 20;
      },
      /core N: slice \d has slots \d+ to 1048576 after slot \d+$/,
    ],
    [
      'axons of nowhere',
      (m) => {
        m.axonSources = m.axonSources.slice().fill(0xff);
      },
      /core N: sources of port 0: -1 of \d+$/,
    ],
    [
      'a group of no projection',
      (m) => {
        m.groups[0]!.projection = 99;
      },
      /core N: group 0 is of projection 99 of \d+$/,
    ],
    [
      'a delay that asks for memory',
      (m) => {
        m.groups[0]!.delaySteps = 0xffffffff;
      },
      /core N: group 0: a delay of 4294967295 steps$/,
    ],
    [
      'an unknown register',
      (m) => {
        registerOf(m, 'vthMant').name = 'vth';
      },
      /core N: model [\w-]+ has no register "vth"$/,
    ],
    [
      'an unknown neuron model',
      (m) => {
        m.slices[0]!.neuron = 'perceptron';
      },
      /core N: a slice has the unknown neuron model "perceptron"$/,
    ],
    [
      'no use',
      (m) => {
        m.use = null;
      },
      /its use is missing$/,
    ],
    [
      'endless groups',
      (m) => {
        m.groups = Array.from({ length: 1_000_001 }, () => ({}));
      },
      /it has more than 1000000 fields$/,
    ],
  ])('%s', (_, change, message) => {
    expect(forgeCore(change)).toMatch(message);
  });

  test('a profile that is none', () => {
    const sections = sectionsOf(encodeImage(randomImage(7)));
    const message = loom.Header.decode(sections[0]!.payload);
    message.profileJson = '{"grid": {"tilesX": "many"}}';
    const payload = loom.Header.encode(message).finish();
    expect(
      outcome(joinSections(IMAGE_FORMAT, sections.with(0, { kind: 'header', payload }))),
    ).toMatch(/^E_LOOM_DATA: x.loom: the header: chip profile: /);
  });
});

describe('encodeImage', () => {
  test('names the core that is too large for a section', () => {
    const image = randomImage(8);
    const core = image.cores[0]!;
    const port = core.ports.findIndex(({ axonBegin, axonEnd }) => axonEnd > axonBegin);
    const rows = core.ports[port]!.axonEnd - core.ports[port]!.axonBegin;
    const slice = core.slices.findIndex(({ slotBegin, slotEnd }) => slotEnd > slotBegin);
    const groups = [{ ...core.groups[0]!, slice, delaySteps: 0 }];
    const words = new Int32Array(17_000_000).fill(core.slices[slice]!.slotBegin);
    const offsets = new Int32Array(rows + 1).fill(words.length, 1);
    const block = { kind: 'sparse', port, group: 0, offsets, words } as const;
    expect(() => encodeImage(withCore(image, { groups, blocks: [block] }))).toThrowError(
      expect.objectContaining({
        code: 'E_IMAGE_SECTION',
        exitCode: 1,
        message: expect.stringMatching(
          new RegExp(
            `^core ${core.core} takes 68,\\d{3},\\d{3} bytes in the program image, a section holds at most ` +
              '67,108,864 \\(\\+\\d+,\\d{3}(,\\d{3})?\\); spread the network over more cores$',
          ),
        ),
      }),
    );
  });

  test('refuses to write what could not be read', () => {
    const image = randomImage(9);
    const broken = withCore(image, { routeOffsets: new Int32Array(1) });
    expect(() => encodeImage(broken)).toThrowError(SpikeloomError);
    expect(() => encodeImage(broken)).toThrowError(/^invariant broken: program image: core \d+: /);
  });
});

test('crc32 gives the check value of the standard', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  const [head, tail] = ['1234', '56789'].map((text) => new TextEncoder().encode(text));
  expect(crc32(tail!, crc32(head!))).toBe(0xcbf43926);
});
