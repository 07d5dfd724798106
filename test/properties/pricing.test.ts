import { describe, expect, it } from 'vitest';
import { apportion } from '../../emulator/apportion.ts';
import { createEmulator, DEFAULT_EMULATION_OPTIONS } from '../../emulator/emulate.ts';
import { analyticStepPs } from '../../emulator/price.ts';
import { tilesUsed } from '../../emulator/step-time.ts';
import type { Cited, ParameterSet } from '../../src/model/chip.ts';
import { EVENT_KINDS } from '../../src/model/chip.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type { ProgramImage } from '../../src/model/program.ts';
import type { SampleTrace } from '../../src/model/trace.ts';
import { expandSample } from '../../src/program-file/recorded-run.ts';
import { decodeTrace, encodeTrace } from '../../src/program-file/trace-file.ts';
import type { Draw } from './draw.ts';
import { checkCases } from './draw.ts';
import { randomInput, randomNetwork } from './random-network.ts';
import { compileOn, LOIHI, sumOf, withLimits } from './run-network.ts';

const STEPS = 8;
const KINDS = EVENT_KINDS.length;

interface RecordedCase {
  readonly image: ProgramImage;
  readonly input: SpikeInput;
  readonly set: ParameterSet;
  readonly trace: SampleTrace;
}

/** A random network on cores of a few compartments, so that packets cross tiles, under random costs. */
function randomCase(draw: Draw): RecordedCase {
  const network = randomNetwork(draw, 'mixed');
  const input = randomInput(draw, network, STEPS);
  const profile = withLimits(
    LOIHI,
    { compartments: draw(2, 12) },
    { tilesX: 16, tilesY: 16, coresPerTile: 1 },
  );
  const { image } = compileOn(profile, network);
  const set = randomSet(draw, profile.parameterSets['silicon-calibrated']!);
  return { image, input, set, trace: run(image, input, set) };
}

function run(image: ProgramImage, input: SpikeInput, set: ParameterSet): SampleTrace {
  const traces: SampleTrace[] = [];
  const options = { ...DEFAULT_EMULATION_OPTIONS, steps: STEPS, recordCounts: true };
  createEmulator(image, set, options, (trace) => traces.push(trace)).feed(input, true);
  return traces[0]!;
}

function randomSet(draw: Draw, set: ParameterSet): ParameterSet {
  const drawn = (cited: Cited): Cited => ({ ...cited, value: draw(0, 50_000) / 1000 });
  const entries = Object.entries(set.timeNs).map(([kind, cited]) => [kind, drawn(cited)]);
  const barrierNs = set.barrierNs.map((row) => ({ ...row, timeNs: drawn(row.timeNs) }));
  return { ...set, timeNs: Object.fromEntries(entries) as ParameterSet['timeNs'], barrierNs };
}

describe('a recorded sample', () => {
  it('is timed under other costs as an emulation with them is, to the last bit, from its file', () => {
    let crossing = 0;
    checkCases(120, (draw) => {
      const { image, input, trace } = randomCase(draw);
      const other = randomSet(draw, image.header.profile.parameterSets.davies2018!);
      const bytes = encodeTrace(image, [trace], { pace: 'fast', timing: 'analytic', resets: true });
      const { samples, cores, header } = decodeTrace(bytes, 'x.loomtrace');
      const recorded = expandSample(samples[0]!, cores.length);
      const tiles = tilesUsed(header.profile, Array.from(cores));
      const retimed = analyticStepPs(recorded, header.profile, tiles, other);
      expect(retimed).toEqual(run(image, input, other).steps.stepPs);
      crossing += sumOf(trace.steps.hops) > 0 ? 1 : 0;
    });
    expect(crossing).toBeGreaterThan(15);
  });

  it('has the same counts by population as by core, for every core and kind', () => {
    checkCases(60, (draw) => {
      const { trace } = randomCase(draw);
      const byCore = new Float64Array(trace.coreCounts.length);
      const { cores, kinds, counts } = trace.populationCounts;
      counts.forEach((count, e) => {
        expect(Number.isInteger(count) && count > 0).toBe(true);
        byCore[cores[e]! * KINDS + kinds[e]!]! += count;
      });
      expect(byCore).toEqual(trace.coreCounts);
    });
  });

  it('has the spikes and the visits of each population, however many share a core', () => {
    checkCases(60, (draw) => {
      const { image, input, set } = randomCase(draw);
      const traces: SampleTrace[] = [];
      const options = { ...DEFAULT_EMULATION_OPTIONS, steps: STEPS, recordSpikes: true };
      createEmulator(image, set, options, (each) => traces.push(each)).feed(input, true);
      const [trace] = traces;
      const spikes = new Map<number, number>();
      for (const p of trace!.spikes!.populations) spikes.set(p, (spikes.get(p) ?? 0) + 1);
      image.header.populations.forEach(({ input: isInput, size, startStep }, p) => {
        if (isInput) return;
        expect(countOf(trace!, p, 'neuronSpike')).toBe(spikes.get(p) ?? 0);
        expect(countOf(trace!, p, 'neuronAccess')).toBe(
          size * Math.max(0, trace!.stepsRun - startStep),
        );
      });
    });
  });
});

function countOf(
  { populationCounts: { populations, kinds, counts } }: SampleTrace,
  population: number,
  kind: (typeof EVENT_KINDS)[number],
): number {
  return counts.reduce(
    (sum, count, e) =>
      populations[e] === population && EVENT_KINDS[kinds[e]!] === kind ? sum + count : sum,
    0,
  );
}

describe('apportion', () => {
  it('gives whole parts that add up, none further than one from its share', () => {
    checkCases(300, (draw) => {
      const weights = Array.from({ length: draw(1, 9) }, () => draw(0, 40) / 4);
      const total = draw(0, 1000);
      const parts = apportion(total, weights);
      const whole = sumOf(weights);
      expect(sumOf(parts)).toBe(total);
      parts.forEach((part, k) => {
        expect(Number.isInteger(part)).toBe(true);
        if (whole > 0) expect(Math.abs(part - (total * weights[k]!) / whole)).toBeLessThan(1);
      });
    });
  });
});
