import { groupDigits, InputError } from '../../support/errors.ts';
import type { DenseCounts } from './array-content.ts';
import { eventsMax, type SteppedEvents } from './event-columns.ts';

/**
 * The events of sample `position`: one row for each count above 0, sorted by (step, input).
 * @throws InputError E_INPUT_VALUE (negative, no whole number), E_INPUT_SIZE.
 */
export function denseEvents(data: DenseCounts, position: number, where: string): SteppedEvents {
  const { steps: stepCount, inputSize } = data;
  const begin = position * stepCount * inputSize;
  const values = data.values.subarray(begin, begin + stepCount * inputSize);
  const size = countNonZero(values, inputSize, where);
  const steps = new Float64Array(size);
  const indices = new Int32Array(size);
  const counts = new Int32Array(size);
  let row = 0;
  for (let k = 0; k < values.length; k++) {
    if (values[k] === 0) continue;
    indices[row] = k % inputSize;
    steps[row] = (k - indices[row]!) / inputSize;
    counts[row] = values[k]!;
    row++;
  }
  return { steps, indices, counts };
}

function countNonZero(values: DenseCounts['values'], inputSize: number, where: string): number {
  let size = 0;
  for (let k = 0; k < values.length; k++) {
    const value = values[k]!;
    if (value === 0) continue;
    if (!(Number.isInteger(value) && value > 0 && value < 2 ** 31)) {
      const index = k % inputSize;
      throw new InputError(
        'E_INPUT_VALUE',
        `${where}: ${value} at step ${groupDigits((k - index) / inputSize)}, input ${groupDigits(index)}; spike counts are whole ` +
          'numbers from 0. Real values are read only as frames: one value for each input, without steps.',
        { where, step: (k - index) / inputSize, index, value },
      );
    }
    size++;
  }
  if (size > eventsMax) {
    throw new InputError(
      'E_INPUT_SIZE',
      `${where}: ${groupDigits(size)} entries with spikes; at most ${groupDigits(eventsMax)} in one sample.`,
      { where, size, eventsMax },
    );
  }
  return size;
}
