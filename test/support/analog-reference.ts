/**
 * The plain way: every membrane is integrated by Dormand and Prince's Runge-Kutta pair 5(4) at a tight tolerance, in
 * volts and seconds, from the circuit's own equations; crossings are found by halving the step. Shares no formula with
 * the event engine.
 */
import type { Circuit } from '../../emulator/analog/circuit.ts';
import type { AnalogNetwork } from '../../emulator/analog/network.ts';
import type { AnalogStimulus } from '../../emulator/analog/run-network.ts';

export interface ReferenceSpike {
  readonly timeS: number;
  readonly neuron: number;
}

export interface ReferenceRun {
  readonly spikes: readonly ReferenceSpike[];
  /** First moment at which rounding could decide what happens, Infinity for none; and what it is. */
  readonly nearTieS: number;
  readonly nearTie: string;
}

const TOLERANCE = 1e-13;
const STEP_MAX_S = 2e-5;
/** Events of one neuron closer than this, or a maximum this near to threshold, are a near-tie. */
const TIE_S = 1e-9;
const TIE_V = 1e-9;
const SLOPE_MIN_V_PER_S = 1e-2;

const BOLTZMANN = 1.380649e-23;
const CHARGE = 1.602176634e-19;

interface Neuron {
  readonly circuit: Circuit;
  /** V, or ln I of a DPI membrane. */
  y: number;
  timeS: number;
  heldUntilS: number;
  /** Amplitude of each channel at `timeS`; for rectangles the present current. */
  readonly amplitudes: number[];
}

interface Arrival {
  readonly timeS: number;
  readonly order: number;
  readonly apply: (neuron: Neuron[]) => void;
  readonly targets: readonly number[];
}

export function runReference(
  network: AnalogNetwork,
  stimulus: AnalogStimulus,
  durationS: number,
): ReferenceRun {
  const neurons: Neuron[] = Array.from(network.circuitOf, (c) =>
    createNeuron(network.circuits[c]!),
  );
  const arrivals: Arrival[] = [];
  const spikes: ReferenceSpike[] = [];
  let nearTieS = Infinity;
  let nearTie = '';
  const tie = (timeS: number, text: string): void => {
    if (timeS >= nearTieS) return;
    nearTieS = timeS;
    nearTie = text;
  };
  const push = (arrival: Arrival): void => {
    arrivals.push(arrival);
    arrivals.sort((a, b) => a.timeS - b.timeS || a.order - b.order);
  };
  const send = (source: number, timeS: number): void => {
    const { offsets, targets, channels, weights, delaysPs } = network.synapses;
    for (let k = offsets[source] ?? 0; k < (offsets[source + 1] ?? 0); k++) {
      const delayPs = typeof delaysPs === 'number' ? delaysPs : delaysPs[k]!;
      const target = targets[k]!;
      push({
        timeS: timeS + delayPs * 1e-12,
        order: source,
        targets: [target],
        apply: () => receive(neurons[target]!, channels[k]!, weights[k]!, push, target, tie),
      });
    }
  };
  stimulus.inputPs.forEach((ps, k) => {
    send(neurons.length + stimulus.inputs[k]!, ps * 1e-12);
  });
  let nowS = 0;
  while (nowS < durationS) {
    const stopS = Math.min(arrivals[0]?.timeS ?? Infinity, durationS);
    let first = -1;
    let firstS = Infinity;
    neurons.forEach((neuron, n) => {
      const crossingS = integrate({ ...neuron, amplitudes: [...neuron.amplitudes] }, stopS, tie);
      if (crossingS < firstS) {
        firstS = crossingS;
        first = n;
      }
    });
    const untilS = Math.min(firstS, stopS);
    for (const [n, neuron] of neurons.entries()) {
      integrate(neuron, n === first ? stopS : untilS, tie);
    }
    nowS = untilS;
    if (first >= 0) {
      fire(neurons[first]!, untilS);
      spikes.push({ timeS: untilS, neuron: first });
      if (Math.abs(stopS - untilS) < TIE_S && arrivals[0]?.targets.includes(first)) {
        tie(untilS, `neuron ${first} crosses as an input arrives`);
      }
      send(first, untilS);
      continue;
    }
    while (arrivals.length > 0 && arrivals[0]!.timeS <= untilS + 1.5e-12)
      arrivals.shift()!.apply(neurons);
    for (const [n, neuron] of neurons.entries()) {
      const distance = neuron.y - thresholdOf(neuron);
      if (nowS < neuron.heldUntilS) continue;
      if (Math.abs(distance) < TIE_V) tie(nowS, `neuron ${n} is lifted to its threshold`);
      if (distance < 0) continue;
      fire(neuron, nowS);
      spikes.push({ timeS: nowS, neuron: n });
      send(n, nowS);
    }
  }
  return { spikes, nearTieS, nearTie };
}

