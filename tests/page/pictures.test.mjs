// SPDX-License-Identifier: MIT
// Pictures of the page for people to look at, in build/page. With GOLDEN=1 those of the README are taken anew.

import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { enter, STATES } from "./support/states.mjs";
import { DESKTOP, NARROW, PHONE, startWorld, TOP, USER_AGENTS } from "./support/world.mjs";

const FOLDER = join(TOP, "build/page");
const README_FOLDER = join(TOP, "docs/images");
const README_MAX_BYTES = 150_000;
mkdirSync(FOLDER, { recursive: true });
mkdirSync(README_FOLDER, { recursive: true });
const world = await startWorld();

const has = (language) => existsSync(join(TOP, `templates/text/${language}.yaml`));
const phone = { viewport: PHONE, userAgent: USER_AGENTS.iphone, deviceScaleFactor: 2 };

// What is taken: a state, in a browser of these options.
const PICTURES = {
    form: [STATES.form, {}],
    settings: [STATES.settings, {}],
    unknown: [STATES.unknown, {}],
    disabled: [STATES.disabled, {}],
    oauth2: [STATES.oauth2, {}],
    pop3: [STATES.pop3, {}],
    starttls: [STATES.starttls, {}],
    plain: [STATES.plain, {}],
    dark: [STATES.settings, { colorScheme: "dark" }],
    phone: [STATES.settings, phone],
    "phone-dark": [STATES.settings, { ...phone, colorScheme: "dark" }],
    narrow: [STATES.long, { viewport: NARROW }],
    german: [STATES.settings, { locale: "de" }],
    russian: [STATES.settings, { locale: "ru" }],
    chinese: [STATES.settings, { locale: "zh-Hans" }],
    japanese: [STATES.settings, { locale: "ja" }],
    arabic: [STATES.settings, { locale: "ar" }],
    hebrew: [STATES.settings, { locale: "he" }],
};

for (const [name, [state, options]] of Object.entries(PICTURES)) {
    test(`picture ${name}`, { skip: !has(options.locale ?? "en") }, () => world.visit(options, async (page) => {
        await enter(page, state);
        await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true });
    }));
}

test("picture unfolded", () => world.visit({}, async (page) => {
    await enter(page, STATES.settings);
    for (const one of await page.locator("summary").all()) {
        await one.click();
    }
    await page.screenshot({ path: join(FOLDER, "unfolded.png"), fullPage: true });
}));

test("picture print", () => world.visit({ viewport: { width: 794, height: 1123 } }, async (page) => { // A4 at 96 dpi
    await enter(page, STATES.settings);
    await page.emulateMedia({ media: "print" });
    await page.screenshot({ path: join(FOLDER, "print.png"), fullPage: true });
}));

// Those of the README: what is seen without scrolling.
const README_PICTURES = {
    "page.png": { viewport: { width: 1000, height: 1068 } },
    "page-phone.png": { viewport: PHONE, userAgent: USER_AGENTS.iphone, colorScheme: "dark" },
    "page-arabic.png": { viewport: PHONE, userAgent: USER_AGENTS.android, locale: "ar" },
};

for (const [name, options] of Object.entries(README_PICTURES)) {
    test(`picture of the README ${name}`, { skip: !has(options.locale ?? "en") }, () => world.visit(options, async (page) => {
        const path = join(FOLDER, name);
        await enter(page, STATES.settings);
        await page.screenshot({ path });
        assert.ok(statSync(path).size < README_MAX_BYTES);
        if (process.env.GOLDEN) {
            copyFileSync(path, join(README_FOLDER, name));
        }
    }));
}

test("the README shows just these", () => {
    const shown = readFileSync(join(TOP, "README.md"), "utf8").matchAll(/docs\/images\/([\w.-]+)/g);
    assert.deepEqual(new Set(Array.from(shown, ([, name]) => name)), new Set(Object.keys(README_PICTURES)));
    assert.deepEqual(readdirSync(README_FOLDER).sort(), Object.keys(README_PICTURES).sort());
});
