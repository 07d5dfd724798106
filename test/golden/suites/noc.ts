import { createIqEngine } from '../../../emulator/noc/iq.ts';
import { isBooksimTrace, readBooksimTrace } from '../../support/booksim-trace.ts';
import type { GoldenSuite } from '../../support/golden.ts';
import { goldenCase } from '../../support/golden.ts';
import { baseOf, findFiles } from '../../support/oracle-files.ts';

/** Every packet's cycles on the clocked router, for one and for several virtual channels. */
export const nocTraceSuite: GoldenSuite = {
  name: 'traces',
  title: 'cycles of every packet and the routers it visits, against BookSim2',
  files: (folder) => findFiles(folder, /\.csv$/).filter(isBooksimTrace),
  runFile: async (file, folder, report) => {
    await goldenCase({ folder, file, name: baseOf(file) }, report, (tally) => {
      const { fabric, options, load, ...expected } = readBooksimTrace(file);
      const { run, times } = createIqEngine(fabric, options);
      run(load);
      const ours = (values: Float64Array | Int32Array): Float64Array | Int32Array =>
        values.subarray(0, load.packetCount);
      tally.list('t_inject_head', expected.injectHead, ours(times.injectTicks));
      tally.list('t_eject_head', expected.ejectHead, ours(times.ejectHeadTicks));
      tally.list('t_eject_tail', expected.ejectTail, ours(times.ejectTailTicks));
      tally.list('routers_visited', expected.routersVisited, ours(times.routersVisited));
    });
  },
};
