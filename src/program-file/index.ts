/**
 * The .loom program-image file. Import this room lazily: it brings in protobufjs and the profile schema,
 * which a command that touches no image need not pay for.
 */
export { decodeImage } from './decode.ts';
export { encodeImage } from './encode.ts';
