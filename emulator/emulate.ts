import { createSeededDraws } from '../src/learning/draws.ts';
import type { AnalyticTiming, ParameterSet } from '../src/model/chip.ts';
import { DEFAULT_ANALYTIC } from '../src/model/chip.ts';
import type { SpikeInput } from '../src/model/events.ts';
import type { NocTrace } from '../src/model/noc-trace.ts';
import type { ProgramImage } from '../src/model/program.ts';
import type { LearntWeights, SampleTrace } from '../src/model/trace.ts';
import { integerNeuronModel } from '../src/neurons/integer-models.ts';
import { EmulationError } from '../src/support/errors.ts';
import { checkCoding, checkCounts, checkEmulation } from './check-input.ts';
import type { CoreState } from './core-state.ts';
import { deliverCore, resetCoreState, updateCore } from './core-state.ts';
import { createCoreStates } from './core-states.ts';
import { createCycleClock } from './cycle-clock.ts';
import { createDetailedClock } from './detailed-clock.ts';
import type { EmulationOptions } from './emulation-options.ts';
import type { Emulator } from './emulator.ts';
import { KIND } from './event-index.ts';
import { createFreeRunningEmulator } from './free-running.ts';
import { clearGathered, deliverGathered, keepFired } from './gathered-rows.ts';
import { readLearntWeights } from './learnt-weights.ts';
import { nocModelOf } from './noc-model.ts';
import type { PacketClock } from './packet-clock.ts';
import { createProbes } from './probes.ts';
import type { Delivery, RoutePlan } from './route-plan.ts';
import { planDelivery } from './route-plan.ts';
import type { SampleRecorder } from './sample-recorder.ts';
import { createSampleRecorder } from './sample-recorder.ts';
import type { StepTimes } from './step-time.ts';
import { coreWorkPs, stepTimes, tilesUsed } from './step-time.ts';

export { DEFAULT_EMULATION_OPTIONS, type EmulationOptions } from './emulation-options.ts';
export type { Emulator } from './emulator.ts';

/**
 * Runs a program image: every step, all cores take in their axon events, update their compartments,
 * and send the spikes to the cores of their targets, where they act in the next step (barrier). Chips without
 * steps run as in free-running.ts. Throws EmulationError where options and image do not agree.
 */
export function createEmulator(
  image: ProgramImage,
  set: ParameterSet,
  options: EmulationOptions,
  onTrace: (trace: SampleTrace) => void,
): Emulator {
  checkEmulation(options);
  if (image.header.profile.sync === 'free-running') {
    return createFreeRunningEmulator(image, set, options, onTrace);
  }
  const graded = gradedPopulations(image);
  const { seed } = image.header;
  const drawsOf = options.learningDraws ?? ((name) => createSeededDraws(seed, name));
  const coreStates = createCoreStates(image, graded, drawsOf);
  const { states } = coreStates;
  const delivery = planDelivery(image, coreStates, set.timeNs);
  const times =
    options.timing === 'none'
      ? null
      : stepTimes(
          set,
          tilesUsed(
            image.header.profile,
            image.cores.map(({ core }) => core),
          ),
        );
  const drainSteps = image.header.depth;
  const streaming = options.betweenSamples === 'continue';
  const learning = image.header.projections.some((projection) => projection.learning);
  const learnt = (): LearntWeights[] => readLearntWeights(image.header, states);
  const routers = times && createPacketClock(image, set, times, options);
  const analytic = analyticTiming(image);
  const machine = { image, states, delivery, times, analytic, routers, options };
  let clock = 0;
  /** Samples of a stream whose windows are still open, oldest first: more than one where depth > steps. */
  let open: SampleRecorder[] = [];
  const routed = new WeakMap<SampleRecorder, NocTrace>();

  function feed(input: SpikeInput, last: boolean): void {
    checkCoding(input);
    if (!hasGradedInputs(image)) checkCounts(image, input);
    if (!streaming) {
      for (const state of states) resetCoreState(state);
      clearGathered(delivery.gathered);
      clock = 0;
    }
    const probes = createProbes(image, states, options.probes, options.steps + drainSteps);
    const recorder = createSampleRecorder(image, input, options, clock, probes);
    const drains = !streaming || last;
    routers?.beginSample(options.steps + drainSteps);
    runSteps(machine, input, recorder, open, drains);
    const nocTrace = routers?.finishSample();
    if (nocTrace) routed.set(recorder, nocTrace);
    clock += options.steps;
    open.push(recorder);
    const closed = open.filter(
      ({ begin }) => drains || begin + options.steps + drainSteps <= clock,
    );
    open = open.slice(closed.length);
    for (const each of closed) {
      const noc = routed.get(each);
      onTrace({
        ...each.finish(drains && each === recorder ? drainSteps : 0),
        ...(noc ? { noc } : {}),
        ...(last && each === recorder && learning ? { learnt: learnt() } : {}),
      });
    }
  }
  return { feed };
}

