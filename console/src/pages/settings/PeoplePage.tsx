import { Button, Modal, PasswordInput, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { queries } from "@/api/queries";
import type { Person, Role } from "@/api/types";
import { useSession } from "@/app/session";
import { Badge } from "@/components/Badge";
import { type Column, DataTable } from "@/components/DataTable";
import { Icon } from "@/components/Icon";
import { Inert } from "@/components/Inert";
import { Panel } from "@/components/Panel";
import { Empty, Loading, ProblemNote } from "@/components/States";
import { Ago } from "@/components/Timestamp";
import { useUndo } from "@/undo/UndoProvider";
import classes from "./Settings.module.css";

const ROLES: { value: Role; label: string }[] = [
  { value: "viewer", label: "Viewer: sees metadata and figures" },
  { value: "analyst", label: "Analyst: also reveals content, labels, reverts" },
  { value: "engineer", label: "Engineer: also rules, webhooks, quarantine" },
  { value: "admin", label: "Admin: also people, keys, audit" },
];

function usePatch() {
  const undo = useUndo();
  return (person: Person, title: string, change: { role?: Role; disabled?: boolean }) =>
    undo.schedule({ title, send: () => api.PATCH("/v1/people/{person_id}", { params: { path: { person_id: person.id } }, body: change }), refresh: [["people"]] });
}

function RoleSelect({ person }: { person: Person }) {
  const patch = usePatch();
  const self = useSession()?.person?.id === person.id;
  if (self || person.disabled_at !== null) return <>{person.role}</>;
  return (
    <Select
      aria-label={`Role of ${person.email}`}
      data={ROLES.map((role) => ({ value: role.value, label: role.value }))}
      value={person.role}
      allowDeselect={false}
      w={120}
      onChange={(role) => role && role !== person.role && patch(person, `Make ${person.email} ${role}`, { role: role as Role })}
    />
  );
}

function Switch({ person }: { person: Person }) {
  const patch = usePatch();
  const self = useSession()?.person?.id === person.id;
  if (self) return <span className={classes.dim}>you</span>;
  const disabled = person.disabled_at !== null;
  return (
    <Button variant="subtle" size="compact-xs" onClick={() => patch(person, `${disabled ? "Let in" : "Shut out"} ${person.email}`, { disabled: !disabled })}>
      {disabled ? "Let in again" : "Shut out"}
    </Button>
  );
}

const COLUMNS: Column<Person>[] = [
  { id: "name", header: "Name", value: (person) => person.name, cell: (person) => <Inert text={person.name} limit={80} /> },
  { id: "email", header: "E-mail", width: "28%", value: (person) => person.email, cell: (person) => <Inert text={person.email} limit={80} /> },
  { id: "role", header: "Role", width: "150px", value: (person) => person.role, cell: (person) => <RoleSelect person={person} /> },
  { id: "state", header: "State", width: "110px", cell: (person) => (person.disabled_at ? <Badge tone="neutral" icon="block">shut out</Badge> : <Badge tone="allow" icon="check">may sign in</Badge>) },
  { id: "since", header: "Since", width: "100px", value: (person) => person.created_at, cell: (person) => <Ago at={person.created_at} /> },
  { id: "switch", header: "", width: "120px", align: "right", cell: (person) => <Switch person={person} /> },
];

function AddPerson({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const [fields, setFields] = useState({ email: "", name: "", role: "analyst" as Role, password: "" });
  const set = (change: Partial<typeof fields>) => setFields({ ...fields, ...change });
  const add = useMutation({
    mutationFn: () => api.POST("/v1/people", { body: fields }),
    onSuccess: async () => {
      setFields({ email: "", name: "", role: "analyst", password: "" });
      onClose();
      await client.invalidateQueries({ queryKey: ["people"] });
    },
  });
  return (
    <Modal opened={opened} onClose={onClose} title="Add a person">
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <TextInput data-autofocus label="Name" required value={fields.name} onChange={(event) => set({ name: event.currentTarget.value })} />
        <TextInput label="E-mail" type="email" required value={fields.email} onChange={(event) => set({ email: event.currentTarget.value })} />
        <Select label="Role" data={ROLES} value={fields.role} allowDeselect={false} onChange={(role) => role && set({ role: role as Role })} />
        <PasswordInput
          size="xs" label="First password" description="12 characters or more; they can change it." required minLength={12}
          autoComplete="new-password" value={fields.password} onChange={(event) => set({ password: event.currentTarget.value })}
        />
        {add.error && <ProblemNote error={add.error} />}
        <Button type="submit" loading={add.isPending}>Add</Button>
      </form>
    </Modal>
  );
}

export function PeoplePage() {
  const people = useQuery(queries.people());
  const [adding, setAdding] = useState(false);
  if (people.error) return <ProblemNote error={people.error} retry={() => void people.refetch()} />;
  if (!people.data) return <Loading />;
  return (
    <Panel title="People" flush aside={<Button leftSection={<Icon name="plus" size={14} />} onClick={() => setAdding(true)}>Add a person</Button>}>
      <DataTable
        label="People" columns={COLUMNS} rows={people.data.people} rowId={(person) => person.id} keyboard
        empty={<Empty icon="people" title="Nobody yet">Add the people who watch and decide.</Empty>}
      />
      <AddPerson opened={adding} onClose={() => setAdding(false)} />
    </Panel>
  );
}
