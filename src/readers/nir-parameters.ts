/** Neuron nodes of NIR as populations' parameters. */
import type { NeuronParameters, PerNeuron } from '../model/network.ts';
import type { FlatNode } from './nir-flatten.ts';
import type { Shape } from './nir-shapes.ts';
import { fieldError, stretched, uniformValue } from './nir-values.ts';

/**
 * Parameters of a node that holds a population, over its `shape`; values that all agree become one number.
 * `missing` learns of fields that the file leaves out and that got their default.
 * Throws E_NIR_VALUE for time constants that are not positive.
 */
export function neuronParameters(
  node: FlatNode,
  shape: Shape,
  path: string,
  missing: (field: string) => void,
): NeuronParameters {
  const values = (field: string): PerNeuron => perNeuron(node, field, shape);
  const tau = (field: string): PerNeuron => positive(node, field, shape, path);
  const orDefault = (field: string, value: number): PerNeuron => {
    if (node.fields.has(field)) return values(field);
    missing(field);
    return value;
  };
  switch (node.type) {
    case 'Input':
      return { model: 'input' };
    case 'Threshold':
      return { model: 'threshold', threshold: values('threshold') };
    case 'I':
      return { model: 'i', r: values('r') };
    case 'IF': {
      const [r, vThreshold] = [values('r'), values('v_threshold')];
      return { model: 'if', r, vThreshold, vReset: orDefault('v_reset', 0) };
    }
    case 'LI':
      return { model: 'li', tauS: tau('tau'), r: values('r'), vLeak: values('v_leak') };
    case 'LIF':
      return {
        model: 'lif',
        tauS: tau('tau'),
        r: values('r'),
        vLeak: values('v_leak'),
        vThreshold: values('v_threshold'),
        vReset: orDefault('v_reset', 0),
      };
    case 'CubaLI':
    case 'CubaLIF': {
      const current = {
        tauSynS: tau('tau_syn'),
        tauMemS: tau('tau_mem'),
        r: values('r'),
        vLeak: values('v_leak'),
        wIn: orDefault('w_in', 1),
      };
      if (node.type === 'CubaLI') return { model: 'cuba-li', ...current };
      const vThreshold = values('v_threshold');
      return { model: 'cuba-lif', ...current, vThreshold, vReset: orDefault('v_reset', 0) };
    }
    default:
      return { model: 'readout' };
  }
}

function perNeuron(node: FlatNode, field: string, shape: Shape): PerNeuron {
  const values = stretched(node.fields.get(field)!, shape);
  return uniformValue(values) ?? Float64Array.from(values);
}

function positive(node: FlatNode, field: string, shape: Shape, path: string): PerNeuron {
  const values = perNeuron(node, field, shape);
  const wrong = (typeof values === 'number' ? [values] : values).find((value) => value <= 0);
  if (wrong === undefined) return values;
  throw fieldError(
    'E_NIR_VALUE',
    node,
    field,
    path,
    `is ${wrong}; a time constant is above 0 seconds`,
  );
}