/** Null where a step's length follows from its counts. */
function createPacketClock(
  image: ProgramImage,
  set: ParameterSet,
  times: StepTimes,
  options: EmulationOptions,
): PacketClock | null {
  if (options.timing === 'detailed') return createDetailedClock(image, set);
  if (options.timing !== 'cycle') return null;
  const { profile, chipsUsed } = image.header;
  const noc = nocModelOf(profile, set, chipsUsed);
  return createCycleClock(image, noc, times, options.recordPackets);
}

interface Machine {
  readonly image: ProgramImage;
  readonly states: readonly CoreState[];
  readonly delivery: Delivery;
  readonly times: StepTimes | null;
  readonly analytic: AnalyticTiming;
  /** Present where packets are timed one by one. */
  readonly routers: PacketClock | null;
  readonly options: EmulationOptions;
}

function runSteps(
  machine: Machine,
  input: SpikeInput,
  recorder: SampleRecorder,
  earlier: readonly SampleRecorder[],
  drains: boolean,
): void {
  const { options, image } = machine;
  const { service, flight } = machine.analytic;
  const actsAt = service === 'acting-step' ? 0 : 1;
  const flightPs = new Float64Array(machine.states.length);
  const stepCount = options.steps + (drains ? image.header.depth : 0);
  let next = 0;
  for (let step = 0; step < stepCount; step++) {
    const at = recorder.begin + step;
    recorder.beginStep();
    machine.routers?.beginStep();
    openRings(machine.delivery, at + 1);
    next = injectInputs(machine, input, next, step, at + image.header.inputLagSteps, recorder);
    if (actsAt === 0) deliverCores(machine, at);
    for (let c = 0; c < machine.states.length; c++) {
      const state = machine.states[c]!;
      updateCore(state, at);
      keepFired(machine.delivery.gathered, c, at, state.fired, state.firedCount);
      machine.routers?.addCore(c, state);
      const slowest = sendSpikes(machine, c, at, recorder, earlier);
      flightPs[c] = flight ? slowest : 0;
    }
    if (actsAt === 1) deliverCores(machine, at + 1);
    let slowestPs = 0;
    for (let c = 0; c < machine.states.length; c++) {
      slowestPs = Math.max(slowestPs, recordCore(machine, c, recorder) + flightPs[c]!);
    }
    recorder.endStep(stepPs(machine, slowestPs));
    if (options.earlyExitMargin !== null && recorder.leads(options.earlyExitMargin)) return;
  }
}

/** Brings what acts in step `at` to the inputs of all cores. */
function deliverCores({ states, delivery }: Machine, at: number): void {
  const { gathered } = delivery;
  deliverGathered(gathered, at);
  for (let c = 0; c < states.length; c++) {
    deliverCore(states[c]!, at, gathered.axonIn[c]!, gathered.synapses[c]!);
  }
}

/** `slowestPs` is what the slowest core and its packets would take if no packet met another. */
function stepPs({ times, routers }: Machine, slowestPs: number): number {
  if (!times) return 0;
  return routers ? routers.endStep(times.barrierPs) : slowestPs + times.barrierPs;
}

/** Empties the list that events of step `arrival` will go to. */
function openRings(delivery: Delivery, arrival: number): void {
  const { rings } = delivery;
  for (let r = 0; r < rings.length; r++) {
    const { lengths } = rings[r]!;
    lengths[arrival % lengths.length] = 0;
  }
}

/**
 * Host events of `step` go to the cores of their targets. A count of k is k axon events, or one of payload
 * k where spikes carry one.
 */
