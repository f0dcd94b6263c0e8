/**
 * Finds where a text makes a person the cause. What failed is what let one slip become an outage: a text that names
 * somebody ends the search too early, and teaches others to keep quiet.
 *
 * @see Beyer et al., "Site Reliability Engineering", chapter 15, "Postmortem Culture: Learning from Failure"
 */

export interface Blame {
  /** The words that were found. */
  readonly words: string;
  readonly suggestion: string;
}

export interface NamesInText {
  /** Of people, as they are called here. */
  readonly people: readonly string[];
  /** Of services: what they do is no person's fault. */
  readonly services: readonly string[];
}

const ASK = 'say what made it possible, and what would have caught it';

/** What only people do. */
const HUMAN_FAULTS =
  "forgot|has forgotten|neglected|messed (?:it |this |that |things )?up|screwed (?:it |this |that |things )?up|was careless|did(?:n['’]t| not) bother|should(?:n['’]t| not)? have|should have known";

/** What programs do as well, so that it takes a person for a finding. */
const FAULTS =
  "broke|has broken|caused|is responsible for|was responsible for|failed to|ignored|overlooked|missed|mistyped|misconfigured|deleted|misread|did(?:n['’]t| not) (?:check|test|notice|read|follow|verify|ask|look|think|know)|made (?:a|the|this) mistake|took (?:it |everything |production )?down|is to blame|was to blame";

const ROLES =
  '(?:some(?:one|body)|he|she|(?:the |an |a |our |my )?(?:engineer|developer|operator|administrator|admin|colleague|intern|contractor|on-?call(?: person)?|commander|responder|reviewer|user who \\w+))';

/** Names of products begin with a capital too, and people say that they broke. */
const PRODUCTS =
  'Postgres(?:QL)?|Redis|Prometheus|Alertmanager|Grafana|Kubernetes|Linux|Node|Slack|Telegram|Docker|Git[Hh]ub|Systemd|Kafka|Nginx|Envoy|Chrome|Debian|Ubuntu|Nines|It|This|That|They|The|An?|Which|What|Nothing|Everything|There';

/** Words that are names too: a person only with a capital. */
const COMMON_WORDS = new Set(['will', 'mark', 'may', 'bill', 'art', 'grant', 'rob', 'sue', 'pat', 'hope', 'max', 'it']);

const FIXED: readonly (readonly [pattern: RegExp, suggestion: string])[] = [
  [/\b(?:human|operator|user|pilot|manual) errors?\b/i, `an error is where to begin asking, not the cause: ${ASK}`],
  [
    /\b(?:careless(?:ness|ly)?|negligen(?:t|ce)|incompeten(?:t|ce)|laz(?:y|iness)|stupid(?:ity)?)\b/i,
    `this judges a person: ${ASK}`,
  ],
  [/(?<!git )\bblam(?:e|ed|ing) \w+/i, `this looks for somebody to blame: ${ASK}`],
];

/** What is found first in each way in which a person can be made the cause; none for `acknowledged by ana`. */
export function blameIn(text: string, { people, services }: NamesInText): readonly Blame[] {
  const person = [
    ...people.filter((name) => name.trim() !== '' && !services.includes(name)).map(nameOf),
    caseless(ROLES),
  ].join('|');
  const others = `(?!(?:${[PRODUCTS, ...services.map((name) => RegExp.escape(name))].join('|')})\\b)[A-Z][a-z]+`;
  const naming: readonly (readonly [pattern: string, suggestion: string])[] = [
    [`(?:${person})\\s+(?:${caseless(HUMAN_FAULTS)}|${caseless(FAULTS)})`, `a person is made the cause: ${ASK}`],
    [`${others}\\s+(?:${HUMAN_FAULTS})`, `a person seems to be made the cause: ${ASK}`],
    [`[Bb]ecause\\s+${others}\\s+(?:${FAULTS})`, `a person seems to be made the cause: ${ASK}`],
    [
      `(?:${caseless('caused|broken|deleted|misconfigured|forgotten|overlooked|missed|mistyped|triggered')})\\s+[Bb]y\\s+(?:${person})`,
      `a person is made the cause: ${ASK}`,
    ],
    [
      `(?:${person})['’]s\\s+(?:${caseless('fault|mistake|error|carelessness|negligence|failure')})|${caseless('fault|mistake|error')}\\s+(?:[Oo]f|[Bb]y)\\s+(?:${person})`,
      `a person is made the cause: ${ASK}`,
    ],
  ];
  const patterns = [
    ...FIXED,
    ...naming.map(
      ([pattern, suggestion]) =>
        [new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${pattern})(?![\\p{L}\\p{N}_])`, 'u'), suggestion] as const,
    ),
  ];
  return patterns.flatMap(([pattern, suggestion]) => {
    const found = pattern.exec(text);
    return found === null ? [] : [{ words: found[0], suggestion }];
  });
}

function nameOf(name: string): string {
  const trimmed = name.trim();
  if (!COMMON_WORDS.has(trimmed.toLowerCase())) return caseless(RegExp.escape(trimmed));
  return RegExp.escape(trimmed.charAt(0).toUpperCase() + trimmed.slice(1));
}

/** The group matches in any case. */
function caseless(pattern: string): string {
  return `(?i:${pattern})`;
}
