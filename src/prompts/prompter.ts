export type Choice = {
  readonly value: string
  /** Shown instead of the value. */
  readonly label?: string
  readonly description?: string
}

/** Why an answer is rejected, as a sentence; undefined if it is accepted. */
export type Validate = (answer: string) => string | undefined

/** The kinds of questions that hooks asks. Ctrl-C rejects with HooksError cancelled. */
export interface Prompter {
  input(question: {message: string; validate?: Validate}): Promise<string>
  /** Does not echo what is typed. */
  secret(question: {message: string}): Promise<string>
  /** `usual` is the answer if the user only presses Enter; false by default. */
  confirm(question: {message: string; usual?: boolean}): Promise<boolean>
  select(question: {message: string; choices: readonly Choice[]}): Promise<string>
  /** At least one of the choices; a long list can be searched first if `searchable`. */
  checkbox(question: {
    message: string
    choices: readonly Choice[]
    searchable?: boolean
  }): Promise<string[]>
}
