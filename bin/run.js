#!/usr/bin/env node
import {createRequire} from 'node:module'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major > 24 || (major === 24 && minor >= 15)) {
  const {main} = createRequire(import.meta.url)('../dist/main.cjs')
  main(process.argv.slice(2))
} else {
  console.error(`error: hooks needs Node 24.15 or newer; this is ${process.versions.node}`)
  process.exitCode = 2
}
