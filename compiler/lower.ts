/** From real numbers to what cores hold: registers of a digital core, codes of an analog one. */
import type { ChipProfile, CoreType } from '../src/model/chip.ts';
import type { QuantNet, Schedule } from '../src/model/mapping.ts';
import type { NormalNetwork } from '../src/model/network.ts';
import { InputError } from '../src/support/errors.ts';
import { type AnalogMapping, mapAnalog } from './analog/map-analog.ts';
import { DEFAULT_ANALOG_OPTIONS } from './analog/options.ts';
import { arithmeticMode } from './arithmetic.ts';
import type { CompileOptions } from './compile-options.ts';
import { checkFanIn } from './fan-in.ts';
import { calibrate } from './quantize/calibrate.ts';
import type { QuantizeOptions } from './quantize/quantize.ts';
import { quantize } from './quantize/quantize.ts';
import { chipSchedule, schedule } from './schedule.ts';

export interface LoweredNetwork {
  readonly schedule: Schedule;
  readonly quantNet: QuantNet;
  /** Null for digital cores. */
  readonly analog: AnalogMapping | null;
}

/** Throws InputError E_USAGE, and CompileError where the core cannot express the network. */
export function lowerNetwork(
  normal: NormalNetwork,
  profile: ChipProfile,
  core: CoreType,
  options: CompileOptions,
): LoweredNetwork {
  const mode = arithmeticMode(options.arithmetic);
  const analog = core.analog ? lowerToCircuits(normal, profile, core, options) : null;
  const levels =
    analog || mode.stepsOf === 'chip' ? chipSchedule(normal) : schedule(normal, mode.inputLagSteps);
  const quantNet =
    analog?.quantNet ?? quantizeCalibrated(normal, levels, core, { ...options, mode });
  checkFanIn(quantNet, core);
  return { schedule: levels, quantNet, analog };
}

/** Throws InputError E_USAGE for what only digital cores have. */
function lowerToCircuits(
  network: NormalNetwork,
  profile: ChipProfile,
  core: CoreType,
  options: CompileOptions,
): AnalogMapping {
  const { calibration = 'max-abs', splitNeurons = false, emulateReset } = options;
  const unmeant: readonly (readonly [boolean, string, string])[] = [
    [splitNeurons, '--split-neurons', 'no circuit can be cut'],
    [
      calibration !== 'max-abs',
      '--calibrate and --calibration',
      'a circuit takes the scale of its weights from its capacitor and threshold',
    ],
    [
      emulateReset,
      '--emulate-reset',
      'a spike holds the membrane at its reset, so that no self-synapse could subtract from it',
    ],
  ];
  for (const [given, flag, why] of unmeant) {
    if (!given) continue;
    throw new InputError(
      'E_USAGE',
      `${flag}: cores of ${profile.name} are analog; ${why}. Leave it out.`,
    );
  }
  return mapAnalog(network, profile, core, {
    ...options,
    analog: options.analog ?? DEFAULT_ANALOG_OPTIONS,
  });
}

function quantizeCalibrated(
  network: NormalNetwork,
  levels: Schedule,
  core: CoreType,
  given: Omit<QuantizeOptions, 'calibration'> & Pick<CompileOptions, 'calibration'>,
): QuantNet {
  const { calibration = 'max-abs', ...options } = given;
  if (typeof calibration === 'string' || calibration.kind !== 'samples') {
    return quantize(network, levels, core, { ...options, calibration });
  }
  const { samples, steps, onPopulation } = calibration;
  const plan = calibrate(network, levels, core, options, samples, steps, onPopulation);
  return quantize(network, levels, core, { ...options, calibration: plan });
}
