/** The result of a command and the exit status of the process. */
export type CommandResult<Result> = {
  /** What `--json` prints. */
  readonly result: Result
  readonly exitStatus: number
}
