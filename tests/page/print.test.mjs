// SPDX-License-Identifier: MIT
// The page on paper, as a helpdesk hands it out: what is to be typed, and nothing that only a screen can do.

import assert from "node:assert/strict";
import test from "node:test";
import { enter, STATES } from "./support/states.mjs";
import { ANNA, startWorld, texts } from "./support/world.mjs";

const world = await startWorld();
const english = texts("en");

test("on paper: settings, what to do first, and the steps that were unfolded", () => world.visit({}, async (page) => {
    await enter(page, STATES.settings);
    await page.locator("#steps summary").first().click();
    await page.emulateMedia({ media: "print" });
    const seen = (text) => page.getByText(text, { exact: true }).first().isVisible();
    for (const text of [ANNA, "imap.example.com", "993", "smtp.example.com", "465", english["before.app_password"]]) {
        assert.ok(await seen(text), text);
    }
    assert.equal(await page.locator("#steps details").filter({ visible: true }).count(), 1);
    assert.equal(await page.locator("form, button, input:not([type=hidden]), nav").filter({ visible: true }).count(), 0);
}));

test("on paper: black on white, also when the screen is dark", () => world.visit({ colorScheme: "dark" }, async (page) => {
    await enter(page, STATES.settings);
    await page.emulateMedia({ media: "print" });
    const colours = await page.evaluate(() => Array.from(document.body.querySelectorAll("*"))
        .filter((one) => one.checkVisibility() && Array.from(one.childNodes).some((node) => node.nodeType === 3 && node.data.trim()))
        .map((one) => getComputedStyle(one).color));
    assert.deepEqual(Array.from(new Set(colours)).filter((colour) => luminance(colour) > 0.25), []);
}));

function luminance(colour) {
    const [red, green, blue] = colour.match(/\d+/g).map((one) => {
        const part = one / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
