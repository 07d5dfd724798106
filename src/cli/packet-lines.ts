import type { SampleTrace } from '../model/trace.ts';
import { csvField } from './csv.ts';

/**
 * `--trace-packets`: one row for each packet and destination, times in picoseconds from the start of the sample.
 * `waited_for` is the row (within the sample, from 0) of the packet that it stood behind longest.
 */
export function* packetLines(traces: readonly SampleTrace[]): Generator<string> {
  yield 'sample,row,step,source_core,destination_core,create_ps,inject_ps,eject_ps,consumed_ps,routers,waited_for';
  for (const { sample, noc } of traces) {
    const rows = noc?.packetRows;
    if (!rows) continue;
    const name = csvField(sample);
    for (let r = 0; r < rows.step.length; r++) {
      const source = rows.source[r]! < 0 ? 'host' : rows.source[r]!;
      const waited = rows.waitedFor[r]! < 0 ? '' : rows.waitedFor[r]!;
      yield `${name},${r},${rows.step[r]!},${source},${rows.destination[r]!},${rows.createPs[r]!},${rows.injectPs[r]!},${rows.ejectPs[r]!},${rows.consumedPs[r]!},${rows.routers[r]!},${waited}`;
    }
  }
}
