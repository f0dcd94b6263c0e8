/** Degrees: what is asked for, what is shown. */

/** 1 vocational training, 2 bachelor, 3 master, 4 doctorate. */
export type Degree = 1 | 2 | 3 | 4;

/** Names of the degrees, by degree. */
export const DEGREE_NAMES = ['', 'vocational training', "bachelor's degree", "master's degree", 'doctorate'] as const;

const DEGREES: readonly (readonly [RegExp, Degree])[] = [
  [/\bph\.?\s?d\b|\bdoctorate\b|\bdoctoral\b|\bdr\. ?rer/i, 4],
  [
    /\bmaster(?:['’]?s)?(?: degree)?(?: of| in|\b(?= thesis))|\bmaster['’]?s degree\b|\bm\.?\s?sc\b|\bmba\b|\bm\.?eng\b|\bdiplom\b/i,
    3,
  ],
  [
    /\bbachelor(?:['’]?s)?\b|\bb\.?\s?sc\b|\bb\.?eng\b|\bundergraduate degree\b|\b(?:university|college|computer science|engineering) degree\b|\bdegree in\b/i,
    2,
  ],
  [/\bapprenticeship\b|\bvocational\b|\bbootcamp\b|\bassociate degree\b|\bdiploma\b/i, 1],
];

/** A degree and the line that speaks of it. */
export interface FoundDegree {
  readonly degree: Degree;
  readonly quote: string;
}

/** The highest degree that the lines show. */
export function highestDegree(lines: readonly string[]): FoundDegree | undefined {
  const [degree, quote] = degreesIn(lines).sort(([a], [b]) => b - a)[0] ?? [];
  return degree === undefined || quote === undefined ? undefined : { degree, quote };
}

/** The lowest degree that satisfies a job description: "Bachelor's or Master's" asks for a bachelor. */
export function askedDegree(lines: readonly string[]): (FoundDegree & { readonly orEquivalent: boolean }) | undefined {
  const [degree, quote] = degreesIn(lines).sort(([a], [b]) => a - b)[0] ?? [];
  if (degree === undefined || quote === undefined) return undefined;
  return {
    degree,
    quote,
    orEquivalent: /\bequivalent\b|\bor (?:comparable|similar|related) (?:practical )?experience\b/i.test(quote),
  };
}

function degreesIn(lines: readonly string[]): [Degree, string][] {
  return lines.flatMap((line) =>
    DEGREES.filter(([pattern]) => pattern.test(line)).map(([, degree]): [Degree, string] => [degree, line]),
  );
}
