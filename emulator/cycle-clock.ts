/**
 * Length of a step with every packet on its way (`--timing cycle`). All cores begin the step together and walk
 * their compartments; a spike's packets leave one after the other as soon as the network takes them, else the
 * core stands still. At the other end a core takes in one packet after the other, beside its own compartments.
 * The step ends when every core has walked its compartments and done the work of its last packet.
 */

import type { ProgramImage } from '../src/model/program.ts';
import { axonService } from './axon-service.ts';
import { walkCore } from './core-walk.ts';
import { KIND } from './event-index.ts';
import type { NocModel } from './noc-model.ts';
import type { NocRecorder } from './noc-recorder.ts';
import { createNocRecorder } from './noc-recorder.ts';
import type { PacketClock } from './packet-clock.ts';
import { StepPackets } from './step-packets.ts';
import type { StepTimes } from './step-time.ts';

/** Ways out of a set of sources with what each costs its destination. */
interface Ways {
  readonly offsets: Int32Array;
  readonly node: Int32Array;
  readonly servicePs: Float64Array;
  /** Number of the first way among all ways of the image. */
  readonly begin: number;
}

export function createCycleClock(
  image: ProgramImage,
  noc: NocModel,
  times: StepTimes,
  keepsRows: boolean,
): PacketClock {
  const { corePs } = times;
  const walkCosts = {
    access: corePs[KIND.neuronAccess]!,
    update: corePs[KIND.neuronUpdate]!,
    spike: corePs[KIND.neuronSpike]!,
    learning: corePs[KIND.learningUpdate]!,
    round: Math.floor,
  };
  const nodes = image.cores.map(({ core }) => noc.nodeOfCore(core));
  const axonPs = image.cores.map((core) => axonService(core, image.header, times.corePs));
  const plan = planWays(image, nodes, axonPs);
  const packets = new StepPackets();
  const { flitsPerPacket, multicast } = noc;
  /** Per core: time of its walk that lies behind its last packet. */
  const trailingPs = new Float64Array(nodes.length);
  /** Per core: its last packet of the step, or -1. */
  const lastPacket = new Int32Array(nodes.length);
  let engine = noc.createEngine();
  let recorder: NocRecorder | null = null;
  let [step, elapsedPs] = [0, 0];

  function send(ways: Ways, source: number, node: number, gapPs: number, eachPs: number): number {
    const begin = ways.offsets[source]!;
    const end = ways.offsets[source + 1]!;
    if (begin === end) return gapPs;
    if (multicast) packets.addPacket(node, flitsPerPacket, gapPs + eachPs);
    for (let k = begin; k < end; k++) {
      if (!multicast) packets.addPacket(node, flitsPerPacket, (k === begin ? gapPs : 0) + eachPs);
      packets.addDelivery(ways.node[k]!, ways.servicePs[k]!, ways.begin + k);
    }
    return 0;
  }

  return {
    beginSample: (stepCount) => {
      engine = noc.createEngine();
      recorder = createNocRecorder(
        noc.fabric,
        plan.wayCount,
        stepCount,
        coreOfNodes(image, noc),
        keepsRows,
      );
      step = 0;
      elapsedPs = 0;
    },
    beginStep: () => packets.clear(),
    addInput: (input, index, count) => {
      const ways = plan.inputs[input]!;
      const first = ways.offsets[index]!;
      if (first === ways.offsets[index + 1]) return;
      const host = noc.hostNode(image.cores[image.inputs[input]!.cores[first]!]!.core);
      for (let n = 0; n < count; n++) send(ways, index, host, 0, 0);
    },
    addCore: (c, state) => {
      const firstPacket = packets.packetCount;
      trailingPs[c] = walkCore(state, walkCosts, (slot, gapPs) =>
        send(plan.cores[c]!, slot, nodes[c]!, gapPs, corePs[KIND.axonOut]!),
      );
      lastPacket[c] = packets.packetCount > firstPacket ? packets.packetCount - 1 : -1;
    },
    endStep: (barrierPs) => {
      let endPs = packets.packetCount > 0 ? engine.run(packets) : 0;
      const { injectTicks } = engine.times;
      for (let c = 0; c < nodes.length; c++) {
        const last = lastPacket[c]!;
        const sentPs = last < 0 ? 0 : injectTicks[last]!;
        endPs = Math.max(endPs, sentPs + trailingPs[c]!);
      }
      const stepPs = endPs + barrierPs;
      recorder?.bookStep(engine, packets, step++, elapsedPs, stepPs);
      elapsedPs += stepPs;
      return stepPs;
    },
    finishSample: () => recorder!.finish(engine),
  };
}

interface WayPlan {
  readonly cores: readonly Ways[];
  readonly inputs: readonly Ways[];
  readonly wayCount: number;
}

function planWays(
  image: ProgramImage,
  nodes: readonly number[],
  axonPs: readonly Float64Array[],
): WayPlan {
  let wayCount = 0;
  const waysOf = (offsets: Int32Array, cores: Int32Array, axons: Int32Array): Ways => {
    const begin = wayCount;
    wayCount += cores.length;
    return {
      offsets,
      node: Int32Array.from(cores, (core) => nodes[core]!),
      servicePs: Float64Array.from(cores, (core, k) => axonPs[core]![axons[k]!]!),
      begin,
    };
  };
  const cores = image.cores.map((core) =>
    waysOf(core.routeOffsets, core.routeCores, core.routeAxons),
  );
  const inputs = image.inputs.map((input) => waysOf(input.offsets, input.cores, input.axons));
  return { cores, inputs, wayCount };
}

/** Physical core of each node that the image uses; -1 for hosts and cores that stand idle. */
function coreOfNodes(image: ProgramImage, noc: NocModel): Int32Array {
  const cores = new Int32Array(noc.fabric.nodeCount).fill(-1);
  for (const { core } of image.cores) cores[noc.nodeOfCore(core)] = core;
  return cores;
}
