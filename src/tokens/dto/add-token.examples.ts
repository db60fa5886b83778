/** What Swagger UI sends unless it is changed. */
export const addTokenExamples = {
  token: {
    summary: 'A token with a chosen ID',
    value: { token: 'token-of-account-7', token_id: 'account-7', daily_limit: 500 },
  },
};

export const addTokensExamples = {
  both: {
    summary: 'As text, and as objects',
    value: { tokens: ['token-of-account-8', { token: 'token-of-account-9', token_id: 'account-9' }] },
  },
};
