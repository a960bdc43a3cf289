export type Choice = {
  readonly value: string
  /** Shown instead of the value. */
  readonly label?: string
  readonly description?: string
}

/** Why an answer is not taken, as one clause; undefined when it is. */
export type Validate = (answer: string) => string | undefined

/** Every way in which hooks asks a person. Ctrl-C rejects with HooksError cancelled. */
export interface Prompter {
  input(question: {message: string; validate?: Validate}): Promise<string>
  /** What is typed is not shown. */
  secret(question: {message: string}): Promise<string>
  /** `usual` is what return alone means; no when left out. */
  confirm(question: {message: string; usual?: boolean}): Promise<boolean>
  select(question: {message: string; choices: readonly Choice[]}): Promise<string>
  /** At least one of the choices; many that are searchable can be narrowed down before. */
  checkbox(question: {
    message: string
    choices: readonly Choice[]
    searchable?: boolean
  }): Promise<string[]>
}
