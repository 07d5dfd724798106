/** Messages between parts as a placer needs them: for each part, all parts that it talks to. */

/** Messages from part to part as sparse rows, each pair once. */
export interface PartMessages {
  /** [partCount + 1] into `cores`. */
  readonly offsets: Int32Array;
  /** Destination part of each entry. */
  readonly cores: Int32Array;
  readonly messages: Float64Array;
  /** Messages that each part gets from the host, [partCount]; none where it is absent. */
  readonly hostMessages?: Float64Array;
}

/** Symmetric rows: part b stands in row a exactly where a stands in row b. */
export interface Flows {
  readonly partCount: number;
  /** [partCount + 1] into the columns. */
  readonly offsets: Int32Array;
  /** Ascending in each row; never the row's own part. */
  readonly others: Int32Array;
  /** Messages from the row's part, to it, and both together. */
  readonly sent: Float64Array;
  readonly received: Float64Array;
  readonly both: Float64Array;
  /** Messages from the host, [partCount]. */
  readonly host: Float64Array;
}

/** Joins both directions of each pair of parts; messages within a part and pairs without messages fall away. */
export function flowsOf(messages: PartMessages): Flows {
  const partCount = messages.offsets.length - 1;
  const reverse = reversed(messages);
  const rows = { sent: new Float64Array(partCount), received: new Float64Array(partCount) };
  const capacity = 2 * messages.cores.length;
  const offsets = new Int32Array(partCount + 1);
  const others = new Int32Array(capacity);
  const [sent, received] = [new Float64Array(capacity), new Float64Array(capacity)];
  let end = 0;
  for (let a = 0; a < partCount; a++) {
    const begin = end;
    end = gather(messages, a, rows.sent, rows.received, others, end);
    end = gather(reverse, a, rows.received, rows.sent, others, end);
    others.subarray(begin, end).sort();
    for (let k = begin; k < end; k++) {
      const b = others[k]!;
      sent[k] = rows.sent[b]!;
      received[k] = rows.received[b]!;
      rows.sent[b] = rows.received[b] = 0;
    }
    offsets[a + 1] = end;
  }
  return {
    partCount,
    offsets,
    others: others.slice(0, end),
    sent: sent.slice(0, end),
    received: received.slice(0, end),
    both: sent.slice(0, end).map((amount, k) => amount + received[k]!),
    host: messages.hostMessages ?? new Float64Array(partCount),
  };
}

/** Adds a row's messages to `row`, and parts that neither row had to `others` at `end`; returns the new end. */
function gather(
  { offsets, cores, messages }: PartMessages,
  a: number,
  row: Float64Array,
  opposite: Float64Array,
  others: Int32Array,
  end: number,
): number {
  let next = end;
  for (let k = offsets[a]!; k < offsets[a + 1]!; k++) {
    const b = cores[k]!;
    if (b === a || !(messages[k]! > 0)) continue;
    if (row[b] === 0 && opposite[b] === 0) others[next++] = b;
    row[b]! += messages[k]!;
  }
  return next;
}

function reversed({ offsets, cores, messages }: PartMessages): PartMessages {
  const count = offsets.length - 1;
  const begins = new Int32Array(count + 1);
  for (const core of cores) begins[core + 1]!++;
  for (let c = 0; c < count; c++) begins[c + 1]! += begins[c]!;
  const next = begins.slice(0, count);
  const sources = new Int32Array(cores.length);
  const amounts = new Float64Array(cores.length);
  for (let a = 0; a < count; a++) {
    for (let k = offsets[a]!; k < offsets[a + 1]!; k++) {
      const at = next[cores[k]!]!++;
      sources[at] = a;
      amounts[at] = messages[k]!;
    }
  }
  return { offsets: begins, cores: sources, messages: amounts };
}
