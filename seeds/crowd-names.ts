const words = (text: string) => text.trim().split(/\s+/)

/** Names of made-up people, as one finds them in a city of many languages. */
export const FIRST_NAMES = words(`
  Maria James Aaliyah Wei Sofia Daniel Fatima Lucas Hannah Mateo Olivia Noah Amina Ethan Priya Liam
  Chloe Omar Grace Diego Zoë Kwame Isabel Jonas Mei Andrew Leila Samuel Nora Hassan Emma Rafael Yuki
  Thomas Ewa Malik Anna Kenji Elena Peter Ines Oscar Nadia Victor Camille Ravi Lucía Benjamin Sara
  Ibrahim Julia Marcus Ananya Felix Carmen Joshua Ingrid Tariq Rosa William Aisha Henrik Tamara Leo
  Beatriz Arjun Clara Mohamed Alice Javier Freya Dmitri Gabriela Caleb Simone Hiro Paula Abel Mina
  Patrick Zainab Erik Teresa Jamal Louise Andrés Vera Nikolai Salma George Ruth Pablo Iris Kofi
  Martha Stefan Lina Edward Naomi Bruno Dalia Walter Esther Hugo Layla Frank Judith Adrian Kiran
  Sylvia Antonio Moira Cedric Elif Ronan Marta Gustav Anjali Philip Rania Émile Dorothy Ahmed Lena`)

export const MIDDLE_NAMES = words(`
  Ann Lee Rose Jean Marie Grace Kay Lynn May Paul John David Ray Alan José Luis Kumar Ali Noor Sky`)

export const LAST_NAMES = words(`
  Alvarez Whitcomb Ibarra Lindqvist Farouk Zhou O’Connell Brooks Petersen Marchetti Kim Fitzgerald
  Narayanan Dubois Johnson Żółkiewska Haddad Vance Romero Goldberg Watanabe Costa Blackwood Okafor
  Berg Whitfield Raman Delacroix Nguyen Smith Garcia Müller Rossi Silva Kowalski Andersson Novak
  Ivanova Tanaka Chen Patel Khan Singh Hussein Mensah Adeyemi Diallo Mbeki Osei Abebe Haile Kamau
  Santos Ferreira Oliveira Pereira Mendoza Castillo Herrera Vargas Morales Guerrero Delgado Fuentes
  Navarro Salazar Contreras Espinoza Cárdenas Quiroga Thompson Walker Campbell Mitchell Anderson
  Richardson Cunningham Montgomery Hawthorne Ellsworth Pemberton Ashworth Kirkland Sutherland McKay
  Gallagher Brennan Doherty Kavanagh Sullivan Murphy Byrne Schneider Hoffmann Zimmermann Vogel Krause
  Bauer Lehmann Fischer Weber Keller Huber Moser Steiner Lefebvre Moreau Girard Fontaine Mercier
  Bertrand Rousseau Blanchard Chevalier Renault Bianchi Ferrari Ricci Lombardi Moretti Caruso Galli
  Jansen Visser Bakker Mulder Dekker Hansen Larsen Nilsson Eriksson Virtanen Korhonen Papadopoulos
  Demir Yılmaz Kaya Aydın Cohen Levy Mizrahi Friedman Rosenberg Sato Suzuki Takahashi Yamamoto Park
  Choi Jung Tran Pham Hoang Vu Sharma Gupta Reddy Iyer Menon Banerjee Chowdhury Rahman Malik Siddiqui
  Karimi Rezaei Ahmadi Mansour Khalil Nasser Saleh Aziz Barakat Toure Keita Traoré Sow Ndiaye Mutua
  Wanjiru Achieng Chukwu Eze Nwosu Balogun Popescu Ionescu Horvat Kovač Jovanović Petrov Sokolov
  Volkov Melnyk Shevchenko Bondarenko Németh Szabó Tóth Varga Svoboda Dvořák Čermák Wójcik Kamiński
  Nowicki Zieliński Lewandowski Abernathy Birmingham Carruthers Davenport Eastwood Fairbanks
  Greenwood Hargreaves Ingersoll Jefferson Kingsley Lancaster Merriweather Northcott Oakley Pickering
  Quimby Rutherford Stanhope Thackeray Underwood Vandermeer Wadsworth Yarborough Zeller`)
