/** What a person types to have a certificate authority trusted, by each thing that keeps its own list. Pure. */

export interface TrustStep {
  readonly who: string;
  /** Lines of a shell, or of plain words. */
  readonly commands: readonly string[];
}

/**
 * @param file the authority's certificate
 * @param fingerprint of it, SHA-256; a part of it becomes the name under which it is kept
 * @see update-ca-certificates(8); NSS, certutil; Node.js documentation, NODE_EXTRA_CA_CERTS; curl(1); security(1)
 */
export function trustSteps(file: string, fingerprint: string): readonly TrustStep[] {
  const name = `nines-${fingerprint.slice(0, 11).replaceAll(':', '').toLowerCase()}`;
  const path = quoted(file);
  return [
    {
      who: 'this system (Debian, Ubuntu): curl, wget, Python, most programs',
      commands: [
        `sudo install -m 644 ${path} /usr/local/share/ca-certificates/${name}.crt && sudo update-ca-certificates`,
        `undo: sudo rm /usr/local/share/ca-certificates/${name}.crt && sudo update-ca-certificates --fresh`,
      ],
    },
    {
      who: 'Chromium and Chrome on Linux (certutil is in the package libnss3-tools)',
      commands: [
        `mkdir -p ~/.pki/nssdb && certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n ${name} -i ${path}`,
        `undo: certutil -d sql:$HOME/.pki/nssdb -D -n ${name}`,
      ],
    },
    {
      who: 'Firefox',
      commands: [
        'Settings, Privacy & Security, View Certificates, Authorities, Import: choose the file, trust it for websites',
        `or: for profile in ~/.mozilla/firefox/*.default*; do certutil -d sql:$profile -A -t C,, -n ${name} -i ${path}; done`,
      ],
    },
    { who: 'one call of curl', commands: [`curl --cacert ${path} https://HOST:PORT/`] },
    { who: 'Node.js', commands: [`NODE_EXTRA_CA_CERTS=${path} node …`] },
    {
      who: 'another machine (macOS), after `nines trust --print` was copied there as nines.pem',
      commands: [
        'sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain nines.pem',
        'check the fingerprint there: openssl x509 -noout -fingerprint -sha256 -in nines.pem',
      ],
    },
  ];
}

/** For a shell, where that is needed. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
