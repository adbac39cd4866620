import type { components } from "~/api/schema";

export type Account = components["schemas"]["AccountShown"];
export type Collection = components["schemas"]["CollectionShown"];
export type CollectionState = Collection["state"];
export type Effort = components["schemas"]["EffortShown"];
export type Setting = components["schemas"]["SettingShown"];

/** From what needs attention to what is well. */
const WORST_FIRST: readonly CollectionState[] = ["FAILING", "WAITING", "COLLECTING", "PAUSED"];

/** Return how collecting goes in an account over all assessments: as in the one that goes worst. */
export function stateOf({ collection }: Account): CollectionState {
  return WORST_FIRST.find((state) => collection.some((each) => each.state === state)) ?? "WAITING";
}

/** Return when anything was last collected to its end; null: nothing yet. */
export function lastRunOf({ collection }: Account): string | null {
  return extreme(
    collection.flatMap(({ detail }) => effortsOf(detail).map(({ lastRunAt }) => lastRunAt)),
    Math.max,
  );
}

function effortsOf(detail: Collection["detail"]): readonly Effort[] {
  return detail ? [detail.live, detail.checks, detail.logs] : [];
}

/** Return when something is due next; null: it is not known yet. */
export function nextDueOf({ collection }: Account): string | null {
  return extreme(
    collection.map(({ detail }) => detail?.nextDueAt),
    Math.min,
  );
}

function extreme(times: readonly (string | null | undefined)[], of: (...each: number[]) => number): string | null {
  const known = times.flatMap((each) => (each ? [Date.parse(each)] : []));
  return known.length > 0 ? new Date(of(...known)).toISOString() : null;
}

/** Return how many slots sources refuse in an account; null where no collector has begun. */
export function refusingOf({ collection }: Account): number | null {
  const known = collection.flatMap(({ detail }) => (detail ? [detail.refusing] : []));
  return known.length > 0 ? known.reduce((sum, each) => sum + each, 0) : null;
}

/** Return what broke off the last attempt, each once. */
export function errorsOf({ collection }: Account): readonly string[] {
  const told = collection.flatMap(({ detail }) => effortsOf(detail).map(({ lastError }) => lastError));
  return [...new Set(told.filter(Boolean))];
}

/** Say whether something was ever collected to its end in one of the accounts. */
export function isReached(accounts: readonly Account[]): boolean {
  return accounts.some((account) => lastRunOf(account) !== null);
}

/** What the server's settings say of how accounts are reached. */
export interface Reach {
  readonly roleName: string;
  readonly externalId: string;
  readonly cloudtrail: string;
  readonly collects: boolean;
  /** Another address than AWS's, such as that of a simulated organization. */
  readonly endpoint: string;
}

export function reachOf(settings: readonly Setting[]): Reach {
  const value = (name: string) => settings.find((each) => each.name === name)?.value ?? "";
  return {
    roleName: value("PROBATIVE_ROLE_NAME"),
    externalId: value("PROBATIVE_EXTERNAL_ID"),
    cloudtrail: value("PROBATIVE_CLOUDTRAIL"),
    collects: value("PROBATIVE_COLLECT") !== "false",
    endpoint: value("PROBATIVE_ENDPOINT_URL"),
  };
}

/** Return whether a text is the id of an account. */
export function isAccountId(text: string): boolean {
  return /^\d{12}$/.test(text.trim());
}

export type TemplateFormat = "cloudformation" | "terraform" | "policy" | "trust";

/** Return what to do with a template, in a shell. */
export function commandOf(format: TemplateFormat, fileName: string, roleName: string): string {
  switch (format) {
    case "cloudformation":
      return `aws cloudformation deploy --stack-name probative-reader --capabilities CAPABILITY_NAMED_IAM --template-file ${fileName}`;
    case "terraform":
      return "terraform init && terraform apply";
    case "trust":
      return `aws iam create-role --role-name ${roleName} --assume-role-policy-document file://${fileName}`;
    case "policy":
      return `aws iam put-role-policy --role-name ${roleName} --policy-name probative-reader --policy-document file://${fileName}`;
  }
}

/** Return the command that deploys a template into all accounts of an organization. */
export function stackSetOf(fileName: string): string {
  return [
    "aws cloudformation create-stack-set --stack-set-name probative-reader --permission-model SERVICE_MANAGED \\",
    `  --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false --capabilities CAPABILITY_NAMED_IAM --template-body file://${fileName}`,
    "aws cloudformation create-stack-instances --stack-set-name probative-reader \\",
    "  --deployment-targets OrganizationalUnitIds=r-YOUR-ROOT --regions us-east-1",
  ].join("\n");
}
