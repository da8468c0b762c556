-- How many slots all workers have, and who holds them.
local function count_slots()
  local slots = 0
  for _, worker in ipairs(redis.call('ZRANGE', keys.workers, 0, -1)) do
    slots = slots + (tonumber(string.match(worker, '%d+$')) or 0)
  end
  return slots
end

-- Members that begin with these words, of a set that has all of one score. `start` ends with a space.
local function bounds_of(start)
  return '[' .. start, '(' .. string.sub(start, 1, -2) .. '!'
end

local function count_held(start)
  return redis.call('ZLEXCOUNT', keys.slots, bounds_of(start))
end
