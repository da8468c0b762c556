/** Other chats for pages, as they are published: beside them the element's own figures mean something. */
import {execFileSync} from 'node:child_process';
import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

export type Peer = {
  package: string;
  /** What a page loads until the text box is there, by their own documentation. */
  files: RegExp;
  /** A page with the conversation open; `{at}` stands for the package's folder. Without one it shows nothing with no server of its own. */
  page?: string;
};

export const peers: Peer[] = [
  {
    package: '@cloudflare/ai-search-snippet@0.0.42',
    files: /^dist\/(search-snippet\.chat\.es|chunks\/[^/]+)\.js$/,
  },
  {
    package: 'open-chat-studio-widget@0.6.0',
    files: /^dist\/open-chat-studio-widget\/[^/]+\.js$/,
    page: '<script type="module" src="{at}dist/open-chat-studio-widget/open-chat-studio-widget.esm.js"></script><open-chat-studio-widget chatbot-id="a" visible="true"></open-chat-studio-widget>',
  },
  {
    package: 'deep-chat@2.4.2',
    files: /^dist\/deepChat\.bundle\.js$/,
    page: '<script type="module" src="{at}dist/deepChat.bundle.js"></script><deep-chat></deep-chat>',
  },
  {
    package: '@n8n/chat@1.37.0',
    files: /^dist\/(chat\.bundle\.es\.js|style\.css|node-icons-CaKBLFvs-Ud.*|lucideIconData-CKJ1do82-BlM.*)$/,
    page: '<link rel="stylesheet" href="{at}dist/style.css"><div id="n8n-chat"></div><script type="module">import {createChat} from "{at}dist/chat.bundle.es.js"; createChat({webhookUrl: location.origin + "/hook", mode: "fullscreen", target: "#n8n-chat"})</script>',
  },
  {
    package: 'botframework-webchat@4.18.1',
    files: /^dist\/webchat\.js$/,
    page: '<div id="chat" style="height:500px"></div><script src="{at}dist/webchat.js"></script><script>WebChat.renderWebChat({directLine: WebChat.createDirectLine({token: "a", domain: location.origin + "/hook", webSocket: false})}, document.getElementById("chat"))</script>',
  },
];

/** Takes a package from the registry, and runs nothing of it. Returns its folder, which is the caller's to remove. */
export function unpack(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'plaintalk-peer-'));
  const packed = execFileSync('npm', ['pack', name, '--silent'], {cwd: folder, encoding: 'utf8'}).trim();
  execFileSync('tar', ['xzf', packed, '--strip-components=1'], {cwd: folder});
  return folder;
}
