import { describe, expect, it } from 'vitest';
import {
  CompileError,
  EmulationError,
  groupDigits,
  InputError,
  invariant,
  nearestWord,
  ProfileError,
  renderError,
  SpikeloomError,
} from '../../src/support/errors.ts';

describe('errors', () => {
  it('carry code, exit code, data and the name of their class', () => {
    const kinds = [
      [new InputError('E_A', 'input', { k: 1 }), 2, 'InputError'],
      [new ProfileError('E_A', 'profile'), 2, 'ProfileError'],
      [new CompileError('E_A', 'compile'), 1, 'CompileError'],
      [new EmulationError('E_A', 'emulation'), 1, 'EmulationError'],
    ] as const;
    for (const [error, exitCode, name] of kinds) {
      expect(error).toBeInstanceOf(SpikeloomError);
      expect(error).toMatchObject({ code: 'E_A', exitCode, name });
    }
    expect(kinds[0][0].data).toEqual({ k: 1 });
    expect(kinds[1][0].data).toEqual({});
  });

  it('are shown as code and message; what is not ours is internal', () => {
    expect(renderError(new InputError('E_NIR', 'broken file'))).toBe('E_NIR: broken file');
    expect(renderError(new TypeError('oops'))).toMatch(/^E_INTERNAL: TypeError: oops\n/);
    expect(renderError('thrown text')).toBe('E_INTERNAL: thrown text');
  });

  it('of an invariant end with exit code 70', () => {
    invariant(true, 'never shown');
    expect(() => invariant(false, 'cores are many')).toThrow(
      expect.objectContaining({
        code: 'E_INTERNAL',
        exitCode: 70,
        message: 'invariant broken: cores are many',
      }),
    );
  });
});

describe('nearestWord', () => {
  const words = ['structured', 'greedy', 'lif', 'if'];
  it('finds slips of the keyboard, whatever the case', () => {
    expect(nearestWord('strcutured', words)).toBe('structured');
    expect(nearestWord('GREEDY', words)).toBe('greedy');
    expect(nearestWord('lift', words)).toBe('lif');
  });
  it('is silent where nothing is near', () => {
    expect(nearestWord('annealing', words)).toBeUndefined();
    expect(nearestWord('x', [])).toBeUndefined();
  });
});

it('groupDigits groups by thousands', () => {
  expect([groupDigits(0), groupDigits(1234567), groupDigits(-1000)]).toEqual([
    '0',
    '1,234,567',
    '-1,000',
  ]);
});
