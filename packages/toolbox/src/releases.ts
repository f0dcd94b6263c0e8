/**
 * The official releases that are fetched where there is no Debian: version, and SHA-256 of the archive per
 * architecture.
 *
 * @see https://github.com/prometheus/prometheus/releases/tag/v3.5.0, `sha256sums.txt`; likewise for the others
 */
import type { Product } from './tool.ts';

export interface Release {
  /** Owner on GitHub; the repository is called like the product. */
  readonly owner: string;
  readonly version: string;
  /** Hexadecimal, by Node's name of the architecture. Without a sum nothing is fetched. */
  readonly sha256: Readonly<Record<string, string>>;
}

export const RELEASES: Readonly<Record<Product, Release>> = {
  prometheus: {
    owner: 'prometheus',
    version: '3.5.0',
    sha256: {
      x64: 'e811827af26d822afb09a4f28314f61b618b12cff5369835a67f674d8b46f39a',
      arm64: '173389cc42bf09c4e6e54cb53fa07a5a835d7c261e14775d2183181d6e385d1c',
    },
  },
  alertmanager: {
    owner: 'prometheus',
    version: '0.28.1',
    sha256: {
      x64: '5ac7ab5e4b8ee5ce4d8fb0988f9cb275efcc3f181b4b408179fafee121693311',
      arm64: 'd8832540e5b9f613d2fd759e31d603173b9c61cc7bb5e3bc7ae2f12038b1ce4f',
    },
  },
  node_exporter: {
    owner: 'prometheus',
    version: '1.9.1',
    sha256: {
      x64: 'becb950ee80daa8ae7331d77966d94a611af79ad0d3307380907e0ec08f5b4e8',
      arm64: '848f139986f63232ced83babe3cad1679efdbb26c694737edc1f4fbd27b96203',
    },
  },
  postgres_exporter: {
    owner: 'prometheus-community',
    version: '0.17.1',
    sha256: {
      x64: '6da7d2edafd69ecceb08addec876786fa609849f6d5f903987c0d61c3fc89506',
      arm64: '405af4e838a3d094d575e5aaeac43bd0a1818aaf2c840a3c8fc2c6fcc77218dc',
    },
  },
  blackbox_exporter: {
    owner: 'prometheus',
    version: '0.26.0',
    sha256: {
      x64: '4b1bb299c685ecff75d41e55e90aae8e02a658395fb14092c7f9c5c9d75016c7',
      arm64: 'afb5581b1d4ea45078eebc96e4f989f912d1144d2cc131db8a6c0963bcc6a654',
    },
  },
};
