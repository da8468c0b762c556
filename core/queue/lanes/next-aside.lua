--[[
  Of those who wait aside, the next for whom there is a slot: of each clinic what is left of its share, and of it the
  channel first that holds the fewest. Nothing is changed: see `let-in.lua`.
]]
local slots = count_slots()
local free = slots - redis.call('ZCARD', keys.slots)

-- Words of the members that begin with `start`, each once: the clinics, or the lanes of one.
local function starts(start, words)
  local found, lower, upper = {}, '-', '+'
  if start ~= '' then lower, upper = bounds_of(start) end
  for _ = 1, constants.most_looked_at do
    local member = redis.call('ZRANGEBYLEX', keys.aside, lower, upper, 'LIMIT', 0, 1)[1]
    if not member then break end
    local begin = string.match(member, words)
    found[#found + 1] = begin
    lower = '[' .. string.sub(begin, 1, -2) .. '!'
  end
  return found
end

local function lane_with_fewest(lanes)
  local fewest
  for _, lane in ipairs(lanes) do
    if lane.next <= #lane.waiting and (not fewest or lane.holds < fewest.holds) then fewest = lane end
  end
  return fewest
end

local let_in = {}
for _, clinic in ipairs(starts('', '^%S* ')) do
  local room = math.min(constants.most - #let_in, room_for(string.sub(clinic, 1, -2), slots, free))
  local lanes = {}
  for _, lane in ipairs(room > 0 and starts(clinic, '^%S* %S+ ') or {}) do
    local lower, upper = bounds_of(lane)
    local waiting = redis.call('ZRANGEBYLEX', keys.aside, lower, upper, 'LIMIT', 0, room)
    lanes[#lanes + 1] = {holds = count_held(lane), next = 1, waiting = waiting}
  end
  for _ = 1, room do
    local lane = lane_with_fewest(lanes)
    if not lane then break end
    let_in[#let_in + 1] = lane.waiting[lane.next]
    lane.next, lane.holds, free = lane.next + 1, lane.holds + 1, free - 1
  end
end
return {'next', let_in}
