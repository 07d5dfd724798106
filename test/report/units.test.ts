import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatEnergyPj,
  formatPercent,
  formatPowerMw,
  formatSmallPercent,
  formatTimeNs,
  trimZeros,
} from '../../src/report/units.ts';

describe('units', () => {
  it.each([
    [0, '0 pJ'],
    [0.0236, '23.6 fJ'],
    [23.6, '23.6 pJ'],
    [999.4, '999 pJ'],
    [999.96, '1.00 nJ'],
    [12_345_678, '12.3 µJ'],
    [4.2e9, '4.20 mJ'],
    [7.25e15, '7,250 J'],
    [-1500, '-1.50 nJ'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('writes %d pJ as %s', (energyPj, text) => {
    expect(formatEnergyPj(energyPj)).toBe(text);
  });

  it.each([
    [0.4, '400 ps'],
    [340, '340 ns'],
    [11_800, '11.8 µs'],
    [13_024_000, '13.0 ms'],
    [3.6e12, '3,600 s'],
  ])('writes %d ns as %s', (timeNs, text) => {
    expect(formatTimeNs(timeNs)).toBe(text);
  });

  it('writes power, sizes and counts', () => {
    expect(formatPowerMw(0.0123)).toBe('12.3 µW');
    expect(formatPowerMw(1_480)).toBe('1.48 W');
    expect(formatBytes(0)).toBe('0 B');
    expect(formatBytes(131_072)).toBe('128 KiB');
    expect(formatBytes(7_424)).toBe('7.25 KiB');
    expect(formatCount(214_880_102)).toBe('214,880,102');
    expect(formatCount(2.3099)).toBe('2.31');
    expect(formatCount(2.5)).toBe('2.5');
    expect(formatCount(1e-9)).toBe('1.0e-9');
    expect(formatCount(Number.NaN)).toBe('–');
  });

  it('never rounds a share to none or all', () => {
    expect(formatPercent(0)).toBe('0 %');
    expect(formatPercent(0.00001)).toBe('<0.1 %');
    expect(formatPercent(0.07)).toBe('7 %');
    expect(formatPercent(0.9731)).toBe('97.3 %');
    expect(formatPercent(0.99999)).toBe('99.9 %');
    expect(formatPercent(1)).toBe('100 %');
    expect(formatPercent(14.2)).toBe('1,420 %');
  });

  it('keeps three digits of small shares', () => {
    expect(formatSmallPercent(0)).toBe('0 %');
    expect(formatSmallPercent(0.0019718)).toBe('0.197 %');
    expect(formatSmallPercent(0.000117)).toBe('0.0117 %');
    expect(formatSmallPercent(0.04)).toBe('4 %');
    expect(formatSmallPercent(Number.NaN)).toBe('–');
  });

  it('trims zeros of round figures only', () => {
    expect(trimZeros('2.00 µJ')).toBe('2 µJ');
    expect(trimZeros('2.50 µJ')).toBe('2.5 µJ');
    expect(trimZeros('200 µJ')).toBe('200 µJ');
  });
});