function injectInputs(
  machine: Machine,
  input: SpikeInput,
  begin: number,
  step: number,
  arrival: number,
  recorder: SampleRecorder,
): number {
  const { inputs, rings } = machine.delivery;
  const isGraded = hasGradedInputs(machine.image);
  const { steps, indices, counts } = input;
  let next = begin;
  for (; next < steps.length && steps[next] === step; next++) {
    let index = indices[next]!;
    for (let i = 0; i < inputs.length; i++) {
      const { plan, population } = inputs[i]!;
      const size = plan.offsets.length - 1;
      if (index >= size) {
        index -= size;
        continue;
      }
      const payload = isGraded ? counts[next]! : 1;
      const count = isGraded ? Math.abs(Math.sign(payload)) : counts[next]!;
      recorder.addInput(population, count);
      for (let k = plan.ringOffsets[index]!; k < plan.ringOffsets[index + 1]!; k++) {
        const ring = rings[plan.ring[k]!]!;
        const slot = arrival % ring.lengths.length;
        for (let n = 0; n < count; n++) ring.push(slot, plan.row[k]!, payload);
      }
      recorder.addInputRoute(plan, index, count);
      machine.routers?.addInput(i, index, count);
      break;
    }
  }
  return next;
}

/** Sends the spikes of core `c`; returns the flight time of the slowest packet in picoseconds. */
function sendSpikes(
  machine: Machine,
  c: number,
  at: number,
  recorder: SampleRecorder,
  earlier: readonly SampleRecorder[],
): number {
  const { delivery, states } = machine;
  const { fired, payloads, firedCount, program } = states[c]!;
  if (firedCount === 0) return 0;
  const plan: RoutePlan = delivery.cores[c]!;
  if (plan.ring.length > 0) pushSpikes(delivery, plan, fired, payloads, firedCount, at + 1);
  recorder.addSpikes(c, program, plan, fired, firedCount, at, earlier);
  if (!machine.times) return 0;
  const { latencyPs } = plan;
  let flightPs = 0;
  for (let f = 0; f < firedCount; f++) {
    if (latencyPs[fired[f]!]! > flightPs) flightPs = latencyPs[fired[f]!]!;
  }
  return flightPs;
}

function pushSpikes(
  { rings }: Delivery,
  { ringOffsets, ring: ringOf, row }: RoutePlan,
  fired: Int32Array,
  payloads: Int32Array,
  firedCount: number,
  arrival: number,
): void {
  for (let f = 0; f < firedCount; f++) {
    const slot = fired[f]!;
    const payload = payloads[f]!;
    const end = ringOffsets[slot + 1]!;
    for (let k = ringOffsets[slot]!; k < end; k++) {
      const ring = rings[ringOf[k]!]!;
      ring.push(arrival % ring.lengths.length, row[k]!, payload);
    }
  }
}

/** Books the core's counts; returns how long its own work took, in picoseconds. */
function recordCore(machine: Machine, c: number, recorder: SampleRecorder): number {
  const { counts } = machine.states[c]!;
  const row = recorder.coreRow(c);
  row[KIND.synapseDense] = counts.synapseDense;
  row[KIND.synapseSparse] = counts.synapseSparse;
  row[KIND.synapseConv] = counts.synapseConv;
  row[KIND.neuronAccess] = counts.accessed;
  row[KIND.neuronUpdate] = counts.updated;
  row[KIND.neuronSpike] = counts.fired;
  row[KIND.learningUpdate] = counts.learningUpdates;
  row[KIND.axonIn] = counts.axonIn;
  recorder.bookCore(c, counts.saturations);
  if (!machine.times) return 0;
  return coreWorkPs(machine.times, row);
}

/** Throws EmulationError where host spikes would have to act in a step whose service is already done. */
function analyticTiming({ header }: ProgramImage): AnalyticTiming {
  const timing = header.profile.analytic ?? DEFAULT_ANALYTIC;
  if (timing.service === 'acting-step' || header.inputLagSteps > 0) return timing;
  throw new EmulationError(
    'E_SERVICE',
    `cores of ${header.profile.name} take in packets in the step that sends them, and arithmetic ${header.arithmetic} lets host spikes act at once. Use another --arithmetic.`,
  );
}

/** Populations whose spikes carry a payload: by their neuron model, and inputs by the chip's network. */
function gradedPopulations(image: ProgramImage): ReadonlySet<number> {
  const inputs = hasGradedInputs(image) ? image.inputs.map(({ population }) => population) : [];
  const neurons = image.cores.flatMap((core) =>
    core.slices.flatMap(({ population, neuron }) =>
      integerNeuronModel(neuron).graded ? [population] : [],
    ),
  );
  return new Set([...inputs, ...neurons]);
}

function hasGradedInputs({ header }: ProgramImage): boolean {
  return header.profile.network.payload === 'graded';
}
