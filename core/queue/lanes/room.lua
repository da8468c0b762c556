-- Members that begin with these words, of a set that has all of one score. `start` ends with a space.
local function bounds_of(start)
  return '[' .. start, '(' .. string.sub(start, 1, -2) .. '!'
end

local function count_held(start)
  return redis.call('ZLEXCOUNT', keys.slots, bounds_of(start))
end

-- How many slots more a clinic may hold, so that it leaves one free for each seven of its own. One that holds none may have
-- one at any time, but for the last: that is for who has nobody waiting.
local function room_for(clinic, slots, free)
  local held = count_held(clinic .. ' ')
  local room = math.floor((constants.per_free * free - held) / (constants.per_free + 1))
  if room > 0 or held > 0 then return room end
  local is_last = free <= 1 and slots >= constants.some
  return is_last and redis.call('ZLEXCOUNT', keys.aside, bounds_of(clinic .. ' ')) > 0 and 0 or 1
end
