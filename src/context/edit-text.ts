import {once} from 'node:events'
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {HooksError} from '../core/errors.ts'
import type {Context} from './context.ts'

const FILE = 'payload.json'
const STDIN = 0
const STDERR = 2
/** The exit status of a shell for a command that is not found. */
const COMMAND_NOT_FOUND = 127

export type Edit<T extends object> = {
  readonly context: Context
  /** Parses the edited text. @throws HooksError */
  parse(text: string, file: string): T
}

/**
 * Lets the user edit `text` in their editor: `$VISUAL`, else `$EDITOR`, else vi. If the result
 * cannot be parsed, its file is kept, so that no work is lost.
 *
 * @throws HooksError usage, without a terminal; cancelled, if the editor fails
 */
export async function editText<T extends object>(
  text: string,
  {context, parse}: Edit<T>,
): Promise<T> {
  if (!context.isInteractive) {
    throw new HooksError('usage', '--edit requires a terminal', {
      hint: 'change the payload with --set PATH=VALUE or --from FILE',
    })
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'hooks-edit-'))
  const file = path.join(folder, FILE)
  await writeFile(file, text, {mode: 0o600})
  const status = await runEditor(chooseEditor(context), file)
  const edited = status === 0 ? await readFile(file, 'utf8') : ''
  const answer = status === 0 ? parseOrKeep(edited, file, parse) : undefined
  await rm(folder, {recursive: true})
  if (answer === undefined) throw toEditorError(status)
  return answer
}

function parseOrKeep<T extends object>(text: string, file: string, parse: Edit<T>['parse']): T {
  try {
    return parse(text, file)
  } catch (error) {
    if (!(error instanceof HooksError)) throw error
    const {code, message} = error
    throw new HooksError(code, message, {
      hint: `fix the payload, then send it with: --from ${file}`,
    })
  }
}

function chooseEditor({env}: Context): string {
  const fallback = process.platform === 'win32' ? 'notepad' : 'vi'
  return env.variable('VISUAL') ?? env.variable('EDITOR') ?? fallback
}

/** Resolves to the exit status. A shell runs the editor because it may have flags: `code --wait`. */
async function runEditor(editor: string, file: string): Promise<number> {
  const {spawn} = process.getBuiltinModule('node:child_process')
  // The editor draws on stderr: stdout is for the result and may be a pipe.
  const child = spawn(`${editor} "${file}"`, {shell: true, stdio: [STDIN, STDERR, STDERR]})
  const [status]: (number | null)[] = await once(child, 'exit')
  return status ?? 1
}

function toEditorError(status: number): HooksError {
  if (status !== COMMAND_NOT_FOUND)
    return new HooksError('cancelled', 'the editor exited with an error; nothing was sent')
  return new HooksError('usage', 'editor not found', {
    hint: 'set VISUAL or EDITOR to an installed editor',
  })
}
