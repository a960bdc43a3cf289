/**
 * Splits an example that begins with `bin` into words, like a shell, and returns them without
 * `bin`. Leaves out what follows a pipe or a redirection. Supports only quotes and backslashes.
 *
 * @throws Error, if the example is not a command line of `bin`, or if a shell would expand it
 */
export function parseExample(line: string, bin: string): string[] {
  const words = split(line)
  const end = words.findIndex(({text, isQuoted}) => !isQuoted && /^(?:\||\d?>|<|&&|;)/.test(text))
  const command = end === -1 ? words : words.slice(0, end)
  for (const {text, isQuoted} of command) {
    if (!isQuoted && /[$`*?{}]/.test(text)) throw new Error(`a shell would expand ${text}: ${line}`)
  }
  const [first, ...rest] = command.map(({text}) => text)
  if (first !== bin) throw new Error(`not a command line of ${bin}: ${line}`)
  return rest
}

type Word = {readonly text: string; readonly isQuoted: boolean}

const WORD = /(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+/g
const PART = /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)|([^"'\\]+)/g

function split(line: string): Word[] {
  return [...line.matchAll(WORD)].map(([word]) => ({
    isQuoted: /["'\\]/.test(word),
    text: [...word.matchAll(PART)]
      .map(([, double, single, escaped, plain]) =>
        double === undefined
          ? (single ?? escaped ?? plain ?? '')
          : double.replaceAll(/\\(["\\$`])/g, '$1'),
      )
      .join(''),
  }))
}
