/** Calls to one of our services on behalf of a user. */
import { type BackendCall, createBackend } from '@nines/service-kit/backend';
import { type Caller, createTokenSigner } from '@nines/service-kit/tokens';
import type { z } from 'zod';

export interface ServiceClientOptions {
  /** Service name, also the audience of the tokens. */
  readonly name: string;
  readonly url: string;
  /** `TOKEN_KEY`. */
  readonly key: string;
}

/** All methods throw Problem as `Backend`'s do. */
export interface ServiceClient {
  call<TSchema extends z.ZodType>(caller: Caller, call: BackendCall, schema: TSchema): Promise<z.output<TSchema>>;
  /** For answers without content. */
  send(caller: Caller, call: BackendCall): Promise<void>;
  close(): Promise<void>;
}

/** Who asks where there is no user yet. */
export const ANONYMOUS: Caller = { userId: 'api', role: 'service' };

/** Lifetime of the token of one call, s. */
const TOKEN_SECONDS = 60;

/** Makes a client; each call carries a token of its own that only this service accepts. */
export function createServiceClient({ name, url, key }: ServiceClientOptions): ServiceClient {
  const backend = createBackend({ name, url });
  const sign = createTokenSigner({ key, issuer: 'talent-api', audience: name, lifetimeSeconds: TOKEN_SECONDS });
  const signed = async (caller: Caller, call: BackendCall): Promise<BackendCall> => {
    const { token } = await sign(caller);
    return { ...call, token };
  };
  return {
    call: async (caller, call, schema) => backend.call(await signed(caller, call), schema),
    send: async (caller, call) => backend.send(await signed(caller, call)),
    close: () => backend.close(),
  };
}
