/** `energy.csv`: whose energy it is, sample by sample, in integer counts and picojoules. */
import { EVENT_KINDS } from '../model/chip.ts';
import { csvField } from './csv.ts';
import type { ChipRun, RunAccount } from './run-record.ts';

/**
 * A line for each core, population and kind of event with a count; then the barrier, static power and the host, which
 * are of no core. The counts of a sample and kind add up to those of its steps, the energies to its total.
 */
export function* energyLines(run: ChipRun, account: RunAccount): Generator<string> {
  const { header, cores } = run.image;
  const names = header.populations.map(({ name }) => csvField(name));
  const eachPj = EVENT_KINDS.map((kind) => run.set.energyPj[kind].value);
  yield 'sample,core,population,kind,count,pj';
  for (const [k, trace] of run.traces.entries()) {
    const sample = csvField(trace.sample);
    const { cores: at, populations, kinds, counts } = trace.populationCounts;
    for (let e = 0; e < counts.length; e++) {
      const [kind, count] = [kinds[e]!, counts[e]!];
      yield `${sample},${cores[at[e]!]!.core},${names[populations[e]!]},${EVENT_KINDS[kind]},${count},${count * eachPj[kind]!}`;
    }
    const { staticPj, hostPj } = account.energies[k]!;
    const barrierPj = trace.stepsRun * run.set.energyPj.barrier.value;
    yield `${sample},,,barrier,${trace.stepsRun},${barrierPj}`;
    yield `${sample},,,static,,${staticPj}`;
    yield `${sample},,,host,,${hostPj}`;
  }
}
