// The few messages that the embedded database's listener says itself, before and beside the
// database (PostgreSQL, section 54.7), and what it reads in the database's answers.

/** The codes that stand where a session's protocol version would. */
export const SSL_REQUEST = 80_877_103;
export const GSS_REQUEST = 80_877_104;
export const CANCEL_REQUEST = 80_877_102;

/** AuthenticationCleartextPassword. */
export const ASK_PASSWORD = new Uint8Array([0x52, 0, 0, 0, 8, 0, 0, 0, 3]);

const BACKEND_KEY_DATA = 0x4b;
const READY_FOR_QUERY = 0x5a;
const IDLE = 0x49;

/** What names a session in a request to cancel. */
export interface CancelKey {
  readonly processId: number;
  readonly secret: number;
}

/** ErrorResponse with a severity of FATAL: the session ends with it. */
export function fatalError(code: string, message: string): Uint8Array<ArrayBuffer> {
  const fields = new TextEncoder().encode(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const bytes = new Uint8Array(5 + fields.length);
  bytes[0] = 0x45;
  new DataView(bytes.buffer).setUint32(1, 4 + fields.length);
  bytes.set(fields, 5);
  return bytes;
}

/** The answer to a session's start, with a key of its own: the database has one for all. */
export function withCancelKey(
  answer: Uint8Array<ArrayBuffer>,
  { processId, secret }: CancelKey,
): Uint8Array<ArrayBuffer> {
  const bytes = answer.slice();
  const view = new DataView(bytes.buffer);
  for (let at = 0; at + 5 <= bytes.length; at += 1 + view.getUint32(at + 1)) {
    if (bytes[at] !== BACKEND_KEY_DATA) continue;
    view.setUint32(at + 5, processId);
    view.setUint32(at + 9, secret);
  }
  return bytes;
}

/** Whether an answer that ends like this leaves no transaction open: only ReadyForQuery says so. */
export function endsIdle(tail: Uint8Array): boolean {
  return tail.length === 6 && tail[0] === READY_FOR_QUERY && tail[5] === IDLE;
}
