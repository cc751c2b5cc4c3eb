import type { ReportSearch } from '../../report-search.ts'
import { useAddress } from '../../use-address.ts'

/** What a report's address asks for, and a way to ask for something else. */
export const useReportSearch = () => useAddress<ReportSearch>()
