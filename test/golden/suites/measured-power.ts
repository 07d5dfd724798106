import { loadProfile } from '../../../chip-profiles/load.ts';
import type { ParameterSet } from '../../../src/model/chip.ts';
import type { GoldenSuite } from '../../support/golden.ts';
import { goldenCase } from '../../support/golden.ts';
import { findFiles, readJson } from '../../support/oracle-files.ts';
import type { MeasuredPoint, MeasuredPower } from '../../support/silicon-fit.ts';
import {
  fitSilicon,
  leaveOneOut,
  relativeError,
  shippedModel,
  shippedTotalUj,
} from '../../support/silicon-fit.ts';

/** Largest relative error of the dynamic energy of an inference, by the copies of the network. */
const TOLERANCE = { copies: 0.01, noCopy: 0.06, keywordSpotter: 0.3 };

function toleranceOf({ n_copies }: MeasuredPoint): number {
  return n_copies > 0 ? TOLERANCE.copies : TOLERANCE.noCopy;
}

/** Power measured on a Loihi board against the counts of the same networks: fitted terms, left-out points, a network apart. */
export const measuredPowerSuite: GoldenSuite = {
  name: 'measured_power',
  title:
    'energy of an inference on a real board: set measured-kws, a fit that leaves the point out, a network that is never fitted',
  files: (folder) => findFiles(folder, /^measured_power.*\.json$/),
  runFile: async (file, folder, report) => {
    const { scaling, keyword_spotter: spotter } = readJson<MeasuredPower>(file);
    const set = loadProfile('loihi1').profile.parameterSets['measured-kws'] as ParameterSet;
    await goldenCase({ folder, file, name: 'set measured-kws' }, report, (tally) => {
      const model = shippedModel(set);
      for (const point of scaling) {
        const what = `${point.n_copies} copies`;
        tally.near(`${what}, dynamic`, 0, relativeError(model, point, set), toleranceOf(point));
        const totalError = shippedTotalUj(point, set) / point.total_uJ_per_inference - 1;
        tally.near(`${what}, in all`, 0, totalError, toleranceOf(point));
      }
    });
    await goldenCase({ folder, file, name: 'fit without the point' }, report, (tally) => {
      if (scaling.length < 3)
        throw new Error(`${scaling.length} points are too few to leave one out`);
      leaveOneOut(scaling, set).forEach((error, k) => {
        const point = scaling[k]!;
        tally.near(`${point.n_copies} copies`, 0, error, toleranceOf(point));
      });
    });
    if (spotter === undefined) return;
    await goldenCase({ folder, file, name: 'keyword spotter, not fitted' }, report, (tally) => {
      const models = [fitSilicon(scaling, set), shippedModel(set)];
      for (const model of models) {
        tally.near('error', 0, relativeError(model, spotter, set), TOLERANCE.keywordSpotter);
      }
    });
  },
};
