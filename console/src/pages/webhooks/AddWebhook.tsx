import { Button, Modal, MultiSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import type { Webhook } from "@/api/types";
import { CopyId } from "@/components/CopyId";
import { ProblemNote } from "@/components/States";

const KINDS = ["block", "throttle", "challenge", "suspend", "queue", "notify", "label"];

export function AddWebhook({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const [url, setUrl] = useState("");
  const [description, setDescription] = useState("");
  const [kinds, setKinds] = useState<string[]>([]);
  const add = useMutation({
    mutationFn: () => api.post<Webhook>("/v1/webhooks", { url, description: description || null, event_types: kinds }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  const close = () => {
    add.reset();
    setUrl("");
    setDescription("");
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={add.data ? "The endpoint is added" : "Add an endpoint"}>
      {add.data?.secret ? (
        <>
          <p>Its signing secret is shown once. The receiver verifies every message with it (Standard Webhooks).</p>
          <CopyId text={add.data.secret} limit={120} />
          <div><Button mt="md" onClick={close}>I have kept it</Button></div>
        </>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            add.mutate();
          }}
        >
          <TextInput data-autofocus label="Address" type="url" required placeholder="https://platform.example/hooks/redshank" value={url} onChange={(event) => setUrl(event.currentTarget.value)} />
          <MultiSelect mt="sm" label="Actions it is told of" description="None chosen means all." data={KINDS} value={kinds} onChange={setKinds} />
          <TextInput mt="sm" label="Note" maxLength={200} value={description} onChange={(event) => setDescription(event.currentTarget.value)} />
          {add.error && <ProblemNote error={add.error} />}
          <Button type="submit" mt="md" loading={add.isPending}>Add</Button>
        </form>
      )}
    </Modal>
  );
}
