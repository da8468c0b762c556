-- By a script, since a full server refuses the command itself. A group that is there stays as it is.
local made = redis.pcall('XGROUP', 'CREATE', keys.stream, args.group, '0', 'MKSTREAM')
if made.err and not string.find(made.err, 'BUSYGROUP', 1, true) then return redis.error_reply(made.err) end
return {'joined'}
