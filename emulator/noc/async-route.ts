import type { AsyncState } from './async-state.ts';
import { nextClass } from './fabric.ts';

/**
 * FIFO behind `output` for what stands in `fifo`: a packet keeps its lane of virtual channels, and its class is
 * that of the fabric's rule. Ejection has one FIFO.
 */
export function nextFifo(state: AsyncState, fifo: number, output: number): number {
  const behind = state.behind[output]!;
  const { vcCount, fabric } = state;
  if (vcCount === 1 || behind >= state.ejectBase) return behind;
  const from = fabric.inputSource[state.fifoInput[fifo]!]!;
  const channel = state.turn[fifo]! % vcCount;
  const packetClass = channel % fabric.classCount;
  const classBehind = nextClass(fabric, from < 0 ? -1 : from, packetClass, output);
  return behind + (channel - packetClass + classBehind);
}
