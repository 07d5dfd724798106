/**
 * The neuron `input` of SANA-FE 2.2.1 (github.com/SLAM-Lab/SANA-FE) with a fixed rate: it spikes in every step
 * that is a multiple of its period, counted from 1, and computes nothing.
 */
import type { IntegerNeuronModel } from '../integer-model.ts';
import { registerColumns } from '../loihi2/register-columns.ts';

const NAME = 'sanafe-periodic';

const FIELDS = [
  {
    name: 'periodSteps' as const,
    min: 0,
    max: 2 ** 31 - 1,
    default: 0,
    description: 'steps from one spike to the next; 0 never spikes',
  },
];

export const sanafePeriodicModel: IntegerNeuronModel = {
  name: NAME,
  description: 'input neuron of SANA-FE that spikes at a fixed rate',
  fields: FIELDS,
  inputs: ['a'],
  marksUpdates: true,
  variables: ['v'],
  graded: false,
  create: (registers, count) => {
    const { periodSteps } = registerColumns(NAME, FIELDS, registers, count);
    const still = new Int32Array(count);
    return {
      count,
      reset: () => undefined,
      step: (inputs, step, spikes, counts) => {
        inputs[0]!.fill(0);
        spikes.updates?.fill(0);
        let fired = 0;
        for (let k = 0; k < count; k++) {
          const period = periodSteps[k]!;
          if (period === 0 || step % period !== 0) continue;
          fired++;
          if (spikes.updates) spikes.updates[k] = 1;
          spikes.fired[spikes.length] = k;
          spikes.payloads[spikes.length] = 1;
          spikes.length++;
        }
        counts.updated += fired;
      },
      read: () => still,
    };
  },
};
