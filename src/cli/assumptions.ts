/** What a run takes for granted, in words, with the options that would change it. */

import type { ChipProfile, ParameterSet } from '../model/chip.ts';
import { DEFAULT_ANALYTIC, EVENT_KINDS } from '../model/chip.ts';
import type { Assumption, NeuronModelName } from '../model/network.ts';
import type { RunOptions } from './run-options.ts';

/** Assumptions on the equations of a network whose file does not state them. */
export function modelAssumptions(
  models: readonly NeuronModelName[],
  options: RunOptions,
): Assumption[] {
  const { simulation } = options;
  const has = (...names: NeuronModelName[]): boolean => names.some((name) => models.includes(name));
  const notes: Assumption[] = [
    {
      code: 'A_DT',
      text: `a step is ${simulation.dtS} s${options.dtGiven ? '' : ' (the file does not say; --dt)'}.`,
    },
  ];
  const charge: Record<typeof simulation.spikeCharge, string> = {
    auto: 'I and IF take a spike as a unit charge (v += r x), models with a leak as a current of 1 for one step',
    current: 'a spike is a current of 1 for one step, so its effect grows with dt',
    charge: 'a spike is a unit charge whatever dt is',
  };
  if (has('if', 'lif', 'cuba-lif')) {
    notes.push({
      code: 'A_RESET',
      text:
        simulation.reset === 'zero'
          ? 'after a spike, v = v_reset (--reset subtract for v -= threshold).'
          : 'after a spike, v -= threshold (--reset zero for v = v_reset).',
    });
  }
  if (has('i', 'if', 'li', 'lif', 'cuba-li', 'cuba-lif')) {
    notes.push({
      code: 'A_SPIKE_CHARGE',
      text: `${charge[simulation.spikeCharge]} (--spike-charge).`,
    });
    notes.push({
      code: 'A_V_MIN',
      text:
        simulation.vMin === null
          ? 'v has no lower clamp (--v-min).'
          : `v is clamped at ${simulation.vMin} from below (--v-min).`,
    });
  }
  if (has('cuba-li', 'cuba-lif')) {
    const which = simulation.currentOrder === 'new' ? "this step's" : "the previous step's";
    notes.push({
      code: 'A_CURRENT_ORDER',
      text: `the membrane sees ${which} synaptic current (--current-order).`,
    });
  }
  return notes;
}

/** Assumptions on how recordings become steps. */
export function inputAssumptions(options: RunOptions): Assumption[] {
  if (options.input === undefined) return [];
  return [
    {
      code: 'A_BINNING',
      text: `events are binned from ${options.binOrigin === 'first' ? 'the first event' : 'time zero'}, rounded ${options.binRounding === 'floor' ? 'down' : 'to the nearest step, halves to even'}, several in a bin ${options.binValue === 'count' ? 'add up' : options.binValue === 'binary' ? 'count once' : 'are an error'} (--bin-origin, --bin-rounding, --bin-value).`,
    },
    {
      code: 'A_BETWEEN_SAMPLES',
      text:
        options.betweenSamples === 'reset'
          ? 'every sample starts from rest (--between-samples).'
          : 'samples follow on as one stream (--between-samples).',
    },
  ];
}

function timingText(profile: ChipProfile, timing: RunOptions['timing']): string {
  if (profile.sync === 'free-running') return freeRunningText(timing);
  const { flight } = profile.analytic ?? DEFAULT_ANALYTIC;
  const texts = {
    none: 'chip time is not modelled (--timing).',
    analytic: `a step takes the slowest core's work${flight ? ', its farthest packet' : ''} and the barrier; packets do not wait for each other (--timing).`,
    detailed:
      'packets are delayed by how full their routes are, as SANA-FE estimates it, and the barrier follows (--timing).',
    cycle: 'every packet goes through the routers, and the barrier follows (--timing).',
  };
  return texts[timing];
}

function paceText({ sync }: ChipProfile, pace: RunOptions['pace']): string {
  if (sync === 'free-running') return 'nothing waits for a step: inputs come at their own times.';
  return pace === 'fast'
    ? 'the next step starts as soon as possible (--pace).'
    : 'a step lasts at least dt (--pace).';
}

/** Where no step begins or ends, the time model decides when a spike acts. */
function freeRunningText(timing: RunOptions['timing']): string {
  const ways = {
    none: 'at once',
    analytic: 'after the time of an idle way through the routers',
    detailed: 'by a model that such chips lack',
    cycle: 'when the routers, which other packets share, have brought it',
  };
  return `a spike acts ${ways[timing]} (--timing); a step is a window of dt.`;
}

/** Assumptions of time and energy. */
export function chipAssumptions(
  set: ParameterSet,
  parameterSet: string,
  profile: ChipProfile,
  options: RunOptions,
): Assumption[] {
  const guessed = EVENT_KINDS.filter((kind) => set.energyPj[kind].basis === 'assumed');
  const notes: Assumption[] = [
    {
      code: 'A_PARAMETERS',
      text: `energy and time are those of parameter set "${parameterSet}": ${set.title} (--params).`,
    },
    { code: 'A_PACE', text: paceText(profile, options.pace) },
    {
      code: 'A_TIMING',
      text: timingText(profile, options.timing),
    },
    {
      code: 'A_HOST',
      text: `the host takes ${set.host.stepNs.value / 1000} µs a step and ${set.host.processorMw.value} mW (${set.host.stepNs.basis}, ${set.host.processorMw.basis}); both are in elapsed time and energy, and reported apart.`,
    },
  ];
  if (guessed.length > 0) {
    notes.push({
      code: 'A_ASSUMED_COSTS',
      text: `these energies have no published source and are assumed: ${guessed.join(', ')}.`,
    });
  }
  return notes;
}
