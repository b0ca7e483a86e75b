-- SPDX-License-Identifier: MIT
-- For wrk: mail programs, which ask by GET and by POST, at a constant pace, and look at what they get.
local requests, turn, wrong = {}, 0, 0

local question = [[<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">
<Request><EMailAddress>anna@d1.example</EMailAddress><AcceptableResponseSchema>]] ..
    [[http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a]] ..
    [[</AcceptableResponseSchema></Request></Autodiscover>]]

function init()
    wrk.headers["Host"] = "autoconfig.d1.example"
    requests[0] = wrk.format("GET", "/mail/config-v1.1.xml?emailaddress=anna@d1.example")
    wrk.headers["Content-Type"] = "text/xml"
    requests[1] = wrk.format("POST", "/autodiscover/autodiscover.xml", wrk.headers, question)
end

function request()
    turn = turn + 1
    return requests[turn % 2]
end

function delay()
    return 10 -- milliseconds
end

function response(status, _, body)
    if (status ~= 200 or not body:find("imap.default.example", 1, true)) and wrong < 10 then
        wrong = wrong + 1
        print("wrong answer: " .. status .. " " .. body)
    end
end
