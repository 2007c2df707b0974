import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { queries } from "@/api/queries";
import { BrandMark } from "@/components/BrandMark";
import { ProblemNote } from "@/components/States";
import { useConsoleNavigate } from "./useConsoleNavigate";
import classes from "./SignIn.module.css";

export function SignInPage() {
  const { next } = useSearch({ from: "/signin" });
  const client = useQueryClient();
  const goTo = useConsoleNavigate();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useMutation({
    mutationFn: () => api.POST("/v1/session", { body: { email, password } }),
    onSuccess: async () => {
      setPassword("");
      await client.resetQueries({ queryKey: queries.session().queryKey });
      goTo(next);
    },
  });
  return (
    <div className={classes.page}>
      <aside className={classes.brand}>
        <div className={classes.mark}><BrandMark size={72} /></div>
        <h1>Redshank</h1>
        <p>Events in, rules judge, decisions out, and everything can be explained.</p>
      </aside>
      <main className={classes.main}>
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault();
            signIn.mutate();
          }}
        >
          <h2>Sign in</h2>
          <TextInput
            size="sm" label="E-mail" type="email" name="email" autoComplete="username" required autoFocus
            value={email} onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password" name="password" autoComplete="current-password" required
            value={password} onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {signIn.error && <ProblemNote error={signIn.error} />}
          <Button type="submit" size="sm" loading={signIn.isPending}>Sign in</Button>
          <p className={classes.hint}>
            The server tells the first administrator's password when it starts. Others are added in the settings, or
            with <code>redshank user add</code>.
          </p>
        </form>
      </main>
    </div>
  );
}
