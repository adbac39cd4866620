import type { Settings, UpdateSettingsRequest } from "@aws-sdk/client-auditmanager";

/** The settings of the account as they are edited. */
export interface SettingsDraft {
  readonly reportDestination: string;
  readonly exportDestination: string;
  /** ARNs of users and roles. */
  readonly owners: readonly string[];
  readonly hasOwnKey: boolean;
  readonly kmsKey: string;
  readonly isFinderOn: boolean;
  readonly deletesAll: boolean;
}

const DEFAULT = "DEFAULT";

export function draftOf(settings: Settings): SettingsDraft {
  const kmsKey = settings.kmsKey ?? DEFAULT;
  const hasOwnKey = kmsKey !== DEFAULT;
  return {
    reportDestination: settings.defaultAssessmentReportsDestination?.destination ?? "",
    exportDestination: settings.defaultExportDestination?.destination ?? "",
    owners: (settings.defaultProcessOwners ?? []).map((role) => role.roleArn ?? "").filter(Boolean),
    hasOwnKey,
    kmsKey: hasOwnKey ? kmsKey : "",
    isFinderOn: settings.evidenceFinderEnablement?.enablementStatus !== "DISABLED",
    deletesAll: settings.deregistrationPolicy?.deleteResources === "ALL",
  };
}

function keyOf({ hasOwnKey, kmsKey }: SettingsDraft): string {
  return hasOwnKey ? kmsKey.trim() : DEFAULT;
}

/** Return what is to be set, and nothing that stays; undefined: nothing changes. */
export function changeOf(before: SettingsDraft, after: SettingsDraft): UpdateSettingsRequest | undefined {
  const place = (destination: string) => ({ destinationType: "S3" as const, destination: destination.trim() });
  const change: UpdateSettingsRequest = {
    ...(after.reportDestination.trim() !== before.reportDestination
      ? { defaultAssessmentReportsDestination: place(after.reportDestination) }
      : {}),
    ...(after.exportDestination.trim() !== before.exportDestination
      ? { defaultExportDestination: place(after.exportDestination) }
      : {}),
    ...(after.owners.join() !== before.owners.join()
      ? { defaultProcessOwners: after.owners.map((roleArn) => ({ roleType: "PROCESS_OWNER" as const, roleArn })) }
      : {}),
    ...(keyOf(after) !== keyOf(before) ? { kmsKey: keyOf(after) } : {}),
    ...(after.isFinderOn !== before.isFinderOn ? { evidenceFinderEnabled: after.isFinderOn } : {}),
    ...(after.deletesAll !== before.deletesAll
      ? { deregistrationPolicy: { deleteResources: after.deletesAll ? ("ALL" as const) : ("DEFAULT" as const) } }
      : {}),
  };
  return Object.keys(change).length > 0 ? change : undefined;
}

export interface Wrong {
  readonly reportDestination?: string;
  readonly exportDestination?: string;
  readonly kmsKey?: string;
}

/** Return what is wrong before the server is asked. */
export function wrongOf(before: SettingsDraft, after: SettingsDraft): Wrong {
  const report = wrongPlace(before.reportDestination, after.reportDestination);
  const exported = wrongPlace(before.exportDestination, after.exportDestination);
  return {
    ...(report ? { reportDestination: report } : {}),
    ...(exported ? { exportDestination: exported } : {}),
    ...(after.hasOwnKey && !/^arn:[^:]+:kms:.+/.test(after.kmsKey.trim())
      ? { kmsKey: "Give the ARN of a symmetric key: arn:aws:kms:REGION:ACCOUNT:key/ID." }
      : {}),
  };
}

/** Say whether a text names a place in a bucket. */
export function isPlace(text: string): boolean {
  return /^s3:\/\/[^/\s]+/i.test(text.trim());
}

function wrongPlace(before: string, after: string): string | undefined {
  if (after.trim() === "") return before ? "It cannot be taken away again: name another place." : undefined;
  return isPlace(after) ? undefined : "Begin with s3:// and the name of a bucket.";
}

/** Return what is wrong with a topic; undefined: nothing that can be told here. */
export function wrongTopic(arn: string): string | undefined {
  return /^arn:[^:]+:sns:[^:]+:\d{12}:\S+$/.test(arn.trim())
    ? undefined
    : "Give the ARN of a topic: arn:aws:sns:REGION:ACCOUNT:NAME.";
}
