-- A token of this generation is renewed: the session lasts at least so much longer.
local known = redis.call('HMGET', keys.session, 'protected', 'generation', 'erased')
if known[1] ~= '1' or known[2] ~= args.generation or known[3] then return {'gone'} end
redis.call('PEXPIRE', keys.session, args.keep, 'GT')
return {'renewed'}
