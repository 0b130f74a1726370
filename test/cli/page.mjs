// Drives a page in headless Chromium by the DevTools protocol, with nothing
// but node: sort, filter, requests, script switched off.
//
// usage: node page.mjs CHROMIUM PAGE OUTDIR
import { spawn } from 'node:child_process';
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [chromium, page, outdir] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), 'psi-page-'));
const browser = spawn(chromium, ['--headless', '--no-sandbox', '--disable-gpu',
	'--no-first-run', '--disable-background-networking',
	'--remote-debugging-port=0', `--user-data-dir=${profile}`,
	'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });

function fail(words)
{
	console.error(words);
	browser.kill('SIGKILL');
	process.exit(1);
}

const address = await new Promise((resolve) => {
	let text = '';
	browser.stderr.on('data', (data) => {
		text += data;
		const found = text.match(/ws:\/\/[^\s]+/);
		if (found)
			resolve(found[0]);
	});
	setTimeout(() => fail(`no browser: ${text}`), 60000).unref();
});

const socket = new WebSocket(address);
await new Promise((resolve) => { socket.onopen = resolve; });
const waiting = new Map();
const events = [];
let number = 0;
socket.onmessage = (message) => {
	const data = JSON.parse(message.data);
	if (data.id === undefined)
		events.push(data);
	else
		waiting.get(data.id)(data);
};

async function call(method, params = {}, sessionId = undefined)
{
	const id = ++number;
	const answer = await new Promise((resolve) => {
		waiting.set(id, resolve);
		socket.send(JSON.stringify({ id, method, params, sessionId }));
	});
	if (answer.error)
		fail(`${method}: ${answer.error.message}`);
	return answer.result;
}

async function until(test)
{
	for (let i = 0; i < 600; i++) {
		if (test())
			return;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	fail('the page did not load');
}

// Open the page; the requests that it made, and its session.
async function open({ width, dark, script })
{
	const { targetId } = await call('Target.createTarget',
	    { url: 'about:blank' });
	const { sessionId } = await call('Target.attachToTarget',
	    { targetId, flatten: true });
	const tell = (method, params) => call(method, params, sessionId);
	await tell('Page.enable');
	await tell('Network.enable');
	await tell('Runtime.enable');
	await tell('Log.enable');
	await tell('Emulation.setDeviceMetricsOverride',
	    { width, height: 900, deviceScaleFactor: 1, mobile: width < 500 });
	await tell('Emulation.setEmulatedMedia', { features:
	    [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }] });
	await tell('Emulation.setScriptExecutionDisabled', { value: !script });
	const begin = events.length;
	await tell('Page.navigate', { url: pathToFileURL(page).href });
	await until(() => events.slice(begin).some((event) =>
	    event.sessionId === sessionId &&
	    event.method === 'Page.loadEventFired'));
	const mine = events.slice(begin).filter((event) =>
	    event.sessionId === sessionId);
	const requests = mine.filter((event) =>
	    event.method === 'Network.requestWillBeSent')
	    .map((event) => event.params.request.url);
	const complaints = mine.filter((event) =>
	    event.method === 'Log.entryAdded' ||
	    event.method === 'Runtime.exceptionThrown')
	    .map((event) => JSON.stringify(event.params));
	return { tell, requests, complaints };
}

async function evaluate(opened, expression)
{
	const { result, exceptionDetails } = await opened.tell(
	    'Runtime.evaluate', { expression, returnByValue: true });
	if (exceptionDetails)
		fail(`${expression}: ${exceptionDetails.text}`);
	return result.value;
}

function same(got, want, words)
{
	if (JSON.stringify(got) !== JSON.stringify(want))
		fail(`${words}: ${JSON.stringify(got)} instead of ` +
		    JSON.stringify(want));
}

async function picture(opened, name)
{
	const { data } = await opened.tell('Page.captureScreenshot',
	    { captureBeyondViewport: true });
	writeFileSync(join(outdir, name), Buffer.from(data, 'base64'));
}

const rows = `Array.from(document.querySelectorAll(
    'table.live tbody tr')).filter((row) => !row.hidden)
    .map((row) => row.cells[0].textContent)`;

for (const dark of [false, true]) {
	for (const width of [1280, 390]) {
		const opened = await open({ width, dark, script: true });
		same(opened.requests, [pathToFileURL(page).href], 'requests');
		same(opened.complaints, [], 'complaints');
		// Nothing sticks out of the page but what scrolls by itself.
		same(await evaluate(opened,
		    'document.documentElement.scrollWidth <= ' +
		    'document.documentElement.clientWidth'), true,
		    `nothing is wider than ${width} pixels`);
		// No text lies on another one in a plot.
		same(await evaluate(opened, `Array.from(
		    document.querySelectorAll('section > .wide > svg')).flatMap((svg) => {
			const boxes = Array.from(svg.querySelectorAll('text'))
			    .map((text) => text.getBoundingClientRect());
			return boxes.flatMap((a, i) => boxes.slice(i + 1)
			    .filter((b) => a.left < b.right - 1 &&
				b.left < a.right - 1 && a.top < b.bottom - 2 &&
				b.top < a.bottom - 2));
		    }).length`), 0, 'texts that overlap');
		await picture(opened, `${dark ? 'dark' : 'light'}-${width}.png`);
	}
}

const live = await open({ width: 1280, dark: false, script: true });
const all = await evaluate(live, rows);
await evaluate(live, `document.querySelector('table.live th button').click()`);
same(await evaluate(live, rows), [...all].sort(), 'sorted');
await evaluate(live, `document.querySelector('table.live th button').click()`);
same(await evaluate(live, rows), [...all].sort().reverse(), 'sorted down');
await evaluate(live, `(() => {
	const input = document.querySelector('input[type=search]');
	input.value = 'wingtip';
	input.dispatchEvent(new Event('input'));
})()`);
same(await evaluate(live, rows), ['A5'], 'filtered');
same(await evaluate(live,
    'document.querySelector("[role=status]").textContent'), '1 rows',
    'the count');
same(await evaluate(live, 'typeof window.hostile'), 'undefined',
    'hostile text is text');
same(await evaluate(live,
    'document.querySelectorAll("img,iframe,object,embed,link,form,base," +' +
    ' "foreignObject,svg a,svg [style],svg [href],[onclick],[onerror],' +
    '[onload]").length'), 0, 'elements that have no place here');

const still = await open({ width: 1280, dark: false, script: false });
same(still.requests, [pathToFileURL(page).href], 'requests without script');
const { root } = await still.tell('DOM.getDocument', { depth: -1 });
const { outerHTML } = await still.tell('DOM.getOuterHTML',
    { nodeId: root.nodeId });
for (const account of all)
	if (!outerHTML.includes(`<bdi>${account}</bdi>`))
		fail(`without script ${account} is missing`);
const { data } = await still.tell('Page.printToPDF', {});
writeFileSync(join(outdir, 'page.pdf'), Buffer.from(data, 'base64'));

await call('Browser.close');
await new Promise((resolve) => { browser.on('exit', resolve); });
rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
