/** Blocks of real-valued neurons as nengo-loihi turns them into integers. */
import { discretizeNengoBlock, type NengoBlock } from '../../../compiler/quantize/nengo-block.ts';
import { CompileError } from '../../../src/support/errors.ts';
import type { GoldenSuite } from '../../support/golden.ts';
import { goldenCase } from '../../support/golden.ts';
import { findFiles, readJsonLines } from '../../support/oracle-files.ts';

interface DiscretizeCase {
  readonly id: string;
  readonly model: string;
  readonly dt: number;
  readonly tau_rc: number | null;
  readonly tau_ref: number;
  readonly tau_s: number;
  readonly vth_float: number;
  readonly bias_float: readonly number[];
  readonly weights_float: readonly (readonly (readonly number[])[])[];
  /** Present where no exponent fits; then no integers are. */
  readonly error?: string;
  readonly decay_u: readonly number[];
  readonly decay_v: readonly number[];
  readonly vth_man: readonly number[];
  readonly bias_man: readonly number[];
  readonly bias_exp: readonly number[];
  readonly refract_delay: readonly number[];
  readonly vmin: number;
  readonly vmax: number;
  readonly w_exp: number;
  readonly synapses: readonly {
    readonly weight_exp: number;
    readonly weights: readonly (readonly number[])[];
  }[];
}

/** The files mix float32 and float64, so that a tie may round either way: one unit of a mantissa. */
const MANTISSA_TOLERANCE = 1;

export const discretizeSuite: GoldenSuite = {
  name: 'nengo_loihi_discretize',
  title: 'integers that nengo-loihi makes of blocks of real-valued neurons',
  files: (folder) => findFiles(folder, /^nengo_loihi_discretize.*\.jsonl(\.gz)?$/),
  runFile: async (file, folder, report) => {
    for (const vector of readJsonLines<DiscretizeCase>(file)) {
      await goldenCase({ folder, file, name: `${vector.id} ${vector.model}` }, report, (tally) => {
        const block = blockOf(vector);
        if (vector.error) {
          tally.equal('error', 'E_EXPONENT', errorOf(block));
          return;
        }
        const made = discretizeNengoBlock(block);
        vector.bias_man.forEach((mantissa, n) => {
          tally.near(`decay_u[${n}]`, vector.decay_u[n]!, made.decayU, MANTISSA_TOLERANCE);
          tally.near(`decay_v[${n}]`, vector.decay_v[n]!, made.decayV, MANTISSA_TOLERANCE);
          tally.near(`vth_man[${n}]`, vector.vth_man[n]!, made.vthMant, MANTISSA_TOLERANCE);
          tally.equal(`bias_exp[${n}]`, vector.bias_exp[n], made.biasExp[n]);
          tally.near(`bias_man[${n}]`, mantissa, made.biasMant[n]!, MANTISSA_TOLERANCE);
          tally.equal(`refract_delay[${n}]`, vector.refract_delay[n], made.refractDelay);
        });
        tally.equal('vmin', vector.vmin, made.vMin);
        tally.equal('vmax', vector.vmax, made.vMax);
        tally.equal('w_exp', vector.w_exp, made.weightExp);
        vector.synapses.forEach(({ weight_exp, weights }, s) => {
          tally.equal(`synapses[${s}].weight_exp`, weight_exp, made.synapses[s]!.weightExp);
          // One unit of the mantissa, as it acts: at least the chip's own unit of 64.
          const unit = 64 * 2 ** Math.max(0, weight_exp + 1);
          weights.forEach((row, pre) => {
            row.forEach((weight, post) => {
              const got = made.synapses[s]!.weights[pre]![post]!;
              tally.near(`synapses[${s}] ${pre} -> ${post}`, weight, got, unit);
            });
          });
        });
      });
    }
  },
};

function blockOf(vector: DiscretizeCase): NengoBlock {
  return {
    name: vector.id,
    dtS: vector.dt,
    tauMemS: vector.tau_rc,
    tauRefS: vector.tau_ref,
    tauSynS: vector.tau_s,
    vThreshold: vector.vth_float,
    bias: vector.bias_float,
    weights: vector.weights_float,
  };
}

function errorOf(block: NengoBlock): string {
  try {
    discretizeNengoBlock(block);
    return 'none';
  } catch (error) {
    return error instanceof CompileError ? error.code : String(error);
  }
}
