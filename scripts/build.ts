import {glob, mkdir, rename, rm, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {build} from 'rolldown'
import type {Command, Interfaces} from '@oclif/core'
import {bundleManifest, loadSources, ROOT} from './program.ts'
import HooksHelp from '../src/cli/help/help.ts'

const DIST = path.join(ROOT, 'dist')
// Built here and then moved, so that running programs never see an incomplete bundle.
const STAGING = path.join(ROOT, 'node_modules', `.dist-${process.pid}`)

const config = await loadSources()
await mkdir(STAGING, {recursive: true})
await bundle(new HooksHelp(config).root())
await writeFile(path.join(STAGING, 'oclif.manifest.json'), JSON.stringify(manifest(config)))
await rm(DIST, {recursive: true, force: true})
await rename(STAGING, DIST)

/** CommonJS, which Node loads faster than ES modules, with an entry for each command. */
async function bundle(rootHelp: string): Promise<void> {
  await build({
    cwd: ROOT,
    input: await entries(),
    platform: 'node',
    logLevel: 'warn',
    transform: {
      define: {
        ROOT_HELP: JSON.stringify(rootHelp),
        PROGRAM: JSON.stringify(await bundleManifest()),
        COMMANDS: JSON.stringify(commandFiles(config)),
        // bin/run.js has already checked the version, without a parser of version ranges.
        'process.env.OCLIF_DISABLE_ENGINE_WARNING': JSON.stringify('1'),
      },
    },
    output: {
      dir: STAGING,
      format: 'cjs',
      exports: 'named',
      entryFileNames: '[name].cjs',
      chunkFileNames: 'parts/[name]-[hash].cjs',
      minify: true,
    },
  })
}

async function entries(): Promise<Record<string, string>> {
  const files = ['src/main.ts', 'src/cli/help/help.ts', 'src/cli/program/command-not-found.ts']
  for await (const file of glob('commands/**/*.ts', {cwd: ROOT})) files.push(file)
  return Object.fromEntries(files.map((file) => [file.replace(/^src\/|\.ts$/g, ''), file]))
}

/** The path of each command in the bundle, by id. */
function commandFiles({commands}: Interfaces.Config): Record<string, string> {
  return Object.fromEntries(commands.map((command) => [command.id, bundledPath(command).join('/')]))
}

/** The manifest with which oclif finds a command and its flags without loading commands. */
function manifest({commands, version}: Interfaces.Config): object {
  const cached = commands
    .filter(({id, aliases}) => !aliases.includes(id))
    .map((command) => [command.id, {...command, isESM: false, relativePath: bundledPath(command)}])
  return {version, commands: Object.fromEntries(cached)}
}

function bundledPath({relativePath = []}: Command.Loadable): string[] {
  return relativePath.map((part) => part.replace(/\.ts$/, '.cjs'))
}
