/** A career, latest position first. */
export interface Career {
  titles: readonly [string, string, string, string, string];
  headlines: readonly [string, ...string[]];
  about: string;
  skills: readonly string[];
  certifications: readonly { name: string; authority: string }[];
}

export const careers: readonly [Career, ...Career[]] = [
  {
    titles: [
      'Chief Technology Officer',
      'VP of Engineering',
      'Director of Engineering',
      'Engineering Manager',
      'Senior Software Engineer',
    ],
    headlines: ['CTO | building teams that ship', 'Chief Technology Officer', 'CTO & engineering leader'],
    about: 'Leads product engineering from the first prototype to the platform that carries the company.',
    skills: [
      'Software Architecture',
      'Kubernetes',
      'TypeScript',
      'Engineering Management',
      'Distributed Systems',
      'Postgres',
    ],
    certifications: [
      { name: 'AWS Certified Solutions Architect – Professional', authority: 'Amazon Web Services (AWS)' },
    ],
  },
  {
    titles: ['Co-Founder & CTO', 'Principal Engineer', 'Staff Engineer', 'Senior Data Engineer', 'Data Engineer'],
    headlines: ['Co-Founder & CTO', 'Technical founder | data and machine learning'],
    about: 'Founded a company around a data pipeline and has kept both running since.',
    skills: ['Machine Learning', 'Python', 'Spark', 'Vector Search', 'Technical Strategy', 'Fundraising'],
    certifications: [{ name: 'Professional Machine Learning Engineer', authority: 'Google Cloud' }],
  },
  {
    titles: [
      'Chief Information Officer',
      'VP of IT',
      'Head of Enterprise Applications',
      'IT Program Manager',
      'Systems Analyst',
    ],
    headlines: ['Chief Information Officer', 'CIO | digital transformation in regulated industries'],
    about: 'Runs the systems a company works with, and retires those that it no longer needs.',
    skills: ['IT Strategy', 'ERP', 'SAP', 'Vendor Management', 'IT Governance', 'Cloud Migration'],
    certifications: [
      { name: 'ITIL 4 Managing Professional', authority: 'PeopleCert' },
      { name: 'TOGAF 9 Certified', authority: 'The Open Group' },
    ],
  },
  {
    titles: [
      'Group CIO',
      'Director of Infrastructure',
      'Infrastructure Manager',
      'Network Engineer',
      'System Administrator',
    ],
    headlines: ['Group CIO', 'CIO | infrastructure, networks and the people behind them'],
    about: 'Grew from the server room into the board room and still reads the incident reports.',
    skills: ['Infrastructure', 'Networking', 'Disaster Recovery', 'Budgeting', 'Linux', 'Data Centers'],
    certifications: [{ name: 'Cisco Certified Network Professional', authority: 'Cisco' }],
  },
  {
    titles: [
      'Chief Information Security Officer',
      'Director of Security',
      'Security Architect',
      'Security Engineer',
      'SOC Analyst',
    ],
    headlines: ['CISO | security that lets people work', 'Chief Information Security Officer'],
    about: 'Builds security programmes on evidence: threat models, exercises and honest post-mortems.',
    skills: [
      'Information Security',
      'Zero Trust',
      'Incident Response',
      'Threat Modeling',
      'ISO 27001',
      'Cloud Security',
    ],
    certifications: [
      { name: 'Certified Information Systems Security Professional (CISSP)', authority: 'ISC2' },
      { name: 'Certified Information Security Manager (CISM)', authority: 'ISACA' },
    ],
  },
  {
    titles: [
      'CISO',
      'Head of Governance, Risk and Compliance',
      'Penetration Tester',
      'Security Consultant',
      'IT Auditor',
    ],
    headlines: ['CISO, former penetration tester', 'CISO | risk in words a board understands'],
    about: 'Broke into systems for a living, now keeps others from doing so.',
    skills: ['Penetration Testing', 'Risk Management', 'GRC', 'Cryptography', 'NIST CSF', 'Auditing'],
    certifications: [{ name: 'Offensive Security Certified Professional (OSCP)', authority: 'OffSec' }],
  },
];

export const schools: readonly [string, ...string[]] = [
  'Northgate University',
  'Technische Hochschule Elbtal',
  'Institute of Science, Kaveri',
  'Universidade do Litoral',
  'Sunrise University of Technology',
  'École Polytechnique du Lac',
];

export const degrees: readonly [string, ...string[]] = [
  'Bachelor of Science',
  'Master of Science',
  'Diplom-Ingenieur',
  'Master of Business Administration',
  'PhD',
];
export const fieldsOfStudy: readonly [string, ...string[]] = [
  'Computer Science',
  'Information Systems',
  'Electrical Engineering',
  'Mathematics',
  'Cyber Security',
];
