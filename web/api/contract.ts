/**
 * The types of what the server answers, all taken from its own schemas: whole minor units, TypeIDs,
 * instants in UTC, due dates as `YYYY-MM-DD`. Types only, so nothing of the server is bundled.
 */
import type { z } from '@hono/zod-openapi'
import type * as allocations from '../../src/allocations/contract.ts'
import type * as attention from '../../src/attention/contract.ts'
import type * as clientFees from '../../src/client-fees/contract.ts'
import type * as clients from '../../src/clients/contract.ts'
import type * as differences from '../../src/differences/contract.ts'
import type * as disputes from '../../src/disputes/contract.ts'
import type { MoneyField } from '../../src/http/contract.ts'
import type * as invoices from '../../src/invoices/contract.ts'
import type * as payments from '../../src/payments/contract.ts'
import type * as payouts from '../../src/payouts/contract.ts'
import type * as portal from '../../src/portal/contract.ts'
import type * as refunds from '../../src/refunds/contract.ts'
import type * as reports from '../../src/reports/contract.ts'
import type * as runs from '../../src/runs/contract.ts'
import type * as settings from '../../src/settings/contract.ts'

import type * as staff from '../../src/staff/contract.ts'
import type { Permission as StaffPermission } from '../../src/staff/contract.ts'
import type * as wallet from '../../src/wallet/contract.ts'

export type WireMoney = z.infer<typeof MoneyField>

export type Permission = StaffPermission
export type StaffRole = z.infer<typeof staff.StaffRole>
export type RoleList = z.infer<typeof staff.RoleList>
export type Setup = z.infer<typeof staff.Setup>
export type Door = NonNullable<Setup['sample']>['doors'][number]
export type NewOrganization = z.infer<typeof staff.OpenBusiness>
export type Session = z.infer<typeof staff.Session>
export type Invitation = z.infer<typeof staff.InvitationSeen>
export type InvitationMade = z.infer<typeof staff.InvitationMade>
export type Organization = z.infer<typeof staff.TheOrganization>
export type PasskeyQuestion = z.infer<typeof staff.PasskeyQuestion>
export type SecondFactor = z.infer<typeof staff.SecondFactor>
export type SecondFactorAsked = z.infer<typeof staff.SecondFactorAsked>
export type TotpSecret = z.infer<typeof staff.TotpSecret>
export type RecoveryCodes = z.infer<typeof staff.RecoveryCodes>
export type Security = z.infer<typeof staff.Security>
export type StaffMember = z.infer<typeof staff.StaffMember>
export type StaffList = z.infer<typeof staff.StaffList>

export type ClientView = (typeof clients.CLIENT_VIEWS)[number]
export type Client = z.infer<typeof clients.Client>
export type ClientRow = Omit<z.infer<typeof clients.ClientRow>, 'lastPayment'> & {
  lastPayment: { at: string; state: PaymentState; amount: WireMoney } | null
}
export type ClientList = Omit<z.infer<typeof clients.ClientList>, 'data'> & { data: ClientRow[] }

export type ClientTotals = z.infer<typeof clients.ClientTotals>

export type Method = z.infer<typeof wallet.Method>
export type MethodSetup = z.infer<typeof wallet.MethodSetup>
export type Dependents = z.infer<typeof payments.MethodDependents>

export type Invoice = z.infer<typeof invoices.Invoice>
export type InvoiceDetail = z.infer<typeof invoices.InvoiceDetail>
export type InvoiceDraft = z.infer<typeof invoices.InvoiceDraft>
export type InvoicePreview = z.infer<typeof invoices.InvoicePreview>
export type ClientFees = z.infer<typeof clientFees.ClientFees>
export type ClientFeesPreview = z.infer<typeof clientFees.ClientFeesPreview>
export type InvoiceSettings = z.infer<typeof invoices.InvoiceSettings>
export type TaxRate = z.infer<typeof invoices.TaxRate>
export type CreditPreview = z.infer<typeof invoices.CreditPreview>
export type ListedInvoice = z.infer<typeof invoices.ListedInvoice>
export type InvoiceList = z.infer<typeof invoices.InvoiceList>
export type InvoiceTotals = z.infer<typeof invoices.InvoiceTotals>

