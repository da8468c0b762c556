-- Ends a message with what its attempt came to, if this attempt is still the current one.
local known = read(keys.message)
if not is_current(known, args.attempt) then return {'fenced'} end

local message = {id = args.id, hash = keys.message, events = keys.events, entry = args.entry, known = known}
if args.code ~= '' then
  end_with_error(message, args.code, args.words, args.way)
  return {'finished'}
end
if args.handoff ~= '' then
  hand_off(args.handoff, known.keep)
  redis.call('ZADD', keys.handoffs, now(), entry_key(args.id))
end
if args.asks ~= '' then needs_person(known.created_at, 'asked') end
if args.rest ~= '' then redis.call('XADD', keys.events, '*', 'type', 'delta', 'text', args.rest, 'number', args.rest_number) end
local reply = {
  text = args.text,
  choices = args.choices ~= '' and args.choices or nil,
  agent = args.agent ~= '' and args.agent or nil,
  locale = args.locale ~= '' and args.locale or nil,
}
end_together(message, reply, args.facts, args.also, args.also_texts, args.also_choices, keys.also)
return {redis.call('EXISTS', keys.lanes, keys.aside) > 0 and 'backlog' or 'finished'}
