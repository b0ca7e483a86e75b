// SPDX-License-Identifier: MIT
// The page without a mouse: everything is reached, in order, and seen to be; and with fingers: all is large enough.

import assert from "node:assert/strict";
import test from "node:test";
import { unfold } from "./support/judges.mjs";
import { enter, STATES } from "./support/states.mjs";
import { ANNA, PHONE, startWorld, texts, USER_AGENTS } from "./support/world.mjs";

const world = await startWorld();
const english = texts("en");
const CONTROLS = "a[href], button, input:not([type=hidden]), summary";
const TARGET_MIN_PX = 44;
const OUTLINE_MIN_PX = 2;

// Presses Tab until the page is left; what was focused, in the numbers of CONTROLS.
async function tabThrough(page) {
    const visited = [];
    for (;;) {
        await page.keyboard.press("Tab");
        const now = await page.evaluate((controls) => {
            const one = document.activeElement;
            const box = one.getBoundingClientRect();
            const style = getComputedStyle(one);
            return {
                index: Array.from(document.querySelectorAll(controls)).filter((each) => each.checkVisibility()).indexOf(one),
                name: one.outerHTML.slice(0, 80),
                outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
                inView: box.top > -1 && box.bottom < innerHeight + 1, // scrolled to by whole pixels
            };
        }, CONTROLS);
        if (now.index === -1 || now.index === visited[0]) {
            return visited;
        }
        assert.ok(now.outline >= OUTLINE_MIN_PX, `focus is not seen: ${now.name}`);
        assert.ok(now.inView, `focus is out of view: ${now.name}`);
        visited.push(now.index);
    }
}

for (const unfolded of [false, true]) {
    test(`Tab reaches everything in order, ${unfolded ? "all unfolded" : "as it comes"}`, () =>
        world.visit({}, async (page) => {
            await enter(page, STATES.settings);
            if (unfolded) {
                await unfold(page);
            }
            const count = await page.locator(CONTROLS).filter({ visible: true }).count();
            assert.ok(count > 25);
            assert.deepEqual(await tabThrough(page), Array.from({ length: count }, (_, index) => index));
        }));
}

test("an address is entered, and steps are unfolded, without a mouse", () => world.visit({}, async (page) => {
    await page.goto(STATES.form.url);
    await page.keyboard.press("Tab");
    await page.keyboard.type(ANNA);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/settings");
    assert.equal(await page.locator("header bdi").innerText(), ANNA);
    const steps = page.locator("#steps details").first();
    await steps.locator("summary").focus();
    for (const key of ["Enter", "Space"]) {
        await page.keyboard.press(key);
        assert.equal(await steps.locator("ol").isVisible(), key === "Enter");
    }
}));

test("a value is selected by one click, and nothing else with it", () => world.visit({}, async (page) => {
    await enter(page, STATES.settings);
    for (const value of ["imap.example.com", "993", ANNA, `https://dav.example.com/calendars/${ANNA}/`]) {
        await page.locator("td bdi").getByText(value, { exact: true }).first().click();
        assert.equal(await page.evaluate(() => getSelection().toString().trim()), value);
    }
}));

test("fingers find every control", () => world.visit({ viewport: PHONE, userAgent: USER_AGENTS.iphone, hasTouch: true }, async (page) => {
    await enter(page, STATES.settings);
    const small = await page.locator("button, input:not([type=hidden]), summary, nav a").filter({ visible: true }).evaluateAll(
        (all, least) => all.filter((one) => one.getBoundingClientRect().height < least).map((one) => one.outerHTML), TARGET_MIN_PX);
    assert.deepEqual(small, []);
    assert.ok(await page.getByRole("button", { name: english["profile.button"] }).first().isVisible());
}));
