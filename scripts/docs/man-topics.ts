import type {Interfaces} from '@oclif/core'
import {
  CONFIG_EXAMPLE,
  CONFIGURATION,
  PLACES,
  PROJECT_EXAMPLE,
  PROJECT_KEYS,
  REFERENCES,
} from './configuration.ts'
import {DELIVERY_KEYS, DESIRED_EXAMPLE, DESIRED_KEYS} from './desired.ts'
import {SCENARIO_EXAMPLE, SCENARIO_KEYS, STEP_KEYS} from './scenario.ts'
import {ENVIRONMENT, EXIT_STATUSES} from '../../src/cli/help/reference.ts'
import {bold, entry, escape, page, paragraphs, section, typed} from './roff.ts'

/** The pages that are listed under SEE ALSO. */
const PAGES = [
  ['hooks', 1],
  ['hooks-config', 5],
  ['hooks-yaml', 5],
  ['hooks-scenario', 5],
  ['hooks-exit-codes', 7],
] as const

/** Pages that are not about a command, by file name. */
export function topicPages({version}: Interfaces.Config): Map<string, string> {
  return new Map([
    ['hooks-config.5', configPage(version)],
    ['hooks-yaml.5', desiredPage(version)],
    ['hooks-scenario.5', scenarioPage(version)],
    ['hooks-exit-codes.7', exitCodesPage(version)],
  ])
}

/** The text of SEE ALSO on the page called `name`. */
export function seeAlso(name: string): string {
  return PAGES.filter(([each]) => each !== name)
    .map(([each, number]) => `${bold(each)}(${number})`)
    .join(', ')
}

export function exitStatuses(): string {
  return EXIT_STATUSES.map(({status, meaning}) => entry(bold(String(status)), meaning)).join('\n')
}

export function environment(): string {
  return ENVIRONMENT.map(({name, meaning}) => entry(bold(name), meaning)).join('\n')
}

function configPage(version: string): string {
  return page({name: 'hooks-config', number: 5, version}, [
    section('NAME', `${escape('hooks-config')} \\- files and variables that configure hooks`),
    section(
      'DESCRIPTION',
      paragraphs(
        'A flag takes precedence over its environment variable, a variable over .hooksrc, and .hooksrc over the configuration file. hooks whoami shows where each value comes from.',
      ),
    ),
    section('CONFIGURATION FILE', configurationFile()),
    section('REFERENCES', references()),
    section('PROJECT FILE', projectFile()),
    section('ENVIRONMENT', environment()),
    section('FILES', PLACES.map(place).join('\n')),
    section('SEE ALSO', seeAlso('hooks-config')),
  ])
}

function configurationFile(): string {
  return [
    paragraphs(
      'config.json is a JSON object with profiles, their credentials and the key of the hooks server. It is written by hooks login, logout and profile. The file must have mode 600 and its folder mode 700; hooks refuses to read it if other users have access.',
    ),
    entries(CONFIGURATION),
    typed(CONFIG_EXAMPLE),
  ].join('\n')
}

function references(): string {
  return [
    paragraphs('A credential that starts with one of these is looked up each time it is needed.'),
    ...REFERENCES.map(({reference, meaning}) => entry(bold(reference), meaning)),
  ].join('\n')
}

function projectFile(): string {
  return [
    paragraphs(
      '.hooksrc is a JSON object with defaults for commands that run in its folder or below it. The nearest file applies; the search ends at the home folder. It must not hold credentials, and is refused if everybody can write to it or if it belongs to another user.',
    ),
    entries(PROJECT_KEYS),
    typed(PROJECT_EXAMPLE),
  ].join('\n')
}

function desiredPage(version: string): string {
  return page({name: 'hooks-yaml', number: 5, version}, [
    section('NAME', `${escape('hooks-yaml')} \\- declarative configuration of webhooks`),
    section(
      'DESCRIPTION',
      paragraphs(
        'hooks.yaml declares webhooks of any profile and provider, in a list under the key webhooks. hooks export writes it from existing webhooks, hooks plan shows what would change, and hooks apply makes the changes. Existing webhooks are recognized by their URL and events. Nothing is deleted without --prune. The file never holds a secret, only a reference to it. Editors can validate and complete it with its JSON Schema.',
      ),
    ),
    section('WEBHOOK', entries(DESIRED_KEYS)),
    section('DELIVERY', entries(DELIVERY_KEYS)),
    section('EXAMPLE', typed(DESIRED_EXAMPLE.trimEnd())),
    section('SEE ALSO', seeAlso('hooks-yaml')),
  ])
}

function scenarioPage(version: string): string {
  return page({name: 'hooks-scenario', number: 5, version}, [
    section('NAME', `${escape('hooks-scenario')} \\- files with events to send in order`),
    section(
      'DESCRIPTION',
      paragraphs(
        'hooks trigger --scenario-file plays a scenario from a YAML file. All payloads are generated and checked before the first one is sent. If there is an error, nothing is sent, and the message names the file, line and column.',
      ),
    ),
    section('FILE', entries(SCENARIO_KEYS)),
    section('STEP', entries(STEP_KEYS)),
    section('EXAMPLE', typed(SCENARIO_EXAMPLE.trimEnd())),
    section('SEE ALSO', seeAlso('hooks-scenario')),
  ])
}

function entries(keys: readonly {key: string; meaning: string}[]): string {
  return keys.map(({key, meaning}) => entry(bold(key), meaning)).join('\n')
}

function place({system, config, data}: (typeof PLACES)[number]): string {
  return entry(
    escape(system),
    `${config} is the folder of config.json (or HOOKS_CONFIG_DIR), ${data} that of the store, hooks.db (or HOOKS_DATA_DIR).`,
  )
}

function exitCodesPage(version: string): string {
  return page({name: 'hooks-exit-codes', number: 7, version}, [
    section('NAME', `${escape('hooks-exit-codes')} \\- what the exit statuses of hooks mean`),
    section(
      'DESCRIPTION',
      paragraphs(
        'Every command exits with one of these. New ones may be added; the meaning of a status never changes.',
      ),
    ),
    section('EXIT STATUS', exitStatuses()),
    section(
      'ERRORS',
      `${paragraphs('A command that fails writes a message and a hint to stderr; with --json, one line of JSON, whose code names the kind of error and whose exit is the exit status.')}\n${typed('{"error": {"code": "not_found", "message": "…", "hint": "…", "exit": 4}}')}`,
    ),
    section('SEE ALSO', seeAlso('hooks-exit-codes')),
  ])
}
