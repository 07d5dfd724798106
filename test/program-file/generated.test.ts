import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('the generated code is made from loom.proto (node scripts/proto.js writes it)', () => {
  expect(() => execFileSync(process.execPath, ['scripts/proto.js', '--check'])).not.toThrow();
});
