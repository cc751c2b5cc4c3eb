/**
 * Codes of diagnoses (ICD-10) and of procedures (CPT, HCPCS) as they stand in texts. It is a net
 * against habits of clinics, not a proof: a code spelled out in words passes.
 */
const CODES = [
  // F41.1, M54.50, Z00.129; the dot makes it one.
  /(?<![\p{L}\d.])[A-TV-Z]\d[\dAB]\.[\dA-Z]{1,4}(?![\p{L}\d])/iu,
  // F32 alone: the chapter of mental health, which is the commonest in a clinic that bills here.
  /(?<![\p{L}\d.#-])F\d{2}(?![\p{L}\d.-])/u,
  // Named as such: ICD-10 J45, Dx E11, diagnosis code R51.
  /(?<!\p{L})(?:icd(?:-?10)?(?:-?cm)?|dx|diagnos[ie]s(?: code)?)[\s:#-]*[A-TV-Z]\d[\dAB](?!\p{L})/iu,
  /(?<!\p{L})(?:cpt|hcpcs|procedure code)[\s:#-]*[A-Z]?\d{4,5}/iu,
  // Psychotherapy, testing, therapies, visits: 90837, 99213-25; not within a number or an amount.
  /(?<![\p{L}\d.,#$€£-])(?<!(?:invoice|inv|no|nr|number|order)[\s.:#-]{0,3})(?:907[89]\d|908[0-9]\d|9[67][01]\d{2}|975[34]\d|99[234]\d{2})(?:-\d{2})?(?![\p{L}\d]|[.,]\d)/iu,
  // HCPCS of behavioural health, drugs and visits: H0004, G0438, J1885, T1015.
  /(?<![\p{L}\d.#-])[GHJT]\d{4}(?![\p{L}\d])/u,
]

/** Whether a text holds what looks like the code of a diagnosis or of a procedure. */
export function findClinicalCode(text: string): boolean {
  const plain = text.normalize('NFKC')
  return CODES.some((code) => code.test(plain))
}
