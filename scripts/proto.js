// Writes src/program-file/generated/ from loom.proto. `--check` changes nothing and fails where they differ.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const room = join(root, 'src', 'program-file');
const unused = ['create', 'verify', 'convert', 'delimited', 'typeurl', 'service'];

function run(tool, ...args) {
  const cli = join(root, 'node_modules', 'protobufjs-cli', 'bin', tool);
  execFileSync(process.execPath, [cli, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
}

/** The types are made from comments that nobody reads in the code itself. */
function generate(folder) {
  const js = join(folder, 'loom.js');
  const types = join(folder, 'loom.d.ts');
  const module = ['-t', 'static-module', '-w', 'es6', '-r', 'loom'];
  const options = [...module, ...unused.map((part) => `--no-${part}`), '-o', js];
  run('pbjs', ...options, join(room, 'loom.proto'));
  run('pbts', '-o', types, js);
  run('pbjs', ...options, '--no-comments', join(room, 'loom.proto'));
  return { 'loom.js': readFileSync(js, 'utf8'), 'loom.d.ts': readFileSync(types, 'utf8') };
}

function isCurrent(name, text) {
  return readFileSync(join(room, 'generated', name), 'utf8') === text;
}

const scratch = mkdtempSync(join(tmpdir(), 'spikeloom-proto-'));
try {
  const files = Object.entries(generate(scratch));
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