export type PaymentState = z.infer<typeof payments.PaymentStateField>
export type PaymentRow = z.infer<typeof payments.PaymentRow>
export type Payment = z.infer<typeof payments.Payment>
export type MoneyBack = z.infer<typeof refunds.MoneyBack>
export type Refund = z.infer<typeof refunds.Refund>
export type RefundState = Refund['state']
export type RefundReason = Refund['reason']
export type RefundPreview = z.infer<typeof refunds.RefundPreview>
export type Dispute = z.infer<typeof disputes.Dispute>
export type DisputeState = Dispute['state']
export type NewPayment = z.infer<typeof payments.TakePayment>
export type CheckToRecord = z.infer<typeof payments.RecordChecks>['checks'][number]
export type RowProblem = z.infer<typeof payments.CheckProblem>
export type ChecksPreview = z.infer<typeof payments.ChecksPreview>
export type CheckBatch = z.infer<typeof payments.CheckBatch>
export type ClientAction = z.infer<typeof payments.ClientAction>
export type Billing = z.infer<typeof payments.Billing>
export type AttentionItem = z.infer<typeof attention.AttentionItem>
export type AttentionList = z.infer<typeof attention.AttentionList>
export type AttentionCount = z.infer<typeof attention.AttentionCount>
export type AttentionDigest = z.infer<typeof attention.Digest>
export type Approval = z.infer<typeof payments.Approval>
export type ApprovalList = z.infer<typeof payments.ApprovalList>
export type Receipt = z.infer<typeof payments.Receipt>
export type MoneyInHand = z.infer<typeof allocations.MoneyInHand>
export type HeldMoney = MoneyInHand['inHand'][number]
export type OwedInvoice = MoneyInHand['openInvoices'][number]
export type Allocation = z.infer<typeof allocations.Allocation>
export type AccountCredit = z.infer<typeof allocations.AccountCredit>
export type Transfer = z.infer<typeof allocations.Transfer>
export type Reconciled = z.infer<typeof allocations.Reconciled>
export type Unreconciled = z.infer<typeof allocations.Unreconciled>
export type ReconciledSome = z.infer<typeof allocations.ReconciledSome>
export type Business = z.infer<typeof settings.Business>
export type Choices = z.infer<typeof settings.Choices>
export type Choice = Choices['data'][number]
export type ProcessorSeen = z.infer<typeof settings.ProcessorSeen>
export type ProcessorTried = z.infer<typeof settings.ProcessorTried>
export type MailServerSeen = z.infer<typeof settings.MailServerSeen>
export type MailServer = NonNullable<MailServerSeen['server']>
export type MailTested = z.infer<typeof settings.MailTested>
export type MailState = z.infer<typeof settings.MailStateField>
export type Mail = z.infer<typeof settings.MailRow>
export type MailSeen = z.infer<typeof settings.MailSeen>
export type MailList = z.infer<typeof settings.MailList>
export type ListedPayment = z.infer<typeof reports.ListedPayment>
export type PaymentList = z.infer<typeof reports.PaymentList>
export type PaymentTotals = z.infer<typeof reports.PaymentTotals>
export type ConsentRow = z.infer<typeof wallet.ConsentRow>
export type Consent = z.infer<typeof wallet.Consent>
export type ConsentList = z.infer<typeof wallet.ConsentList>
export type WalletSettings = z.infer<typeof wallet.WalletSettings>
export type DebitNotice = z.infer<typeof wallet.DebitNotice>
export type UnseenMethod = z.infer<typeof wallet.UnseenMethod>
export type Payout = z.infer<typeof payouts.PayoutRow>
export type PayoutDetail = z.infer<typeof payouts.PayoutDetail>
export type PayoutList = z.infer<typeof payouts.PayoutList>
export type PayoutsRead = z.infer<typeof payouts.PayoutsRead>
export type Difference = z.infer<typeof differences.Difference>
export type Differences = z.infer<typeof differences.Differences>
export type SavedView = z.infer<typeof reports.SavedView>
export type Entries = z.infer<typeof reports.Entries>
export type TrialBalance = z.infer<typeof reports.TrialBalance>
export type LedgerAccountSeen = z.infer<typeof reports.LedgerAccountSeen>
export type Closing = z.infer<typeof reports.Closing>
export type Statement = z.infer<typeof reports.Statement>
export type AccountHistory = z.infer<typeof reports.AccountHistory>
export type Dashboard = z.infer<typeof reports.Dashboard>
export type Transactions = z.infer<typeof reports.Transactions>
export type Takings = z.infer<typeof reports.Takings>
export type Echecks = z.infer<typeof reports.Echecks>
export type Aging = z.infer<typeof reports.Aging>
export type EndOfDay = z.infer<typeof reports.EndOfDay>
export type Deposits = z.infer<typeof reports.Deposits>
export type Deposit = z.infer<typeof reports.Deposit>
export type AccountCodes = z.infer<typeof reports.AccountCodes>

/** The data of one `change` of `/live`. */
export interface LiveChange {
  payments: { id: string; accountId: string; state: PaymentState }[]
  rights?: true
}

export type PortalSession = z.infer<typeof portal.PortalSession>
export type PortalPlace = z.infer<typeof portal.PortalPlace>
export type PortalProfile = z.infer<typeof portal.Profile>
export type PortalOverview = z.infer<typeof portal.PortalOverview>
export type PortalPayment = z.infer<typeof portal.PortalPaymentSeen>
export type OpenedLink = z.infer<typeof portal.OpenedLink>
export type SentLink = z.infer<typeof portal.SentLink>
export type LinkPurpose = SentLink['purpose']
export type AccountPerson = z.infer<typeof portal.AccountPerson>
export type AccountPeople = z.infer<typeof portal.AccountPeople>

export type Run = z.infer<typeof runs.Run>
export type RunList = z.infer<typeof runs.RunList>
export type RunItem = z.infer<typeof runs.RunItem>
export type RunItemList = z.infer<typeof runs.RunItemList>
export type RunState = runs.RunState
export type RunOutcome = runs.RunOutcome
export type OutReason = runs.OutReason
export type RunPer = runs.RunPer
export type RunCharges = runs.RunCharges
export type RunMethods = runs.RunMethods
