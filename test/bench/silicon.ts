/** The energy model against power measured on a Loihi board: what was fitted, what is predicted, and how far off. */
import { loadProfile } from '../../chip-profiles/load.ts';
import { findFiles, oracleFolder, readJson } from '../support/oracle-files.ts';
import type { MeasuredPower, SiliconModel } from '../support/silicon-fit.ts';
import {
  ASSUMED_FIRING_RATE,
  fitSilicon,
  leaveOneOut,
  predictUj,
  relativeError,
  shippedModel,
  stepEnergy,
} from '../support/silicon-fit.ts';

export interface SiliconResult {
  readonly fitted: Readonly<Record<string, SiliconModel>>;
  /** Spikes per neuron and step: nothing is published. */
  readonly firingRate: { readonly assumed: number; readonly interval: readonly [number, number] };
  /** Dynamic energy of an inference, microjoule; errors in percent. */
  readonly points: readonly {
    readonly network: string;
    readonly inferencesPerS: number;
    readonly measuredUj: number;
    readonly predictedUj: number;
    readonly ofThatChipUj: number;
    readonly errorPercent: number;
    /** Predicted by a fit that did not see the point; null where no fit ever sees it. */
    readonly leftOutErrorPercent: number | null;
  }[];
}

/** Reads every `measured_power*.json` of the oracle folder `loihi`. */
export function benchSilicon(): SiliconResult {
  const folder = oracleFolder('loihi');
  const [file] = folder === null ? [] : findFiles(folder, /^measured_power.*\.json$/);
  if (file === undefined) {
    throw new Error(
      'no measured_power*.json: the measurements are not part of this repository; set SPIKELOOM_ORACLES',
    );
  }
  const { scaling, keyword_spotter: spotter } = readJson<MeasuredPower>(file);
  const { parameterSets } = loadProfile('loihi1').profile;
  const set = parameterSets['measured-kws']!;
  const tables = ['measured-kws', 'davies2018'];
  const fitted = Object.fromEntries(
    tables.map((name) => [name, fitSilicon(scaling, parameterSets[name]!)]),
  );
  const rates = tables.flatMap((name) =>
    [scaling, ...scaling.map((_, k) => scaling.filter((__, other) => other !== k))].map(
      (points) => fitSilicon(points, parameterSets[name]!).firingRate,
    ),
  );
  const model = shippedModel(set);
  const leftOut = leaveOneOut(scaling, set);
  const measured = [
    ...scaling.map((point, k) => ({
      network: point.n_copies === 1 ? '1 copy' : `${point.n_copies} copies`,
      copies: point.n_copies as number | null,
      point,
      leftOut: percent(leftOut[k]!) as number | null,
    })),
    ...(spotter
      ? [{ network: 'keyword spotter', copies: null, point: spotter, leftOut: null }]
      : []),
  ];
  return {
    fitted,
    firingRate: {
      assumed: ASSUMED_FIRING_RATE,
      interval: [Math.min(...rates), Math.max(...rates)],
    },
    points: measured.map(({ network, copies, point, leftOut: leftOutErrorPercent }) => {
      const { alwaysUj, perRateUj } = stepEnergy(copies, set);
      return {
        network,
        inferencesPerS: point.inferences_per_s,
        measuredUj: point.dynamic_uJ_per_inference,
        predictedUj: predictUj(model, copies, point.inferences_per_s, set),
        ofThatChipUj: 10 * (alwaysUj + model.firingRate * perRateUj),
        errorPercent: percent(relativeError(model, point, set)),
        leftOutErrorPercent,
      };
    }),
  };
}

function percent(fraction: number): number {
  return Number((fraction * 100).toFixed(2));
}
