/** The frame of every page. */
import { html, type Html } from '../html/html.ts';
import type { Session } from '../session/session.ts';

/** What every page needs to know of the visit. */
export interface Visit {
  readonly session: Session;
  /** Path of the page, for marking where one is. */
  readonly path: string;
  /** Addresses of the style sheet, the script and the icon, with their fingerprint. */
  readonly assets: { readonly style: string; readonly script: string; readonly icon: string };
  /** Where photos are shown from, without trailing slash. */
  readonly imagesUrl: string;
}

/** One page. */
export interface Page {
  readonly title: string;
  readonly body: Html;
  /** Good news at the top, after something was done. */
  readonly notice?: string;
}

const LINKS = {
  seeker: [
    ['/cv', 'CV scan'],
    ['/profile', 'Profile'],
  ],
  recruiter: [
    ['/rankings', 'Rank candidates'],
    ['/profile', 'Profile'],
  ],
} as const;

/** The whole document. */
export function layout(visit: Visit, { title, body, notice }: Page): string {
  const { assets } = visit;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Talent</title>
        <meta name="description" content="See how a CV matches a job, and why." />
        <link rel="icon" href="${assets.icon}" type="image/svg+xml" />
        <link rel="stylesheet" href="${assets.style}" />
        <script src="${assets.script}" defer></script>
      </head>
      <body>
        <a class="skip" href="#content">Skip to content</a>
        <header class="top">
          <div class="wrap">
            <a class="brand" href="/"
              ><svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
                <rect class="mark-ground" width="32" height="32" rx="9" />
                <path
                  class="mark-line"
                  d="M8 11h16M16 11v13M10 18.5l3 3M22 18.5l-3 3"
                  fill="none"
                  stroke-width="3"
                  stroke-linecap="round"
                  stroke-linejoin="round"
                /></svg
              >Talent</a
            >
            ${navigation(visit)}
          </div>
        </header>
        <main id="content" class="wrap">
          ${notice !== undefined && html`<p class="notice" role="status">${notice}</p>`} ${body}
        </main>
        <footer class="bottom">
          <div class="wrap">
            <span>Talent, the reference application of Nines</span
            ><span>Scores explain themselves. People decide.</span>
          </div>
        </footer>
      </body>
    </html> `.text;
}

function navigation({ session, path }: Visit): Html {
  const { login } = session;
  if (login === undefined) {
    return html`<nav aria-label="Main">
      <a href="/login" ${current('/login', path)}>Log in</a><a class="button small" href="/register">Register</a>
    </nav>`;
  }
  return html`<nav aria-label="Main">
    ${LINKS[login.role].map(([href, text]) => html`<a href="${href}" ${current(href, path)}>${text}</a>`)}
    <form method="post" action="/logout">
      ${csrfField(session)}<button class="quiet" title="Logged in as ${login.name}">Log out</button>
    </form>
  </nav>`;
}

function current(href: string, path: string): Html | false {
  return (path === href || path.startsWith(`${href}/`)) && html` aria-current="page"`;
}

/** The hidden field that every form carries. */
export function csrfField(session: Session): Html {
  return html`<input type="hidden" name="csrf" value="${session.csrf}" />`;
}
