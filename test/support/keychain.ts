import {mkdir, readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {temporaryFolder} from './run.ts'

/** Like secret-tool(1): store reads the secret from stdin, lookup prints it without a newline. */
const SECRET_TOOL = `#!/bin/sh
name=""
verb=$1
for each in "$@"; do name=$each; done
file="$(dirname "$0")/kept/$name"
case $verb in
  store) cat > "$file" ;;
  lookup) cat "$file" 2>/dev/null ;;
  clear) rm "$file" ;;
esac
`

/** A fake of the command for the keychain on Linux. */
export async function startKeychain() {
  const folder = await temporaryFolder()
  await mkdir(path.join(folder.path, 'kept'))
  await writeFile(path.join(folder.path, 'secret-tool'), SECRET_TOOL, {mode: 0o700})
  const kept = (name: string) =>
    readFile(path.join(folder.path, 'kept', name), 'utf8').catch(() => undefined)
  return {...folder, kept, env: {PATH: `${folder.path}:/usr/bin:/bin`}}
}
