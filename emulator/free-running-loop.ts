/** The one event loop of a free-running chip: see free-running.ts for its order. */
import { EVENT_KINDS } from '../src/model/chip.ts';
import type { ProgramImage } from '../src/model/program.ts';
import { EmulationError, groupDigits } from '../src/support/errors.ts';
import { AnalogNeurons } from './analog/analog-neurons.ts';
import { KIND } from './event-index.ts';
import type { Carrier } from './free-running-carrier.ts';
import type { InputTrain } from './free-running-inputs.ts';
import type { NocMeter } from './free-running-noc.ts';
import { type NeuronName, nameNeuron } from './free-running-places.ts';
import type { ChipPlan } from './free-running-plan.ts';
import type { FreeRunningRecorder } from './free-running-recorder.ts';
import type { SupplyMeter } from './free-running-supply.ts';

const KINDS = EVENT_KINDS.length;

/** One window, in picoseconds since the chip was reset; its sample began at `originPs`. */
export interface ChipWindow {
  readonly sample: string;
  readonly step: number;
  readonly originPs: number;
  readonly beginPs: number;
  readonly endPs: number;
}

/**
 * Events of a window: a base, and so many for each neuron and each way. A synapse's pulse may be an event too, so that it
 * has some in any window, and more in longer ones. No circuit is faster for long.
 */
const EVENTS_BASE = 1_000_000;
const EVENTS_EACH = 1000;
const PULSES_EACH = 20;
const PULSE_RATE_HZ = 2000;
const PS_PER_S = 1e12;

export class ChipLoop {
  readonly neurons: AnalogNeurons;
  private readonly image: ProgramImage;
  private readonly plan: ChipPlan;
  private readonly supply: SupplyMeter;
  private readonly carrier: Carrier;
  /** Of each neuron in the engine: the part of its reset capacitor that all its spikes so far charged anew. */
  private readonly recharged: Float64Array;
  /** Spikes of each neuron in the engine before the window. */
  private readonly firedBefore: Int32Array;
  private readonly eventsMax: number;
  private sent = 0;
  private broadcast = 0;

  /** A chip just reset. Throws what `AnalogNeurons` throws for a circuit that cannot work. */
  constructor(image: ProgramImage, plan: ChipPlan, supply: SupplyMeter, carrier: Carrier) {
    const { circuits, circuitOf } = plan.circuits;
    this.neurons = new AnalogNeurons(circuits, circuitOf);
    this.image = image;
    this.plan = plan;
    this.supply = supply;
    this.carrier = carrier;
    this.recharged = new Float64Array(circuitOf.length);
    this.firedBefore = new Int32Array(circuitOf.length);
    const { offsets, cores } = plan.ways;
    this.eventsMax = EVENTS_BASE + EVENTS_EACH * (offsets.length + cores.length);
  }

  /** What the routers count, where they are live. */
  get meter(): NocMeter | null {
    return this.carrier.meter;
  }

  /** Packets that have not reached their synapses. */
  underWay(): number {
    return this.sent - this.broadcast;
  }

  /** Works off all that happens before `endPs` and books it. Throws EmulationError E_ANALOG_RATE, E_ANALOG_OVERFLOW. */
  runWindow(train: InputTrain, recorder: FreeRunningRecorder, window: ChipWindow): void {
    this.openInputs(train, recorder, window);
    this.firedBefore.set(this.neurons.spikeCounts);
    try {
      this.workOff(train, recorder, window);
    } catch (error) {
      throw this.named(error, window);
    }
    this.bookSupply(recorder.window, window.endPs - window.originPs);
    recorder.endWindow(window.endPs - window.beginPs);
    this.carrier.meter?.endWindow(window.endPs - window.beginPs);
  }

  private workOff(train: InputTrain, recorder: FreeRunningRecorder, window: ChipWindow): void {
    const { neurons, carrier } = this;
    const eventsMax = this.eventsOf(window);
    const { flights } = carrier;
    const { endPs } = window;
    let entered = 0;
    for (let events = 0; ; events++) {
      if (events > eventsMax) throw this.endless(window, eventsMax);
      const neuron = neurons.next();
      const neuronPs = neuron < 0 ? Infinity : neurons.entryPs(neuron);
      const flightPs = flights.firstPs();
      const networkPs = carrier.nextPs();
      const inputPs = entered < train.count ? train.ps[entered]! : Infinity;
      if (inputPs <= networkPs && inputPs <= flightPs && inputPs <= neuronPs) {
        if (inputPs >= endPs) break;
        this.send(train.sources[entered++]!, inputPs, recorder);
      } else if (networkPs <= flightPs && networkPs <= neuronPs) {
        if (networkPs >= endPs) break;
        carrier.advance(networkPs);
      } else if (flightPs <= neuronPs) {
        if (flightPs >= endPs) break;
        this.deliver(recorder.window);
      } else {
        if (neuronPs >= endPs) break;
        const remainder = neurons.entryRemainder(neuron);
        if (neurons.take(neuron)) this.fire(neuron, neuronPs, remainder, recorder, window);
      }
    }
  }

  private eventsOf({ beginPs, endPs }: ChipWindow): number {
    const pulses = PULSES_EACH + (PULSE_RATE_HZ * (endPs - beginPs)) / PS_PER_S;
    return this.eventsMax + Math.ceil(pulses * this.plan.rows.targets.length);
  }

  /** The engine names neurons by its own numbers. */
  private named(error: unknown, { sample, step }: ChipWindow): unknown {
    if (!(error instanceof EmulationError) || error.code !== 'E_ANALOG_OVERFLOW') return error;
    const { name, index } = this.nameOf(Number(error.data.neuron));
    const text = error.message.replace(/neuron \d+/, `neuron ${index} of population "${name}"`);
    const data = { sample, step, population: name, neuron: index };
    return new EmulationError(error.code, `sample "${sample}", step ${step}: ${text}`, data);
  }

