import {SCRIPT_EXAMPLE} from '../../src/cli/help/script-help.ts'
import {ENVIRONMENT, EXIT_STATUSES} from '../../src/cli/help/reference.ts'
import {
  CONFIG_EXAMPLE,
  CONFIGURATION,
  PLACES,
  PROJECT_EXAMPLE,
  PROJECT_KEYS,
  REFERENCES,
} from './configuration.ts'
import {describeRecipe} from '../../src/core/signing/describe.ts'
import {completeAssumptions} from '../../src/providers/contract/assumptions.ts'
import {loadProviders} from '../../src/providers/index.ts'
import type {Provider} from '../../src/providers/provider.ts'
import {DELIVERY_KEYS, DESIRED_EXAMPLE, DESIRED_KEYS} from './desired.ts'
import {codeBlock, table} from './markdown.ts'
import {SCENARIO_EXAMPLE, SCENARIO_KEYS, STEP_KEYS} from './scenario.ts'

type KeyRow = {readonly key: string; readonly meaning: string}

/** Generated parts of handwritten pages, by the name in the marks around them. */
const SECTIONS: Readonly<Record<string, string>> = {
  'exit-statuses': table(
    ['status', 'meaning'],
    EXIT_STATUSES.map(({status, meaning}) => [String(status), meaning]),
  ),
  environment: table(
    ['variable', 'meaning'],
    ENVIRONMENT.map(({name, meaning}) => [`\`${name}\``, meaning]),
  ),
  script: codeBlock('sh', SCRIPT_EXAMPLE),
  places: table(
    ['system', 'configuration', 'data'],
    PLACES.map(({system, config, data}) => [system, config, data]),
  ),
  configuration: keyTable('key', CONFIGURATION),
  'configuration-example': codeBlock('json', CONFIG_EXAMPLE),
  proofs: (await loadProviders()).map(describeProof).join('\n\n'),
  references: table(
    ['reference', 'meaning'],
    REFERENCES.map(({reference, meaning}) => [`\`${reference}\``, meaning]),
  ),
  hooksrc: keyTable('key', PROJECT_KEYS),
  'hooksrc-example': codeBlock('json', PROJECT_EXAMPLE),
  'hooks-yaml-example': `<!-- saved as hooks.yaml -->\n\n${codeBlock('yaml', DESIRED_EXAMPLE)}`,
  'hooks-yaml': keyTable('key', DESIRED_KEYS),
  'hooks-yaml-delivery': keyTable('key of `delivery`', DELIVERY_KEYS),
  'scenario-example': `<!-- saved as recording.yaml -->\n\n${codeBlock('yaml', SCENARIO_EXAMPLE)}`,
  scenario: keyTable('key', SCENARIO_KEYS),
  'scenario-step': keyTable('key of a step', STEP_KEYS),
}

const MARKED = /(<!-- ([a-z-]+) -->\n)[\s\S]*?(<!-- \/\2 -->)/g

/**
 * The page with everything between its marks, `<!-- NAME -->` and `<!-- /NAME -->`, regenerated.
 *
 * @throws Error, if a mark names an unknown section
 */
export function fillSections(page: string): string {
  return page.replace(MARKED, (_, start: string, name: string, end: string) => {
    const section = SECTIONS[name]
    if (section === undefined) throw new Error(`unknown section ${name}`)
    return `${start}\n${section}\n\n${end}`
  })
}

/** The sections that are on none of the pages. */
export function unplacedSections(pages: readonly string[]): string[] {
  const placed = new Set(
    pages.flatMap((page) => [...page.matchAll(MARKED)].map(([, , name]) => name)),
  )
  return Object.keys(SECTIONS).filter((name) => !placed.has(name))
}

/** A heading and a table: how a provider proves its deliveries, with the default assumptions. */
function describeProof(provider: Provider): string {
  const recipe = provider.proof.getRecipe(completeAssumptions(provider, {}))
  const rows = describeRecipe(recipe).map(([name, value]) => [name, value.replaceAll('|', '\\|')])
  return `## ${provider.label}\n\n${table(['part', 'value'], rows)}`
}

function keyTable(title: string, rows: readonly KeyRow[]): string {
  return table(
    [title, 'meaning'],
    rows.map(({key, meaning}) => [`\`${key}\``, meaning]),
  )
}
