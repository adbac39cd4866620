/** Return what somebody is called: the last part of their ARN; what is no ARN is shown as it is. */
export function nameOf(arn: string | undefined): string {
  return arn?.split("/").at(-1) || (arn ?? "-");
}

/** Return what kind of identity an ARN names: `IAM user`, `IAM role`. */
export function kindOf(arn: string | undefined): string {
  const resource = arn?.split(":").at(5) ?? "";
  if (resource === "root") return "Account";
  if (resource.startsWith("role/") || resource.startsWith("assumed-role/")) return "Role";
  if (resource.startsWith("user/")) return "User";
  return "-";
}
