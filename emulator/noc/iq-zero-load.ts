import type { Fabric } from './fabric.ts';
import type { IqOptions } from './iq-options.ts';
import type { IqWires } from './iq-wires.ts';

/** Cycles from injection to the ejection of the tail of a packet that has the network to itself. */
export type ZeroLoad = (
  source: number,
  destination: number,
  flits: number,
  plane: number,
  routers: number,
) => number;

/**
 * Closed form where all links are equal and the packet fits one buffer: 2 + (4 + routingDelay) * routers + flits - 1
 * for latencies of 1; else the path is walked, and with it the credits of packets longer than a buffer.
 */
export function createZeroLoad(fabric: Fabric, options: IqOptions, wires: IqWires): ZeroLoad {
  const { vcCount, bufferFlits } = options;
  const headDelay = options.routingDelay + (options.speculative ? 0 : 1);
  const { nextOutput, outputBegin, nodeInput, inputRouter, nodeCount, planeCount } = fabric;
  const { flitDelay, flitTo, creditDelay, ejectionCreditDelay, sourceDelay } = wires;
  const isEven = flitDelay.every((delay) => delay === flitDelay[0]);
  const hopDelay = headDelay + (flitDelay[0] ?? 0);
  /** Of the path: per stage (source, then routers) the way to the next and the credit's way back. */
  let [delays, credits] = [new Int32Array(16), new Int32Array(16)];

  function walk(source: number, destination: number, plane: number): number {
    let input = nodeInput[source * planeCount + plane]!;
    delays[0] = sourceDelay[source * planeCount + plane]!;
    credits[0] = creditDelay[input]!;
    for (let stage = 1; ; stage++) {
      if (stage === delays.length) [delays, credits] = [doubled(delays), doubled(credits)];
      const router = inputRouter[input]!;
      const output = outputBegin[router]! + nextOutput[router * nodeCount + destination]!;
      delays[stage] = flitDelay[output]!;
      if (flitTo[output]! < 0) {
        credits[stage] = ejectionCreditDelay[output]!;
        return stage + 1;
      }
      input = Math.floor(flitTo[output]! / vcCount);
      credits[stage] = creditDelay[input]!;
    }
  }

  /** Departures of each flit from each stage; row `stage` keeps those of the last `bufferFlits` flits. */
  function lastArrival(stages: number, flits: number): number {
    const rows = new Float64Array((stages + 1) * bufferFlits);
    const before = new Float64Array(stages + 1).fill(-1);
    let arrival = 0;
    for (let k = 0; k < flits; k++) {
      const column = k % bufferFlits;
      arrival = 0;
      for (let stage = 0; stage < stages; stage++) {
        let leaves = Math.max(arrival, before[stage]! + 1);
        if (k === 0 && stage > 0) leaves = arrival + headDelay;
        if (k >= bufferFlits) {
          const freed = rows[(stage + 1) * bufferFlits + column]!;
          leaves = Math.max(leaves, freed + credits[stage]!);
        }
        rows[stage * bufferFlits + column] = leaves;
        before[stage] = leaves;
        arrival = leaves + delays[stage]!;
      }
      rows[stages * bufferFlits + column] = arrival;
    }
    return arrival;
  }

  return (source, destination, flits, plane, routers) => {
    if (isEven && flits <= bufferFlits) {
      return sourceDelay[source * planeCount + plane]! + hopDelay * routers + flits - 1;
    }
    return lastArrival(walk(source, destination, plane), flits);
  };
}

function doubled(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(values.length * 2);
  grown.set(values);
  return grown;
}
