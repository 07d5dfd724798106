/** Images of networks that learn: written and read back, and refused where they contradict themselves. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Connectivity } from '../../src/model/network.ts';
import type { ProgramImage } from '../../src/model/program.ts';
import { loom } from '../../src/program-file/generated/loom.js';
import { IMAGE_FORMAT } from '../../src/program-file/image-format.ts';
import { decodeImage, encodeImage } from '../../src/program-file/index.ts';
import { joinSections } from '../../src/program-file/sections.ts';
import { InputError, renderError, SpikeloomError } from '../../src/support/errors.ts';
import { compileOn, emulate, LOIHI } from '../properties/run-network.ts';
import { inputOf, learningNetwork } from '../support/learning-network.ts';
import { sectionsOf } from './sections-of.ts';

const SPARSE: Connectivity = {
  kind: 'sparse',
  preSize: 3,
  postSize: 4,
  offsets: Int32Array.of(0, 2, 3, 6),
  targets: Int32Array.of(0, 3, 1, 0, 2, 3),
  weights: Float64Array.of(10, -20, 30, 0, 255, -256),
  delaysS: Float32Array.of(0, 0, 1e-3, 1e-3, 0, 2e-3),
};
const LEARNING = {
  rule: 'dw = 2^-2*x1*y0 - 2^-2*y1*x0 + u1',
  epochSteps: 3,
  traces: { x1: { impulse: 16.5, tauSteps: 10 }, y1: { impulse: 12, tauSteps: 4.25 } },
};

function imageOf(map: Connectivity): ProgramImage {
  const network = learningNetwork({ preSize: 3, postSize: 4, map, learning: LEARNING });
  return compileOn(LOIHI, network).image;
}

const DENSE: Connectivity = {
  kind: 'dense',
  preSize: 3,
  postSize: 4,
  weights: Float64Array.from({ length: 12 }, (_, k) => 20 * k - 100),
};

describe('an image that learns', () => {
  test.each([
    ['dense', DENSE],
    ['sparse', SPARSE],
  ])('comes back as it was (%s)', (_, map) => {
    const image = imageOf(map);
    expect(image.header.projections[0]!.learning).toEqual(LEARNING);
    expect(decodeImage(encodeImage(image), 'x.loom')).toEqual(image);
  });
});

/** What decoding says once the header's first projection is changed. */
function refusal(change: (projection: loom.Projection.$Properties) => void): string {
  const sections = sectionsOf(encodeImage(imageOf(DENSE)));
  const header = loom.Header.decode(sections[0]!.payload);
  change(header.projections[0]!);
  return outcome(sections, loom.Header.encode(header).finish());
}

function outcome(sections: ReturnType<typeof sectionsOf>, header: Uint8Array): string {
  const changed = sections.with(0, { kind: 'header', payload: header });
  try {
    decodeImage(joinSections(IMAGE_FORMAT, changed), 'x.loom');
  } catch (error) {
    if (error instanceof InputError) return renderError(error);
    throw error;
  }
  return 'read';
}

describe('what is refused', () => {
  test.each<[string, Partial<loom.Learning.$Properties>, RegExp]>([
    [
      'a rule that is none',
      { rule: 'dw = x9' },
      /E_LOOM_DATA: .*projection 0 \("plastic"\): E_RULE/,
    ],
    ['no rule', { rule: '' }, /E_LOOM_DATA: .*E_RULE/],
    ['an epoch without end', { epochSteps: 4e9 }, /E_LOOM_DATA: .*1 to 63 steps, not 4000000000/],
    [
      'an unknown trace',
      { traces: [{ name: 'q', impulse: 1, tauSteps: 1 }] },
      /E_LOOM_DATA: .*there is no trace "q"/,
    ],
    [
      'a trace that is no number',
      { traces: [{ name: 'x1', impulse: Number.NaN, tauSteps: 1 }] },
      /E_LOOM_DATA: .*impulse of x1 is NaN/,
    ],
    [
      'a trace given twice',
      {
        traces: [
          { name: 'x1', impulse: 1, tauSteps: 1 },
          { name: 'x1', impulse: 2, tauSteps: 1 },
        ],
      },
      /E_LOOM_DATA: .*given twice/,
    ],
  ])('%s', (_, learning, message) => {
    expect(
      refusal((projection) => {
        projection.learning = { ...projection.learning, ...learning };
      }),
    ).toMatch(message);
  });

  test('host spikes without a lag', () => {
    const sections = sectionsOf(encodeImage(imageOf(DENSE)));
    const header = loom.Header.decode(sections[0]!.payload);
    header.inputLagSteps = 0;
    expect(outcome(sections, loom.Header.encode(header).finish())).toMatch(/it learns/);
  });

  test('weights outside their sign mode', () => {
    const sections = sectionsOf(encodeImage(imageOf(DENSE)));
    const at = sections.findIndex(({ kind }) => kind === 'core');
    const core = loom.Core.decode(sections[at]!.payload);
    core.groups[0]!.signMode = loom.SignMode.EXCITATORY;
    const payload = loom.Core.encode(core).finish();
    const changed = joinSections(IMAGE_FORMAT, sections.with(at, { kind: 'core', payload }));
    expect(() => decodeImage(changed, 'x.loom')).toThrow(
      /weight -\d+ learns from outside 0 to 255/,
    );
  });

  test('anything else than an image that runs, whatever byte is wrong', () => {
    const files = [DENSE, SPARSE].map((map) => sectionsOf(encodeImage(imageOf(map))));
    let ran = 0;
    fc.assert(
      fc.property(
        fc.nat(1),
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (file, which, where, mask) => {
          const sections = files[file]!;
          const s = which % sections.length;
          const payload = sections[s]!.payload.slice();
          payload[where % payload.length]! ^= mask;
          const changed = sections.with(s, { kind: sections[s]!.kind, payload });
          try {
            const image = decodeImage(joinSections(IMAGE_FORMAT, changed), 'x.loom');
            emulate(image, [inputOf([[0, 0]])], { steps: 7 });
            ran++;
          } catch (error) {
            if (!(error instanceof SpikeloomError) || error.exitCode === 70) throw error;
          }
        },
      ),
      { numRuns: 600, seed: 7 },
    );
    expect(ran).toBeGreaterThan(50);
  });
});
