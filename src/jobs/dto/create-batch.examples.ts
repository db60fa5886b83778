/** The two kinds of lists, for the API document. */
export const createBatchExamples = {
  emails: {
    summary: 'Email addresses',
    value: { emails: ['john@company.com', 'Jane <jane@company.com>'], priority: 'HIGH' },
  },
  items: {
    summary: 'LinkedIn URLs and email addresses, with what belongs to them',
    value: {
      items: [
        { linkedin_url: 'https://www.linkedin.com/in/jane-doe/', suggested_role: 'CTO', custom: { crm_id: '4711' } },
        { email: 'john@company.com', name: 'John Roe', custom: { crm_id: '4712' } },
      ],
      config: { include_companies: true },
    },
  },
};
