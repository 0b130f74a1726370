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
	const timer = setTimeout(() => fail(`no browser: ${text}`), 60000);
	browser.stderr.on('data', (data) => {
		text += data;
		const found = text.match(/ws:\/\/[^\s]+/);
		if (!found)
			return;
		clearTimeout(timer);
		resolve(found[0]);
	});
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
	// Chromium draws no picture that is higher than a texture, and does not
	// say so.
	const [width, height] = await evaluate(opened,
	    `[document.documentElement.clientWidth,
	    Math.min(document.documentElement.scrollHeight, 16000)]`);
	const { data } = await opened.tell('Page.captureScreenshot',
	    { captureBeyondViewport: true,
		clip: { x: 0, y: 0, width, height, scale: 1 } });
	writeFileSync(join(outdir, name), Buffer.from(data, 'base64'));
}

// The first cells of a table's visible rows.
function rowsOf(selector)
{
	return `Array.from(document.querySelectorAll(
	    '${selector} table.live tbody tr')).filter((row) => !row.hidden)
	    .map((row) => row.cells[0].textContent)`;
}

for (const dark of [false, true]) {
	for (const width of [1280, 390]) {
		const opened = await open({ width, dark, script: true });
		same(opened.requests, [pathToFileURL(page).href], 'requests');
		same(opened.complaints, [], 'complaints');
		// Nothing sticks out of the page but what scrolls by itself.
		same(await evaluate(opened,
		    'document.querySelectorAll(".wide > svg").length > 0'),
		    true, 'there is a plot');
		same(await evaluate(opened,
		    'document.documentElement.scrollWidth <= ' +
		    'document.documentElement.clientWidth'), true,
		    `nothing is wider than ${width} pixels`);
		// No text lies on another one in a plot.
		same(await evaluate(opened, `Array.from(
		    document.querySelectorAll('.wide > svg')).flatMap((svg) => {
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

// What the chooser and the box at the top are set to.
function choose(partner, text)
{
	return evaluate(live, `(() => {
		const chooser = document.querySelector('#tools select');
		const search = document.querySelector('#tools input');
		chooser.value = Array.from(chooser.options).find((option) =>
		    option.textContent === ${JSON.stringify(partner)}).value;
		chooser.dispatchEvent(new Event('change'));
		search.value = ${JSON.stringify(text)};
		search.dispatchEvent(new Event('input'));
	})()`);
}

// Sorting: a name, then a number, then how sure a match is.
const all = await evaluate(live, rowsOf('#accounts'));
const click = (n) => evaluate(live, `document.querySelectorAll(
    '#accounts table.live th button')[${n}].click()`);
const cells = (n) => evaluate(live, `Array.from(document.querySelectorAll(
    '#accounts table.live tbody tr')).map((row) =>
    row.cells[${n}].textContent)`);
const headings = await evaluate(live, `Array.from(document.querySelectorAll(
    '#accounts table.live th')).map((cell) => cell.textContent)`);
for (const words of ['Partner', 'Best partner', 'First step', 'Because',
	'Our owner', 'Their owner', 'Same company?'])
	if (!headings.includes(words))
		fail(`no column '${words}': ${headings}`);
const byName = [...all].sort((a, b) => a.localeCompare(b));
await click(0);
same(await evaluate(live, rowsOf('#accounts')), byName, 'sorted');
await click(0);
same(await evaluate(live, rowsOf('#accounts')), byName.reverse(),
    'sorted down');
await click(headings.indexOf('Priority'));
const priorities = (await cells(headings.indexOf('Priority'))).map(Number);
same(priorities, [...priorities].sort((a, b) => a - b), 'sorted by number');
if (new Set(priorities).size < 3)
	fail(`too few priorities to sort: ${priorities}`);

// Sure matches only, a row for each; the others stand apart, and nowhere else.
same([...new Set(await cells(headings.indexOf('Same company?')))],
    ['very likely'], 'how sure the matches are');
const partners = await cells(headings.indexOf('Partner'));
const both = (await cells(headings.indexOf('Our CRM id')))
    .map((id, i) => `${id}|${partners[i]}`);
same(new Set(both).size, both.length, 'rows of one account');
same(await evaluate(live, `Array.from(document.querySelectorAll(
    '#check tbody tr')).map((row) => row.cells[0].textContent + ', ' +
    row.cells[2].textContent)`), ['Fabrikam, Fabrikam Holding',
    'Litware, Litware Inc'], 'to check first');
same(await evaluate(live, `Array.from(document.querySelectorAll(
    'section:not(#check)')).some((section) =>
    section.textContent.includes('Litware'))`), false,
    'a possible match counts somewhere');

// The box and the chooser go through every table and step of the page.
const visible = `Array.from(document.querySelectorAll(
    'table.live tbody tr, .week li')).filter((row) => !row.hidden)`;
const total = await evaluate(live, `${visible}.length`);
await choose('all', 'wingtip');
same(await evaluate(live, `${visible}.every((row) =>
    row.textContent.toLowerCase().includes('wingtip'))`), true,
    'only rows with the text');
same(await evaluate(live, `${visible}.some((row) =>
    row.closest('#q-pipeline'))`), true, 'rows of a question');
same([...new Set(await evaluate(live, rowsOf('#accounts')))], ['Wingtip'],
    'filtered');
same(await evaluate(live, `document.querySelector('[role=status]')
    .textContent`), `${await evaluate(live, `${visible}.length`)} of ${total}` +
    ' rows on this page fit.', 'the count');
const second = await evaluate(live, `Array.from(document.querySelectorAll(
    '#tools option')).map((option) => option.textContent)[1]`);
same(second, '<b>Initech</b> & "Sons"', 'a partner of the chooser');
await choose(second, '');
same([...new Set(await evaluate(live, `Array.from(document.querySelectorAll(
    '#accounts table.live tbody tr')).filter((row) => !row.hidden)
    .map((row) => row.cells[${headings.indexOf('Partner')}].textContent)`))],
    [second], 'rows of the partner');
same(await evaluate(live, `Array.from(document.querySelectorAll(
    'table.live')).every((table) => table.tFoot !== null ||
    Array.from(table.tBodies[0].rows)
    .every((row) => row.hasAttribute('data-p')))`), true,
    'every row is a partner\'s');
same(await evaluate(live, `Array.from(document.querySelectorAll('.terms'))
    .filter((box) => box.offsetParent).length`), 1, 'terms of the partner');
await choose('all', '');
same(await evaluate(live, `${visible}.length`), total, 'all rows again');

// What is folded is opened for paper, and folded again behind it.
const folded = 'document.querySelectorAll("details:not([open])").length';
const closed = await evaluate(live, folded);
if (closed === 0)
	fail('nothing is folded');
await evaluate(live, 'dispatchEvent(new Event("beforeprint")) && 0');
same(await evaluate(live, folded), 0, 'folded on paper');
await evaluate(live, 'dispatchEvent(new Event("afterprint")) && 0');
same(await evaluate(live, folded), closed, 'folded again');
// A heading stands above its numbers, and a bar beside its own.
same(await evaluate(live, `Array.from(document.querySelectorAll(
    'table.live')).flatMap((table) => table.dataset.numbers.split(' ')
    .filter((n) => n !== '' && getComputedStyle(table.tHead.rows[0]
	.cells[Number(n)]).textAlign !== 'right'))`), [],
    'headings at the other side of their numbers');
same(await evaluate(live, `Array.from(document.querySelectorAll('td.b'))
    .filter((cell) => cell.offsetParent && cell.getBoundingClientRect().height >
	1.5 * cell.parentNode.cells[0].getBoundingClientRect().height)
    .length`), 0, 'bars below their numbers');

same(await evaluate(live, 'typeof window.hostile'), 'undefined',
    'hostile text is text');
same(await evaluate(live,
    'document.querySelectorAll("img,iframe,object,embed,link,form,base," +' +
    ' "foreignObject,svg a,svg [style],svg [href],[onclick],[onerror],' +
    '[onload],[style],b b").length'), 0, 'elements that have no place here');
// Each link leads somewhere.
same(await evaluate(live, `Array.from(document.querySelectorAll(
    'a[href^="#"]')).map((link) => link.getAttribute('href'))
    .filter((to) => !document.getElementById(to.slice(1)))`), [],
    'links that lead nowhere');

const still = await open({ width: 1280, dark: false, script: false });
same(still.requests, [pathToFileURL(page).href], 'requests without script');
const { root } = await still.tell('DOM.getDocument', { depth: -1 });
const { outerHTML } = await still.tell('DOM.getOuterHTML',
    { nodeId: root.nodeId });
if (/id="tools" hidden=""><\/div>/.exec(outerHTML) === null)
	fail('without script there is a chooser');
for (const account of ['Northwind', 'Fabrikam', 'Contoso', 'Tailspin',
	'Wingtip'])
	if (!outerHTML.includes(`<bdi>${account}</bdi>`))
		fail(`without script ${account} is missing`);
const { data } = await still.tell('Page.printToPDF', {});
writeFileSync(join(outdir, 'page.pdf'), Buffer.from(data, 'base64'));

await call('Browser.close');
await new Promise((resolve) => { browser.on('exit', resolve); });
rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
