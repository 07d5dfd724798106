/** The passes that analog cores have of their own, between `normalize` and `partition`. */
import type { ChipProfile, CoreType, ParameterSet } from '../../src/model/chip.ts';
import type { QuantNet } from '../../src/model/mapping.ts';
import type { Assumption, NormalNetwork } from '../../src/model/network.ts';
import { groupDigits } from '../../src/support/errors.ts';
import { type Compensation, compensateTsvs } from './compensate.ts';
import { type AnalogLowering, analogOf, type LowerOptions, lowerAnalog } from './lower.ts';
import { type AnalogStatements, stateErrors } from './statements.ts';
import { placeOnTiers, type TierReport } from './tiers.ts';

export interface AnalogMapping {
  readonly quantNet: QuantNet;
  readonly lowering: AnalogLowering;
  /** Of each population that takes circuits. */
  readonly statements: readonly AnalogStatements[];
  /** Null where the cores are no stack. */
  readonly tiers: TierReport | null;
  /** What is left of the vias where their capacitance was compensated; null where it was not. */
  readonly compensation: readonly Compensation[] | null;
}

export interface MapAnalogOptions extends LowerOptions {
  readonly chips: number;
  readonly seed: string;
  readonly parameterSet: string;
}

/** Throws what `lowerAnalog` and `placeOnTiers` throw. */
export function mapAnalog(
  network: NormalNetwork,
  profile: ChipProfile,
  core: CoreType,
  options: MapAnalogOptions,
): AnalogMapping {
  const lowering = lowerAnalog(network, core, options);
  const analog = analogOf(core);
  const state = (net: QuantNet): AnalogStatements[] =>
    stateErrors(analog, lowering, net, options.analog.leakMatch);
  if (analog.stack === undefined) {
    const { quantNet } = lowering;
    return { quantNet, lowering, statements: state(quantNet), tiers: null, compensation: null };
  }
  const set: ParameterSet | undefined = profile.parameterSets[options.parameterSet];
  const { net, report } = placeOnTiers(lowering, lowering.quantNet, profile, core, {
    choice: options.analog.tiers,
    chips: options.chips,
    seed: options.seed,
    boundaryPj: set?.energyPj.hopBetweenTiers.value ?? 0,
    hopPj: set ? (set.energyPj.hopEastWest.value + set.energyPj.hopNorthSouth.value) / 2 : 0,
    withinTilePj: set?.energyPj.packetWithinTile.value ?? 0,
  });
  const compensated = options.analog.compensateTsv
    ? compensateTsvs(analog, net, lowering.circuits, report.capacitanceF)
    : null;
  const quantNet = compensated?.net ?? net;
  const left = compensated?.left ?? null;
  return {
    quantNet: { ...quantNet, assumptions: [...quantNet.assumptions, ...notes(report, left)] },
    lowering,
    statements: state(quantNet),
    tiers: report,
    compensation: left,
  };
}

function notes(
  { crossing, before, after }: TierReport,
  compensation: readonly Compensation[] | null,
): Assumption[] {
  const text =
    crossing === 'spike'
      ? `spikes cross ${groupDigits(after.spikeCrossings)} tier boundaries where every neuron and input spikes once (${groupDigits(before.spikeCrossings)} where tiers are filled in order).`
      : after.vias === 0
        ? `no membrane crosses a tier boundary (${groupDigits(before.membranes)} do where tiers are filled in order).`
        : compensation === null
          ? `${groupDigits(after.membranes)} membranes cross tier boundaries over ${groupDigits(after.vias)} vias (${groupDigits(before.membranes)} over ${groupDigits(before.vias)} where tiers are filled in order), which slow them by up to ${percent(after.largestRateError)} at twice the leak's bias current. --compensate-tsv raises their currents.`
          : `${groupDigits(after.membranes)} membranes cross tier boundaries over ${groupDigits(after.vias)} vias; their currents are raised as their capacitance is, up to ${Math.max(...compensation.map(({ largestRatio }) => largestRatio)).toPrecision(3)} times, and are off by up to ${percent(largestLeft(compensation))}.`;
  const links =
    before.linkPj === 0 && after.linkPj === 0
      ? ''
      : ` Where every neuron and input spikes once, links between tiles are guessed to take ${energyText(after.linkPj)} (${energyText(before.linkPj)} filled in order).`;
  return [{ code: 'A_TIERS', text: `${text}${links}` }];
}

function energyText(pj: number): string {
  return `${Number((pj / 1000).toPrecision(3))} nJ`;
}

function largestLeft(compensation: readonly Compensation[]): number {
  return Math.max(
    ...compensation.map(({ leakError, weightError, inputError }) =>
      Math.max(leakError, weightError, inputError),
    ),
  );
}

function percent(part: number): string {
  return `${(100 * part).toPrecision(3)} %`;
}
