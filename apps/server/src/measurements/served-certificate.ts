/** The certificate that callers of the ingress really get, whatever files say. */
import type { CertificateMeasurement } from '@nines/detection';

const HANDSHAKE_MS = 3_000;

/** Shakes hands as a browser would and looks at what is shown; whether it is to be trusted is not the question. */
export async function servedCertificate(
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<CertificateMeasurement> {
  const { connect } = await import('node:tls');
  const { promise, resolve, reject } = Promise.withResolvers<CertificateMeasurement>();
  const socket = connect({ host: '127.0.0.1', port, servername: host, rejectUnauthorized: false });
  const stop = AbortSignal.any([signal, AbortSignal.timeout(HANDSHAKE_MS)]);
  const abort = (): void => reject(stop.reason as Error);
  stop.addEventListener('abort', abort, { once: true });
  socket.once('error', reject);
  socket.once('secureConnect', () => {
    const certificate = socket.getPeerX509Certificate();
    if (certificate === undefined) reject(new Error(`${host} showed no certificate`));
    else {
      const { validFromDate, validToDate } = certificate;
      const notBeforeMs = validFromDate.getTime();
      resolve({ kind: 'certificate', host, notBeforeMs, notAfterMs: validToDate.getTime() });
    }
  });
  try {
    return await promise;
  } finally {
    stop.removeEventListener('abort', abort);
    socket.destroy();
  }
}
