import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AccountContext,
  accountEnergy,
  accountTime,
  stepEnergiesPj,
} from '../../emulator/account.ts';
import { EVENT_KINDS } from '../../src/model/chip.ts';
import type { SampleTrace } from '../../src/model/trace.ts';
import { loom } from '../../src/program-file/generated/loom.js';
import {
  decodeTrace,
  encodeImage,
  encodeTrace,
  expandSample,
} from '../../src/program-file/index.ts';
import type { RecordedRun, RunChoices } from '../../src/program-file/recorded-run.ts';
import { joinSections } from '../../src/program-file/sections.ts';
import { TRACE_FORMAT } from '../../src/program-file/trace-file.ts';
import { InputError, renderError, SpikeloomError } from '../../src/support/errors.ts';
import { checkCases } from '../properties/draw.ts';
import { randomInput, randomNetwork } from '../properties/random-network.ts';
import { compileOn, emulate, LOIHI, parametersOf } from '../properties/run-network.ts';
import { type RandomRun, randomRun } from './random-traces.ts';
import { sectionsOf } from './sections-of.ts';

const SEEDS = fc.integer();
const CHOICES: RunChoices = { pace: 'fast', timing: 'analytic', resets: true };

function encoded({ image, traces }: RandomRun, sectionBytesMax?: number): Uint8Array {
  return encodeTrace(image, traces, CHOICES, sectionBytesMax);
}

/** What decoding says, or the run. */
function outcome(bytes: Uint8Array): RecordedRun | string {
  try {
    return decodeTrace(bytes, 'x.loomtrace');
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return renderError(error);
  }
}

function expandAll({ samples, cores }: RecordedRun): SampleTrace[] {
  return samples.map((sample) => expandSample(sample, cores.length));
}

/** The first of the random runs that has three samples with counts. */
function fullRun(): RandomRun {
  for (let seed = 0; ; seed++) {
    const run = randomRun(seed);
    const full = run.traces.every(
      ({ counts, stepsRun }) => stepsRun > 3 && counts!.counts.length > 9,
    );
    if (run.traces.length === 3 && run.image.cores.length > 1 && full) return run;
  }
}

describe('round trip', () => {
  test('every trace comes back as it was', () => {
    fc.assert(
      fc.property(SEEDS, fc.boolean(), (seed, resets) => {
        const { image, traces } = randomRun(seed);
        const choices = { pace: 'realtime', timing: 'none', resets } as const;
        const run = decodeTrace(encodeTrace(image, traces, choices), 'x.loomtrace');
        expect(run).toMatchObject({ ...choices, header: image.header });
        expect(run.cores).toEqual(Int32Array.from(image.cores, ({ core }) => core));
        expect(expandAll(run)).toEqual(traces);
      }),
      { numRuns: 200 },
    );
  });

  test('equal runs give equal bytes', () => {
    expect(encoded(randomRun(1))).toEqual(encoded(randomRun(1)));
  });

  test('a sample over the size of a section is cut and joined again', () => {
    const run = fullRun();
    const file = encoded(run, 100);
    const kinds = sectionsOf(file).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'sample')).toHaveLength(3);
    expect(kinds.filter((kind) => kind === 'more').length).toBeGreaterThan(3);
    expect(expandAll(decodeTrace(file, 'x.loomtrace'))).toEqual(run.traces);
    const sections = sectionsOf(file);
    const without = sections.filter((_, k) => k !== kinds.indexOf('more'));
    expect(outcome(joinSections(TRACE_FORMAT, without))).toMatch(/^E_TRACE_/);
  });

  test('what is decoded shares no memory with the file', () => {
    const run = fullRun();
    const file = encoded(run);
    const decoded = decodeTrace(file, 'x.loomtrace');
    file.fill(0xff);
    expect(expandAll(decoded)).toEqual(run.traces);
  });
});

