import { describe } from 'vitest';
import { testGoldenSuites } from '../support/oracles.ts';
import { GOLDEN_SUITES } from './suites/index.ts';

describe('golden sana-fe', () => {
  testGoldenSuites('sana-fe', GOLDEN_SUITES['sana-fe']!);
});
