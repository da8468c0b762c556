-- How long, and how often, a message may still be tried.
local function is_late(deadline, extra)
  return deadline and now() + extra > tonumber(deadline)
end

-- Attempts that count: what a stopping worker handed back costs none.
local function spent(attempt, handed_back)
  return (tonumber(attempt) or 0) - (tonumber(handed_back) or 0)
end
