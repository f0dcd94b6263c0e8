/** A mail server that keeps what it is given, and takes none that breaks the rules of the form. */
import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import { freePort } from '../ports.ts';
import { Changes } from './changes.ts';
import { mailFormError, readMail } from './mail-form.ts';
import type { MailParts } from './mail-form.ts';

export interface FakeSmtpOptions {
  /** @defaultValue a free one, kept while it is down */
  readonly port?: number;
  /** Required of clients where given. @defaultValue nobody needs to say who he is */
  readonly login?: { readonly user: string; readonly password: string };
  /** Whether it speaks TLS, with a certificate that nobody trusts. @defaultValue false */
  readonly isSelfSigned?: boolean;
}

/**
 * - `failing`: answers 451 to recipients; `refusing`: 550; `throttling`: 421 to the sender;
 * - `mute`: keeps the mail and breaks the connection before it says so.
 */
export type SmtpMode = 'up' | 'down' | 'failing' | 'refusing' | 'throttling' | 'mute';

export interface ReceivedMail extends MailParts {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came, a character for each byte. */
  readonly raw: string;
}

export class FakeSmtp {
  /** Everything that was taken. */
  readonly mails: ReceivedMail[] = [];
  /** What single recipients are answered, by address: 451, 550. */
  readonly answers = new Map<string, number>();
  /** Why mails were refused. */
  readonly refused: string[] = [];
  readonly host = '127.0.0.1';
  readonly #options: FakeSmtpOptions;
  readonly #changes = new Changes();
  #server: SMTPServer | undefined;
  #port: number | undefined;
  #mode: SmtpMode = 'down';

  constructor(options: FakeSmtpOptions = {}) {
    this.#options = options;
    this.#port = options.port;
  }

  get port(): number {
    if (this.#port === undefined) throw new Error('the receiver was not started');
    return this.#port;
  }

  /** Each message id once: what a mailbox that drops repetitions shows. */
  get distinct(): readonly ReceivedMail[] {
    return [...new Map(this.mails.map((mail) => [mail.headers.get('message-id') ?? mail.raw, mail])).values()];
  }

  async start(): Promise<this> {
    await this.switchTo('up');
    return this;
  }

  async stop(): Promise<void> {
    await this.switchTo('down');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async switchTo(mode: SmtpMode): Promise<void> {
    this.#mode = mode;
    await (mode === 'down' ? this.#unlisten() : this.#listen());
  }

  /** Resolves once `isSo`, asked after every mail; rejects when `signal` aborts. */
  async waitUntil(isSo: () => boolean, signal: AbortSignal): Promise<void> {
    await this.#changes.until(isSo, signal);
  }

  async #listen(): Promise<void> {
    if (this.#server !== undefined) return;
    this.#port ??= await freePort();
    const { isSelfSigned = false, login } = this.#options;
    const [noTls, noLogin] = [isSelfSigned ? [] : ['STARTTLS'], login === undefined ? ['AUTH'] : []];
    const server = new SMTPServer({
      disabledCommands: [...noTls, ...noLogin],
      authOptional: login === undefined,
      allowInsecureAuth: true,
      logger: false,
      closeTimeout: 1,
      onAuth: ({ username, password }, _session, answer) => {
        const isRight = username === login?.user && password === login?.password;
        if (isRight) answer(null, { user: username });
        else answer(smtpError(535, '5.7.8 Authentication credentials invalid'));
      },
      onMailFrom: (_address, _session, answer) => {
        answer(this.#mode === 'throttling' ? smtpError(421, '4.7.0 Try again later') : null);
      },
      onRcptTo: ({ address }, _session, answer) => {
        const code = this.answers.get(address);
        if (code !== undefined) answer(smtpError(code, `not for ${address}`));
        else if (this.#mode === 'failing') answer(smtpError(451, '4.3.0 Mailbox is busy'));
        else if (this.#mode === 'refusing') answer(smtpError(550, '5.1.1 No such user'));
        else answer();
      },
      onData: (stream, session, answer) => {
        // Whoever is killed amid a mail has sent none.
        this.#take(stream, session, answer).catch(() => undefined);
      },
    });
    // Connections that break are the business of who broke them.
    server.on('error', () => undefined);
    this.#server = server;
    server.listen(this.#port, '127.0.0.1');
    await once(server.server, 'listening');
  }

  async #unlisten(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = Promise.withResolvers<undefined>();
    server.close(() => closed.resolve(undefined));
    await closed.promise;
  }

  async #take(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    answer: (error?: Error | null) => void,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks).toString('latin1');
    const wrong = mailFormError(raw);
    if (wrong !== undefined) {
      this.refused.push(wrong);
      answer(smtpError(554, `5.6.0 ${wrong}`));
      return;
    }
    const { mailFrom, rcptTo } = session.envelope;
    this.mails.push({
      from: mailFrom === false ? '' : mailFrom.address,
      to: rcptTo.map(({ address }) => address),
      raw,
      ...readMail(raw),
    });
    this.#changes.tell();
    if (this.#mode === 'mute') await this.#unlisten();
    else answer();
  }
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
