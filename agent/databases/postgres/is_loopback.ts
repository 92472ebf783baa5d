// Whether an address is this machine's own, which nobody on a network can read along.

/** Whether `address`, as a socket gives it, is a loopback address (RFC 6890; RFC 4291, section 2.5.3). */
export function isLoopback(address: string): boolean {
  return /^(?:::1|(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/i.test(address);
}
