/** The membrane between the engine's events, and the events. */
import { AnalogNeurons } from '../../../emulator/analog/analog-neurons.ts';
import {
  LEAK_LOG,
  type PreparedCircuit,
  prepareCircuit,
} from '../../../emulator/analog/circuit.ts';
import { advanceMembrane } from '../../../emulator/analog/closed-form.ts';
import type { Circuit } from '../../model/analog-circuit.ts';
import { InputError } from '../../support/errors.ts';
import type { NeuronOptions } from './options.ts';
import { formatQuantity, parseQuantity } from './quantity.ts';
import { pointsOf } from './range.ts';
import { closedFormTimes } from './rate.ts';
import { circuitOf, type NeuronSetup } from './setup.ts';
import type { Study } from './study.ts';

const EVENTS_MAX = 100_000;
const EVENTS_SHOWN = 40;
const DURATION_MAX_S = 3600;

type EventKind = 'crossing' | 'spike' | 'release';

interface TraceEvent {
  readonly timeS: number;
  readonly kind: EventKind;
}

interface Sample {
  readonly timeS: number;
  readonly membrane: number;
  readonly event: EventKind | null;
}

/** Dense samples of the membrane under constant input; `--to` is how long, `--points` how many at even times. */
export function studyTrace(setup: NeuronSetup, options: NeuronOptions): Study {
  if (options.from !== undefined) {
    throw new InputError('E_USAGE', '--from: a trace starts at 0; --to is its length.');
  }
  const circuit = circuitOf(setup);
  const durationS = durationOf(circuit, options);
  const events = eventsOf(circuit, durationS);
  const samples = sampleMembrane(circuit, events, durationS, pointsOf(options, 1001));
  const isVoltage = circuit.membrane.kind !== 'dpi';
  const unit = isVoltage ? 'V' : 'A';
  const threshold =
    circuit.membrane.kind === 'dpi' ? circuit.membrane.thresholdA : circuit.membrane.thresholdV;
  const spikes = events.filter(({ kind }) => kind === 'spike');
  const membraneKey = isVoltage ? 'membraneV' : 'membraneA';
  const shown = spikes.slice(0, EVENTS_SHOWN);
  const times = samples.map(({ timeS }) => timeS);
  return {
    kind: 'trace',
    title: 'Membrane under constant input',
    table: [
      { key: 'spike', title: 'spike', unit: '1', values: shown.map((_, k) => k + 1) },
      {
        key: 'timeS',
        title: 'time',
        unit: 's',
        values: shown.map(({ timeS }) => timeS),
        digits: 7,
      },
      {
        key: 'intervalS',
        title: 'interval',
        unit: 's',
        values: shown.map(({ timeS }, k) => (k === 0 ? null : timeS - shown[k - 1]!.timeS)),
        digits: 7,
      },
    ],
    samples: [
      { key: 'timeS', title: 'time', unit: 's', values: times },
      {
        key: membraneKey,
        title: 'membrane',
        unit,
        values: samples.map(({ membrane }) => membrane),
      },
      { key: 'event', title: 'event', unit: 'text', values: samples.map(({ event }) => event) },
    ],
    notes: [
      `${spikes.length} spikes in ${formatQuantity(durationS, 's')}; ${samples.length} samples (--csv, --json, --svg)`,
      ...(spikes.length > EVENTS_SHOWN ? [`the first ${EVENTS_SHOWN} spikes are shown`] : []),
    ],
    figures: { durationS, events },
    plot: {
      title: 'Membrane under constant input',
      x: { title: 'time', unit: 's', values: times },
      y: { title: isVoltage ? 'membrane' : 'membrane current', unit, from: 'data' },
      lines: [{ name: 'membrane', ys: samples.map(({ membrane }) => membrane) }],
      dots: [
        {
          name: 'spike',
          xs: samples.filter(({ event }) => event === 'spike').map(({ timeS }) => timeS),
          ys: samples.filter(({ event }) => event === 'spike').map(({ membrane }) => membrane),
        },
      ],
      levels: [{ name: 'threshold', y: threshold }],
    },
  };
}

/** Five intervals, or of a silent neuron five time constants. */
function durationOf(circuit: Circuit, options: NeuronOptions): number {
  if (options.to !== undefined) {
    const durationS = parseQuantity('--to', options.to, 's');
    if (durationS > 0 && durationS <= DURATION_MAX_S) return durationS;
    throw new InputError(
      'E_USAGE',
      `--to ${options.to}: a time above 0 and at most ${DURATION_MAX_S}s is needed.`,
    );
  }
  const times = closedFormTimes(circuit);
  if (times) return Math.min(DURATION_MAX_S, times.firstS + 4.5 * times.intervalS);
  const { leakRate } = prepareCircuit(circuit);
  return leakRate > 0 ? Math.min(DURATION_MAX_S, 5 / leakRate) : 0.1;
}

function eventsOf(circuit: Circuit, durationS: number): readonly TraceEvent[] {
  const neurons = new AnalogNeurons([circuit], new Int32Array(1));
  const events: TraceEvent[] = [];
  while (neurons.next() >= 0) {
    const timeS = (neurons.entryPs(0) + neurons.entryRemainder(0)) / 1e12;
    if (timeS > durationS) break;
    if (events.length > EVENTS_MAX) {
      throw new InputError(
        'E_NEURON',
        `the neuron fires more than ${EVENTS_MAX / 2} times in ${formatQuantity(durationS, 's')}; give a shorter --to.`,
      );
    }
    if (!neurons.take(0)) {
      events.push({ timeS, kind: 'crossing' });
      continue;
    }
    events.push({ timeS, kind: 'spike' });
    const releaseS = timeS + circuit.refractoryS;
    if (releaseS <= durationS) events.push({ timeS: releaseS, kind: 'release' });
  }
  return events;
}

/** Even samples, and two at each spike: before and after the reset. */
function sampleMembrane(
  circuit: Circuit,
  events: readonly TraceEvent[],
  durationS: number,
  points: number,
): readonly Sample[] {
  const prepared = prepareCircuit(circuit);
  const drive = circuit.inputA * prepared.gainPerC;
  const samples: Sample[] = [];
  let [fromS, fromU, isHeld, next] = [0, prepared.startU, false, 0];
  const at = (timeS: number): number => {
    const u = isHeld
      ? fromU
      : advanceMembrane(prepared.leak, prepared.leakRate, drive, fromU, timeS - fromS);
    return membraneOf(prepared, Math.max(u, prepared.floorU));
  };
  for (let k = 0; k < points; k++) {
    const timeS = (durationS * k) / (points - 1);
    for (; next < events.length && events[next]!.timeS <= timeS; next++) {
      const event = events[next]!;
      samples.push({ timeS: event.timeS, membrane: at(event.timeS), event: event.kind });
      if (event.kind === 'crossing') continue;
      [fromS, fromU, isHeld] = [event.timeS, prepared.resetU, event.kind === 'spike'];
      if (event.kind === 'spike') samples.push({ timeS: fromS, membrane: at(fromS), event: null });
    }
    samples.push({ timeS, membrane: at(timeS), event: null });
  }
  return samples;
}

function membraneOf({ leak, origin, scaleV }: PreparedCircuit, u: number): number {
  return leak === LEAK_LOG ? origin * Math.exp(u) : origin + scaleV * u;
}
