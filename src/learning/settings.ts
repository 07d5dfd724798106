import type { ProjectionLearning } from '../model/network.ts';

export type TraceName = 'x1' | 'x2' | 'y1' | 'y2' | 'y3';

const TRACE_NAMES: readonly TraceName[] = ['x1', 'x2', 'y1', 'y2', 'y3'];

/** Our own bound on neurons a side: the history of an epoch takes up to 192 bytes each. */
export const LEARNING_NEURONS_MAX: number = 2 ** 20;
/** A spike time in the epoch has 6 bits. */
const EPOCH_STEPS_MAX = 63;
const IMPULSE_END = 128;
const TAU_STEPS_MAX = 2 ** 31 - 1;

/** What is out of range in an epoch and its traces, or null. */
export function settingsFault({
  epochSteps,
  traces,
}: Pick<ProjectionLearning, 'epochSteps' | 'traces'>): string | null {
  if (!Number.isInteger(epochSteps) || epochSteps < 1 || epochSteps > EPOCH_STEPS_MAX) {
    return `an epoch has 1 to ${EPOCH_STEPS_MAX} steps, not ${epochSteps}`;
  }
  for (const [name, settings] of Object.entries(traces)) {
    const fault = traceFault(name, settings);
    if (fault !== null) return fault;
  }
  return null;
}

function traceFault(
  name: string,
  { impulse, tauSteps }: { readonly impulse: number; readonly tauSteps: number },
): string | null {
  if (!TRACE_NAMES.includes(name as TraceName)) {
    return `there is no trace "${name.slice(0, 40)}"; there are ${TRACE_NAMES.join(', ')}`;
  }
  if (!(impulse >= 0 && Math.round(impulse * 256) < IMPULSE_END * 256)) {
    return `the impulse of ${name} is ${impulse}; it must be 0 or more and below ${IMPULSE_END}`;
  }
  if (!(tauSteps >= 0 && tauSteps <= TAU_STEPS_MAX)) {
    return `the time constant of ${name} is ${tauSteps} steps; it must be 0 to ${TAU_STEPS_MAX}`;
  }
  return null;
}
