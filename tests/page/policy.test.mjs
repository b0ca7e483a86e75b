// SPDX-License-Identifier: MIT
// What the page is not allowed to do, should anybody ever smuggle something into it: the browser is asked to, and
// refuses.

import assert from "node:assert/strict";
import test from "node:test";
import { enter, STATES } from "./support/states.mjs";
import { startWorld, texts } from "./support/world.mjs";

const world = await startWorld();

const smuggled = {
    "script-src-elem": '<script>document.title = "run"</script>',
    "script-src-attr": '<b onclick="document.title = \'run\'">press</b>',
    "style-src-elem": "<style>h1 { display: none }</style>",
    "style-src-attr": '<b style="display: none">hide</b>',
    "img-src": '<img src="https://elsewhere.example/count.gif" alt="">',
    "frame-src": '<iframe src="https://elsewhere.example/"></iframe>',
    "base-uri": '<base href="https://elsewhere.example/">',
    "form-action": '<form id="smuggled" method="post" action="https://elsewhere.example/"></form>',
};

for (const [directive, html] of Object.entries(smuggled)) {
    test(`refused: ${directive}`, () => world.open({}, async (page) => {
        await enter(page, STATES.settings);
        const answers = [];
        page.on("response", (response) => answers.push(response.url()));
        const refused = await page.evaluate((text) => new Promise((resolve) => {
            document.addEventListener("securitypolicyviolation", (event) => resolve([event.effectiveDirective, event.disposition]));
            document.body.append(document.createRange().createContextualFragment(text));
            document.getElementById("smuggled")?.submit();
        }), html);
        assert.deepEqual(refused, [directive, "enforce"]);
        assert.ok(await page.locator("h1").isVisible());
        assert.notEqual(await page.title(), "run");
        assert.deepEqual(answers, []);
    }));
}

test("no other page can frame it", () => world.open({}, async (page) => {
    const refusal = page.waitForEvent("console", (message) => message.text().includes("frame-ancestors 'none'"));
    await page.setContent('<iframe src="https://autoconfig.example.com/"></iframe>');
    await refusal;
    assert.equal(await page.frameLocator("iframe").getByText(texts("en")["page.heading"]).count(), 0);
}));
