import type { Invariant } from './invariant.ts'

/** What must hold of invoices and what takes them back. */
export const INVOICE_INVARIANTS: Invariant[] = [
  {
    name: 'I33 fees of clients',
    means:
      'A late fee is for an invoice that is no fee itself; a fee for a check is for one that came back.',
    tables: ['client_fee', 'payment_return'],
    violations: `
      select f.org_id, f.invoice_id from client_fee f
      where exists (select from client_fee g where g.org_id = f.org_id and g.invoice_id = f.for_invoice_id)
        or (f.kind = 'returned_check' and not exists (select from payment_return r
              where r.org_id = f.org_id and r.payment_id = f.for_payment_id))`,
  },
  {
    name: 'I4 allocated within the invoice',
    means:
      'What is allocated to an invoice is between nothing and what credit notes and write-offs leave of its total, and is what it says; of no payment or credit less than nothing lies on it.',
    tables: ['invoice', 'allocation', 'credit_note', 'write_off'],
    violations: `
      with put as (select org_id, invoice_id, sum(amount) as amount from allocation group by 1, 2),
        taken as (select org_id, invoice_id, sum(total) as amount, bool_or(is_void) as is_void
          from credit_note group by 1, 2),
        given_up as (select org_id, invoice_id, sum(amount) as amount from write_off
          where reversed_at is null group by 1, 2)
      select i.org_id, i.id from invoice i
      left join put on put.org_id = i.org_id and put.invoice_id = i.id
      left join taken t on t.org_id = i.org_id and t.invoice_id = i.id
      left join given_up w on w.org_id = i.org_id and w.invoice_id = i.id
      where coalesce(put.amount, 0) not between 0 and i.total - i.credited - i.written_off
        or coalesce(put.amount, 0) <> i.allocated or coalesce(t.amount, 0) <> i.credited
        or coalesce(w.amount, 0) <> i.written_off or (i.voided_at is not null) <> coalesce(t.is_void, false)
        or i.due <> i.total - i.credited - i.written_off - i.allocated
      union all
      select org_id, invoice_id from allocation
      group by org_id, invoice_id, payment_id, credit_id having sum(amount) < 0`,
  },
  {
    name: 'I4a an invoice is its lines and taxes',
    means:
      'Lines and the taxes on top of them are the total; what the books say was earned and taxed is what the invoice says.',
    tables: ['invoice', 'invoice_line', 'invoice_tax', 'ledger_line'],
    violations: `
      with lines as (select org_id, invoice_id, sum(amount) as amount from invoice_line group by 1, 2),
        taxes as (select org_id, invoice_id, sum(amount) as amount,
            coalesce(sum(amount) filter (where not is_inclusive), 0) as on_top from invoice_tax group by 1, 2),
        booked as (select org_id, source_id as id, coalesce(sum(amount) filter (where event = 'issued'), 0) as earned,
            coalesce(sum(amount) filter (where event = 'taxed'), 0) as taxed
          from ledger_line where source = 'invoice' group by 1, 2)
      select i.org_id, i.id from invoice i
      left join lines l on l.org_id = i.org_id and l.invoice_id = i.id
      left join taxes t on t.org_id = i.org_id and t.invoice_id = i.id
      left join booked b on b.org_id = i.org_id and b.id = i.id
      where coalesce(l.amount, 0) + coalesce(t.on_top, 0) <> i.total
        or coalesce(b.taxed, 0) <> coalesce(t.amount, 0)
        or coalesce(b.earned, 0) <> i.total - coalesce(t.amount, 0)
      union all
      select coalesce(t.org_id, l.org_id), coalesce(t.invoice_id, l.source_id) from invoice_tax t
      full join (select * from ledger_line where event = 'taxed') l
        on l.org_id = t.org_id and l.source_id = t.invoice_id and l.n = t.position
      where coalesce(t.amount, 0) <> coalesce(l.amount, 0)`,
  },
  {
    name: 'I4b a credit note is its parts',
    means:
      'Its lines and taxes are its total and in the books, and over all of an invoice’s notes no line or tax is taken back further than it went.',
    tables: ['credit_note', 'credit_note_line', 'credit_note_tax', 'ledger_line'],
    violations: `
      with parts as (
          select n.org_id, n.id, n.net, n.total,
            (select coalesce(sum(l.amount), 0) from credit_note_line l
              where l.org_id = n.org_id and l.credit_note_id = n.id) as lines,
            (select coalesce(sum(t.amount), 0) from credit_note_tax t
              where t.org_id = n.org_id and t.credit_note_id = n.id) as tax,
            (select coalesce(sum(t.amount), 0) from credit_note_tax t
              join invoice_tax x on x.org_id = t.org_id and x.invoice_id = n.invoice_id and x.position = t.position
              where t.org_id = n.org_id and t.credit_note_id = n.id and not x.is_inclusive) as on_top,
            (select coalesce(sum(b.amount) filter (where b.event = 'credited'), 0) from ledger_line b
              where b.org_id = n.org_id and b.source = 'credit_note' and b.source_id = n.id) as earned,
            (select coalesce(sum(b.amount) filter (where b.event = 'tax_credited'), 0) from ledger_line b
              where b.org_id = n.org_id and b.source = 'credit_note' and b.source_id = n.id) as taxed
          from credit_note n)
      select org_id, id from parts
      where lines + on_top <> total or net + tax <> total or earned <> net or taxed <> tax
      union all
      select n.org_id, n.invoice_id from credit_note n
      join credit_note_line c on c.org_id = n.org_id and c.credit_note_id = n.id
      join invoice_line l on l.org_id = n.org_id and l.invoice_id = n.invoice_id and l.position = c.position
      group by n.org_id, n.invoice_id, l.position, l.amount having sum(c.amount) > l.amount
      union all
      select n.org_id, n.invoice_id from credit_note n
      join credit_note_tax c on c.org_id = n.org_id and c.credit_note_id = n.id
      join invoice_tax t on t.org_id = n.org_id and t.invoice_id = n.invoice_id and t.position = c.position
      group by n.org_id, n.invoice_id, t.position, t.amount having sum(c.amount) > t.amount`,
  },
  {
    name: 'I4c a write-off is in the books',
    means: 'Every write-off has its line, and a second one if it was reversed.',
    tables: ['write_off', 'ledger_line'],
    violations: `
      select coalesce(w.org_id, l.org_id), coalesce(w.id, l.source_id) from write_off w
      full join (select org_id, source_id, sum(amount) filter (where event = 'written_off') as gone,
          sum(amount) filter (where event = 'write_off_reversed') as back
        from ledger_line where source = 'write_off' group by 1, 2) l
        on l.org_id = w.org_id and l.source_id = w.id
      where w.amount is distinct from l.gone
        or l.back is distinct from case when w.reversed_at is null then null else w.amount end`,
  },
]
