import {Argument, Command, Option} from 'commander'
import {meetsTarget, ratio, type BenchOptions, type Figure, type Section} from './section.ts'
import {dispatch} from './dispatch.ts'
import {startup} from './startup.ts'

/** The sections, in the order in which they run. */
const SECTIONS: readonly Section[] = [startup, dispatch]

type Flags = {rounds: number; json?: true; check?: true}

const names = SECTIONS.map(({name}) => name)
const program = new Command('npm run bench --')
  .description('Benchmarks hooks. Each figure is compared with a yardstick from the same run.')
  .addArgument(new Argument('[section...]', 'run only these sections').choices(names))
  .addOption(new Option('--rounds <n>', 'rounds of each measurement').default(15).argParser(Number))
  .option('--json', 'print the figures as JSON')
  .option('--check', 'exit 1 if a target is missed')
  .addHelpText(
    'after',
    ['', ...SECTIONS.map(({name, summary}) => `${name}: ${summary}`)].join('\n'),
  )
  .action(bench)

await program.parseAsync()

async function bench(wanted: readonly string[], flags: Flags): Promise<void> {
  const options: BenchOptions = {
    rounds: flags.rounds,
    progress: (message) => console.error(message),
  }
  const figures: Figure[] = []
  for (const section of SECTIONS) {
    if (wanted.length > 0 && !wanted.includes(section.name)) continue
    options.progress(`${section.name}: ${section.summary}`)
    figures.push(...(await section.run(options)))
  }
  console.log(flags.json === true ? JSON.stringify(figures, undefined, 2) : formatTable(figures))
  if (flags.check === true && !figures.every(meetsTarget)) process.exitCode = 1
}

/** A Markdown table, ready to paste into docs/performance.md. */
function formatTable(figures: readonly Figure[]): string {
  const head = ['what', 'measured', 'yardstick', 'measured', 'ratio', 'target', 'met']
  const rows = figures.map((figure) => [
    figure.what,
    `${formatNumber(figure.value)} ${figure.unit}`,
    figure.yardstick,
    `${formatNumber(figure.yardstickValue)} ${figure.unit}`,
    `${ratio(figure).toFixed(2)} x`,
    formatTarget(figure),
    meetsTarget(figure) ? 'yes' : 'no',
  ])
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

function formatTarget({target: wanted}: Figure): string {
  return 'atMost' in wanted ? `<= ${wanted.atMost} x` : `>= ${wanted.atLeast} x`
}

function formatNumber(value: number): string {
  return value.toLocaleString('en', {maximumFractionDigits: value < 1000 ? 1 : 0})
}
