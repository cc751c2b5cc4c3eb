export { migrate } from '../../src/database/migrate.ts'
