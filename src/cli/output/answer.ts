/** What a command answers, and the status that the process ends with. */
export type Answer<Result> = {
  /** What `--json` prints. */
  readonly result: Result
  readonly exitStatus: number
}
