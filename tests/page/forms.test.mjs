// SPDX-License-Identifier: MIT
// What a person does with the page, in a browser that runs no scripts: address, language, profile.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { enter, STATES, submitAddress } from "./support/states.mjs";
import { ANNA, startWorld, texts } from "./support/world.mjs";

const world = await startWorld();
const plain = { javaScriptEnabled: false };
const english = texts("en");
const german = texts("de");

const heading = (page) => page.locator("h1").innerText();

test("an address that is typed is in no URL", () => world.visit(plain, async (page) => {
    await page.goto(STATES.form.url);
    const urls = [];
    page.on("request", (request) => urls.push(request.url(), request.headers().referer));
    const response = await submitAddress(page, ANNA);
    assert.equal(response.request().method(), "POST");
    assert.equal(response.request().postData(), "email=anna.karenina%40example.com");
    assert.equal(page.url(), "https://mail.example.net/settings");
    assert.deepEqual(urls, [page.url(), undefined]);
    assert.equal(response.headers()["cache-control"], "private, no-store");
    assert.equal(response.headers()["referrer-policy"], "no-referrer");
    assert.equal(await page.locator("header bdi").innerText(), ANNA);
    assert.deepEqual(await page.locator("#email").inputValue(), "");
}));

const typed = {
    "anna+post@example.com": "anna+post@example.com",
    "анна@example.com": "анна@example.com",
    " jo@Bücher.example ": "jo@xn--bcher-kva.example",
};
for (const [address, understood] of Object.entries(typed)) {
    test(`typed: '${address}'`, () => world.visit(plain, async (page) => {
        await page.goto(STATES.form.url);
        await submitAddress(page, address);
        assert.equal(await page.locator("header bdi").innerText(), understood);
    }));
}

test("what is no address stays in the form, to be mended", () => world.visit(plain, async (page) => {
    await page.goto(`https://autoconfig.example.com/settings?email=${encodeURIComponent('jo"><i>@')}`);
    assert.equal(await page.locator("#email").inputValue(), 'jo"><i>@');
    await submitAddress(page, ANNA);
    assert.equal(await page.locator("header bdi").innerText(), ANNA);
}));

test("the language of a page without an address is a link, and stays when one is typed", () =>
    world.visit(plain, async (page) => {
        await page.goto(STATES.form.url);
        await page.getByRole("link", { name: german["language.name"] }).click();
        assert.equal(page.url(), "https://mail.example.net/?lang=de");
        assert.equal(await heading(page), german["page.heading"]);
        await submitAddress(page, ANNA);
        assert.equal(page.url(), "https://mail.example.net/settings");
        assert.equal(await heading(page), german["page.heading"]);
    }));

test("the language of a page that came by a form is a button, and keeps the address out of the URL", () =>
    world.visit(plain, async (page) => {
        await enter(page, STATES.posted);
        await page.getByRole("button", { name: german["language.name"] }).click();
        assert.equal(page.url(), "https://mail.example.net/settings");
        assert.equal(await heading(page), german["page.heading"]);
        assert.equal(await page.locator("header bdi").innerText(), ANNA);
        await page.getByRole("button", { name: english["language.name"] }).click();
        assert.equal(await heading(page), english["page.heading"]);
        assert.equal(await page.locator("header bdi").innerText(), ANNA);
    }));

test("the language of a page whose URL has the address can be passed on with it", () =>
    world.visit(plain, async (page) => {
        await enter(page, STATES.settings);
        await page.getByRole("button", { name: german["language.name"] }).click();
        const url = new URL(page.url());
        assert.deepEqual(Object.fromEntries(url.searchParams), { email: ANNA, lang: "de" });
        assert.equal(await heading(page), german["page.heading"]);
    }));

test("the browser's language is the page's", () => world.visit({ ...plain, locale: "de-AT" }, async (page) => {
    await page.goto(STATES.form.url);
    assert.equal(await heading(page), german["page.heading"]);
}));

for (const state of ["settings", "posted"]) {
    test(`the profile is saved, to the byte what its URL answers: ${state}`, () => world.visit(plain, async (page) => {
        await enter(page, STATES[state]);
        const asked = await world.ask(new URL(`/profile.mobileconfig?email=${ANNA}`, page.url()));
        const [response, download] = await Promise.all([
            page.waitForResponse((one) => one.url().includes("/profile.mobileconfig")),
            page.waitForEvent("download"),
            page.getByRole("button", { name: english["profile.button"] }).first().click(),
        ]);
        assert.equal(response.request().method(), state === "posted" ? "POST" : "GET");
        assert.equal(response.url().includes(ANNA.split("@")[0]), state !== "posted");
        for (const name of ["content-type", "content-disposition", "cache-control", "x-content-type-options"]) {
            assert.equal(response.headers()[name], asked.headers[name], name);
        }
        assert.equal(response.headers()["content-type"], "application/x-apple-aspen-config");
        assert.match(response.headers()["content-disposition"], /^attachment; filename="/);
        assert.equal(download.suggestedFilename(), /filename="([^"]+)"/.exec(response.headers()["content-disposition"])[1]);
        assert.match(download.suggestedFilename(), /\.mobileconfig$/);
        assert.deepEqual(await readFile(await download.path()), asked.body);
    }));
}
