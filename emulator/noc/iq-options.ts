import { InputError } from '../../src/support/errors.ts';
import type { Fabric } from './fabric.ts';

/** The clocked input-queued router. One tick is one cycle; VC and switch allocation and traversal take one each. */
export interface IqOptions {
  /** Virtual channels of each link, 1 .. 16; divided evenly where the fabric needs two classes. */
  readonly vcCount: number;
  /** Flits that each virtual channel of an input holds; ejection buffers are as large. */
  readonly bufferFlits: number;
  /** Cycles that a packet's head spends on routing before it asks for a virtual channel. */
  readonly routingDelay: 0 | 1;
  /** Heads bid for the switch in the same cycle as for a virtual channel. */
  readonly speculative: boolean;
  /** Cycles on the wire by kind of link, 1 where a kind is not named; flits take one more to be latched. */
  readonly linkLatencies: Readonly<Record<string, number>>;
  /** Keep `outputBlockedTicks` and `waitedFor`, at some cost; else they stay 0 and -1. */
  readonly waits: boolean;
}

export const DEFAULT_IQ_OPTIONS: IqOptions = {
  vcCount: 1,
  bufferFlits: 4,
  routingDelay: 0,
  speculative: false,
  linkLatencies: {},
  waits: true,
};

const VCS_MAX = 16;
const BUFFER_FLITS_MAX = 4096;
const LATENCY_MAX = 1024;
const CELLS_MAX = 2 ** 26;
const PORTS_MAX = 32;

/** Throws InputError E_NOC_OPTIONS for a value that the router does not have on this fabric. */
export function checkIqOptions(options: IqOptions, fabric: Fabric): void {
  const { vcCount, bufferFlits } = options;
  checkWhole('vcCount', vcCount, VCS_MAX);
  checkWhole('bufferFlits', bufferFlits, BUFFER_FLITS_MAX);
  if (options.routingDelay !== 0 && options.routingDelay !== 1) {
    refuse(`routingDelay is ${String(options.routingDelay)}; expected 0 or 1.`);
  }
  if (vcCount % fabric.classCount !== 0) {
    refuse(
      `vcCount is ${vcCount}, but ${fabric.name} needs ${fabric.classCount} classes of virtual channels of equal size; use a multiple of ${fabric.classCount}.`,
    );
  }
  for (const [kind, latency] of Object.entries(options.linkLatencies)) {
    if (!fabric.linkKinds.includes(kind)) {
      refuse(
        `linkLatencies names the kind "${kind}", which ${fabric.name} does not have; it has ${fabric.linkKinds.join(', ')}.`,
      );
    }
    checkWhole(`linkLatencies.${kind}`, latency, LATENCY_MAX);
  }
  const cells = fabric.inputRouter.length * vcCount * bufferFlits;
  if (cells > CELLS_MAX) {
    refuse(
      `the buffers of ${fabric.name} would hold ${cells} flits, over the ${CELLS_MAX} that are modelled; use smaller buffers or fewer virtual channels.`,
    );
  }
  checkPorts(fabric);
}

function checkPorts({ name, routerCount, inputBegin, outputBegin }: Fabric): void {
  for (let r = 0; r < routerCount; r++) {
    const inputs = inputBegin[r + 1]! - inputBegin[r]!;
    const outputs = outputBegin[r + 1]! - outputBegin[r]!;
    if (inputs > PORTS_MAX || outputs > PORTS_MAX) {
      refuse(
        `router ${r} of ${name} has ${inputs} inputs and ${outputs} outputs; a clocked router has ${PORTS_MAX} of each at most.`,
      );
    }
  }
}

function checkWhole(what: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  refuse(`${what} is ${String(value)}; expected a whole number from 1 to ${most}.`);
}

function refuse(message: string): never {
  throw new InputError('E_NOC_OPTIONS', `clocked router: ${message}`);
}
