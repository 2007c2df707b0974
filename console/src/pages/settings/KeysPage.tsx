import { Button, Checkbox, Modal, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, body } from "@/api/client";
import { queries } from "@/api/queries";
import type { ApiKey } from "@/api/types";
import { Badge } from "@/components/Badge";
import { CopyId } from "@/components/CopyId";
import { type Column, DataTable } from "@/components/DataTable";
import { Icon } from "@/components/Icon";
import { Inert } from "@/components/Inert";
import { Panel } from "@/components/Panel";
import { Empty, Loading, ProblemNote } from "@/components/States";
import { Ago } from "@/components/Timestamp";
import { useUndo } from "@/undo/UndoProvider";
import classes from "./Settings.module.css";

const SCOPES: [string, string][] = [
  ["events:write", "send events"],
  ["events:backfill", "send events of the past with their own arrival times"],
  ["decide", "ask for a verdict"],
  ["read", "see metadata, features, verdicts, rules and figures"],
  ["content:read", "reveal content, with a purpose"],
  ["labels:write", "put labels on subjects and take them off"],
  ["actions:write", "revert actions"],
];

function stateOf(key: ApiKey): "works" | "revoked" | "expired" {
  if (key.revoked_at) return "revoked";
  return key.expires_at && Date.parse(key.expires_at) < Date.now() ? "expired" : "works";
}

function Revoke({ apiKey }: { apiKey: ApiKey }) {
  const undo = useUndo();
  if (stateOf(apiKey) !== "works") return null;
  const revoke = () =>
    undo.schedule({ title: `Revoke the key ${apiKey.name}`, send: () => api.DELETE("/v1/keys/{key_id}", { params: { path: { key_id: apiKey.id } } }), refresh: [["keys"]] });
  return <Button variant="subtle" size="compact-xs" onClick={revoke}>Revoke</Button>;
}

const COLUMNS: Column<ApiKey>[] = [
  { id: "name", header: "Name", value: (key) => key.name, cell: (key) => <Inert text={key.name} limit={80} /> },
  { id: "hint", wide: true, header: "Begins with", width: "130px", cell: (key) => <Inert text={key.hint} mono /> },
  { id: "scopes", header: "May", width: "30%", cell: (key) => <Inert text={key.scopes.join(", ")} limit={160} /> },
  {
    id: "state", header: "State", width: "104px", value: stateOf,
    cell: (key) => (stateOf(key) === "works" ? <Badge tone="allow" icon="check">works</Badge> : <Badge tone="neutral" icon="block">{stateOf(key)}</Badge>),
  },
  { id: "used", header: "Last used", width: "110px", value: (key) => key.last_used_at, cell: (key) => <Ago at={key.last_used_at} /> },
  { id: "ends", wide: true, header: "Ends", width: "100px", value: (key) => key.expires_at, cell: (key) => (key.expires_at ? <Ago at={key.expires_at} /> : "no end") },
  { id: "revoke", header: "", width: "90px", align: "right", cell: (key) => <Revoke apiKey={key} /> },
];

function NewKey({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>(["events:write", "decide"]);
  const [days, setDays] = useState("90");
  const create = useMutation({
    mutationFn: () => 
      body(api.POST("/v1/keys", { body: { name, scopes, expires_in_days: days ? Number(days) : null } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["keys"] }),
  });
  const close = () => {
    create.reset();
    setName("");
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={create.data ? "The key is made" : "Make a key"}>
      {create.data ? (
        <>
          <p>It is shown this once. Put it where the sender reads its secrets.</p>
          <CopyId text={create.data.key} limit={200} />
          <div><Button mt="md" onClick={close}>I have kept it</Button></div>
        </>
      ) : (
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate();
          }}
        >
          <TextInput data-autofocus label="Name" description="What will use it." required maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <Checkbox.Group label="It may" value={scopes} onChange={setScopes}>
            <div className={classes.scopes}>
              {SCOPES.map(([scope, meaning]) => (
                <Checkbox key={scope} value={scope} size="xs" label={<><code>{scope}</code> {meaning}</>} />
              ))}
            </div>
          </Checkbox.Group>
          <Select
            label="Ends after" value={days} allowDeselect={false} onChange={(value) => setDays(value ?? "")}
            data={[{ value: "30", label: "30 days" }, { value: "90", label: "90 days" }, { value: "365", label: "a year" }, { value: "", label: "no end" }]}
          />
          {create.error && <ProblemNote error={create.error} />}
          <Button type="submit" disabled={scopes.length === 0} loading={create.isPending}>Make it</Button>
        </form>
      )}
    </Modal>
  );
}

export function KeysPage() {
  const keys = useQuery(queries.keys());
  const [making, setMaking] = useState(false);
  if (keys.error) return <ProblemNote error={keys.error} retry={() => void keys.refetch()} />;
  if (!keys.data) return <Loading />;
  return (
    <Panel title="API keys" flush aside={<Button leftSection={<Icon name="plus" size={14} />} onClick={() => setMaking(true)}>Make a key</Button>}>
      <DataTable
        label="API keys" columns={COLUMNS} rows={keys.data.keys} rowId={(key) => key.id} keyboard
        empty={<Empty icon="key" title="No machine may call yet">Make a key for the gateway that sends events and asks for verdicts.</Empty>}
      />
      <NewKey opened={making} onClose={() => setMaking(false)} />
    </Panel>
  );
}
