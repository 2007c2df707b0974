import { MantineProvider } from "@mantine/core";
import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Inert, InertBlock } from "./Inert";
import { JsonTree } from "./ValueText";

const HOSTILE = ['<img src=x onerror="window.__pwned=1">', "<script>window.__pwned=1</script>", "<svg/onload=alert(1)>", '"><iframe src=javascript:alert(1)>'];

describe("hostile text", () => {
  it.each(HOSTILE)("makes no element of %s", (text) => {
    const { container } = render(
      <MantineProvider>
        <Inert text={text} />
        <InertBlock text={text} />
        <JsonTree value={{ [text]: [text, { deep: text }] }} />
      </MantineProvider>,
    );
    expect(container.querySelector("img,script,svg,iframe,a")).toBeNull();
    expect(container.textContent).toContain(text);
  });

  it("folds what is long", () => {
    const { getByRole, container } = render(<MantineProvider><InertBlock text={"x".repeat(9000)} /></MantineProvider>);
    expect(getByRole("button").textContent).toContain("5,000 more");
    expect(container.textContent?.match(/x/g)?.length).toBeLessThan(4100);
  });
});
