/** What the codes of each population make, against what the network asked: the errors of the lowering, one by one. */
import { dacCurrentA, dacTimeS, signedCurrentA } from '../../src/analog/codes.ts';
import {
  ANALOG_REGISTER_NAMES,
  type AnalogCore,
  type AnalogRegisters,
} from '../../src/model/analog.ts';
import type { QuantNet, QuantProjection } from '../../src/model/mapping.ts';
import { valueAt } from '../../src/model/network.ts';
import { thermalVoltageV } from '../../src/physics/temperature.ts';
import { chargeExcess, type LogSwing, logDomainRate } from './log-domain.ts';
import type { AnalogLowering, LoweredCircuit } from './lower.ts';
import type { AnalogOptions } from './options.ts';
import { leakShape, saturationOf, swingMatch } from './ota-candidates.ts';
import { unitCurrentA } from './weight-codes.ts';

/** One quantity of a circuit, in chip units; `wanted` is null where the network asks for nothing, or for any value. */
export interface AnalogStatement {
  readonly quantity: string;
  readonly unit: 'V' | 'A' | 's' | 'F' | 'C' | 'dB' | '';
  readonly wanted: number | null;
  readonly made: number;
  /** Relative to what was wanted, of the neuron that is most off; null where there is none. */
  readonly error: number | null;
}

export interface AnalogStatements {
  readonly population: string;
  readonly neurons: number;
  /** Least and largest code of each register. */
  readonly codes: Readonly<Record<keyof AnalogRegisters, readonly [number, number]>>;
  readonly statements: readonly AnalogStatement[];
}

export function stateErrors(
  core: AnalogCore,
  { circuits }: AnalogLowering,
  net: QuantNet,
  leakMatch: AnalogOptions['leakMatch'],
): AnalogStatements[] {
  return circuits.map((circuit) => {
    const { index, name, size } = circuit.demand;
    const projections = net.projections.filter(({ post }) => post === index);
    return {
      population: name,
      neurons: size,
      codes: codesOf(net, index),
      statements: [
        ...membraneStatements(core, circuit, net),
        ...leakStatements(core, circuit, leakMatch),
        ...logDomainStatements(core, circuit),
        ...inputStatements(core, circuit),
        ...synapseStatements(core, circuit, projections),
        ...pauseStatements(core, circuit),
      ],
    };
  });
}

function codesOf(net: QuantNet, index: number): AnalogStatements['codes'] {
  const registers = net.populations[index]!.registers!;
  const entries = ANALOG_REGISTER_NAMES.map((name) => {
    const values = registers[name] ?? 0;
    if (typeof values === 'number') return [name, [values, values]];
    const least = values.reduce((low, value) => Math.min(low, value), Infinity);
    const most = values.reduce((high, value) => Math.max(high, value), -Infinity);
    return [name, [least, most]];
  });
  return Object.fromEntries(entries);
}

function membraneStatements(
  core: AnalogCore,
  { candidate, demand }: LoweredCircuit,
  net: QuantNet,
): AnalogStatement[] {
  const unit = core.neuron.kind === 'ota' ? 'V' : 'A';
  const [, mostVias] = codesOf(net, demand.index).tsvs;
  return [
    {
      quantity: demand.spiking ? 'reset to threshold' : 'reset to largest value',
      unit,
      wanted: null,
      made: candidate.swing,
      error: null,
    },
    {
      quantity: mostVias > 0 ? 'capacitance without vias' : 'capacitance',
      unit: 'F',
      wanted: null,
      made: candidate.capacitanceF,
      error: null,
    },
  ];
}

