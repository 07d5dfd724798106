// Writes src/program-file/generated/ from loom.proto. `--check` changes nothing and fails where they differ.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pbjs from 'protobufjs-cli/pbjs.js';
import pbts from 'protobufjs-cli/pbts.js';

const room = fileURLToPath(new URL('../src/program-file', import.meta.url));
const module = ['-t', 'static-module', '-w', 'es6', '-r', 'loom'];
const unused = ['create', 'verify', 'convert', 'delimited', 'typeurl', 'service'];
const options = [...module, ...unused.map((part) => `--no-${part}`)];

const toCode = promisify(pbjs.main);
const toTypes = promisify(pbts.main);

/** The types are made from comments that nobody reads in the code itself. */
async function generate(folder) {
  const commented = join(folder, 'loom.js');
  const proto = join(room, 'loom.proto');
  await toCode([...options, '-o', commented, proto]);
  const types = await toTypes([commented]);
  const code = await toCode([...options, '--no-comments', proto]);
  return {
    // No field is 64 bits wide, so the type of such numbers is never named; nor is the default export.
    'loom.js': code.replace(/\nexport \{\n {2}\$root as default\n\};\n/, '\n'),
    'loom.d.ts': types.replace('import Long = require("long");\n', ''),
  };
}

function isCurrent(name, text) {
  return readFileSync(join(room, 'generated', name), 'utf8') === text;
}

const scratch = mkdtempSync(join(tmpdir(), 'spikeloom-proto-'));
try {
  const files = Object.entries(await generate(scratch));
  if (process.argv.includes('--check')) {
    const stale = files.filter(([name, text]) => !isCurrent(name, text)).map(([name]) => name);
    if (stale.length > 0) {
      console.error(`${stale.join(', ')} not current: run node scripts/proto.js`);
      process.exitCode = 1;
    }
  } else {
    for (const [name, text] of files) writeFileSync(join(room, 'generated', name), text);
  }
} finally {
  rmSync(scratch, { recursive: true });
}
