/** What Swagger UI sends unless it is changed: nothing that contradicts itself, and people whom the sandbox knows. */
export const ingestExamples = {
  person: {
    summary: 'One person',
    value: { linkedin_url: 'https://www.linkedin.com/in/ann-example/', suggested_role: 'CTO' },
  },
};

export const batchExamples = {
  people: {
    summary: 'Two people',
    value: {
      profiles: [
        { linkedin_url: 'https://www.linkedin.com/in/ann-example/', suggested_role: 'CTO' },
        { linkedin_url: 'https://www.linkedin.com/in/bob-example/', suggested_role: 'CISO', include_companies: false },
      ],
      max_concurrent: 3,
    },
  },
  refresh: {
    summary: 'Fetch again what is older than a day',
    value: {
      profiles: [{ linkedin_url: 'https://www.linkedin.com/in/ann-example/', suggested_role: 'CTO' }],
      max_age_hours: 24,
    },
  },
};
