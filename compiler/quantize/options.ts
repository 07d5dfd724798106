import type { CoreType } from '../../src/model/chip.ts';
import type { SimulationOptions } from '../../src/model/simulation.ts';
import { InputError } from '../../src/support/errors.ts';
import type { ArithmeticMode } from '../arithmetic.ts';
import { ARITHMETIC_MODES } from '../arithmetic.ts';
import type { Calibration } from './calibration.ts';

export interface QuantizeOptions extends SimulationOptions {
  /** Bits of a weight, sign included where weights of both signs occur. */
  readonly weightBits: number;
  /** Allow a subtract reset by a self-synapse of minus the threshold, one step late. */
  readonly emulateReset: boolean;
  /** Default: `max-abs`. */
  readonly calibration?: Calibration;
  /** Default: lava. */
  readonly mode?: ArithmeticMode;
  /** Names the random numbers of learning projections; default: "1". */
  readonly seed?: string;
}

export function modeOf(options: QuantizeOptions): ArithmeticMode {
  return options.mode ?? ARITHMETIC_MODES[0]!;
}

/** Throws InputError E_WEIGHT_BITS for bits that the core type does not have. */
export function checkOptions(core: CoreType, options: QuantizeOptions): void {
  if (!core.registers.weightBits.includes(options.weightBits)) {
    throw new InputError(
      'E_WEIGHT_BITS',
      `--weight-bits ${options.weightBits}: core type "${core.name}" has ${core.registers.weightBits.join(', ')}.`,
    );
  }
}
