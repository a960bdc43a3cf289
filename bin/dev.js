#!/usr/bin/env node
// Runs the sources as they are, without the bundle.
import path from 'node:path'
import {runProgram} from '../src/cli/program/program.ts'

await runProgram(process.argv.slice(2), {root: path.dirname(import.meta.dirname)})
