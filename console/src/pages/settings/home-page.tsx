import Cards from "@cloudscape-design/components/cards";
import Link from "@cloudscape-design/components/link";
import type { Right } from "~/api/session";
import { address } from "~/app/paths";
import { useSession } from "~/app/session-gate";
import { Page } from "~/parts/page";

interface Place {
  readonly name: string;
  readonly path: readonly string[];
  readonly told: string;
  readonly needs?: Right;
}

const PLACES: readonly Place[] = [
  {
    name: "Accounts and roles",
    path: ["settings", "accounts"],
    told: "Which AWS accounts are collected and how that goes, the role to deploy in them, and the organization.",
    needs: "ManageAccounts",
  },
  {
    name: "Users",
    path: ["settings", "users"],
    told: "Who may sign in, what each may do, their access keys, and who changed any of it.",
    needs: "ManageUsers",
  },
  {
    name: "General settings",
    path: ["settings", "general"],
    told: "Defaults for new assessments, encryption, evidence finder, exports, and what deregistering deletes.",
    needs: "UpdateSettings",
  },
  {
    name: "Notification settings",
    path: ["settings", "notifications"],
    told: "The Amazon SNS topic that is told of delegations and reviews.",
    needs: "UpdateSettings",
  },
  {
    name: "Retention",
    path: ["settings", "retention"],
    told: "How long evidence, reports and everything else is kept, and what decides that.",
    needs: "UpdateSettings",
  },
  {
    name: "Policies",
    path: ["settings", "policies"],
    told: "The rules by which each right is decided, as auditors can read them.",
    needs: "ManageUsers",
  },
  {
    name: "Organization and registration",
    path: ["settings", "organization"],
    told: "The delegated administrator of the organization, and turning the service on and off.",
    needs: "GetOrganizationAdminAccount",
  },
  {
    name: "Server",
    path: ["settings", "server"],
    told: "Version, health, and the settings that the server was started with.",
    needs: "ManageAccounts",
  },
  {
    name: "My access keys",
    path: ["settings", "access-keys"],
    told: "Keys for the AWS CLI, SDKs, Terraform and scripts that work with this server as you.",
  },
];
const PASSWORD: Place = { name: "My password", path: ["password"], told: "The password that you sign in with." };

export function Component() {
  const { rights, hasPassword } = useSession();
  const places = [...PLACES, ...(hasPassword ? [PASSWORD] : [])].filter(
    ({ needs }) => !needs || rights.includes(needs),
  );
  return (
    <Page title="Settings" description="What you may look after here.">
      <Cards<Place>
        items={places}
        trackBy="name"
        cardsPerRow={[{ cards: 1 }, { minWidth: 560, cards: 2 }, { minWidth: 1000, cards: 3 }]}
        cardDefinition={{
          header: ({ name, path }) => (
            <Link href={address(...path)} fontSize="heading-m">
              {name}
            </Link>
          ),
          sections: [{ id: "told", content: ({ told }) => told }],
        }}
        ariaLabels={{
          itemSelectionLabel: (_, { name }) => name,
          selectionGroupLabel: "Settings",
          cardsLabel: "Settings",
        }}
      />
    </Page>
  );
}