function createNeuron(circuit: Circuit): Neuron {
  const { membrane, channels } = circuit;
  return {
    circuit,
    y: membrane.kind === 'dpi' ? Math.log(membrane.startA) : membrane.startV,
    timeS: 0,
    heldUntilS: 0,
    amplitudes: channels.map(() => 0),
  };
}

function receive(
  neuron: Neuron,
  channel: number,
  weight: number,
  push: (arrival: Arrival) => void,
  target: number,
  tie: (timeS: number, text: string) => void,
): void {
  const spec = neuron.circuit.channels[channel]!;
  const { timeS, heldUntilS } = neuron;
  if (Math.abs(timeS - heldUntilS) < TIE_S && timeS > 0)
    tie(timeS, 'an input arrives as a reset ends');
  if (spec.kind === 'packet' && spec.widthS === 0) {
    const { membrane } = neuron.circuit;
    if (timeS < heldUntilS) return;
    const gain =
      membrane.kind === 'dpi' ? (membrane.kappa * CHARGE) / (BOLTZMANN * membrane.temperatureK) : 1;
    neuron.y += (gain * weight) / membrane.capacitanceF;
    return;
  }
  if (spec.kind === 'packet') {
    const current = weight / spec.widthS;
    neuron.amplitudes[channel]! += current;
    push({
      timeS: timeS + spec.widthS,
      order: -1,
      targets: [target],
      apply: () => {
        neuron.amplitudes[channel]! -= current;
      },
    });
    return;
  }
  neuron.amplitudes[channel]! += weight;
}

function fire(neuron: Neuron, timeS: number): void {
  const { membrane, channels, refractoryS } = neuron.circuit;
  channels.forEach((channel, c) => {
    if (channel.kind === 'adaptation') neuron.amplitudes[c]! += channel.jumpA;
  });
  neuron.y = membrane.kind === 'dpi' ? Math.log(membrane.resetA) : membrane.resetV;
  neuron.heldUntilS = timeS + refractoryS;
}

function thresholdOf({ circuit: { membrane } }: Neuron): number {
  return membrane.kind === 'dpi' ? Math.log(membrane.thresholdA) : membrane.thresholdV;
}

/** dy/dt a time `aheadS` after the neuron's own. */
function slope(neuron: Neuron, y: number, aheadS: number): number {
  const { membrane, channels, inputA } = neuron.circuit;
  let inA = inputA;
  let againstA = 0;
  for (let c = 0; c < channels.length; c++) {
    const channel = channels[c]!;
    const amplitude =
      channel.kind === 'packet'
        ? neuron.amplitudes[c]!
        : neuron.amplitudes[c]! * Math.exp(-aheadS / channel.tauS);
    if (channel.kind === 'adaptation') againstA += amplitude;
    else if (channel.kind === 'conductance') inA += amplitude * (channel.reversalV - y);
    else inA += amplitude;
  }
  if (membrane.kind === 'dpi') {
    const { capacitanceF, kappa, temperatureK, leakA, gainA } = membrane;
    const I = Math.exp(y);
    const tau = (capacitanceF * BOLTZMANN * temperatureK) / (CHARGE * kappa * leakA);
    const target = (gainA / leakA) * (inA - leakA - againstA) - I * (1 + againstA / leakA);
    return target / (tau * (I + gainA));
  }
  const leakA =
    membrane.kind === 'linear'
      ? membrane.leakSiemens * (y - membrane.restV)
      : membrane.biasA *
        Math.tanh(
          ((y - membrane.restV) * membrane.kappa * CHARGE) /
            (2 * BOLTZMANN * membrane.temperatureK),
        );
  return (inA - againstA - leakA) / membrane.capacitanceF;
}

