export { callerOf, ownerOf, requireCaller } from './require-caller.ts';
export { createTokenSigner, createTokenVerifier } from './service-token.ts';
export type { Caller, SignedToken, TokenOptions, TokenRole, TokenSigner, TokenVerifier } from './service-token.ts';
