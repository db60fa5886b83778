export const suggestedRoles = ['CTO', 'CIO', 'CISO'] as const;
export type SuggestedRole = (typeof suggestedRoles)[number];