/** Moves a neuron to `untilS`, or to its crossing, which is returned; Infinity for none. */
function integrate(
  neuron: Neuron,
  untilS: number,
  tie: (timeS: number, text: string) => void,
): number {
  const threshold = thresholdOf(neuron);
  if (neuron.heldUntilS > neuron.timeS) moveChannels(neuron, Math.min(untilS, neuron.heldUntilS));
  let stepS = STEP_MAX_S;
  let rising = true;
  while (neuron.timeS < untilS) {
    const isLast = neuron.timeS + stepS >= untilS;
    const tryS = isLast ? untilS - neuron.timeS : stepS;
    const { y, error } = dormandPrince(neuron, tryS);
    const scale = TOLERANCE * Math.max(1, Math.abs(y));
    if (error > scale && tryS > 1e-12) {
      stepS = tryS * Math.max(0.2, 0.9 * (scale / error) ** 0.2);
      continue;
    }
    if (y >= threshold) return crossing(neuron, tryS, threshold, tie);
    const isRising = y > neuron.y;
    if (rising && !isRising && threshold - neuron.y < TIE_V) tie(neuron.timeS, 'a maximum grazes');
    rising = isRising;
    neuron.y = y;
    moveChannels(neuron, isLast ? untilS : neuron.timeS + tryS);
    stepS = Math.min(STEP_MAX_S, tryS * Math.min(3, 0.9 * (scale / Math.max(error, 1e-30)) ** 0.2));
  }
  return Infinity;
}

function crossing(
  neuron: Neuron,
  stepS: number,
  threshold: number,
  tie: (timeS: number, text: string) => void,
): number {
  let [low, high] = [0, stepS];
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (dormandPrince(neuron, middle).y >= threshold) high = middle;
    else low = middle;
  }
  const timeS = neuron.timeS + high;
  if (slope(neuron, threshold, high) < SLOPE_MIN_V_PER_S) tie(timeS, 'a crossing is flat');
  neuron.y = threshold;
  moveChannels(neuron, timeS);
  return timeS;
}

function moveChannels(neuron: Neuron, timeS: number): void {
  const seconds = timeS - neuron.timeS;
  neuron.circuit.channels.forEach((channel, c) => {
    if (channel.kind !== 'packet') neuron.amplitudes[c]! *= Math.exp(-seconds / channel.tauS);
  });
  neuron.timeS = timeS;
}

/** Dormand and Prince 1980, doi:10.1016/0771-050X(80)90013-3. */
function dormandPrince(neuron: Neuron, h: number): { readonly y: number; readonly error: number } {
  const { y } = neuron;
  const k1 = slope(neuron, y, 0);
  const k2 = slope(neuron, y + (h * k1) / 5, h / 5);
  const k3 = slope(neuron, y + h * ((3 / 40) * k1 + (9 / 40) * k2), (3 / 10) * h);
  const k4 = slope(neuron, y + h * ((44 / 45) * k1 - (56 / 15) * k2 + (32 / 9) * k3), (4 / 5) * h);
  const k5 = slope(
    neuron,
    y + h * ((19372 / 6561) * k1 - (25360 / 2187) * k2 + (64448 / 6561) * k3 - (212 / 729) * k4),
    (8 / 9) * h,
  );
  const k6 = slope(
    neuron,
    y +
      h *
        ((9017 / 3168) * k1 -
          (355 / 33) * k2 +
          (46732 / 5247) * k3 +
          (49 / 176) * k4 -
          (5103 / 18656) * k5),
    h,
  );
  const next =
    y +
    h *
      ((35 / 384) * k1 +
        (500 / 1113) * k3 +
        (125 / 192) * k4 -
        (2187 / 6784) * k5 +
        (11 / 84) * k6);
  const k7 = slope(neuron, next, h);
  const error =
    h *
    ((71 / 57600) * k1 -
      (71 / 16695) * k3 +
      (71 / 1920) * k4 -
      (17253 / 339200) * k5 +
      (22 / 525) * k6 -
      (1 / 40) * k7);
  return { y: next, error: Math.abs(error) };
}
