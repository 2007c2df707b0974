import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { asProblem } from "@/api/problem";
import { api } from "@/api/client";
import type { Webhook } from "@/api/types";
import { useMay } from "@/app/session";
import { type Column, DataTable } from "@/components/DataTable";
import { Inert } from "@/components/Inert";
import { Empty } from "@/components/States";
import { Ago } from "@/components/Timestamp";
import { useUndo } from "@/undo/UndoProvider";

function Tools({ hook }: { hook: Webhook }) {
  const undo = useUndo();
  const client = useQueryClient();
  const may = useMay("webhooks:write");
  if (!may) return null;
  const remove = () =>
    undo.schedule({
      title: `Remove the endpoint ${hook.url}`,
      send: () => api.DELETE("/v1/webhooks/{endpoint_id}", { params: { path: { endpoint_id: hook.id } } }),
      refresh: [["webhooks"], ["deliveries"]],
    });
  const test = () =>
    void api.POST("/v1/webhooks/{endpoint_id}/test", { params: { path: { endpoint_id: hook.id } } }).then(
      () => client.invalidateQueries({ queryKey: ["deliveries"] }).then(() => undo.notice("A test message is in the outbox")),
      (error: unknown) => undo.notice(`No test was sent: ${asProblem(error).title}`),
    );
  return (
    <>
      <Button variant="subtle" size="compact-xs" onClick={test}>Test</Button>
      <Button variant="subtle" size="compact-xs" onClick={remove}>Remove</Button>
    </>
  );
}

const COLUMNS: Column<Webhook>[] = [
  { id: "url", header: "Address", cell: (hook) => <Inert text={hook.url} mono limit={120} /> },
  { id: "what", header: "Gets", width: "30%", cell: (hook) => <Inert text={hook.types.length ? hook.types.join(", ") : "every kind of message"} limit={120} /> },
  { id: "note", wide: true, header: "Note", width: "22%", cell: (hook) => <Inert text={hook.description} limit={80} /> },
  { id: "since", header: "Since", width: "96px", cell: (hook) => <Ago at={hook.created_at} /> },
  { id: "tools", header: "", width: "150px", align: "right", cell: (hook) => <Tools hook={hook} /> },
];

export function Endpoints({ hooks }: { hooks: Webhook[] }) {
  return (
    <DataTable
      label="Endpoints"
      columns={COLUMNS}
      rows={hooks}
      rowId={(hook) => hook.id}
      empty={<Empty icon="webhooks" title="No endpoint is told anything yet">Add the address of your platform that should hear of blocks, throttles, suspensions and labels.</Empty>}
    />
  );
}
