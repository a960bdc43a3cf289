/** "hook" in ASCII. SQLite's header field for it marks a file as a hooks store. */
export const APPLICATION_ID = 0x68_6f_6f_6b
const SQLITE_MAGIC = 'SQLite format 3\0'
/** Its offset in SQLite's header; bytes. */
const APPLICATION_ID_AT = 68
/** Length of SQLite's header; bytes. */
export const HEADER_BYTES = 100

/** Whether a file that begins with these `HEADER_BYTES` bytes is a hooks store. */
export function isStoreHeader(header: Buffer): boolean {
  const magic = header.toString('latin1', 0, SQLITE_MAGIC.length)
  return magic === SQLITE_MAGIC && header.readUInt32BE(APPLICATION_ID_AT) === APPLICATION_ID
}
