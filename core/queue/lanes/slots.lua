-- A clinic's share of the slots: so many for each one that it leaves free. Whoever comes then waits aside.
local function slot_of(known, id, worker)
  return (known.clinic or '') .. ' ' .. args.channel .. ' ' .. id .. ' ' .. worker
end

local function aside_key(known, id)
  return (known.clinic or '') .. ' ' .. args.channel .. ' ' .. (known.created_at or 0) .. ' ' .. id .. ' ' .. args.session
end

local function take_slot(known, id, worker)
  redis.call('ZADD', keys.slots, 0, slot_of(known, id, worker))
end

-- Of whoever has it, and also where it was only let in. Was there one?
local function free_slot(known, id)
  return redis.call('ZREM', keys.slots, slot_of(known, id, known.owner or ''), slot_of(known, id, '*')) > 0
end

local function has_its_share(clinic)
  local slots = count_slots()
  local free = slots - redis.call('ZCARD', keys.slots)
  return slots > 0 and count_held(clinic .. ' ') >= math.max(1, constants.per_free * free)
end

-- Does it wait for a slot, in a lane or aside?
local function waits_for_slot(known, id)
  return redis.call('ZSCORE', keys.lanes, entry_key(id)) or redis.call('ZSCORE', keys.aside, aside_key(known, id))
end
