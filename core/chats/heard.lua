-- What a chat said lately, oldest first: the event, when, its words as a digest ('s…' short ones), what was decided.
local function read_heard(text)
  local heard = {}
  for event, at, words, verdict in string.gmatch(text or '', '(%S+) (%S+) (%S+) (%S+)\n') do
    heard[#heard + 1] = {event = event, at = tonumber(at), words = words, verdict = verdict}
  end
  return heard
end

local function spell_heard(heard)
  local lines = {}
  for i = math.max(1, #heard - args.remembered + 1), #heard do
    local one = heard[i]
    lines[#lines + 1] = table.concat({one.event, string.format('%.0f', one.at), one.words, one.verdict}, ' ') .. '\n'
  end
  return table.concat(lines)
end

local function decided(heard, event)
  for _, one in ipairs(heard) do
    if one.event == event then return one.verdict end
  end
end

-- How many came within so many ms, by the provider's clock.
local function count_within(heard, at, ms)
  local count = 0
  for _, one in ipairs(heard) do
    if math.abs(at - one.at) < ms then count = count + 1 end
  end
  return count
end

-- How often the same words came within the hour; short ones, which people say often, only in a row.
local function count_same(heard, words, at)
  local count = 0
  for i = #heard, 1, -1 do
    local one = heard[i]
    if at - one.at > 3600000 then break end
    if one.words == words then
      count = count + 1
    elseif string.sub(words, 1, 1) == 's' then
      break
    end
  end
  return count
end
