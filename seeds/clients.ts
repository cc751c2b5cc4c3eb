/** The clients of the sample business. Numbers are of the range kept free for examples. */
export const CLIENTS: {
  name: string
  email: string | null
  phone: string | null
  /** Whose account pays, when it is not their own. */
  account?: string
}[] = [
  { name: 'Maria Alvarez', email: 'maria.alvarez@example.com', phone: '555-0133' },
  { name: 'Leo Alvarez', email: null, phone: null, account: 'Maria Alvarez' },
  { name: 'Dana Whitcomb', email: 'dana.whitcomb@example.com', phone: '555-0148' },
  { name: 'Owen Ibarra', email: 'owen.ibarra@example.com', phone: '555-0102' },
  { name: 'Grace Lindqvist', email: 'grace.lindqvist@example.com', phone: '555-0119' },
  { name: 'Hassan Farouk', email: 'hassan.farouk@example.com', phone: '555-0171' },
  { name: 'Mei-Ling Zhou', email: 'meiling.zhou@example.com', phone: '555-0126' },
  { name: 'Thomas O’Connell', email: 'thomas.oconnell@example.com', phone: '555-0187' },
  { name: 'Aaliyah Brooks', email: 'aaliyah.brooks@example.com', phone: '555-0165' },
  { name: 'Jonas Petersen', email: 'jonas.petersen@example.com', phone: '555-0154' },
  { name: 'Sofia Marchetti', email: 'sofia.marchetti@example.com', phone: '555-0110' },
  { name: 'Daniel Kim', email: 'daniel.kim@example.com', phone: '555-0142' },
  { name: 'Zoë Fitzgerald', email: 'zoe.fitzgerald@example.com', phone: '555-0193' },
  { name: 'Ravi Narayanan', email: 'ravi.narayanan@example.com', phone: '555-0107' },
  { name: 'Chloe Dubois', email: 'chloe.dubois@example.com', phone: '555-0138' },
  { name: 'Malik Johnson', email: 'malik.johnson@example.com', phone: '555-0179' },
  { name: 'Ewa Żółkiewska', email: 'ewa.zolkiewska@example.com', phone: '555-0121' },
  { name: 'Nora Haddad', email: 'nora.haddad@example.com', phone: '555-0159' },
  { name: 'Peter Vance', email: 'peter.vance@example.com', phone: '555-0184' },
  { name: 'Lucía Romero', email: 'lucia.romero@example.com', phone: '555-0116' },
  { name: 'Hannah Goldberg', email: 'hannah.goldberg@example.com', phone: '555-0197' },
  { name: 'Kenji Watanabe', email: 'kenji.watanabe@example.com', phone: '555-0145' },
  { name: 'Isabel Costa', email: 'isabel.costa@example.com', phone: '555-0162' },
  { name: 'Andrew Blackwood', email: 'andrew.blackwood@example.com', phone: '555-0128' },
]
