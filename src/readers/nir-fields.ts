/** The node types of NIR and their fields (neuromorphs/NIR, `nir/ir`; doi:10.1038/s41467-024-52259-9). */

export type NirNodeType =
  | 'Input'
  | 'Output'
  | 'Linear'
  | 'Affine'
  | 'Scale'
  | 'Conv1d'
  | 'Conv2d'
  | 'SumPool2d'
  | 'AvgPool2d'
  | 'Flatten'
  | 'Delay'
  | 'Threshold'
  | 'I'
  | 'IF'
  | 'LI'
  | 'LIF'
  | 'CubaLI'
  | 'CubaLIF'
  | 'NIRGraph';

export interface NirFieldNames {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const convolution: NirFieldNames = {
  required: ['weight', 'bias', 'stride', 'padding', 'dilation', 'groups'],
  optional: ['input_shape'],
};

const pool: NirFieldNames = { required: ['kernel_size', 'stride', 'padding'], optional: [] };

export const NIR_FIELDS: Readonly<Record<NirNodeType, NirFieldNames>> = {
  Input: { required: ['shape'], optional: [] },
  Output: { required: ['shape'], optional: [] },
  Linear: { required: ['weight'], optional: [] },
  Affine: { required: ['weight', 'bias'], optional: [] },
  Scale: { required: ['scale'], optional: [] },
  Conv1d: convolution,
  Conv2d: convolution,
  SumPool2d: pool,
  AvgPool2d: pool,
  Flatten: { required: ['start_dim', 'end_dim'], optional: ['input_type'] },
  Delay: { required: ['delay'], optional: [] },
  Threshold: { required: ['threshold'], optional: [] },
  I: { required: ['r'], optional: [] },
  IF: { required: ['r', 'v_threshold'], optional: ['v_reset'] },
  LI: { required: ['tau', 'r', 'v_leak'], optional: [] },
  LIF: { required: ['tau', 'r', 'v_leak', 'v_threshold'], optional: ['v_reset'] },
  CubaLI: { required: ['tau_syn', 'tau_mem', 'r', 'v_leak'], optional: ['w_in'] },
  CubaLIF: {
    required: ['tau_syn', 'tau_mem', 'r', 'v_leak', 'v_threshold'],
    optional: ['w_in', 'v_reset'],
  },
  NIRGraph: { required: ['nodes', 'edges'], optional: [] },
};

export const NIR_NODE_TYPES: readonly NirNodeType[] = Object.keys(NIR_FIELDS) as NirNodeType[];

const NEURON_TYPES: ReadonlySet<string> = new Set([
  'Threshold',
  'I',
  'IF',
  'LI',
  'LIF',
  'CubaLI',
  'CubaLIF',
]);

/** Whether nodes of the type hold a population of neurons. */
export function isNeuronType(type: string): boolean {
  return NEURON_TYPES.has(type);
}
