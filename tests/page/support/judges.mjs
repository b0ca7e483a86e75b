// SPDX-License-Identifier: MIT
// Others' judgement of a page: html-validate of its source, axe-core of what the browser made of it; and whether
// it fits its window.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const validator = new HtmlValidate(new StaticConfigLoader({ extends: ["html-validate:standard"] }));
export const COLOURS = ["color-contrast"];
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export async function assertValid(html) {
    const report = await validator.validateString(html);
    const messages = report.results.flatMap((result) => result.messages);
    assert.deepEqual(messages.map((one) => `${one.line}:${one.column}: ${one.message} (${one.ruleId})`), []);
}

/** Everything that can be unfolded is looked at, too. */
export async function unfold(page) {
    await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
}

/** By all of axe's rules, or by `rules`. */
export async function assertAccessible(page, rules = RULES) {
    await unfold(page);
    await page.evaluate(axe);
    const result = await page.evaluate((only) => window.axe.run({ runOnly: only, resultTypes: ["violations", "incomplete"] }), rules);
    const tell = (kind) => result[kind].flatMap((rule) => rule.nodes.map(
        (node) => `${kind}: ${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`));
    assert.deepEqual([...tell("violations"), ...tell("incomplete")], []);
}

/** Nothing is wider than the window, so nobody has to scroll in two directions. */
export async function assertFits(page) {
    await unfold(page);
    const wide = await page.evaluate(() => {
        const width = document.documentElement.clientWidth;
        const out = Array.from(document.body.querySelectorAll("*"))
            .filter((one) => one.checkVisibility())
            .filter((one) => {
                const box = one.getBoundingClientRect();
                return box.width > 0 && (box.right > width + 0.5 || box.left < -0.5);
            })
            .map((one) => one.outerHTML.slice(0, 80));
        return document.documentElement.scrollWidth > width ? [`the page is ${document.documentElement.scrollWidth} px wide`, ...out] : out;
    });
    assert.deepEqual(wide, []);
}

/** No word of a label is cut in two. Scripts that write without blanks may break anywhere. */
export async function assertWholeWords(page) {
    await unfold(page);
    const cut = await page.evaluate(() => {
        const found = [];
        for (const one of document.querySelectorAll("h1, h2, h3, h4, th, dt, caption, summary, label, button")) {
            const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                for (const word of node.data.matchAll(/[^\s\-–›/]+/g)) {
                    const range = document.createRange();
                    range.setStart(node, word.index);
                    range.setEnd(node, word.index + word[0].length);
                    const lines = new Set(Array.from(range.getClientRects(), (box) => Math.round(box.top)));
                    if (lines.size > 1 && !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(word[0])) {
                        found.push(`${one.tagName}: ${word[0]}`);
                    }
                }
            }
        }
        return found;
    });
    assert.deepEqual(cut, []);
}
