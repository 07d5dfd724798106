/** Pricing recorded runs: the same figures as running with those costs, and refusals. */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PriceDocument } from '../../src/cli/pricing/price-document.ts';
import type { Summary } from '../../src/model/report.ts';
import {
  at,
  cli,
  cliFailure,
  cliJson,
  digits,
  digitsInput,
  put,
  readJson,
  readRows,
} from './cli.ts';

const RUN = ['run', digits, '--chip', 'loihi1', '--input', digitsInput, '--samples', '3'];

beforeAll(async () => {
  await cli(...RUN, '--out', at('analytic'));
  await cli(...RUN, '--timing', 'cycle', '--out', at('cycle'));
});

const price = (...argv: string[]): Promise<PriceDocument> => cliJson('price', ...argv);

/** What costs decide of a summary. */
const pricedPart = ({
  time,
  energy,
  power,
  anytime,
}: Pick<Summary, 'time' | 'energy' | 'power' | 'anytime'>): unknown => ({
  time,
  energy,
  power,
  anytime,
});

describe('price', () => {
  it('gives what a run with that parameter set gives, to the last bit', async () => {
    for (const set of ['davies2018', 'measured-kws']) {
      const priced = await price(at('analytic'), '--params', set);
      expect(pricedPart(priced.new)).toEqual(pricedPart(await cliJson(...RUN, '--params', set)));
      expect(pricedPart(priced.old)).toEqual(
        pricedPart(readJson('analytic/summary.json') as Summary),
      );
    }
  });

  it('takes a trace file alone, and a profile of the same grid', async () => {
    const { new: own, ratios } = await price(at('analytic/trace.loomtrace'));
    expect(own.parameterSet).toBe('silicon-calibrated');
    expect(ratios).toEqual({ energy: 1, elapsed: 1, chipTime: 1, power: 1 });
    const chip = put(
      'cheap.yaml',
      'extends: loihi1\nname: cheap\ndefaultParameterSet: davies2018\nparameterSets:\n  davies2018:\n    energyPj:\n      neuronAccess: { value: 1, source: a guess of ours, basis: assumed }\n',
    );
    const cheap = await price(at('analytic'), '--chip', chip, '--params', 'davies2018');
    const dear = await price(at('analytic'), '--params', 'davies2018');
    expect(cheap.new.energy.dynamicPj).toBeLessThan(dear.new.energy.dynamicPj);
    expect(cheap.assumptions.map(({ code }) => code)).toEqual(['A_PRICE_CHIP']);
  });

  it('scales energy with the square of the supply and with the process, and says so', async () => {
    const { old, new: low, assumptions } = await price(at('analytic'), '--supply-v', '0.3755');
    expect(low.energy.dynamicPj / old.energy.dynamicPj).toBeCloseTo(0.25, 9);
    expect(low.energy.staticPj / old.energy.staticPj).toBeCloseTo(0.5, 9);
    expect(low.energy.hostPj).toBe(old.energy.hostPj);
    expect(low.time).toEqual(old.time);
    expect(assumptions[0]!.text).toContain('Times stay: the profile has no speed');
    const small = await price(at('analytic'), '--technology-nm', '7');
    expect(small.new.energy.dynamicPj / old.energy.dynamicPj).toBeCloseTo(0.5, 9);
    expect(small.assumptions.map(({ code }) => code)).toEqual(['A_TECHNOLOGY']);
  });

  it('scales times where the profile was timed at that voltage', async () => {
    const chip = put(
      'dvfs.yaml',
      'extends: loihi1\nname: dvfs\nparameterSets:\n  davies2018:\n    dvfs:\n      - supplyV: { value: 0.5, source: a test bench, basis: measured }\n        timeFactor: { value: 2, source: a test bench, basis: measured }\n',
    );
    const argv = [at('analytic'), '--chip', chip, '--params', 'davies2018'];
    const [fast, slow] = [await price(...argv), await price(...argv, '--supply-v', '0.5')];
    expect(slow.new.time.chipTimeNs).toBeCloseTo(2 * fast.new.time.chipTimeNs, 3);
    const other = await price(...argv, '--supply-v', '0.6');
    expect(other.new.time).toEqual(fast.new.time);
    expect(other.assumptions.at(-1)!.text).toContain('has the speed at 0.5 V only');
  });

  it('refuses to time packets again that were timed one by one, or keeps their times', async () => {
    const message = await cliFailure(2, 'price', at('cycle'), '--params', 'davies2018');
    expect(message).toMatch(
      /^E_PRICE_TIME: .*timeNs\.synapseDense.*--timing cycle.*\(--keep-time\)\.$/,
    );
    const kept = await price(at('cycle'), '--params', 'davies2018', '--keep-time');
    expect(kept.keptTime).toBe(true);
    expect(kept.new.time.chipTimeNs).toBe(kept.old.time.chipTimeNs);
    expect(kept.assumptions.map(({ code }) => code)).toEqual(['A_KEPT_TIME']);
    const same = await price(at('cycle'), '--params', 'measured-kws');
    const run = await cliJson(...RUN, '--timing', 'cycle', '--params', 'measured-kws');
    expect(same.keptTime).toBe(false);
    expect(pricedPart(same.new)).toEqual(pricedPart(run));
  });

  it('prints old, new and ratio by kind', async () => {
    const { code, out } = await cli('price', at('analytic'), '--params', 'davies2018');
    expect(code).toBe(0);
    expect(out).toMatch(/^ +count +silicon-calibrated +davies2018 +new\/old$/m);
    expect(out).toMatch(/^neuronUpdate +[\d,]+ +[\d.]+ µJ +[\d.]+ µJ +1\.343$/m);
    expect(out).toMatch(/^energy +[\d.]+ mJ +[\d.]+ mJ +1\.\d+$/m);
  });
});

