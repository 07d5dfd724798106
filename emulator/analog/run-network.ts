/**
 * The event loop of analog neurons with an ideal router: a spike leaves at the first whole picosecond that is not before
 * it and acts a synapse's delay later. At equal times arrivals act before the neurons' own events, arrivals in order of
 * source, neurons in order of number.
 */
import { EmulationError, groupDigits, InputError } from '../../src/support/errors.ts';
import { type AnalogCounts, AnalogNeurons, HORIZON_PS } from './analog-neurons.ts';
import { FlightQueue } from './flight-queue.ts';
import { type AnalogNetwork, type FanOut, prepareFanOut } from './network.ts';
import { type AnalogSpikes, SpikeRecord } from './spike-record.ts';

export interface AnalogStimulus {
  /** Spikes of the inputs, ordered by time: whole picoseconds and input number. */
  readonly inputPs: Float64Array;
  readonly inputs: Int32Array;
}

export const NO_STIMULUS: AnalogStimulus = {
  inputPs: new Float64Array(0),
  inputs: new Int32Array(0),
};

export interface AnalogRunOptions {
  /** The run ends before the first event later than this. */
  readonly durationPs: number;
  /** More events than this are an error: at least one neuron feeds itself without end. */
  readonly eventsMax: number;
}

export interface AnalogRun {
  readonly spikes: AnalogSpikes;
  readonly counts: AnalogCounts;
  /** Of each neuron, for its supply energy: see `rechargedFraction`. */
  readonly spikeCounts: Int32Array;
  readonly recharged: Float64Array;
}

/** Throws E_ANALOG_VALUE, E_ANALOG_NETWORK, ... for what cannot run, E_ANALOG_EVENTS where it would not end. */
export function runAnalogNetwork(
  network: AnalogNetwork,
  stimulus: AnalogStimulus,
  options: AnalogRunOptions,
): AnalogRun {
  const neurons = new AnalogNeurons(network.circuits, network.circuitOf);
  const fanOut = prepareFanOut(network, neurons.columns);
  checkRun(network, stimulus, options);
  const flights = new FlightQueue();
  const record = new SpikeRecord();
  const neuronCount = neurons.columns.count;
  const { durationPs, eventsMax } = options;
  let fed = 0;
  for (let events = 0; ; events++) {
    if (events === eventsMax) throw endless(eventsMax, flights.firstPs(), durationPs);
    const neuron = neurons.next();
    const neuronPs = neuron < 0 ? Infinity : neurons.entryPs(neuron);
    const inputPs = fed < stimulus.inputPs.length ? stimulus.inputPs[fed]! : Infinity;
    const flightPs = flights.firstPs();
    if (inputPs <= flightPs && inputPs <= neuronPs) {
      if (inputPs > durationPs) break;
      send(flights, fanOut, neuronCount + stimulus.inputs[fed]!, inputPs);
      fed++;
    } else if (flightPs <= neuronPs) {
      if (flightPs > durationPs) break;
      deliver(neurons, flights, fanOut);
    } else {
      if (neuronPs > durationPs) break;
      const remainder = neurons.entryRemainder(neuron);
      if (!neurons.take(neuron)) continue;
      record.add(neuron, neuronPs, remainder);
      send(flights, fanOut, neuron, remainder > 0 ? neuronPs + 1 : neuronPs);
    }
  }
  const { spikeCounts, recharged } = neurons;
  return { spikes: record.columns(), counts: neurons.counts(), spikeCounts, recharged };
}

/** A spike starts towards its nearest group of synapses. */
function send(flights: FlightQueue, fanOut: FanOut, source: number, ps: number): void {
  const group = fanOut.groupOffsets[source]!;
  if (group === fanOut.groupOffsets[source + 1]!) return;
  flights.add(ps + fanOut.delaysPs[group]!, ps, source, group);
}

/** The first flight acts on its group's targets and goes on to its next group. */
function deliver(neurons: AnalogNeurons, flights: FlightQueue, fanOut: FanOut): void {
  const { begins, targets, channels, weights, groupOffsets, delaysPs } = fanOut;
  const ps = flights.firstPs();
  const group = flights.firstGroup();
  const source = flights.firstSource();
  const departurePs = flights.firstDeparturePs();
  flights.removeFirst();
  const end = begins[group + 1]!;
  for (let k = begins[group]!; k < end; k++) {
    neurons.receive(targets[k]!, channels[k]!, weights[k]!, ps);
  }
  const next = group + 1;
  if (next < groupOffsets[source + 1]!) {
    flights.add(departurePs + delaysPs[next]!, departurePs, source, next);
  }
}

function checkRun(
  { inputCount }: AnalogNetwork,
  { inputPs, inputs }: AnalogStimulus,
  { durationPs, eventsMax }: AnalogRunOptions,
): void {
  if (!(durationPs >= 0 && durationPs < HORIZON_PS)) {
    throw new InputError(
      'E_ANALOG_VALUE',
      `the run lasts ${durationPs} ps; it must be from 0 to ${HORIZON_PS} (2.5 hours), where whole picoseconds end.`,
    );
  }
  if (!(eventsMax > 0)) {
    throw new InputError('E_ANALOG_VALUE', `at most ${eventsMax} events are no run.`);
  }
  for (let k = 0; k < inputPs.length; k++) {
    const isSound =
      inputPs[k]! >= (inputPs[k - 1] ?? 0) &&
      Number.isInteger(inputPs[k]) &&
      inputs[k]! >= 0 &&
      inputs[k]! < inputCount;
    if (isSound) continue;
    throw new InputError(
      'E_ANALOG_VALUE',
      `input event ${k} is at ${inputPs[k]} ps on input ${inputs[k]}; times must be whole picoseconds in rising order and inputs below ${inputCount}.`,
    );
  }
}

function endless(eventsMax: number, ps: number, durationPs: number): EmulationError {
  const at = Number.isFinite(ps) ? ` around ${ps} ps of ${durationPs} ps` : '';
  return new EmulationError(
    'E_ANALOG_EVENTS',
    `${groupDigits(eventsMax)} events were worked off${at} and the run is not over: the rates are far beyond what a chip does (a loop without delay or refractory time, or a weight in the wrong unit). Correct the network or allow more events.`,
    { eventsMax },
  );
}
