export { createTokenSigner, createTokenVerifier } from './service-token.ts';
export type { Caller, SignedToken, TokenOptions, TokenRole, TokenSigner, TokenVerifier } from './service-token.ts';
