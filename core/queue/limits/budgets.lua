-- The first budget that has no room for this, and until when, in ms; nil where all have.
local function over_budget()
  for i, key in ipairs(keys.budgets) do
    local most, cost = tonumber(args.budget_terms[3 * i - 2]), tonumber(args.budget_terms[3 * i - 1])
    local left = tonumber(redis.call('GET', key) or 0) + cost > most and redis.call('PTTL', key)
    if left then return i, left end
  end
end

-- The window of each begins with what it counts first.
local function spend_budgets()
  for i, key in ipairs(keys.budgets) do
    local cost = tonumber(args.budget_terms[3 * i - 1])
    if redis.call('INCRBY', key, cost) == cost then redis.call('PEXPIRE', key, args.budget_terms[3 * i]) end
  end
end
