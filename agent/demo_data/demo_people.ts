// Who shops in the demo: names of many origins, and cities of eight countries whose
// regulators set phone numbers aside for fiction. Nobody here exists; every number
// is of a range that is never given out.

/** A country of the demo, and how a phone number there is made up. */
export interface DemoCountry {
  readonly name: string;
  /** ISO 3166-1 alpha-2, for tax numbers and account numbers. */
  readonly code: string;
  readonly cities: readonly string[];
  /** A phone number of the fictional range; each `#` is a digit. */
  readonly phone: string;
}

/** Countries with their weight: how many customers of a hundred live there. */
export const DEMO_COUNTRIES: readonly (readonly [DemoCountry, number])[] = [
  [{
    name: "United States",
    code: "US",
    cities: ["Chicago", "Seattle", "Austin", "Denver", "Boston", "Portland", "Atlanta", "Oakland"],
    phone: "+1 312 555 01##",
  }, 24],
  [{
    name: "Germany",
    code: "DE",
    cities: ["Berlin", "Hamburg", "München", "Köln", "Leipzig", "Freiburg"],
    phone: "+49 30 23125 ###",
  }, 22],
  [{
    name: "United Kingdom",
    code: "GB",
    cities: ["London", "Manchester", "Bristol", "Glasgow", "Leeds", "Cardiff"],
    phone: "+44 20 7946 0###",
  }, 17],
  [{
    name: "France",
    code: "FR",
    cities: ["Paris", "Lyon", "Marseille", "Nantes", "Bordeaux", "Lille"],
    phone: "+33 1 99 00 ## ##",
  }, 14],
  [{
    name: "Canada",
    code: "CA",
    cities: ["Toronto", "Montréal", "Vancouver", "Halifax"],
    phone: "+1 416 555 01##",
  }, 8],
  [{
    name: "Australia",
    code: "AU",
    cities: ["Melbourne", "Sydney", "Perth", "Hobart"],
    phone: "+61 3 5550 ####",
  }, 6],
  [{
    name: "Sweden",
    code: "SE",
    cities: ["Stockholm", "Göteborg", "Malmö", "Umeå"],
    phone: "+46 8 465 004 ##",
  }, 5],
  [{
    name: "Ireland",
    code: "IE",
    cities: ["Dublin", "Cork", "Galway"],
    phone: "+353 20 911 ####",
  }, 4],
];

/** Given and family names, kept together by origin so that full names ring true. */
export const DEMO_NAMES: readonly {
  readonly given: readonly string[];
  readonly family: readonly string[];
}[] = [
  {
    given: [
      "Emma",
      "Oliver",
      "Grace",
      "Henry",
      "Lucy",
      "Samuel",
      "Hazel",
      "Walter",
      "Ruth",
      "Jack",
    ],
    family: [
      "Harper",
      "Whitfield",
      "O'Brien",
      "Lindqvist",
      "Barker",
      "Ashdown",
      "Merrill",
      "Doyle",
    ],
  },
  {
    given: ["Lena", "Jonas", "Anneliese", "Matthias", "Greta", "Florian", "Ulrike", "Moritz"],
    family: ["Brückner", "Hoffmann", "Vogel", "Krüger", "Lorenz", "Schäfer", "Engel"],
  },
  {
    given: ["Camille", "Étienne", "Margaux", "Théo", "Élodie", "Rémi", "Noémie", "Bastien"],
    family: ["Lefèvre", "Moreau", "Girard", "Rousseau", "Chevalier", "Marchand", "Dubois"],
  },
  {
    given: ["Priya", "Arjun", "Ananya", "Rohan", "Meera", "Vikram", "Kavya", "Sanjay"],
    family: ["Raghavan", "Mehta", "Iyer", "Banerjee", "Kulkarni", "Chopra", "Nair"],
  },
  {
    given: ["Wei", "Xiaoming", "Mei", "Jun", "Lihua", "Hao", "Yuting", "Bo"],
    family: ["Zhang", "Chen", "Huang", "Lin", "Zhao", "Xu", "Sun"],
  },
  {
    given: ["Sofía", "Mateo", "Valentina", "Andrés", "Lucía", "Joaquín", "Ximena", "Tomás"],
    family: ["Herrera", "Navarro", "Castillo", "Núñez", "Aguilar", "Ibáñez", "Rojas"],
  },
  {
    given: ["Amina", "Kwame", "Ngozi", "Tendai", "Zanele", "Chidi", "Abena", "Sipho"],
    family: ["Okafor", "Mensah", "Dlamini", "Adeyemi", "Mwangi", "Boateng", "Ndlovu"],
  },
  {
    given: ["Layla", "Omar", "Yasmin", "Karim", "Noor", "Tariq", "Salma", "Idris"],
    family: ["Haddad", "Rahmani", "Mansour", "El-Sayed", "Farouk", "Bennani", "Khoury"],
  },
  {
    given: ["Yuki", "Haruto", "Aiko", "Kenji", "Sakura", "Ren", "Naomi", "Daichi"],
    family: ["Tanaka", "Fujimoto", "Nakamura", "Ishikawa", "Mori", "Kobayashi", "Ueda"],
  },
  {
    given: ["Agnieszka", "Piotr", "Zofia", "Tomasz", "Katarzyna", "Marek", "Ewa", "Jakub"],
    family: ["Kowalczyk", "Wiśniewski", "Zielińska", "Mazur", "Nowicki", "Dąbrowska", "Wrona"],
  },
  {
    given: ["Ingrid", "Lars", "Astrid", "Nils", "Sigrid", "Erik", "Freja", "Anton"],
    family: ["Bergström", "Holm", "Sandberg", "Ekdahl", "Nyström", "Åkesson", "Dahl"],
  },
  {
    given: ["Elif", "Emre", "Zeynep", "Can", "Defne", "Murat", "Selin", "Kerem"],
    family: ["Yıldız", "Demir", "Aydın", "Kaya", "Şahin", "Arslan", "Polat"],
  },
];

/** Back-office accounts: login name and role. */
export const DEMO_STAFF: readonly (readonly [string, string])[] = [
  ["m.albrecht", "admin"],
  ["t.osei", "admin"],
  ["j.fontaine", "finance"],
  ["r.iyengar", "finance"],
  ["s.novak", "catalogue"],
  ["h.lund", "catalogue"],
  ["c.duarte", "catalogue"],
  ["a.petrov", "warehouse"],
  ["k.obi", "warehouse"],
  ["l.moretti", "warehouse"],
  ["d.farah", "warehouse"],
  ["p.weiss", "warehouse"],
  ["n.tran", "warehouse"],
  ["e.byrne", "support"],
  ["g.sato", "support"],
  ["o.kaplan", "support"],
  ["i.mendes", "support"],
  ["b.adler", "support"],
  ["v.rossi", "support"],
  ["f.haile", "support"],
];
