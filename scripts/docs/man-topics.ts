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

/** What every page leads to. */
const PAGES = [
  ['hooks', 1],
  ['hooks-config', 5],
  ['hooks-yaml', 5],
  ['hooks-scenario', 5],
  ['hooks-exit-codes', 7],
] as const

/** Pages that are about no command, by file name. */
export function topicPages({version}: Interfaces.Config): Map<string, string> {
  return new Map([
    ['hooks-config.5', configPage(version)],
    ['hooks-yaml.5', desiredPage(version)],
    ['hooks-scenario.5', scenarioPage(version)],
    ['hooks-exit-codes.7', exitCodesPage(version)],
  ])
}

/** The pages to read besides the one that is called `name`. */
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
        'A flag wins over its variable, a variable over .hooksrc, and .hooksrc over the configuration file. hooks whoami tells which one won for each value.',
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
      'config.json holds profiles, their credentials and the key of the local server, as a JSON object. login, logout and profile write it. It is for its owner alone: where others can use the file (mode 600) or its folder (mode 700), hooks says so and reads nothing.',
    ),
    entries(CONFIGURATION),
    typed(CONFIG_EXAMPLE),
  ].join('\n')
}

function references(): string {
  return [
    paragraphs(
      'A credential that begins in one of these ways is looked up each time it is needed.',
    ),
    ...REFERENCES.map(({reference, meaning}) => entry(bold(reference), meaning)),
  ].join('\n')
}

function projectFile(): string {
  return [
    paragraphs(
      '.hooksrc, a JSON object, fixes defaults for whoever works in a folder or below it: the nearest one counts, up to the home folder. It never holds a credential, and one that everybody can write, or that belongs to a stranger, is refused.',
    ),
    entries(PROJECT_KEYS),
    typed(PROJECT_EXAMPLE),
  ].join('\n')
}

function desiredPage(version: string): string {
  return page({name: 'hooks-yaml', number: 5, version}, [
    section('NAME', `${escape('hooks-yaml')} \\- webhooks as they should be, in a file`),
    section(
      'DESCRIPTION',
      paragraphs(
        'hooks.yaml lists webhooks of any profiles and providers under one key, webhooks. hooks export writes it from what exists, hooks plan shows what would change, and hooks apply makes it so. Whatever is there already is recognized by its URL and events. Nothing is deleted without --prune, and a secret is never in the file: it says where the secret is. Editors complete the file by its JSON Schema.',
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
    section('NAME', `${escape('hooks-scenario')} \\- events to send in order, in a file`),
    section(
      'DESCRIPTION',
      paragraphs(
        'hooks trigger --scenario-file plays such a file, in YAML. All payloads are made and checked before the first is sent; a mistake is told with file, line and column, and nothing is sent.',
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
      paragraphs('Every command ends with one of these. Statuses are added, and never change.'),
    ),
    section('EXIT STATUS', exitStatuses()),
    section(
      'ERRORS',
      `${paragraphs('Why a command failed is told on stderr: a message and a hint; with --json, one line of JSON, whose code is a word for what exit says as a number.')}\n${typed('{"error": {"code": "not_found", "message": "…", "hint": "…", "exit": 4}}')}`,
    ),
    section('SEE ALSO', seeAlso('hooks-exit-codes')),
  ])
}
