/** An error the server described (RFC 9457), or the console's own words for a failure to reach it. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly code: string | null;
  readonly mend: string | null;
  readonly where: string | null;

  constructor(fields: {
    status: number;
    title: string;
    detail?: string | null;
    code?: string | null;
    mend?: string | null;
    where?: string | null;
  }) {
    super(fields.title);
    this.name = "Problem";
    this.status = fields.status;
    this.title = fields.title;
    this.detail = fields.detail ?? "";
    this.code = fields.code ?? null;
    this.mend = fields.mend ?? null;
    this.where = fields.where ?? null;
  }

  get isSignedOut(): boolean {
    return this.status === 401;
  }
}

const TITLES: Record<number, string> = {
  401: "You are signed out",
  403: "Your role does not allow this",
  404: "Nothing is there",
  409: "Someone changed this meanwhile",
  429: "Too many requests",
  503: "The server is not ready",
};

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

export async function problemFrom(response: Response): Promise<Problem> {
  let body: Record<string, unknown> = {};
  try {
    const parsed: unknown = await response.json();
    if (typeof parsed === "object" && parsed !== null) body = parsed as Record<string, unknown>;
  } catch {
    // A proxy's HTML page or an empty body: the status has to say it.
  }
  return new Problem({
    status: response.status,
    title: text(body.title) ?? TITLES[response.status] ?? `The server answered ${response.status}`,
    detail: text(body.detail),
    code: text(body.code) ?? text(body.type),
    mend: text(body.mend),
    where: text(body.where),
  });
}

export function unreachable(): Problem {
  return new Problem({
    status: 0,
    title: "The server can't be reached",
    detail: "The console keeps trying. What you see may be out of date.",
  });
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem({ status: 0, title: "The console failed", detail: error instanceof Error ? error.message : "" });
}
