import { afterEach, describe, expect, it, vi } from "vitest";
import { api, withParams } from "@/api/client";
import { problemFrom } from "@/api/problem";
import { splitSubject } from "@/components/subjects";
import { safeNext } from "@/pages/signin/useConsoleNavigate";
import { jumpTo } from "./jump";
import { installTrustedTypes } from "./trustedTypes";

afterEach(() => vi.unstubAllGlobals());

describe("a pasted id", () => {
  it("leads to its page", () => {
    expect(jumpTo(" evt_0193-a ")).toEqual({ kind: "event", id: "evt_0193-a" });
    expect(jumpTo("dec_0193")).toEqual({ kind: "decision", id: "dec_0193" });
    expect(jumpTo("act_1")).toEqual({ kind: "action", id: "act_1" });
    expect(jumpTo("acc_17")).toEqual({ kind: "subject", type: "Account", id: "acc_17" });
    expect(jumpTo("Device/a/b c")).toEqual({ kind: "subject", type: "Device", id: "a/b c" });
    expect(jumpTo("203.0.113.9")).toEqual({ kind: "subject", type: "Network", id: "203.0.113.9" });
    expect(jumpTo("2001:db8::1")).toEqual({ kind: "subject", type: "Network", id: "2001:db8::1" });
  });

  it("that is none leads nowhere", () => {
    for (const text of ["", "hello", "hello world", "xyz_1"]) {
      expect(jumpTo(text)).toBeNull();
    }
  });
});

it("splits a subject at its first slash only", () => {
  expect(splitSubject("Account/a/b")).toEqual({ type: "Account", id: "a/b" });
  expect(splitSubject("odd")).toEqual({ type: "Subject", id: "odd" });
});

describe("calls", () => {
  it("keep every segment in its place", async () => {
    const asked: string[] = [];
    vi.stubGlobal("fetch", async (request: Request) => {
      asked.push(new URL(request.url).pathname);
      return Response.json({});
    });
    await api.GET("/v1/subjects/{type}/{id}", { baseUrl: "http://redshank.test", params: { path: { type: "Account", id: "../../keys?x#y" } } });
    expect(asked).toEqual(["/v1/subjects/Account/..%2F..%2Fkeys%3Fx%23y"]);
  });

  it("throw the problem that the server told, or that it can't be reached", async () => {
    vi.stubGlobal("fetch", async () => Response.json({ title: "No" }, { status: 403 }));
    await expect(api.GET("/v1/keys", { baseUrl: "http://redshank.test" })).rejects.toMatchObject({ title: "No", status: 403 });
    vi.stubGlobal("fetch", async () => {
      throw new TypeError("network");
    });
    await expect(api.GET("/v1/keys", { baseUrl: "http://redshank.test" })).rejects.toMatchObject({ status: 0 });
  });

  it("leave out what is not asked", () => {
    expect(withParams("/v1/search", { q: "", from: undefined, limit: 5, a: null })).toBe("/v1/search?limit=5");
  });

  it("tell a problem even when the answer is no JSON", async () => {
    const problem = await problemFrom(new Response("<html>", { status: 503 }));
    expect(problem).toMatchObject({ status: 503, title: "The server is not ready" });
    const told = await problemFrom(Response.json({ title: "T", detail: "d", mend: "m", type: "urn:redshank:error:x" }, { status: 409 }));
    expect(told).toMatchObject({ title: "T", detail: "d", mend: "m", code: "urn:redshank:error:x" });
  });
});

it("follows no address but its own after sign-in", () => {
  expect(safeNext("/search?q=a")).toBe("/search?q=a");
  for (const bad of [undefined, "https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/signin?next=/x"]) {
    expect(safeNext(bad)).toBe("/");
  }
});

describe("the Trusted Types policy", () => {
  const rules: Record<string, (input: string) => string> = {};
  installTrustedTypes({ trustedTypes: { createPolicy: (_name, given) => Object.assign(rules, given) } });

  it("lets style text through and refuses markup and scripts", () => {
    expect(rules.createHTML?.(".a{color:red}")).toBe(".a{color:red}");
    expect(() => rules.createHTML?.("<b>")).toThrow(TypeError);
    expect(() => rules.createScript?.("1")).toThrow(TypeError);
    expect(() => rules.createScriptURL?.("/x.js")).toThrow(TypeError);
  });
});
