import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Server</h2>}>
      <p>
        Any number of servers can work together over one database. This page tells of the one that answered; the
        settings of the others may differ.
      </p>
      <h3>Watching it</h3>
      <p>
        <code>/healthz</code> says that the process lives, <code>/readyz</code> whether it can answer, and{" "}
        <code>/metrics</code> is for Prometheus. The log goes to standard error.
      </p>
      <h3>Secrets</h3>
      <p>Of a secret, only whether it is set is told. Passwords in addresses are left out.</p>
    </HelpPanel>
  );
}
