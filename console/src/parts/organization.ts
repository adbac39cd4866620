import type { components } from "~/api/schema";

/** An account, with its name where it is known. */
export interface Account {
  readonly id: string;
  readonly name?: string;
}

type Unit = components["schemas"]["UnitShown"];

/** A unit or an account of the organization, as a row of a tree. */
export interface Node {
  readonly id: string;
  readonly name: string;
  readonly children: readonly Node[];
  /** Only of accounts. */
  readonly account?: { readonly email: string; readonly status: string };
}

/** Return a unit with all that is in it: its units first, as AWS shows them. */
export function nodeOf(unit: Unit): Node {
  const accounts = unit.accounts.map(
    ({ id, name, email, status }): Node => ({ id, name, children: [], account: { email, status } }),
  );
  return { id: unit.id, name: unit.name, children: [...unit.units.map(nodeOf), ...accounts] };
}

/** Return the accounts in and below a node that can be assessed: those that are active. */
export function accountsIn(node: Node): readonly Account[] {
  if (node.account) return node.account.status === "ACTIVE" ? [{ id: node.id, name: node.name }] : [];
  return node.children.flatMap(accountsIn);
}

/** Return a node and everything below it. */
export function allOf(node: Node): readonly Node[] {
  return [node, ...node.children.flatMap(allOf)];
}

/** Return the nodes that are chosen with these accounts: a unit is, when all that can be chosen in it is. */
export function chosenNodes(root: Node, chosen: ReadonlySet<string>): readonly Node[] {
  return allOf(root).filter((node) => {
    const accounts = accountsIn(node);
    return accounts.length > 0 && accounts.every(({ id }) => chosen.has(id));
  });
}

/** Return the accounts that are chosen once the chosen rows are `after`: a unit brings or takes all of its accounts. */
export function chosenAccounts(root: Node, before: ReadonlySet<string>, after: readonly Node[]): ReadonlySet<string> {
  const rows = new Set(after.map((node) => node.id));
  const shown = new Set(chosenNodes(root, before).map((node) => node.id));
  const chosen = new Set(before);
  for (const node of allOf(root)) {
    if (rows.has(node.id) === shown.has(node.id)) continue;
    for (const { id } of accountsIn(node)) {
      if (rows.has(node.id)) chosen.add(id);
      else chosen.delete(id);
    }
  }
  return chosen;
}