describe('a recorded emulation', () => {
  test('gives the counts, times and energies of the run, to the last bit', () => {
    checkCases(25, (draw) => {
      const steps = draw(1, 10);
      const network = randomNetwork(draw, 'mixed');
      const inputs = [1, 2].map(() => randomInput(draw, network, steps));
      const { image } = compileOn(LOIHI, network);
      const betweenSamples = draw(0, 1) ? 'reset' : 'continue';
      const earlyExitMargin = betweenSamples === 'reset' && draw(0, 1) ? 1 : null;
      const options = { steps, betweenSamples, earlyExitMargin, recordCounts: true } as const;
      const traces = emulate(image, inputs, { ...options, recordSpikes: false });
      const run = decodeTrace(encodeTrace(image, traces, CHOICES), 'x.loomtrace');
      expect(expandAll(run)).toEqual(traces);
      for (const [s, trace] of traces.entries()) {
        expect(recount(run, s)).toEqual({ cores: trace.coreCounts, steps: trace.steps.kinds });
        expect(price(run, s)).toEqual(
          priceOf(trace, { ...contextOf(run), set: parametersOf(image) }),
        );
      }
    });
  });

  /** Totals by core and by step straight from the sparse columns. */
  function recount({ samples, cores }: RecordedRun, s: number): object {
    const { counts, stepsRun } = samples[s]!;
    const kinds = EVENT_KINDS.length;
    const byCore = new Float64Array(cores.length * kinds);
    const byStep = new Int32Array(stepsRun * kinds);
    counts.counts.forEach((count, e) => {
      byCore[counts.cores[e]! * kinds + counts.kinds[e]!]! += count;
      byStep[counts.steps[e]! * kinds + counts.kinds[e]!]! += count;
    });
    return { cores: byCore, steps: byStep };
  }

  /** From the file alone: its profile holds the costs. */
  function contextOf({ header, pace, resets, outputNeurons }: RecordedRun): AccountContext {
    const { chipsUsed, dtS, profile, parameterSet } = header;
    return {
      set: profile.parameterSets[parameterSet]!,
      chipsUsed,
      dtS,
      pace,
      outputNeurons,
      resets,
    };
  }

  function price(run: RecordedRun, s: number): object {
    return priceOf(expandSample(run.samples[s]!, run.cores.length), contextOf(run));
  }

  function priceOf(trace: SampleTrace, context: AccountContext): object {
    const time = accountTime(trace, context);
    const energy = accountEnergy(trace, time, context);
    return { time, energy, steps: stepEnergiesPj(trace, time, context) };
  }
});

describe('a damaged file', () => {
  const run = fullRun();
  const file = encoded(run);

  test('any one byte changed is noticed', () => {
    const stride = Math.max(1, Math.floor(file.length / 2000));
    for (let at = 0; at < file.length; at += at < 600 ? 1 : stride) {
      const damaged = file.slice();
      damaged[at]! ^= 1 << (at % 8);
      expect(outcome(damaged), `byte ${at}`).toMatch(/^E_TRACE/);
    }
  });

  test('any length is noticed', () => {
    const stride = Math.max(1, Math.floor(file.length / 500));
    for (let length = 0; length < file.length; length += length < 100 ? 1 : stride) {
      expect(outcome(file.slice(0, length)), `${length} bytes`).toMatch(/^E_TRACE(_TRUNCATED)?: /);
    }
  });

  test('whole sections gone, swapped or repeated are noticed', () => {
    const sections = sectionsOf(file);
    sections.forEach((section, i) => {
      const without = sections.filter((_, k) => k !== i);
      expect(outcome(joinSections(TRACE_FORMAT, without))).toMatch(/^E_TRACE/);
      expect(outcome(joinSections(TRACE_FORMAT, [...sections, section]))).toMatch(/^E_TRACE/);
    });
  });

  test('payloads rewritten with right checksums end in a message or in a run that adds up', () => {
    const sections = sectionsOf(file);
    const samples = sections.flatMap(({ kind }, s) => (kind === 'header' ? [] : [s]));
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (which, where, mask) => {
        const s = samples[which % samples.length]!;
        const { kind, payload } = sections[s]!;
        const changed = payload.slice();
        changed[where % payload.length]! ^= mask;
        const result = outcome(
          joinSections(TRACE_FORMAT, sections.with(s, { kind, payload: changed })),
        );
        if (typeof result === 'string') return;
        const traces = expandAll(result);
        expect(decodeTrace(encodeTrace(run.image, traces, result), 'x')).toEqual(result);
      }),
      { numRuns: 1500 },
    );
  });

  test('noise after the magic is never a trace', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        const [header, runSection] = sectionsOf(file);
        const sample = { kind: 'sample', payload: noise } as const;
        const framed = joinSections(TRACE_FORMAT, [header!, runSection!, sample, sample, sample]);
        expect(outcome(framed)).toMatch(/^E_TRACE/);
      }),
    );
  });
});

