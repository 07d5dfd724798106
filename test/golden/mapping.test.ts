import { describe } from 'vitest';
import { testGoldenSuites } from '../support/oracles.ts';
import { GOLDEN_SUITES } from './suites/index.ts';

describe('golden mapping', () => {
  testGoldenSuites('mapping', GOLDEN_SUITES.mapping!);
});
