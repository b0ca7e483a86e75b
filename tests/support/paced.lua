-- SPDX-License-Identifier: MIT
-- For wrk: each connection pauses before it asks, so that a load is constant and leaves room for others.
function delay()
    return 5 -- milliseconds
end