  private nameOf(engine: number): NeuronName {
    const { circuits, places } = this.plan;
    return nameNeuron(this.image.header, places.begins, circuits.neuronOf[engine] ?? 0);
  }

  private openInputs(
    train: InputTrain,
    recorder: FreeRunningRecorder,
    { sample, step, beginPs, endPs }: ChipWindow,
  ): void {
    const { places } = this.plan;
    const inputs = this.image.inputs;
    const total = train.countStep(step, this.eventsMax);
    if (total > this.eventsMax) throw tooManyInputs(sample, step, this.eventsMax);
    train.open(step, beginPs, endPs, (index, count) => {
      const source = places.neuronCount + index;
      let at = inputs.length - 1;
      while (places.begins[inputs[at]!.population]! > source) at--;
      recorder.addInput(inputs[at]!.population, count);
    });
  }

  private fire(
    engine: number,
    ps: number,
    remainder: number,
    recorder: FreeRunningRecorder,
    { originPs }: ChipWindow,
  ): void {
    const { plan, neurons, recharged } = this;
    const neuron = plan.circuits.neuronOf[engine]!;
    const cell = plan.cellOf[neuron]!;
    recorder.window[cell * KINDS + KIND.neuronSpike]!++;
    recorder.addSpike(neuron, ps - originPs);
    const total = neurons.recharged[engine]!;
    this.supply.addSpike(neuron, cell, total - recharged[engine]!);
    recharged[engine] = total;
    this.send(neuron, remainder > 0 ? ps + 1 : ps, recorder);
  }

  /** A spike or host event starts on all its ways. */
  private send(source: number, ps: number, recorder: FreeRunningRecorder): void {
    const { ways, places } = this.plan;
    const { window } = recorder;
    const begin = ways.offsets[source]!;
    const end = ways.offsets[source + 1]!;
    const isNeuron = source < places.neuronCount;
    for (let way = begin; way < end; way++) {
      const at = ways.cells[way]! * KINDS;
      const [eastWest, northSouth] = [ways.eastWest[way]!, ways.northSouth[way]!];
      const betweenChips = ways.betweenChips[way]!;
      window[at + KIND.hopEastWest]! += eastWest;
      window[at + KIND.hopNorthSouth]! += northSouth;
      window[at + KIND.hopBetweenChips]! += betweenChips;
      window[at + KIND.hopBetweenTiers]! += ways.betweenTiers[way]!;
      if (!isNeuron) continue;
      window[at + KIND.axonOut]!++;
      window[at + KIND.packetWithinTile]! += ways.withinTile[way]!;
      recorder.addPacket(
        places.cores[source]!,
        ways.cores[way]!,
        eastWest + northSouth + betweenChips,
      );
    }
    this.sent += end - begin;
    this.carrier.send(source, ps);
  }

  /** The first broadcast acts on its row of synapses. */
  private deliver(window: Float64Array): void {
    const { neurons, carrier } = this;
    const { rows } = this.plan;
    const { flights } = carrier;
    const ps = flights.firstPs();
    const row = flights.firstGroup();
    flights.removeFirst();
    this.broadcast++;
    window[rows.axonCells[row]! * KINDS + KIND.axonIn]!++;
    const countEnd = rows.countOffsets[row + 1]!;
    for (let k = rows.countOffsets[row]!; k < countEnd; k++) {
      const at = rows.countCells[k]! * KINDS;
      window[at + rows.countKinds[k]!]! += rows.counts[k]!;
      window[at + KIND.camMatch]! += rows.counts[k]!;
    }
    const { targets, channels, weights } = rows;
    const end = rows.offsets[row + 1]!;
    for (let k = rows.offsets[row]!; k < end; k++) {
      neurons.receive(targets[k]!, channels[k]!, weights[k]!, ps);
    }
  }

  private bookSupply(window: Float64Array, elapsedPs: number): void {
    const cellCount = this.plan.cells.cores.length;
    for (let cell = 0; cell < cellCount; cell++) {
      window[cell * KINDS + KIND.supplyCharge]! += this.supply.take(cell, elapsedPs);
    }
  }

  /** Names the neuron that fired most in a window that does not end. */
  private endless({ sample, step }: ChipWindow, eventsMax: number): EmulationError {
    const { spikeCounts } = this.neurons;
    let worst = 0;
    const fired = (engine: number): number => spikeCounts[engine]! - this.firedBefore[engine]!;
    for (let engine = 1; engine < spikeCounts.length; engine++) {
      if (fired(engine) > fired(worst)) worst = engine;
    }
    const { name, index } = this.nameOf(worst);
    return new EmulationError(
      'E_ANALOG_RATE',
      `sample "${sample}", step ${step}: more than ${groupDigits(eventsMax)} events and the window is not over. Neuron ${index} of population "${name}" alone fired ${groupDigits(fired(worst))} times, far beyond what its circuit is made for: it feeds itself, or a current is in the wrong unit. Lower its weights or its input, or lengthen its refractory time.`,
      { sample, step, population: name, neuron: index, spikes: fired(worst) },
    );
  }
}

function tooManyInputs(sample: string, step: number, countMax: number): EmulationError {
  return new EmulationError(
    'E_ANALOG_RATE',
    `sample "${sample}", step ${step}: more than ${groupDigits(countMax)} host events in one window. Lower --gain, or use shorter steps (--dt).`,
    { sample, step },
  );
}
