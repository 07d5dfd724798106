import { InputError } from '../../src/support/errors.ts';
import type { AsyncState } from './async-state.ts';
import { NO_ROUTE } from './fabric.ts';

/**
 * Walks routes before packets do: checks that they end, and sums the times of an idle network.
 *
 * Alone, a packet's head takes the sum of the forward times. Its n further flits follow at the pace of the slowest
 * loop on the way: a link's cycle (one flit), or a flit's stay in a FIFO from being sent until its slot can be
 * used again (as many flits as the FIFO holds). Hence n cycles, or where the second is slower one stay for each
 * full buffer of flits and a cycle for each of the rest.
 */
export class PathFinder {
  routers: number = 0;
  private readonly state: AsyncState;
  /** Sum of forward times, slowest cycle, longest stay. [3] */
  private readonly sums: Float64Array = new Float64Array(3);

  constructor(state: AsyncState) {
    this.state = state;
  }

  /**
   * Walks from a FIFO of an injection input to a node. Throws InputError E_NOC_ROUTE where the table knows no way,
   * leads to a port without a link, to another node, or round in a circle.
   */
  find(entry: number, node: number): void {
    const { state, sums } = this;
    const { fabric, timing } = state;
    let fifo = entry;
    this.routers = 0;
    sums[0] = timing.localForwardTicks;
    sums[1] = timing.localCycleTicks;
    sums[2] = timing.localForwardTicks;
    while (fifo < state.ejectBase) {
      const port = fabric.nextOutput[state.firstRoute[fifo]! + node]!;
      const output = state.firstOutput[fifo]! + port;
      this.routers++;
      fifo = this.leads(fifo, port, output) ? state.behind[output]! : -1;
      if (fifo < 0) throw this.noRoute(entry, node);
      sums[0]! += state.forwardTicks[output]!;
      if (state.cycleTicks[output]! > sums[1]!) sums[1] = state.cycleTicks[output]!;
      if (state.forwardTicks[output]! > sums[2]!) sums[2] = state.forwardTicks[output]!;
    }
    const end = Math.floor((fifo - state.ejectBase) / fabric.planeCount);
    if (end !== node) throw this.noRoute(entry, node);
  }

  /** From sending the head until the tail arrives, on the path walked last. */
  zeroLoadTicks(flits: number): number {
    const { bufferFlits, acknowledgeTicks } = this.state;
    const [forward, cycle, longest] = this.sums as unknown as [number, number, number];
    if (flits === 1) return forward;
    const stay = longest + acknowledgeTicks;
    if (stay <= bufferFlits * cycle) return forward + (flits - 1) * cycle;
    const bursts = Math.floor((flits - 1) / bufferFlits);
    return forward + bursts * stay + ((flits - 1) % bufferFlits) * cycle;
  }

  private leads(fifo: number, port: number, output: number): boolean {
    const { fabric } = this.state;
    const router = fabric.inputRouter[this.state.fifoInput[fifo]!]!;
    return (
      port !== NO_ROUTE &&
      output < fabric.outputBegin[router + 1]! &&
      this.routers <= fabric.routerCount
    );
  }

  private noRoute(entry: number, node: number): InputError {
    const { fabric, fifoInput } = this.state;
    const from = -1 - fabric.inputSource[fifoInput[entry]!]!;
    return new InputError(
      'E_NOC_ROUTE',
      `${fabric.name} has no route from node ${from} to node ${node}: its routing table does not lead there.`,
      { source: from, destination: node },
    );
  }
}
