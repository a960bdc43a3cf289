/**
 * What went wrong with a request to a dialect besides what the dialect refuses itself. `noRoom`:
 * the store cannot be written.
 */
export type Trouble = 'notFound' | 'full' | 'tooLarge' | 'badType' | 'unreadable' | 'noRoom' | 'bug'

/** An error as a vendor answers it. */
export type DialectAnswer = {readonly status: number; readonly body: object | undefined}

/** The same on its way to the client. */
export type DialectFault = Error & DialectAnswer
