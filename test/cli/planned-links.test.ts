import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { at, cliJson, digits, digitsInput } from './cli.ts';

test('links of an untimed run carry all hops between cores', async () => {
  const report = at('planned.html');
  const { totals } = await cliJson(
    ...['run', digits, '--chip', 'loihi1', '--input', digitsInput, '--bin-origin', 'zero'],
    ...['--samples', '2', '--workers', '1', '--partitioner', 'balanced', '--report', report],
  );
  const page = readFileSync(report, 'utf8');
  const data = JSON.parse(/id="page-data">(.*?)<\/script>/s.exec(page)![1]!) as {
    noc: { flits: string[]; blocked: string[] };
  };
  // A packet is one flit on this chip.
  const flits = data.noc.flits.map((text) => Number(text.replaceAll(/\D/g, '')));
  expect(flits.reduce((sum, count) => sum + count, 0)).toBe(totals.hops);
  expect(new Set(data.noc.blocked)).toEqual(new Set(['not timed']));
});
