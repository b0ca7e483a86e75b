// SPDX-License-Identifier: MIT
// The page in each language that the project has: valid, accessible, and fitting whatever window it is in.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { assertAccessible, assertFits, assertValid, assertWholeWords } from "./support/judges.mjs";
import { enter, STATES } from "./support/states.mjs";
import { NARROW, startWorld, texts, TOP } from "./support/world.mjs";

const world = await startWorld();
const languages = readdirSync(join(TOP, "templates/text")).map((name) => name.replace(".yaml", ""));

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
        await assertWholeWords(page);
        assert.deepEqual(await page.locator("bdi, [lang]:not(html), .brand span").evaluateAll((all) =>
            all.filter((one) => /^[\0-\x7f]+$/.test(one.innerText) && getComputedStyle(one).direction !== "ltr").map((one) => one.outerHTML)), []);
        await page.setViewportSize(NARROW);
        await assertFits(page);
        await assertWholeWords(page);
    }));
}
