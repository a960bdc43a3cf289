/**
 * The words of an example that begins with `bin`, as a shell would split them; what follows a pipe
 * or a redirection is left out. Knows quotes and backslashes, and no other syntax.
 *
 * @throws Error, when the example is not a command line of `bin`, or a shell would expand it
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
