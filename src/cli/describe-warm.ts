import type { WarmReport } from '../../compiler/partition/warm.ts';
import { groupDigits } from '../support/errors.ts';

/** One line: what a mapping that started from an earlier one changed. */
export function describeWarm(warm: WarmReport): string {
  const { neurons, neuronsMoved, coresChanged, packetsBefore, packetsAfter } = warm;
  const moved = `moved ${groupDigits(neuronsMoved)} of ${groupDigits(neurons)} neurons, ${groupDigits(coresChanged)} cores changed`;
  if (packetsBefore === null || packetsAfter === null) {
    return `warm start: the earlier mapping is not legal any more, so the network was mapped from nothing; ${moved}`;
  }
  return `warm start: ${moved}; expected packets between cores ${groupDigits(packetsBefore)} before, ${groupDigits(packetsAfter)} now`;
}
