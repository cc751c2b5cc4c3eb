import { writeFileSync } from 'node:fs'
import { readTests, TABLE } from './read-tests.ts'
import { requirementsTable } from './table.ts'

writeFileSync(TABLE, requirementsTable(readTests()))
