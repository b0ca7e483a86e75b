// SPDX-License-Identifier: MIT
// Each state of the page: said in the right words, valid, accessible in light and in dark, and fitting a narrow window.

import assert from "node:assert/strict";
import test from "node:test";
import { assertAccessible, assertFits, assertValid, COLOURS, unfold } from "./support/judges.mjs";
import { enter, STATES } from "./support/states.mjs";
import { NARROW, startWorld, texts, USER_AGENTS } from "./support/world.mjs";

const world = await startWorld();
const english = texts("en");

for (const [name, state] of Object.entries(STATES)) {
    test(`state ${name}`, () => world.visit({}, async (page) => {
        const response = await enter(page, state);
        assert.equal(response.status(), state.status);
        assert.ok(await page.getByText(english[state.says]).first().isVisible(), state.says);
        assert.equal(await page.locator("h1").count(), 1);
        assert.deepEqual(await page.locator('a[href^="#"]').evaluateAll((links) =>
            links.map((link) => link.hash).filter((hash) => !document.querySelector(hash))), []);
        await assertValid(await response.text());
        await assertAccessible(page);
        await page.emulateMedia({ colorScheme: "dark" });
        await assertAccessible(page, COLOURS);
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

for (const name of ["oauth2", "special"]) {
    test(`where no password will do, none is spoken of: ${name}`, () => world.visit({}, async (page) => {
        for (const userAgent of Object.values(USER_AGENTS)) {
            await page.setExtraHTTPHeaders({ "User-Agent": userAgent });
            await enter(page, STATES[name]);
            await unfold(page);
            const text = await page.locator("body").innerText();
            for (const key of ["device.windows", "device.linux", "value.password", "value.app_password", "profile.button"]) {
                assert.ok(!text.includes(english[key]), key);
            }
        }
    }));
}
