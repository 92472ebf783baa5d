// A directory as a tar archive (POSIX ustar) with sorted names and no clock in it.

const BLOCK_BYTES = 512;

/** Packs everything below `root`, with names relative to it. Refuses what is no file or directory. */
export async function tarDirectory(root: string): Promise<Uint8Array<ArrayBuffer>> {
  const blocks: Uint8Array[] = [];
  await addDirectory(blocks, root, "");
  blocks.push(new Uint8Array(2 * BLOCK_BYTES));
  return new Uint8Array(await new Blob(blocks.map((block) => block.slice())).arrayBuffer());
}

async function addDirectory(blocks: Uint8Array[], root: string, path: string): Promise<void> {
  const entries = await Array.fromAsync(Deno.readDir(`${root}/${path}`));
  for (const entry of entries.toSorted((a, b) => a.name < b.name ? -1 : 1)) {
    const entryPath = `${path}${entry.name}`;
    if (entry.isDirectory) {
      blocks.push(header(`${entryPath}/`, { mode: "0000700", type: "5", sizeBytes: 0 }));
      await addDirectory(blocks, root, `${entryPath}/`);
    } else if (entry.isFile) {
      const content = await Deno.readFile(`${root}/${entryPath}`);
      blocks.push(header(entryPath, { mode: "0000600", type: "0", sizeBytes: content.length }));
      blocks.push(
        content,
        new Uint8Array((BLOCK_BYTES - content.length % BLOCK_BYTES) % BLOCK_BYTES),
      );
    } else {
      throw new Error(`Cannot pack ${entryPath}: it is neither file nor directory`);
    }
  }
}

function header(
  path: string,
  entry: { readonly mode: string; readonly type: string; readonly sizeBytes: number },
): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES);
  function put(text: string, offset: number): void {
    block.set(new TextEncoder().encode(text), offset);
  }
  if (path.length > 100) throw new Error(`Cannot pack ${path}: its name is longer than 100 bytes`);
  put(path, 0);
  put(`${entry.mode}\0`, 100);
  put("0000000\0", 108);
  put("0000000\0", 116);
  put(`${entry.sizeBytes.toString(8).padStart(11, "0")}\0`, 124);
  put("00000000000\0", 136);
  put("        ", 148);
  put(entry.type, 156);
  put("ustar\x0000", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}
