// A frame of the tunnel as a peer deflates it, whatever is in it.

/** `content` in raw DEFLATE. */
export async function deflated(
  content: string | Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([content]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return await new Response(packed).bytes();
}
