import type {Candidates} from './complete.ts'
import {escapeInvisible} from '../../core/masking/visible.ts'

export const SHELLS = ['bash', 'zsh', 'fish']
export type Shell = 'bash' | 'zsh' | 'fish'

/** Tells the shell to suggest files. No candidate begins with a colon. */
const FILES_LINE = ':files'
/** Characters; a shell's menu has one line for each candidate. */
const MAX_DESCRIPTION = 80

export function isShell(name: string): name is Shell {
  return SHELLS.includes(name)
}

/** Formats candidates for a shell: one per line, with its description after a tab. */
export function formatCompletions(found: Candidates): string {
  if (found === 'files') return `${FILES_LINE}\n`
  return found
    .filter(({value}) => value === escapeInvisible(value) && !/\s/.test(value))
    .map(({value, description}) => {
      const text = escapeInvisible(description ?? '').replaceAll('\t', ' ')
      return `${value}${text === '' ? '' : `\t${shorten(text)}`}\n`
    })
    .join('')
}

/** Returns the completion script for a shell. The script asks the program for candidates. */
export function createCompletionScript(shell: Shell, bin: string): string {
  return SCRIPTS[shell].replaceAll('PROGRAM', bin)
}

/** Explains how to enable completion in every new shell. */
export function describeInstallation(shell: Shell, bin: string): string {
  return `To enable completion in every new shell: ${INSTALL[shell].replaceAll('PROGRAM', bin)}`
}

function shorten(text: string): string {
  const letters = [...text]
  return letters.length <= MAX_DESCRIPTION
    ? text
    : `${letters.slice(0, MAX_DESCRIPTION - 1).join('')}…`
}

const INSTALL: Readonly<Record<Shell, string>> = {
  bash: "echo 'source <(PROGRAM completion bash)' >> ~/.bashrc",
  zsh: "echo 'source <(PROGRAM completion zsh)' >> ~/.zshrc, below compinit",
  fish: 'PROGRAM completion fish > ~/.config/fish/completions/PROGRAM.fish',
}

/**
 * Bash also splits words at `=`, `:` and `@`, and expects only the part after the last of them, so
 * the script rebuilds whole words from the line. It runs in bash 3.2, which macOS has.
 */
const BASH = String.raw`# bash completion for PROGRAM
_PROGRAM_complete() {
  local line=${'$'}{COMP_LINE:0:COMP_POINT} part= start= value description at=-1 index
  local -a words
  for ((index = 0; index <= COMP_CWORD; index++)); do
    if ((index == 0)) || [[ $line == [[:space:]]* ]]; then
      line=${'$'}{line#"${'$'}{line%%[![:space:]]*}"}
      at=$((at + 1)) start=
      words[at]=
    else
      start=${'$'}{words[at]}
    fi
    part=${'$'}{COMP_WORDS[index]}
    [[ $line == "$part"* ]] || part=$line
    line=${'$'}{line:${'$'}{#part}}
    words[at]+=$part
  done
  case $part in
    [=:@] | [=:@][=:@]) start=${'$'}{words[at]} ;;
  esac
  COMPREPLY=()
  while IFS=$'\t' read -r value description; do
    if [[ $value == :files ]]; then
      compopt -o default 2>/dev/null
      return
    fi
    COMPREPLY+=("${'$'}{value#"$start"}")
  done < <(PROGRAM complete -- "${'$'}{words[@]:1}" 2>/dev/null)
}
complete -F _PROGRAM_complete PROGRAM
`

const ZSH = String.raw`#compdef PROGRAM
# zsh completion for PROGRAM
_PROGRAM() {
  local value description
  local -a entries
  while IFS=$'\t' read -r value description; do
    if [[ $value == :files ]]; then
      _files
      return
    fi
    value=${'$'}{value//:/\\:}
    entries+=("$value${'$'}{description:+:$description}")
  done < <(PROGRAM complete -- "${'$'}{(@)words[2,CURRENT]}" 2>/dev/null)
  (( ${'$'}{#entries} )) && _describe PROGRAM entries
}
if [[ $funcstack[1] == _PROGRAM ]]; then
  _PROGRAM "$@"
else
  compdef _PROGRAM PROGRAM
fi
`

const FISH = String.raw`# fish completion for PROGRAM
function __PROGRAM_complete
  set -l words (commandline -opc)
  set -e words[1]
  set -l current (commandline -ct)
  for line in (PROGRAM complete -- $words "$current" 2>/dev/null)
    if test "$line" = ':files'
      __fish_complete_path "$current"
    else
      printf '%s\n' $line
    end
  end
end
complete -c PROGRAM -f -a '(__PROGRAM_complete)'
`

const SCRIPTS: Readonly<Record<Shell, string>> = {bash: BASH, zsh: ZSH, fish: FISH}