describe('messages', () => {
  const run = fullRun();
  const file = encoded(run);
  const names = run.traces.map(({ sample }) => sample);

  function patched(at: number, value: number): Uint8Array {
    const bytes = file.slice();
    new DataView(bytes.buffer).setUint32(at, value, true);
    return bytes;
  }

  test('another kind of file', () => {
    const message = 'E_TRACE: x.loomtrace: not a Spikeloom trace';
    expect(outcome(new Uint8Array(0))).toBe(message);
    expect(outcome(encodeImage(run.image))).toBe(message);
  });

  test('another version', () => {
    expect(outcome(patched(4, 7))).toBe(
      'E_TRACE_VERSION: x.loomtrace: format version 7, this Spikeloom reads 1: ' +
        'use a newer Spikeloom, or record the run again with this one',
    );
  });

  test('absurd lengths', () => {
    expect(outcome(patched(12, 0xffffffff))).toBe(
      'E_TRACE_SECTION: x.loomtrace: the header claims 4,294,967,295 bytes, a section has at most 67,108,864',
    );
  });

  test('a damaged or missing sample is named', () => {
    const damaged = file.slice();
    damaged[file.length - 16 - 5]! ^= 1;
    expect(outcome(damaged)).toBe(
      `E_TRACE_CHECKSUM: x.loomtrace: the section of sample "${names[2]}" is damaged: its checksum differs`,
    );
    const ending = file.length - 16 - sectionsOf(file).at(-1)!.payload.length;
    expect(outcome(file.slice(0, ending))).toMatch(
      new RegExp(`^E_TRACE_TRUNCATED: .* the file ends within the section of sample "${names[2]}"`),
    );
    expect(outcome(joinSections(TRACE_FORMAT, sectionsOf(file).slice(0, -1)))).toBe(
      `E_TRACE_SECTION: x.loomtrace: in place of the section of sample "${names[2]}" stands a section of kind "end"`,
    );
  });
});

