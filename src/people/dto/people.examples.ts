/** What Swagger UI sends unless it is changed: people whom no other example needs. */
export const erasureExamples = {
  person: {
    summary: 'By URL and email address',
    value: { linkedin_url: 'https://www.linkedin.com/in/erased-example/', email: 'erased@example.com' },
  },
};

/** By both; removing the suppression shows them too. */
export const suppressedPerson = {
  linkedin_url: 'https://www.linkedin.com/in/suppressed-example/',
  email: 'suppressed@example.com',
};

export const suppressionExamples = {
  people: {
    summary: 'By URL, and by email address',
    value: { entries: [{ linkedin_url: suppressedPerson.linkedin_url }, { email: suppressedPerson.email }] },
  },
};
