// SPDX-License-Identifier: MIT
// The states of the page: how each is reached, and the text that only it shows (a key of templates/text).

import { ANNA } from "./world.mjs";

const OURS = "https://autoconfig.example.com";
const FORM = "https://mail.example.net/";

const withAddress = (address, status, says) => ({ url: `${OURS}/settings?email=${address}`, status, says });

export const STATES = {
    form: { url: FORM, status: 200, says: "form.hint" },
    provider: { url: `${OURS}/`, status: 200, says: "settings.heading" },
    settings: withAddress(ANNA, 200, "before.app_password"),
    posted: { url: FORM, status: 200, says: "before.app_password", types: ANNA },
    small: withAddress("jo@small.example", 200, "settings.heading"),
    unknown: withAddress("jo@unknown.example", 404, "unknown.heading"),
    disabled: withAddress("jo@off.example", 404, "disabled.heading"),
    malformed: withAddress("jo", 400, "malformed.heading"),
    oauth2: withAddress("jo@token.example", 200, "settings.oauth2_only"),
    special: withAddress("jo@tickets.example", 200, "settings.special"),
    pop3: withAddress("jo@pop3.example", 200, "settings.pop3"),
    starttls: withAddress("jo@starttls.example", 200, "settings.starttls"),
    plain: withAddress("jo@plain.example", 200, "settings.none"),
    ask: withAddress("jo@ask.example", 200, "login.ask"),
    nothing: withAddress("jo@urls.example", 200, "nothing.heading"),
    long: withAddress(
        "a.very.long.name.that.no.line.of.a.phone.could.ever.hold.in.full@" +
        "llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch.example", 200, "settings.heading"),
};

/** Goes there, as a person would; the response that the page came by. */
export async function enter(page, state) {
    const response = await page.goto(state.url);
    return state.types ? submitAddress(page, state.types) : response;
}

/** Types an address into the form and sends it; the response. */
export async function submitAddress(page, address) {
    await page.locator("#email").fill(address);
    const [response] = await Promise.all([
        page.waitForResponse((one) => one.request().isNavigationRequest()),
        page.locator("#email").press("Enter"),
    ]);
    await page.waitForLoadState();
    return response;
}