describe('a hostile file with right checksums', () => {
  const run = fullRun();
  const coreCount = run.image.cores.length;

  /** The file with the message of its last sample changed. */
  function forge(change: (message: loom.Sample) => void): string {
    const sections = sectionsOf(encoded(run));
    const message = loom.Sample.decode(sections.at(-1)!.payload);
    change(message);
    const payload = loom.Sample.encode(message).finish();
    const result = outcome(
      joinSections(TRACE_FORMAT, sections.with(-1, { kind: 'sample', payload })),
    );
    return typeof result === 'string' ? result.replace(/sample ".*?":/, 'sample S:') : 'a run';
  }

  const END = 0x7f;
  test.each<[string, (message: loom.Sample) => void, RegExp]>([
    [
      'steps that ask for memory',
      (m) => {
        m.stepsRun = 0xffffffff;
      },
      /^E_TRACE_DATA: x.loomtrace: the section of sample S: it ran 4294967295 of \d+ steps$/,
    ],
    [
      'fewer steps than counts',
      (m) => {
        m.stepsRun = 1;
      },
      /sample S: its counts pass its 1 steps$/,
    ],
    [
      'a step time missing',
      (m) => {
        m.stepPs = new Uint8Array(0);
      },
      /sample S: 0 step times, there should be \d+$/,
    ],
    [
      'a step time below 0',
      (m) => {
        m.stepPs = new Uint8Array(m.stepsRun).fill(1);
      },
      /sample S: step times 0: -1$/,
    ],
    [
      'half a number',
      (m) => {
        m.counts = Uint8Array.of(...m.counts, 0x80);
      },
      /sample S: it has \d+ counts, its keys are of \d+$/,
    ],
    [
      'counts without keys',
      (m) => {
        m.countKeys = new Uint8Array(0);
      },
      /sample S: it has \d+ counts, its keys are of 0$/,
    ],
    [
      'keys without counts',
      (m) => {
        m.counts = new Uint8Array(0);
      },
      /sample S: its counts end early$/,
    ],
    [
      'a count below 1',
      (m) => {
        m.counts = m.counts.slice();
        m.counts[0] = 1;
      },
      /sample S: (core index \d has -1 \w+ events|it has \d+ counts, its keys are of \d+|core index \d has -?\d+ \w+ events)$/,
    ],
    [
      'a number without end',
      (m) => {
        m.hops = new Uint8Array(64).fill(0xff);
      },
      /sample S: its hops: a number has more than 8 bytes|its hops end within a number/,
    ],
    [
      'a row of no kind',
      (m) => {
        m.countKeys = Uint8Array.of(0);
      },
      /sample S: core index 0 has no counts where some are stated$/,
    ],
    [
      'packets between cores of nowhere',
      (m) => {
        m.packetPairs = Uint8Array.of(END, 1);
      },
      new RegExp(`sample S: its packet pairs pass its ${coreCount} cores$`),
    ],
    [
      'a pair without packets',
      (m) => {
        m.packetPairs = Uint8Array.of(0, 0);
      },
      /sample S: packet pair 0: 0 packets$/,
    ],
    [
      'a pair cut in half',
      (m) => {
        m.packetPairs = Uint8Array.of(0);
      },
      /sample S: its packet pairs end within a number$/,
    ],
    [
      'packets without a way',
      (m) => {
        m.flights = new Uint8Array(0);
      },
      /sample S: core index \d+ sends packets in step \d+, and its flights do not say how far$/,
    ],
    [
      'a way cut in half',
      (m) => {
        m.flights = Uint8Array.of(1, 0, 1);
      },
      /sample S: its flights end early$/,
    ],
    [
      'a way of nowhere',
      (m) => {
        m.flights = Uint8Array.of(END, 0x7f, 0, 0, 0, 0);
      },
      /sample S: its flights (pass its \d+ steps|end early|end within a number)$/,
    ],
    [
      'a core without populations',
      (m) => {
        m.populationCounts = new Uint8Array(0);
      },
      /sample S: the \w+ events of core index \d+ are not those of its populations$/,
    ],
    [
      'events of nobody',
      (m) => {
        m.populationCounts = Uint8Array.of(0xff, 0xff, 0xff, 0x7f, 1);
      },
      new RegExp(`sample S: its counts by population pass its ${coreCount} cores$`),
    ],
    [
      'outputs of nowhere',
      (m) => {
        m.outputCounts = new Uint8Array(5000);
      },
      /sample S: 5000 output counts, there should be \d+$/,
    ],
    [
      'a sum that is no number',
      (m) => {
        m.saturations = Number.NaN;
      },
      /sample S: NaN saturations$/,
    ],
    [
      'another name',
      (m) => {
        m.sample = 'other';
      },
      /it is of sample "other"$/,
    ],
  ])('%s', (_, change, message) => {
    expect(forge(change)).toMatch(message);
  });

  function forgeRun(change: (message: loom.Run) => void): RecordedRun | string {
    const sections = sectionsOf(encoded(run));
    const message = loom.Run.decode(sections[1]!.payload);
    change(message);
    const payload = loom.Run.encode(message).finish();
    return outcome(joinSections(TRACE_FORMAT, sections.with(1, { kind: 'run', payload })));
  }

  test('a run of another Spikeloom', () => {
    expect(forgeRun((m) => m.eventKinds.pop())).toBe(
      'E_TRACE_DATA: x.loomtrace: the run section: it counts other kinds of events: record the run again',
    );
    const unknown = (m: loom.Run): void => {
      m.timing = 'dreamt';
    };
    expect(forgeRun(unknown)).toMatch(/the run section: timing "dreamt" is not known$/);
  });

  test('more sections than there are', () => {
    const endless = (m: loom.Run): void => {
      m.samples[2]!.sections = 0xffffffff;
    };
    expect(forgeRun(endless)).toMatch(/part 2 of 4294967295 stands a section of kind "end"$/);
  });
});

describe('encodeTrace', () => {
  test('wants counts by step and core', () => {
    const { image, traces } = fullRun();
    const { counts: _, ...bare } = traces[0]!;
    expect(() => encodeTrace(image, [bare], CHOICES)).toThrowError(
      /^invariant broken: sample ".*" was run without counts per core$/,
    );
  });

  test('refuses to write what could not be read', () => {
    const { image, traces } = fullRun();
    const trace = traces[0]!;
    const counts = { ...trace.counts!, steps: trace.counts!.steps.toReversed() };
    expect(() => encodeTrace(image, [{ ...trace, counts }], CHOICES)).toThrowError(SpikeloomError);
    expect(() => encodeTrace(image, [{ ...trace, stepsRun: 99 }], CHOICES)).toThrowError(
      /^invariant broken: trace: sample ".*": it ran 99 of \d+ steps$/,
    );
  });
});
