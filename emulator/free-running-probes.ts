/** Membrane voltages and currents of whole populations at the ends of windows. */
import type { ProgramImage } from '../src/model/program.ts';
import type { AnalogProbeTrace } from '../src/model/trace.ts';
import { EmulationError, nearestWord } from '../src/support/errors.ts';
import type { AnalogNeurons } from './analog/analog-neurons.ts';
import type { EmulationOptions } from './emulation-options.ts';
import type { ChipPlan } from './free-running-plan.ts';
import { coreTypeAt } from './free-running-ways.ts';

export interface AnalogProbes {
  /** Reads all probed neurons at `ps`, before which all events are worked off. A dead neuron reads 0. */
  readonly read: (step: number, neurons: AnalogNeurons, ps: number) => void;
  readonly traces: (stepsRun: number) => AnalogProbeTrace[];
}

const PROBE_BYTES_MAX = 2 ** 31;

/** Throws EmulationError E_PROBE for an unknown population or variable, or one too large to keep. */
export function createAnalogProbes(
  image: ProgramImage,
  { places, circuits }: ChipPlan,
  options: EmulationOptions,
): AnalogProbes {
  const probes = options.probes.map(({ population, variable }) => {
    const found = resolve(image, population, variable);
    const { size } = image.header.populations[found.population]!;
    if (size * options.steps * 8 > PROBE_BYTES_MAX) {
      throw new EmulationError(
        'E_PROBE',
        `probe ${population}:${variable}: ${size} neurons x ${options.steps} steps take more than 2 GiB. Probe a smaller population or fewer steps.`,
      );
    }
    return { ...found, size, values: new Float64Array(size * options.steps) };
  });
  return {
    read: (step, neurons, ps) => {
      for (const { population, size, values } of probes) {
        const begin = places.begins[population]!;
        for (let k = 0; k < size; k++) {
          const engine = circuits.engineOf[begin + k]!;
          if (engine >= 0) values[step * size + k] = neurons.membraneAt(engine, ps);
        }
      }
    },
    traces: (stepsRun) =>
      probes.map(({ size, values, ...probe }) => ({
        ...probe,
        values: values.slice(0, stepsRun * size),
      })),
  };
}

/** The variable of an analog neuron model: a voltage, or the current of a log-domain membrane. */
export function analogVariable(kind: 'ota' | 'dpi'): { variable: 'v' | 'i'; unit: 'V' | 'A' } {
  return kind === 'ota' ? { variable: 'v', unit: 'V' } : { variable: 'i', unit: 'A' };
}

function resolve(
  { header, cores }: ProgramImage,
  name: string,
  variable: string,
): Omit<AnalogProbeTrace, 'values'> {
  const neurons = header.populations.filter(({ input }) => !input);
  const population = header.populations.findIndex((each) => each.name === name && !each.input);
  if (population < 0) {
    const names = neurons.map((each) => each.name);
    const near = nearestWord(name, names);
    throw new EmulationError(
      'E_PROBE',
      `probe "${name}": there is no such population${near ? `; did you mean "${near}"?` : '.'} There are: ${names.join(', ')}.`,
    );
  }
  const core = cores.find(({ slices }) => slices.some((slice) => slice.population === population))!;
  const known = analogVariable(coreTypeAt(header.profile, core.core)!.analog!.neuron.kind);
  if (variable !== known.variable) {
    throw new EmulationError(
      'E_PROBE',
      `probe "${name}:${variable}": an analog neuron has ${known.variable}.`,
    );
  }
  return { population, ...known };
}
