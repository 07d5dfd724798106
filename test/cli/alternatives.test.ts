import { beforeAll, describe, expect, it } from 'vitest';
import type { Alternatives, Summary } from '../../src/model/report.ts';
import { alternativesSection } from '../../src/report/sections/alternatives.ts';
import { sensitivitySection } from '../../src/report/sections/sensitivity.ts';
import { cliJson, digits, digitsInput } from './cli.ts';

let summary: Summary;
let alternatives: Alternatives;
beforeAll(async () => {
  const argv = ['run', digits, '--chip', 'loihi1', '--input', digitsInput, '--samples', '3'];
  summary = await cliJson(...argv);
  alternatives = summary.alternatives!;
});

describe('the same inference elsewhere', () => {
  it('is all synapses at the energy of an operation, and each distinct weight read once', () => {
    expect(alternatives.macsPerPass).toBe(summary.network.synapses);
    expect(alternatives.weights).toBeLessThan(alternatives.macsPerPass);
    for (const { macPj, weightPj, onePassPj, everyStepPj } of alternatives.machines) {
      const pass = alternatives.macsPerPass * macPj.value + alternatives.weights * weightPj.value;
      expect(onePassPj[0]).toBe(pass);
      expect(onePassPj[1]).toBeLessThanOrEqual(pass);
      expect(onePassPj[2]).toBeGreaterThanOrEqual(pass);
      expect(everyStepPj).toBe(pass * alternatives.steps);
      expect([macPj.basis, weightPj.basis]).toEqual(['assumed', 'assumed']);
    }
  });

  it('breaks even where events per synapse times the energy of an event is that of a pass', () => {
    const { dynamicPj, synapticEvents, macsPerPass, machines } = alternatives;
    const eventPj = dynamicPj / synapticEvents;
    for (const { breakEvenEventsPerMac, onePassPj, ratioOnePass } of machines) {
      expect(breakEvenEventsPerMac! * macsPerPass * eventPj).toBeCloseTo(onePassPj[0], 3);
      expect(ratioOnePass).toBeCloseTo(breakEvenEventsPerMac! / alternatives.eventsPerMac, 9);
    }
  });

  it('compares with the dynamic energy of the chip, per sample', () => {
    expect(alternatives.dynamicPj * 3).toBeCloseTo(summary.energy!.dynamicPj, 3);
    expect(alternatives.totalPj).toBeCloseTo(summary.energy!.perSamplePj, 3);
  });

  it('has a section of the report, none where there is no estimate', () => {
    const html = alternativesSection({ summary });
    expect(html).toContain('<section id="alternatives">');
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
    const { alternatives: _, ...rest } = summary;
    expect(alternativesSection({ summary: rest })).toBe('');
  });
});

describe('the section of sensitivity', () => {
  const line = {
    path: 'host.stepNs',
    unit: 'ns',
    value: 100,
    low: 50,
    high: 200,
    basis: 'assumed',
    source: 'a <b>guess</b>',
    energyPj: [50, 200],
    energyChange: [-0.5, 1],
    latencyNs: [100, 100],
    latencyChange: [0, 0],
  } as const;
  const sensitivity = {
    energyPj: 100,
    latencyNs: 100,
    spread: null,
    lines: [line],
    withoutRange: ['energyPj.barrier'],
    notEvaluated: [],
  };

  it('draws a bar to each side and escapes sources', () => {
    const html = sensitivitySection(sensitivity);
    expect(html.match(/<rect /g)).toHaveLength(2);
    expect(html).toContain('−50.0 %');
    expect(html).toContain('+100 %');
    expect(html).toContain('a &lt;b&gt;guess');
    expect(html).toContain('whatever the constants are');
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('is left out where nothing moves', () => {
    expect(sensitivitySection(null)).toBe('');
    expect(sensitivitySection({ ...sensitivity, lines: [] })).toBe('');
  });
});
