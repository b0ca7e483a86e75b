// SPDX-License-Identifier: MIT
// Each state of the page, and each language: said in the right words, valid, accessible in light and in dark, and
// fitting a narrow window.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { assertAccessible, assertFits, assertValid } from "./support/judges.mjs";
import { enter, STATES } from "./support/states.mjs";
import { NARROW, startWorld, texts, TOP } from "./support/world.mjs";

const world = await startWorld();
const english = texts("en");
const languages = readdirSync(join(TOP, "templates/text")).map((name) => name.replace(".yaml", ""));

for (const [name, state] of Object.entries(STATES)) {
    test(`state ${name}`, () => world.visit({}, async (page) => {
        const response = await enter(page, state);
        assert.equal(response.status(), state.status);
        assert.ok(await page.getByText(english[state.says]).first().isVisible(), state.says);
        assert.equal(await page.locator("h1").count(), 1);
        await assertValid(await response.text());
        await assertAccessible(page);
        await page.emulateMedia({ colorScheme: "dark" });
        await assertAccessible(page);
        await page.setViewportSize(NARROW);
        await assertFits(page);
    }));
}

test("an unknown domain is not repeated but in the form, and nothing is told of mailboxes", () =>
    world.visit({}, async (page) => {
        const asked = "<b>jo</b>@unknown.example";
        await page.goto(`https://autoconfig.example.com/settings?email=${encodeURIComponent(asked)}`);
        assert.equal(await page.locator("#email").inputValue(), asked);
        assert.doesNotMatch(await page.locator("body").innerText(), /unknown\.example/);
        assert.equal(await page.locator("main b").count(), 0);
    }));

for (const language of languages) {
    test(`language ${language}`, () => world.visit({ locale: language }, async (page) => {
        const own = texts(language);
        const response = await enter(page, STATES.settings);
        assert.equal(response.headers()["content-language"], language);
        assert.equal(response.headers()["vary"], "Accept-Language");
        assert.equal(await page.locator("html").getAttribute("lang"), language);
        assert.equal(await page.evaluate(() => getComputedStyle(document.body).direction), own["language.direction"]);
        assert.equal(await page.locator("h1").innerText(), own["page.heading"]);
        await assertValid(await response.text());
        await assertAccessible(page);
        await page.setViewportSize(NARROW);
        await assertFits(page);
    }));
}