/** Time constants in chip seconds, by the leak's slope or over the swing as it was matched. */
function leakStatements(
  core: AnalogCore,
  circuit: LoweredCircuit,
  leakMatch: AnalogOptions['leakMatch'],
): AnalogStatement[] {
  const { demand, candidate, timeScale, leak } = circuit;
  const perScaleA = leakOfOneSecondA(core, circuit, leakMatch);
  const tauOf = (code: number): number => perScaleA / dacCurrentA(core.neuron.leak, code);
  if (demand.tauEnds === null) {
    const made = tauOf(valueAt(leak, 0));
    return [{ quantity: 'leak (none wanted): tau', unit: 's', wanted: null, made, error: null }];
  }
  const worst = worstOf(demand.extremes, (k) => [
    valueAt(demand.tauS, k) / timeScale,
    tauOf(valueAt(leak, k)),
  ]);
  const tau: AnalogStatement = { quantity: 'leak: tau', unit: 's', ...worst };
  if (core.neuron.kind !== 'ota') return [tau];
  const [foot, swing] = swingInSaturations(core, candidate.swing, circuit);
  const match = leakMatch === 'swing' ? swingMatch(foot, swing) : 1;
  const shape = leakShape(foot, swing, match);
  return [
    tau,
    { quantity: 'leak: distance from its line', unit: '', wanted: 0, made: shape, error: shape },
  ];
}

/** Bias that gives a time constant of one chip second. */
function leakOfOneSecondA(
  core: AnalogCore,
  circuit: LoweredCircuit,
  leakMatch: AnalogOptions['leakMatch'],
): number {
  const { neuron, temperature } = core;
  const { capacitanceF, swing } = circuit.candidate;
  if (neuron.kind === 'dpi') {
    return (capacitanceF * thermalVoltageV(temperature.referenceK.value)) / neuron.kappa.value;
  }
  const match = leakMatch === 'swing' ? swingMatch(...swingInSaturations(core, swing, circuit)) : 1;
  return capacitanceF * saturationOf(neuron, core) * match;
}

/** Foot and length of the swing over the saturation voltage, from the leak's rest. */
function swingInSaturations(
  core: AnalogCore,
  swingV: number,
  { candidate }: LoweredCircuit,
): [number, number] {
  if (core.neuron.kind !== 'ota') return [0, 0];
  const saturationV = saturationOf(core.neuron, core);
  return [(candidate.foot - core.neuron.restV.value) / saturationV, swingV / saturationV];
}

/** Of log-domain circuits: weights make up for the charge that it adds, constant inputs do not. */
function logDomainStatements(
  { neuron }: AnalogCore,
  { candidate, demand }: LoweredCircuit,
): AnalogStatement[] {
  if (neuron.kind !== 'dpi') return [];
  const gainA = dacCurrentA(neuron.gain, candidate.gain);
  const swing = { footA: candidate.foot, swingA: candidate.swing, gainA };
  const rows: [string, number | null][] = [];
  if (demand.spiking) {
    const target = demand.tauEnds === null ? Infinity : OPERATING_POINT;
    const rate = logDomainRate(swing, target, 1 + chargeExcess(swing));
    rows.push(['log domain: rate at twice the rheobase, of linear', rate]);
    rows.push(['log domain: rate by constant input, of linear', constantRate(swing, demand)]);
  } else {
    const slower = 1 + gainA / (candidate.foot + candidate.swing);
    rows.push(['log domain: tau at the largest value, of linear', slower]);
  }
  return rows.flatMap(([quantity, made]) =>
    made === null ? [] : [{ quantity, unit: '', wanted: 1, made, error: made - 1 }],
  );
}

/** In swings: where a constant drive would take the membrane. */
const OPERATING_POINT = 2;

/** Of the neuron that is most off, among those that their own constant input makes fire; null for none. */
function constantRate(swing: LogSwing, demand: LoweredCircuit['demand']): number | null {
  let worst: number | null = null;
  for (const k of demand.extremes) {
    const drive = valueAt(demand.drivePerS, k);
    const rate = drive > 0 ? logDomainRate(swing, drive * valueAt(demand.tauS, k), 1) : null;
    if (rate === null) continue;
    if (worst === null || Math.abs(rate - 1) > Math.abs(worst - 1)) worst = rate;
  }
  return worst;
}

