// Sends a message and writes the reply down as it comes: npm install @durable-streams/client
import {stream} from '@durable-streams/client';

const [origin = 'http://localhost:3000', text = 'What are your opening hours?'] = process.argv.slice(2);
const headers = {'Content-Type': 'application/json'};
const body = JSON.stringify({text});
const sent = await fetch(`${origin}/apps/voice-api/widget/send`, {method: 'POST', headers, body});
const {log_url} = await sent.json();
const reply = await stream<{type: string; text: string}>({url: origin + log_url, warnOnHttp: false});
for await (const event of reply.jsonStream()) {
  if (event.type === 'delta') process.stdout.write(event.text);
  if (event.type === 'reset') process.stdout.write('\n'); // the words so far are taken back
}
