/** Words that say little about a person, in the languages that profiles are written in most; `it` is one, `IT` is not. */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  `
a an and are as at be been but by can did do for from had has have he her his how i in into is it its
me more my no not of on or our she so than that the their them they this those to up was we were what when where
which who whom whose why will with you your about also know knows many people person some somebody someone
since today until skills languages university
am auf das dem den der des die ein eine fur im ist mit und von zu da de del di dos e el en et la las le les los y
`
    .trim()
    .split(/\s+/),
);

/** A concept a line, and after the colon its spellings: in lower case, without accents and punctuation. */
const SPELLINGS = `
executive: chief, executive, c level, c suite, boss, vp, svp, evp, vice president, president, director, head of, managing director
executive: leiter, leiterin, geschaftsfuhrer, directeur, director general
vice president: vp, svp, evp, vice president, vizeprasident
head: head of, director, directeur, leiter, leiterin, responsable
manager: manager, management, team lead, leads, leading, managed, teamleiter
founder: founder, co founder, cofounder, founded, entrepreneur, start up, startup, grunder, fondateur, fundador
developer: developer, programmer, coder, software engineer, software engineering, software development, swe
developer: entwickler, desarrollador, desenvolvedor, developpeur
architecture: architect, architecture
frontend: frontend, front end, ui, react, vue, angular
backend: backend, back end, server side
security: security, cyber, cybersecurity, infosec, ciso, secops, soc, hacker, hackers
security: sicherheit, informationssicherheit, seguridad, seguranca, securite
offensive security: penetration, pentest, pentester, pentesting, ethical hacker, ethical hacking, hacker, red team, red teaming
offensive security: offensive security, bug bounty
artificial intelligence: ai, artificial intelligence, machine learning, ml, deep learning, data science, data scientist, llm
artificial intelligence: kunstliche intelligenz, ki
data: data, analytics, analyst, bi, business intelligence
infrastructure: infrastructure, server, servers, network, networks, networking, data center, data centers, datacenter
infrastructure: sysadmin, system administrator, systems administrator, netzwerk, infrastruktur
operations: devops, sre, site reliability, platform engineering, kubernetes, k8s, docker, terraform
cloud: cloud, aws, azure, gcp, saas
information technology: information technology, information systems, cio, informatik, informatique
resource planning: erp, sap, enterprise resource planning, dynamics 365, netsuite
compliance: grc, compliance, risk management, audit, auditor, auditing, governance, gdpr, dsgvo
personnel: hr, human resources, people operations, recruiter, recruiting, recruitment, talent acquisition
sales: sales, account executive, business development, vertrieb, ventas, vendas
marketing: marketing, growth, brand, branding, seo
finance: finance, financial, accounting, accountant, controller, controlling, finanzen
law: legal, law, lawyer, attorney, counsel, jurist, rechtsanwalt
product: product manager, product management, product owner, head of product
design: design, designer, ux, user experience
consulting: consultant, consulting, advisor, advisory, berater, beratung
`;

export interface Spelling {
  concept: string;
  words: readonly string[];
}

/**
 * What people in companies do, under names that differ: an abbreviation and its words, a trade and those who practice it. Texts that
 * use any spelling of a concept share a feature.
 */
export const CONCEPTS: readonly Spelling[] = SPELLINGS.trim()
  .split('\n')
  .flatMap((line) => {
    const [concept = '', spellings = ''] = line.split(': ');
    return spellings.split(', ').map((spelling) => ({ concept, words: spelling.split(' ') }));
  });
