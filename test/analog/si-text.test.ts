import { expect, test } from 'vitest';
import { siText } from '../../src/analog/si-text.ts';

test.each<[number, string, string]>([
  [5e-12, 'A', '5 pA'],
  [2.5e-13, 'F', '250 fF'],
  [0.75, 'V', '750 mV'],
  [1, 's', '1 s'],
  [1000, 'Hz', '1 kHz'],
  [-1e-9, 'A', '-1 nA'],
  [9.9999999e-10, 'A', '1 nA'],
  [4.095e-9, 'A', '4.095 nA'],
  [1e-5, 's', '10 µs'],
  [1e-20, 'F', '0.01 aF'],
  [0, 'V', '0 V'],
  [Number.NaN, 'V', 'NaN V'],
])('%d %s is %s', (value, unit, text) => {
  expect(siText(value, unit)).toBe(text);
});