describe('price --sensitivity', () => {
  it('holds each constant at both ends, the largest swing first', async () => {
    const { sensitivity } = await price(at('analytic'), '--params', 'davies2018', '--sensitivity');
    const { lines, energyPj, latencyNs, withoutRange } = sensitivity!;
    expect(lines[0]!.path).toBe('host.stepNs');
    const [low, high] = lines[0]!.latencyNs;
    expect(low).toBe(latencyNs);
    // 19 steps a sample, drain steps included, at 340 and 880 us.
    expect(high - low).toBeCloseTo(19 * 540_000, 0);
    expect(withoutRange).toContain('energyPj.neuronAccess');
    const swings = lines.map(({ energyChange: [a, b], latencyChange: [c, d] }) =>
      Math.max(Math.abs(b - a), Math.abs(d - c)),
    );
    expect(swings).toEqual([...swings].sort((a, b) => b - a));
    expect(energyPj).toBeGreaterThan(0);
  });

  it('spreads constants without an interval, times of the chip included', async () => {
    const { sensitivity } = await price(at('analytic'), '--spread', '10%');
    const access = sensitivity!.lines.find(({ path }) => path === 'timeNs.neuronAccess')!;
    expect([access.low, access.high]).toEqual([6 * 0.9, 6 * 1.1]);
    expect(access.latencyNs[0]).toBeLessThan(access.latencyNs[1]);
    expect(sensitivity!.withoutRange).toEqual([]);
  });

  it('leaves out times that decide when packets meet', async () => {
    const { sensitivity } = await price(at('cycle'), '--spread', '0.1');
    expect(sensitivity!.notEvaluated).toContain('timeNs.hopEastWest');
    expect(sensitivity!.lines.map(({ path }) => path)).toContain('barrierNs');
  });

  it('writes a page', async () => {
    const page = at('tornado.html');
    await price(at('analytic'), '--params', 'davies2018', '--report', page);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain('host.stepNs');
    expect(html).not.toMatch(/https?:\/\/(?!doi)/);
  });
});

describe('energy.csv', () => {
  it('has counts of whole numbers that add up to the energy of the run', () => {
    const { energy } = readJson('analytic/summary.json') as Summary;
    const rows = readRows('analytic/energy.csv');
    const sumOf = (keep: (row: readonly string[]) => boolean): number =>
      rows.filter(keep).reduce((sum, row) => sum + Number(row[5]), 0);
    expect(sumOf(() => true)).toBeCloseTo(energy!.totalPj, 2);
    expect(sumOf(([, , , kind]) => kind === 'host')).toBeCloseTo(energy!.hostPj, 3);
    for (const [name, pj] of Object.entries(energy!.byPopulationPj!)) {
      expect(sumOf(([, , population]) => population === name)).toBeCloseTo(pj, 4);
    }
    for (const [, , , , count] of rows) expect(Number.isInteger(Number(count))).toBe(true);
  });
});

describe('bad input of price', () => {
  const nonsense: readonly [argv: readonly string[], expected: RegExp][] = [
    [['--params', 'davis2018'], /^E_PARAMS: .*did you mean davies2018/],
    [['--supply-v', '0'], /^E_USAGE: --supply-v 0: a number above 0/],
    [['--supply-v', 'NaN'], /^E_USAGE: --supply-v NaN/],
    [['--technology-nm', '-7'], /^E_USAGE: --technology-nm -7/],
    [['--spread', '100%'], /^E_USAGE: --spread 100%/],
    [['--spread', ''], /^E_USAGE: --spread :/],
    [['--chip', 'loihi1-unlimited'], /^E_PRICE_CHIP: .*another machine/],
    [['--chip', 'loihi9'], /^E_CHIP: /],
  ];
  it.each(nonsense)('%s', async (argv, expected) => {
    const [option, value] = argv as [string, string];
    expect(await cliFailure(2, 'price', at('analytic'), `${option}=${value}`)).toMatch(expected);
  });

  it('of what is no recorded run', async () => {
    mkdirSync(at('empty'));
    expect(await cliFailure(2, 'price', at('empty'))).toMatch(/^E_PRICE: empty holds no trace/);
    expect(await cliFailure(2, 'price', at('nowhere'))).toMatch(
      /^E_FILE: nowhere: there is no such/,
    );
    expect(await cliFailure(2, 'price', at('analytic/summary.json'))).toMatch(/^E_TRACE: /);
    const bytes = readFileSync(at('analytic/trace.loomtrace'));
    put('cut.loomtrace', bytes.subarray(0, bytes.length - 40));
    expect(await cliFailure(2, 'price', at('cut.loomtrace'))).toMatch(/^E_TRACE_/);
    copyFileSync(at('analytic/trace.loomtrace'), at('bent.loomtrace'));
    const bent = Buffer.from(bytes);
    bent[bent.length >> 1]! ^= 0xff;
    put('bent.loomtrace', bent);
    expect(await cliFailure(2, 'price', at('bent.loomtrace'))).toMatch(/^E_TRACE_/);
  });
});
