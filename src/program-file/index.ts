/**
 * The .loom program-image file and the .loomtrace file. Import this room lazily: it brings in protobufjs
 * and the profile schema, which a command that touches neither file need not pay for.
 */
export { decodeImage } from './decode.ts';
export { encodeImage } from './encode.ts';
export { expandSample } from './recorded-run.ts';
export { decodeTrace, encodeTrace } from './trace-file.ts';
