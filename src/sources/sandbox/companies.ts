/** A fictional company. LinkedIn has a number and a slug for each, and its data contains both. */
export interface SandboxCompany {
  id: string;
  slug: string;
  name: string;
  industry: string;
  employees: number;
  founded: number;
  city: string;
  region: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
}

/** id | slug | name | industry | employees | founded | city | region | country */
const table = `
900000101 | northwind-cloud | Northwind Cloud | Software Development | 4200 | 2006 | Seattle | Washington | US
900000138 | altira-systems | Altira Systems | IT Services and IT Consulting | 12800 | 1994 | Boston | Massachusetts | US
900000175 | bluefin-robotics-lab | Bluefin Robotics Lab | Robotics Engineering | 640 | 2013 | Pittsburgh | Pennsylvania | US
900000212 | cobalt-harbor-bank | Cobalt Harbor Bank | Banking | 21500 | 1921 | New York | New York | US
900000249 | quartz-health-network | Quartz Health Network | Hospitals and Health Care | 33000 | 1958 | Minneapolis | Minnesota | US
900000286 | ridgeline-energy | Ridgeline Energy | Utilities | 8700 | 1976 | Denver | Colorado | US
900000323 | larkspur-media | Larkspur Media | Online Audio and Video Media | 1900 | 2009 | Los Angeles | California | US
900000360 | tandem-freight | Tandem Freight | Transportation, Logistics, Supply Chain and Storage | 15400 | 1988 | Memphis | Tennessee | US
900000397 | pinecone-analytics-works | Pinecone Analytics Works | Technology, Information and Internet | 310 | 2018 | Austin | Texas | US
900000434 | vantage-loop | Vantage Loop | Computer and Network Security | 1250 | 2011 | San Jose | California | US
900000471 | harborlight-insurance | Harborlight Insurance | Insurance | 9800 | 1949 | Hartford | Connecticut | US
900000508 | meridian-grocers | Meridian Grocers | Retail | 54000 | 1936 | Cincinnati | Ohio | US
900000545 | elbtal-maschinenbau | Elbtal Maschinenbau | Industrial Machinery Manufacturing | 7600 | 1898 | Dresden | Sachsen | DE
900000582 | nordlicht-software | Nordlicht Software | Software Development | 880 | 2004 | Hamburg | Hamburg | DE
900000619 | rheinwerk-chemie | Rheinwerk Chemie | Chemical Manufacturing | 18900 | 1911 | Köln | Nordrhein-Westfalen | DE
900000656 | kranich-mobility | Kranich Mobility | Motor Vehicle Manufacturing | 26700 | 1967 | Stuttgart | Baden-Württemberg | DE
900000693 | sakura-semiconductors | Sakura Semiconductors | Semiconductor Manufacturing | 14300 | 1979 | Osaka |  | JP
900000730 | hoshizora-games | Hoshizora Games | Computer Games | 720 | 2001 | Tokyo |  | JP
900000767 | kitanami-telecom | Kitanami Telecom | Telecommunications | 31000 | 1985 | Sapporo |  | JP
900000804 | kaveri-infotech | Kaveri Infotech | IT Services and IT Consulting | 62000 | 1991 | Bengaluru | Karnataka | IN
900000841 | monsoon-payments | Monsoon Payments | Financial Services | 2900 | 2014 | Mumbai | Maharashtra | IN
900000878 | deccan-pharma | Deccan Pharma | Pharmaceutical Manufacturing | 11200 | 1983 | Hyderabad | Telangana | IN
900000915 | falcon-gulf-logistics | Falcon Gulf Logistics | Freight and Package Transportation | 5400 | 1999 | Dubai | Dubai | AE
900000952 | oasis-digital-bank | Oasis Digital Bank | Banking | 830 | 2019 | Abu Dhabi | Abu Dhabi | AE
900000989 | dnipro-code-works | Dnipro Code Works | Software Development | 1600 | 2007 | Kyiv |  | UA
900001026 | karpaty-data | Karpaty Data | Data Infrastructure and Analytics | 240 | 2016 | Lviv |  | UA
900001063 | atlantico-varejo | Atlântico Varejo | Retail | 28800 | 1962 | São Paulo | SP | BR
900001100 | litoral-fintech | Litoral Fintech | Financial Services | 1100 | 2015 | Florianópolis | SC | BR
900001137 | hangang-electronics | Hangang Electronics | Computers and Electronics Manufacturing | 41000 | 1969 | Seoul |  | KR
900001174 | namsan-networks | Namsan Networks | Computer Networking Products | 3300 | 1997 | Seoul |  | KR
900001211 | negev-cyber | Negev Cyber | Computer and Network Security | 560 | 2012 | Be'er Sheva |  | IL
900001248 | galil-agritech | Galil Agritech | Farming | 370 | 2010 | Haifa |  | IL
900001285 | bogazici-havacilik | Boğaziçi Havacılık | Airlines and Aviation | 16500 | 1986 | İstanbul |  | TR
900001322 | anadolu-bulut | Anadolu Bulut | Technology, Information and Internet | 450 | 2017 | Ankara |  | TR
900001359 | thames-tyne-consulting | Thames & Tyne Consulting | Business Consulting and Services | 7300 | 1990 | London | England | GB
900001396 | skye-renewables | Skye Renewables | Renewable Energy Semiconductor Manufacturing | 1400 | 2008 | Edinburgh | Scotland | GB
900001433 | lac-leman-biotech | Lac Léman Biotech | Biotechnology Research | 980 | 2003 | Genève | Genève | CH
900001470 | polder-waterworks | Polder Waterworks | Utilities | 3900 | 1953 | Rotterdam | Zuid-Holland | NL
900001507 | fjordkraft-marine | Fjordkraft Marine | Maritime Transportation | 2200 | 1974 | Bergen |  | NO
900001544 | southern-cross-airlines-systems | Southern Cross Airlines Systems | Airlines and Aviation | 5100 | 1995 | Sydney | New South Wales | AU
`;

function companyOf(row: string): SandboxCompany {
  const [id = '', slug = '', name = '', industry = '', employees, founded, city = '', region = '', country = ''] = row
    .split('|')
    .map((cell) => cell.trim());
  return { id, slug, name, industry, employees: Number(employees), founded: Number(founded), city, region, country };
}

const [first = '', ...others] = table.trim().split('\n');

/** The employers of the people in the sandbox. */
export const companies: readonly [SandboxCompany, ...SandboxCompany[]] = [companyOf(first), ...others.map(companyOf)];
