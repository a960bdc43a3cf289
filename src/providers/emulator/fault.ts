/**
 * A problem with a request to an emulator other than those that its routes report. `noRoom` means
 * that the store cannot be written.
 */
export type Trouble = 'notFound' | 'full' | 'tooLarge' | 'badType' | 'unreadable' | 'noRoom' | 'bug'

/** An error response of a vendor. */
export type EmulatorAnswer = {readonly status: number; readonly body: object | undefined}

/** The same, as a thrown error. */
export type EmulatorFault = Error & EmulatorAnswer
