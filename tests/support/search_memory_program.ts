// A program of its own that searches another process's memory (Linux: /proc/PID/mem) for texts,
// and prints which of them it found, as JSON. It needs every permission, which is what Deno asks
// for /proc. Arguments: the process, then the texts.

const [pid = "", ...texts] = Deno.args;
const needles = texts.map((text) => new TextEncoder().encode(text));
const longest = Math.max(...needles.map(({ length }) => length));
const CHUNK_BYTES = 4 * 1024 * 1024;
// So much at once that nothing beyond stays unread in a mapping of many gigabytes that is mostly empty.
const found = new Set<string>();
let searchedBytes = 0;

const maps = await Deno.readTextFile(`/proc/${pid}/maps`);
using memory = await Deno.open(`/proc/${pid}/mem`, { read: true });
for (const line of maps.split("\n")) {
  const [, from = "", to = "", flags = ""] = /^([0-9a-f]+)-([0-9a-f]+) (\S+)/.exec(line) ?? [];
  // Code is the same for everybody, and cannot hold what was typed in.
  if (!flags.startsWith("rw")) continue;
  await searchRange(parseInt(from, 16), parseInt(to, 16));
}
console.log(JSON.stringify({ found: texts.filter((text) => found.has(text)), searchedBytes }));

async function searchRange(from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += CHUNK_BYTES) {
    const bytes = await readAt(at, Math.min(CHUNK_BYTES + longest, to - at));
    if (bytes === null) return;
    searchedBytes += Math.min(bytes.length, CHUNK_BYTES);
    for (const [index, needle] of needles.entries()) {
      const text = texts[index];
      if (text !== undefined && !found.has(text) && includes(bytes, needle)) found.add(text);
    }
  }
}

async function readAt(at: number, length: number): Promise<Uint8Array | null> {
  try {
    await memory.seek(at, Deno.SeekMode.Start);
    const bytes = new Uint8Array(length);
    let read = 0;
    while (read < length) {
      const count = await memory.read(bytes.subarray(read));
      if (count === null || count === 0) break;
      read += count;
    }
    return bytes.subarray(0, read);
  } catch {
    // Reserved, and not backed by anything.
    return null;
  }
}

function includes(bytes: Uint8Array, needle: Uint8Array): boolean {
  const [first] = needle;
  if (first === undefined) return false;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (needle.every((byte, index) => bytes[at + index] === byte)) return true;
  }
  return false;
}
