/**
 * What went wrong with a request to an emulator besides what the emulator refuses itself. `noRoom`:
 * the store cannot be written.
 */
export type Trouble = 'notFound' | 'full' | 'tooLarge' | 'badType' | 'unreadable' | 'noRoom' | 'bug'

/** An error as a vendor answers it. */
export type EmulatorAnswer = {readonly status: number; readonly body: object | undefined}

/** The same on its way to the client. */
export type EmulatorFault = Error & EmulatorAnswer
