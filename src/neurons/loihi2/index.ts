/** The register-level models of Loihi 2 compartments; the conformance suite runs over this list. */
import type { IntegerNeuronModel } from '../integer-model.ts';
import { atrlifModel } from './atrlif.ts';
import { deltaModel } from './delta.ts';
import { gradedReluVecModel } from './graded-relu-vec.ts';
import { gradedVecModel } from './graded-vec.ts';
import { lifResetModel } from './lif-reset.ts';
import { rfModel } from './rf.ts';
import { rfIzModel } from './rf-iz.ts';
import { rfZeroModel } from './rf-zero.ts';
import { sigmaModel } from './sigma.ts';
import { sigmaDeltaModel } from './sigma-delta.ts';
import { sigmaDeltaCorrectedModel } from './sigma-delta-corrected.ts';
import { ternaryLifModel } from './ternary-lif.ts';

export const LOIHI2_NEURON_MODELS: readonly IntegerNeuronModel[] = [
  ternaryLifModel,
  lifResetModel,
  atrlifModel,
  rfModel,
  rfIzModel,
  rfZeroModel,
  sigmaModel,
  deltaModel,
  sigmaDeltaModel,
  sigmaDeltaCorrectedModel,
  gradedVecModel,
  gradedReluVecModel,
];
