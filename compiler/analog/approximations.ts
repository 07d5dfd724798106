/** Where a circuit is not what the network says, and by how much: one note for all populations of equal words. */
import { dacCurrentA, dacTimeS } from '../../src/analog/codes.ts';
import type { AnalogCore } from '../../src/model/analog.ts';
import type { Assumption, Network } from '../../src/model/network.ts';
import { valueAt } from '../../src/model/network.ts';
import { CompileError } from '../../src/support/errors.ts';
import type { ChosenCircuit } from './choose.ts';
import type { NeuronDemand } from './demand.ts';
import { saturationOf } from './ota-candidates.ts';

/** A packet in place of a decaying current: below this peak of the network's postsynaptic potential it is none. */
const PEAK_LEAST = 0.5;
const NAMES_SHOWN = 4;

/** Of one population, without its name. */
interface Note {
  readonly code: string;
  readonly text: string;
}

export function approximationsOf(
  core: AnalogCore,
  circuits: readonly ChosenCircuit[],
  units: Network['units'],
  { dtS }: { readonly dtS: number },
): Assumption[] {
  const groups = new Map<string, { code: string; text: string; names: string[] }>();
  for (const circuit of circuits) {
    for (const { code, text } of notesOf(core, circuit, units, dtS)) {
      const key = `${code} ${text}`;
      const group = groups.get(key) ?? { code, text, names: [] };
      group.names.push(circuit.demand.name);
      groups.set(key, group);
    }
  }
  const inOrder = [...groups.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  return inOrder.map(({ code, text, names }) => ({ code, text: `${namesText(names)}: ${text}` }));
}

function namesText(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map((name) => `"${name}"`);
  const omitted = names.length - shown.length;
  const list = omitted > 0 ? `${shown.join(', ')} and ${omitted} more` : shown.join(', ');
  return `${names.length === 1 ? 'population' : 'populations'} ${list}`;
}

function notesOf(
  core: AnalogCore,
  circuit: ChosenCircuit,
  units: Network['units'],
  dtS: number,
): Note[] {
  return [
    scaleNote(core, circuit, units),
    leakNote(core, circuit),
    synapseNote(core, circuit),
    pauseNote(core, circuit, dtS),
    floorNote(core, circuit),
  ].flatMap((note) => note ?? []);
}

function percent(part: number): string {
  return `${Number((100 * part).toPrecision(3))} %`;
}

function figure(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function scaleNote(
  core: AnalogCore,
  { demand, candidate }: ChosenCircuit,
  units: Network['units'],
): Note {
  const code = 'A_ANALOG_SCALE';
  const unit = core.neuron.kind === 'ota' ? 'V' : 'A';
  const perUnit = candidate.swing / valueAt(demand.distance, 0);
  if (units === 'si' && unit === 'V' && Math.abs(perUnit - 1) < 0.05) {
    const off = percent(Math.abs(perUnit - 1));
    return { code, text: `the network's volts are kept, ${off} off.` };
  }
  const varied =
    typeof demand.distance === 'number'
      ? ''
      : " (its first neuron's; thresholds differ, and each neuron's weights are scaled by its own)";
  const end = demand.spiking ? 'threshold' : 'the largest value of one spike a step and source';
  return {
    code,
    text: `${figure(perUnit)} ${unit} stand for one unit of the network's v${varied}, ${figure(candidate.swing)} ${unit} from reset to ${end}.`,
  };
}

/** A neuron that should hold its charge, on a converter that has no code for no current. */
function leakNote(core: AnalogCore, circuit: ChosenCircuit): Note | null {
  const { demand, candidate, timeScale, leak } = circuit;
  const leakA = dacCurrentA(core.neuron.leak, valueAt(leak, 0));
  if (demand.tauEnds !== null || leakA === 0) return null;
  const saturationV = saturationOf(core.neuron, core);
  const volts = core.neuron.kind === 'ota' ? saturationV : saturationV / 2;
  const tauS = (candidate.capacitanceF * volts * timeScale) / leakA;
  return {
    code: 'A_ANALOG_LEAK',
    text: `the least leak of the chip decays in ${figure(tauS)} network s; the network has none.`,
  };
}

function isPacketCore({ synapse }: AnalogCore): boolean {
  return synapse.kind === 'packet' || synapse.tau === undefined;
}

function synapseNote(core: AnalogCore, { demand, timeScale, tau }: ChosenCircuit): Note | null {
  const code = 'A_ANALOG_SYNAPSE';
  const isExponential = demand.tauSynS > 0;
  if (demand.kicks.length === 0 || isPacketCore(core) !== isExponential) return null;
  if (isExponential) {
    const peak = peakOf(demand.tauSynS, demand.tauEnds?.least ?? Infinity);
    return {
      code,
      text: `a synaptic current that decays in ${figure(demand.tauSynS)} s is one packet of the same charge: its potential peaks at once, ${percent(1 / peak - 1)} higher.`,
    };
  }
  const madeS = dacTimeS(core.synapse.tau!, tau) * timeScale;
  return {
    code,
    text: `a spike of the network acts at once; on the chip its current decays in ${figure(madeS)} network s and brings the same charge.`,
  };
}

/** Peak over the jump of a packet of the same charge: (t_s / t_m)^(t_s / (t_m - t_s)). */
function peakOf(tauSynS: number, tauMemS: number): number {
  if (!Number.isFinite(tauMemS)) return 1;
  const ratio = tauSynS / tauMemS;
  return Math.abs(ratio - 1) < 1e-6 ? Math.exp(-1) : ratio ** (ratio / (1 - ratio));
}

/** Throws CompileError E_SYNAPSE where the chip's packets are too far from the network's decaying currents. */
export function checkSynapses(
  core: AnalogCore,
  { name, model, tauSynS, tauEnds }: NeuronDemand,
): void {
  if (tauSynS === 0 || !isPacketCore(core)) return;
  const shortest = tauEnds?.least ?? Infinity;
  const peak = peakOf(tauSynS, shortest);
  if (peak >= PEAK_LEAST) return;
  throw new CompileError(
    'E_SYNAPSE',
    `population "${name}" (${model}) has synapses that decay in ${tauSynS} s beside membranes of ${shortest} s; the chip's synapses bring their charge at once, and would peak at ${figure(1 / peak)} times the network's potential. Choose a chip with exponential synapses, use lif, or shorten the synapses below half the membrane's time constant.`,
    { population: name, tauSynS, tauMemS: shortest },
  );
}

function pauseNote(
  core: AnalogCore,
  { demand, timeScale, refractory }: ChosenCircuit,
  dtS: number,
): Note | null {
  if (!demand.spiking) return null;
  const deadS = dacTimeS(core.neuron.refractory, refractory) * timeScale;
  return {
    code: 'A_ANALOG_REFRACTORY',
    text: `each spike holds the membrane for ${figure(deadS)} network s (${percent(deadS / dtS)} of a step), and what arrives meanwhile is lost; the network has no such pause.`,
  };
}

function floorNote(core: AnalogCore, { demand, candidate }: ChosenCircuit): Note | null {
  if (!demand.inhibits) return null;
  const { neuron } = core;
  const floor = neuron.kind === 'ota' ? neuron.floorV.value : neuron.resetA.value;
  const below = (candidate.foot - floor) / candidate.swing;
  return {
    code: 'A_ANALOG_FLOOR',
    text: `inhibition pulls the membrane at most ${percent(below)} of the swing below its reset, where the ${neuron.kind === 'ota' ? 'rail' : 'leakage'} is; the network has no such floor.`,
  };
}
