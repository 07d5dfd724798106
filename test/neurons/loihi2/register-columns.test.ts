import { describe, expect, it } from 'vitest';
import type { Registers } from '../../../src/neurons/integer-model.ts';
import { LOIHI2_NEURON_MODELS } from '../../../src/neurons/loihi2/index.ts';
import { renderError } from '../../../src/support/errors.ts';

function errorOf(name: string, registers: Registers, count = 2): string {
  try {
    LOIHI2_NEURON_MODELS.find((model) => model.name === name)!.create(registers, count);
  } catch (error) {
    return renderError(error);
  }
  return 'no error';
}

describe('registers that a model does not hold', () => {
  it('an unknown name, with the nearest and all known ones', () => {
    expect(errorOf('loihi2-rf-zero', { uthh: 3 })).toBe(
      'E_REGISTER: neuron model "loihi2-rf-zero" has no register "uthh". Did you mean "uth"? It has lct, lst, uth.',
    );
    expect(errorOf('loihi2-sigma', { gain: 3 })).toBe(
      'E_REGISTER: neuron model "loihi2-sigma" has no register "gain". It has none.',
    );
  });

  it('names that every object has are unknown too', () => {
    expect(errorOf('loihi2-sigma', { toString: 3 } as unknown as Registers)).toMatch(
      /^E_REGISTER: .* has no register "toString"/,
    );
  });

  it('a value of one compartment beyond its field', () => {
    expect(errorOf('loihi2-rf', { vth: Int32Array.of(5, -1) })).toBe(
      'E_REGISTER: neuron model "loihi2-rf": vth of compartment 1 is -1, its field holds whole numbers from 0 to 8388607. Choose one of them.',
    );
  });

  it('too few values', () => {
    expect(errorOf('loihi2-delta', { stateExp: Int32Array.of(5) })).toBe(
      'E_REGISTER: neuron model "loihi2-delta": register stateExp has 1 values for 2 compartments. Give one number for all, or one each.',
    );
  });

  it('a number of compartments that is none is our own fault', () => {
    expect(errorOf('loihi2-sigma', {}, -1)).toMatch(/^E_INTERNAL: invariant broken: -1 is no/);
    expect(errorOf('loihi2-sigma', {}, Number.NaN)).toMatch(/^E_INTERNAL: invariant broken: NaN/);
  });
});
