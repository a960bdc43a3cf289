/** "hook" in ASCII: marks a file as ours in SQLite's own header field. */
export const APPLICATION_ID = 0x68_6f_6f_6b
const SQLITE_MAGIC = 'SQLite format 3\0'
/** Where SQLite's header holds it; bytes. */
const APPLICATION_ID_AT = 68
/** How long that header is; bytes. */
export const HEADER_BYTES = 100

/** Whether a file that begins with these bytes, `HEADER_BYTES` of them, is a store of ours. */
export function isStoreHeader(header: Buffer): boolean {
  const magic = header.toString('latin1', 0, SQLITE_MAGIC.length)
  return magic === SQLITE_MAGIC && header.readUInt32BE(APPLICATION_ID_AT) === APPLICATION_ID
}
