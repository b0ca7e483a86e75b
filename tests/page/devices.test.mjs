// SPDX-License-Identifier: MIT
// What the device that asks is shown first, and the codes for those that do not: read again off the screen.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { assertAccessible } from "./support/judges.mjs";
import { enter, STATES } from "./support/states.mjs";
import { ANNA, DESKTOP, PHONE, show, startWorld, texts, USER_AGENTS } from "./support/world.mjs";

const world = await startWorld();
const english = texts("en");
const folder = mkdtempSync(join(tmpdir(), "autoconfigd-codes-"));
after(() => rmSync(folder, { recursive: true }));

const devices = {
    iphone: { phone: true, says: "device.iphone", first: "steps.apple", profile: true },
    mac: { phone: false, says: "device.mac", first: "steps.apple", profile: true },
    android: { phone: true, says: "device.android", first: "steps.android", profile: false },
    windows: { phone: false, says: "device.windows", first: "steps.computer", profile: false },
    linux: { phone: false, says: "device.linux", first: "steps.computer", profile: false },
};

// What a camera sees of an element.
async function scan(locator) {
    const path = join(folder, "code.png");
    writeFileSync(path, await locator.screenshot());
    const options = ["--nodbus", "--quiet", "--raw", "--oneshot", "-Sdisable", "-Sqrcode.enable", "-Sbinary"];
    return execFileSync("zbarimg", [...options, path]).toString();
}

// `show` prints what the codes for Apple and for Thunderbird hold, a line each.
const accountCode = () => show(ANNA, "qr").toString().split("\n")[1];

const codes = (page) => page.locator("figure svg[role=img]");

for (const [name, device] of Object.entries(devices)) {
    const options = { userAgent: USER_AGENTS[name], viewport: device.phone ? PHONE : DESKTOP };
    test(`device ${name}`, () => world.visit(options, async (page) => {
        await enter(page, STATES.settings);
        const card = page.locator("section").filter({ hasText: english["device.heading"] });
        assert.ok(await card.getByText(english[device.says]).isVisible());
        assert.equal(await card.getByRole("button", { name: english["profile.button"] }).count(), device.profile ? 1 : 0);
        assert.equal(await page.locator("#steps h3").first().innerText(), english[device.first]);
        assert.equal(await codes(page).count(), device.phone ? 0 : 2);
        await card.getByRole("link", { name: english["device.steps"] }).click();
        assert.ok(await page.evaluate(() => Math.abs(document.getElementById("steps").getBoundingClientRect().top) < 1));
        await assertAccessible(page);
    }));
}

for (const colorScheme of ["light", "dark"]) {
    test(`codes on a screen that is ${colorScheme}`, () => world.visit({ colorScheme }, async (page) => {
        await enter(page, STATES.settings);
        assert.equal(await scan(codes(page).nth(0)), page.url().replace("@", "%40"));
        assert.equal(await scan(codes(page).nth(1)), accountCode());
    }));
}

test("a page that came by a form has a code without the address", () => world.visit({}, async (page) => {
    await enter(page, STATES.posted);
    assert.equal(await scan(codes(page).nth(0)), "https://autoconfig.example.com/settings");
    assert.equal(await scan(codes(page).nth(1)), accountCode());
}));

test("a phone that scans the page gets there", async () => {
    const url = await world.visit({}, async (page) => {
        await enter(page, STATES.settings);
        return scan(codes(page).nth(0));
    });
    await world.visit({ userAgent: USER_AGENTS.iphone, viewport: PHONE }, async (page) => {
        await page.goto(url);
        assert.equal(await page.locator("header bdi").innerText(), ANNA);
    });
});
