-- A clinic's share of the slots: so many for each one that it leaves free. Whoever comes then waits aside.
local function slot_of(known, id, worker)
  return (known.clinic or '') .. ' ' .. args.channel .. ' ' .. id .. ' ' .. worker
end

local function aside_key(known, id)
  return (known.clinic or '') .. ' ' .. args.channel .. ' ' .. (known.created_at or 0) .. ' ' .. id .. ' ' .. args.session
end

-- Both sets expire: versions of us that know nothing of them leave members behind.
local function take_slot(known, id, worker)
  redis.call('ZADD', keys.slots, 0, slot_of(known, id, worker))
  redis.call('PEXPIRE', keys.slots, args.keep)
end

local function step_aside(known, id)
  redis.call('ZADD', keys.aside, 0, aside_key(known, id))
  redis.call('PEXPIRE', keys.aside, args.keep)
end

local function free_slot(known, id)
  redis.call('ZREM', keys.slots, slot_of(known, id, known.owner or ''))
end

local function has_its_share(clinic)
  local slots = count_slots()
  return slots > 0 and room_for(clinic, slots, slots - redis.call('ZCARD', keys.slots)) < 1
end

-- Does it wait for a slot, in a lane or aside?
local function waits_for_slot(known, id)
  return redis.call('ZSCORE', keys.lanes, entry_key(id)) or redis.call('ZSCORE', keys.aside, aside_key(known, id))
end
