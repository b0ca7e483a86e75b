// SPDX-License-Identifier: MIT
// The daemon, and a browser that finds it under every name. Each page that is opened is watched: nothing on
// its console, no request to anybody else, no cookie.

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { after } from "node:test";
import { chromium } from "playwright-core";

export const TOP = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../../..");
const PROGRAM = resolve(process.env.AUTOCONFIGD ?? join(TOP, "build/debug/autoconfigd"));
const PROVIDERS = join(TOP, "tests/page/providers.yaml");
const PATIENCE_MS = 30_000;

export const ANNA = "anna.karenina@example.com";
export const DESKTOP = { width: 1180, height: 900 };
export const PHONE = { width: 390, height: 844 };
export const NARROW = { width: 320, height: 640 };

export const USER_AGENTS = {
    iphone: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    mac: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
    android: "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Mobile Safari/537.36",
    windows: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36",
    linux: "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0",
};

function makeCertificate(folder) {
    mkdirSync(join(folder, "tls/default"), { recursive: true });
    const [key, certificate] = ["privkey", "fullchain"].map((name) => join(folder, `tls/default/${name}.pem`));
    execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-subj", "/CN=page", "-days", "1", "-keyout", key, "-out", certificate], { stdio: "ignore" });
}

async function startDaemon() {
    const folder = mkdtempSync(join(tmpdir(), "autoconfigd-page-"));
    makeCertificate(folder);
    const process_ = spawn(PROGRAM, ["serve", "--config", PROVIDERS, "--listen", "127.0.0.1:0", "--tls-listen",
        "127.0.0.1:0", "--tls-dir", join(folder, "tls"), "--admin", "none", "--threads", "1",
        "--per-ip-connections", "0"], { stdio: ["ignore", "ignore", "pipe"] });
    let log = "";
    process_.stderr.on("data", (text) => (log += text));
    const ended = new Promise((done) => process_.on("exit", done));
    const stop = async () => {
        process_.kill("SIGTERM");
        const code = await ended;
        rmSync(folder, { recursive: true });
        assert.equal(code, 0, log);
    };
    for (const end = Date.now() + PATIENCE_MS; ; await sleep(10)) {
        const port = / listening address=127\.0\.0\.1:(\d+) for=tls\n/.exec(log)?.[1];
        if (port) {
            return { port, stop };
        }
        assert.ok(process_.exitCode === null && Date.now() < end, `the daemon does not listen: ${log}`);
    }
}

// Without a browser: {headers, body}.
async function ask(url, port) {
    const options = { host: "127.0.0.1", port, headers: { Host: url.host }, rejectUnauthorized: false };
    const [response] = await once(get({ ...options, path: url.pathname + url.search }), "response");
    return { headers: response.headers, body: Buffer.concat(await response.toArray()) };
}

/** The daemon and a browser, for the tests of one file; both end with them. */
export async function startWorld() {
    const daemon = await startDaemon();
    const browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            `--host-resolver-rules=MAP * 127.0.0.1:${daemon.port}`],
    });
    after(async () => {
        await browser.close();
        await daemon.stop();
    });
    // Calls use(page) with a new page of `options` (as Playwright's newContext has them).
    const open = async (options, use) => {
        const context = await browser.newContext({
            ignoreHTTPSErrors: true, viewport: DESKTOP, locale: "en", userAgent: USER_AGENTS.linux, ...options,
        });
        try {
            return await use(await context.newPage());
        } finally {
            await context.close();
        }
    };
    // The same, and the page must behave.
    const visit = (options, use) => open(options, async (page) => {
        const complaints = watch(page);
        const result = await use(page);
        assert.deepEqual(complaints(), []);
        assert.deepEqual(await page.context().cookies(), []);
        return result;
    });
    return { open, visit, ask: (url) => ask(url, daemon.port) };
}

// Returns a function that tells what the page did and must not do.
function watch(page) {
    const complaints = [];
    const errors = new Set(); // the browser's own words for answers that have an error's status
    page.on("console", (message) => complaints.push(`console: ${message.text()} (${message.location().url})`));
    page.on("pageerror", (error) => complaints.push(`script: ${error}`));
    page.on("request", (request) => {
        if (!request.isNavigationRequest() && !request.url().startsWith("data:")) {
            complaints.push(`request: ${request.method()} ${request.url()}`);
        }
    });
    page.on("response", (response) => {
        if (response.headers()["set-cookie"]) {
            complaints.push(`cookie: ${response.url()}`);
        }
        if (response.request().isNavigationRequest() && response.status() >= 400) {
            errors.add("console: Failed to load resource: the server responded with a status of " +
                `${response.status()} (${response.statusText()}) (${response.url()})`);
        }
    });
    return () => complaints.filter((complaint) => !errors.has(complaint));
}

/** The texts of a language, by key: the files are one `key: "value"` a line. */
export function texts(language) {
    const lines = readFileSync(join(TOP, `templates/text/${language}.yaml`), "utf8").matchAll(/^([a-z0-9_.]+): (".*")$/gm);
    return Object.fromEntries(Array.from(lines, ([, key, text]) => [key, JSON.parse(text)]));
}

/** What `autoconfigd show` prints, byte by byte. */
export function show(address, client) {
    const shown = spawnSync(PROGRAM, ["show", address, "--as", client, "--config", PROVIDERS]);
    assert.equal(shown.status, 0, String(shown.stderr));
    return shown.stdout;
}
