/** The people in the examples of Swagger UI; no other example uses them. */
export const erasureExamples = {
  person: {
    summary: 'By URL and email address',
    value: { linkedin_url: 'https://www.linkedin.com/in/erased-example/', email: 'erased@example.com' },
  },
};

/** With URL and email address; the example that removes a suppression uses the same. */
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