function inputStatements(core: AnalogCore, circuit: LoweredCircuit): AnalogStatement[] {
  const { demand, candidate, timeScale, leak, input } = circuit;
  const wantedAt = (k: number): number =>
    candidate.inputA(k, dacCurrentA(core.neuron.leak, valueAt(leak, k)), timeScale);
  const isDriven = demand.extremes.some((k) => wantedAt(k) !== 0);
  if (!isDriven) return [];
  const worst = worstOf(demand.extremes, (k) => [
    wantedAt(k),
    signedCurrentA(core.neuron.input, valueAt(input, k)),
  ]);
  return [{ quantity: 'constant input', unit: 'A', ...worst }];
}

function synapseStatements(
  core: AnalogCore,
  circuit: LoweredCircuit,
  projections: readonly QuantProjection[],
): AnalogStatement[] {
  const { demand, kickA, unit, tau, timeScale } = circuit;
  if (demand.largestKick === 0) return [];
  const { synapse } = core;
  const isPacket = synapse.kind === 'packet' || synapse.tau === undefined;
  const perA = isPacket ? synapse.widthS.value : 1;
  const largestCode = projections.reduce((most, { connectivity }) => {
    const { weights } = connectivity;
    if (typeof weights === 'number') return Math.max(most, Math.abs(weights));
    return weights.reduce((high, code) => Math.max(high, Math.abs(code)), most);
  }, 0);
  const wanted = kickA * demand.largestKick * perA;
  const made = unitCurrentA(core, unit) * largestCode * perA;
  const largest: AnalogStatement = {
    quantity: isPacket ? 'largest weight: charge' : 'largest weight: current',
    unit: isPacket ? 'C' : 'A',
    wanted,
    made,
    error: made / wanted - 1,
  };
  const tauS = isPacket ? 0 : dacTimeS(synapse.tau!, tau);
  const decay: AnalogStatement[] = isPacket
    ? []
    : [
        {
          quantity: 'synapse: tau',
          unit: 's',
          wanted: demand.tauSynS / timeScale,
          made: tauS,
          error: demand.tauSynS > 0 ? (tauS * timeScale) / demand.tauSynS - 1 : null,
        },
      ];
  const lost = projections.flatMap(({ name, stats }): AnalogStatement[] => [
    {
      quantity: `weights of ${name}: SQNR`,
      unit: 'dB',
      wanted: null,
      made: stats.sqnrDb,
      error: null,
    },
    {
      quantity: `weights of ${name}: most off, of the swing`,
      unit: '',
      wanted: 0,
      made: stats.maxAbsError,
      error: stats.maxAbsError,
    },
  ]);
  return [...decay, largest, ...lost];
}

function pauseStatements(
  core: AnalogCore,
  { demand, refractory }: LoweredCircuit,
): AnalogStatement[] {
  if (!demand.spiking) return [];
  const made = dacTimeS(core.neuron.refractory, refractory);
  return [{ quantity: 'pause after a spike', unit: 's', wanted: 0, made, error: null }];
}

/** Of [wanted, made] pairs the one that is most off. */
function worstOf(
  neurons: readonly number[],
  pairOf: (neuron: number) => readonly [number, number],
): Pick<AnalogStatement, 'wanted' | 'made' | 'error'> {
  let worst: { wanted: number; made: number; error: number } | null = null;
  for (const neuron of neurons) {
    const [wanted, made] = pairOf(neuron);
    if (!Number.isFinite(wanted)) continue;
    const error = wanted === 0 ? (made === 0 ? 0 : Infinity) : made / wanted - 1;
    if (worst === null || Math.abs(error) > Math.abs(worst.error)) worst = { wanted, made, error };
  }
  return worst ?? { wanted: null, made: 0, error: null };
}
