// Makes the worked examples of lib/FORMAT.md, sections 7 and 8: node example.mjs
//
// Every secret is SHA-256 (or, for 64 bytes, SHA-512) of a label, so that the
// example can be made again by anybody, byte for byte.
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { bytes, suites } from './suites.mjs';
import { Sharing, alias } from './shared.mjs';
import { Run, identityText, readAgreement, signAgreement } from './partner.mjs';

const secret = (label) => sha256(bytes('libpsi example: ' + label));
const suite = suites['ristretto255-SHA512'];
const scalarOf = (q) => (label) => {
	let x = 0n;
	for (const b of sha512(bytes('libpsi example: ' + label)).reverse())
		x = (x << 8n) | BigInt(b);
	return x % q;
};
const scalar = scalarOf(suite.q);

function identity(label) {
	const ed = secret(label + ' ed25519');
	const x = secret(label + ' x25519');
	return { ed, x, keys: bytes(ed25519.getPublicKey(ed), x25519.getPublicKey(x)) };
}

const a = identity('a');
const b = identity('b');

const terms = [
	['file', 'agreement/2'],
	['id', bytesToHex(secret('id')).slice(0, 32)],
	['created', '2026-11-01'],
	['expires', '2027-10-31'],
	['replaces', 'none'],
	['party-a-name', '"Acme, Inc."'],
	['party-a-identity', identityText(a.keys)],
	['party-a-contact', 'partnerships@acme.example'],
	['party-b-name', 'Globex GmbH'],
	['party-b-identity', identityText(b.keys)],
	['party-b-contact', 'partnerships@globex.example'],
	['purpose', 'cosell'],
	['description', 'A worked example'],
	['competitors', 'no'],
	['onward-sharing', 'none'],
	['combine-partners', 'no'],
	['automated-agents', 'may read the result'],
	['agents-may', 'read'],
	['retention-days', '365'],
	['suite', suite.name],
	['normalizer', 'pkn2'],
	['normalizer-fingerprint', bytesToHex(secret('fingerprint'))],
	['public-suffix-list', bytesToHex(secret('public-suffix list'))],
	['directory', 'none'],
	['key', 'domain 1 0.970'],
	['key', 'name 1 0.980'],
	['minimum-score', '0.500'],
	['group-pairs', 'claims'],
	['mode', 'accounts'],
	['learns', 'both'],
	['answers-first', 'a'],
	['maximum-elements-a', '1000'],
	['maximum-elements-b', '1000'],
	['maximum-shared-a', '100'],
	['maximum-shared-b', '100'],
	['maximum-ratio', '100'],
	['padding-multiple', '4'],
	['minimum-overlap', '0'],
	['suppress-below', '0'],
	['runs', '12'],
	['period-days', '365'],
	['maximum-source-age-days', '90'],
	['share-a', 'customer any name+owner:alias'],
	['share-b', 'any any country'],
];

function signed(rows) {
	let text = 'term,value\n' + rows.map(([t, v]) => `${t},${v}\n`).join('');
	text += `sha256,${bytesToHex(sha256(bytes(text)))}\n`;
	return signAgreement(signAgreement(text, 'a', a), 'b', b);
}
const text = signed(terms);
const agreement = readAgreement(text);

// Whatever a run draws at random, in the order in which it draws it.
function fixed(role) {
	return {
		k: scalar(role + ' k'),
		sealSecret: secret(role + ' seal key'),
		shareSecret: secret(role + ' share key'),
		nonce: secret(role + ' nonce').slice(0, 16),
		padding: (i) => scalar(`${role} padding ${i}`),
		keyNonce: scalar(role + ' key nonce'),
		proofNonce: scalar(role + ' proof nonce'),
		ephemeral: secret(role + ' ephemeral'),
		sealHeader: secret(role + ' seal header').slice(0, 24),
		shared: Object.fromEntries(['claims', 'fields'].map((what, i) => [i + 1, {
			random: secret(`${role} ${what} random`),
			ephemeral: secret(`${role} ${what} ephemeral`),
			sealHeader: secret(`${role} ${what} seal header`).slice(0, 24),
		}])),
		today: '2026-11-21',
		sourceDate: '2026-11-20',
	};
}

const keys = {
	a: ['domain:acme-tools.example', 'name:blue harbor', 'name:muller'],
	b: ['domain:rheintal.example', 'name:blue harbor', 'name:muller'],
};
const run = { a: new Run(agreement, 'a', a, 1, fixed('a')), b: new Run(agreement, 'b', b, 1, fixed('b')) };
const blinded = { a: run.a.blind(keys.a), b: run.b.blind(keys.b) };
const evaluated = run.a.exchange(blinded.b);
run.b.exchange(blinded.a);
const matched = { b: run.b.reveal(evaluated) };
matched.a = run.a.reveal(run.b.answer);

// Who has which account, and what of it may be seen.
const accounts = {
	a: [{ account: 'A-1', population: 'customer', keys: ['name:blue harbor'],
		values: { name: 'Blue Harbor, Inc.', owner: 'Ann Acme' } },
	{ account: 'A-2', population: 'prospect', keys: ['name:muller', 'domain:acme-tools.example'],
		values: { name: 'Müller', owner: 'Ann Acme' } }],
	b: [{ account: 'B-1', population: 'prospect', keys: ['name:blue harbor', 'domain:rheintal.example'],
		values: { country: 'US' } },
	{ account: 'B-2', population: 'customer', keys: ['name:muller'], values: { country: 'DE' } }],
};
const aliasKey = { a: secret('a alias key'), b: secret('b alias key') };
const sharing = { a: new Sharing(run.a), b: new Sharing(run.b) };
const sent = {};
for (const role of ['a', 'b'])
	sent[role + '-claims'] = sharing[role].claims(accounts[role]);
sharing.a.readClaims(sent['b-claims']);
sharing.b.readClaims(sent['a-claims']);
for (const role of ['a', 'b'])
	sent[role + '-fields'] = sharing[role].fields((account, field, suffix) => {
		const value = accounts[role].find((a) => a.account === account).values[field];
		return suffix === 'alias' ? alias(aliasKey[role], value) : value;
	});
const taken = { a: sharing.a.readFields(sent['b-fields']), b: sharing.b.readFields(sent['a-fields']) };
if (taken.a.length !== 2 || taken.b.length !== 1)
	throw new Error('other fields');

const out = [];
const block = (name, body) => out.push('```csv ' + name, body.trimEnd(), '```', '');
const rows = [['secret', 'hex']];
for (const [role, id] of [['a', a], ['b', b]]) {
	const f = fixed(role);
	rows.push([role + ' ed25519 seed', bytesToHex(id.ed)], [role + ' x25519 secret', bytesToHex(id.x)],
		[role + ' k', bytesToHex(suite.scalarBytes(f.k))], [role + ' seal-key secret', bytesToHex(f.sealSecret)],
		[role + ' share-key secret', bytesToHex(f.shareSecret)],
		[role + ' padding scalar', bytesToHex(suite.scalarBytes(f.padding(0)))],
		[role + ' key-proof r', bytesToHex(suite.scalarBytes(f.keyNonce))],
		[role + ' block-proof r', bytesToHex(suite.scalarBytes(f.proofNonce))],
		[role + ' seal-ephemeral secret', bytesToHex(f.ephemeral)],
		[role + ' alias key', bytesToHex(aliasKey[role])],
		...['claims', 'fields'].flatMap((what, i) => [
			[`${role} ${what} random`, bytesToHex(f.shared[i + 1].random)],
			[`${role} ${what} seal-ephemeral secret`, bytesToHex(f.shared[i + 1].ephemeral)]]));
}
block('secrets.csv', rows.map((r) => r.join(',')).join('\n'));
block('agreement.csv', text);
for (const role of ['a', 'b']) {
	block(`${role}-keys.csv`, ['position,key,element',
		...run[role].rows.map((r, i) => `${i},${r.key ?? '(padding)'},${bytesToHex(r.element)}`)].join('\n'));
	block(`${role}-blinded.csv`, blinded[role]);
}
block('a-evaluated.csv', evaluated);
block('b-answer.csv', run.b.answer);
const tokens = run.a.tokens();
if (JSON.stringify(tokens) !== JSON.stringify(run.b.tokens()) || matched.a.join() !== matched.b.join())
	throw new Error('the two sides differ');
block('matches.csv', ['key,token', ...matched.a.map((key) => `${key},${tokens[key]}`).sort()].join('\n'));
block('accounts.csv', ['side,account,population,key', ...['a', 'b'].flatMap((role) => accounts[role].flatMap((a) =>
	a.keys.map((key) => `${role},${a.account},${a.population},${key}`)))].join('\n'));
block('values.csv', ['side,account,field,value', ...['a', 'b'].flatMap((role) => accounts[role].flatMap((a) =>
	Object.entries(a.values).map(([field, value]) =>
		`${role},${a.account},${field},${value.includes(',') ? `"${value}"` : value}`)))].join('\n'));
// Of 32 sealed records the last 31 are zeros, sealed: one is enough to see.
for (const [name, file] of Object.entries(sent)) {
	const all = file.trimEnd().split('\n');
	const sealed = all.findIndex((l) => l.startsWith('sealed,'));
	block(`${name}-table.csv`, sharing[name[0]].tables[name.endsWith('claims') ? 1 : 2]);
	block(`${name}.csv`, [...all.slice(0, sealed + 1), ...all.slice(-2)].join('\n'));
}

// Section 8: the other suite, the other mode, with groups.
const other = suites['P256-SHA256'];
const otherScalar = scalarOf(other.q);
const changed = { suite: other.name, mode: 'counts', 'padding-multiple': '2', 'suppress-below': '2' };
const countsText = signed(terms.flatMap(([t, v]) => (t.startsWith('share-') ? []
	: t === 'id' ? [[t, bytesToHex(secret('counts id')).slice(0, 32)]]
		: t === 'answers-first' ? [[t, 'b'], ['group', 'customer'], ['group', 'prospect']]
			: [[t, changed[t] ?? v]])));
const counts = readAgreement(countsText);
const countsKeys = {
	a: { customer: ['domain:acme-tools.example', 'name:blue harbor', 'name:muller'],
		prospect: ['domain:rheintal.example', 'name:rheintal'] },
	b: { customer: ['domain:rheintal.example'],
		prospect: ['domain:acme-tools.example', 'name:blue harbor', 'name:rheintal'] },
};
function fixedCounts(role) {
	const label = `counts ${role}`;
	return { ...fixed(label), k: otherScalar(label + ' k'), padding: (i) => otherScalar(`${label} padding ${i}`),
		keyNonce: otherScalar(label + ' key nonce'), shared: undefined };
}
// Rule 11: a group with fewer keys than suppress-below goes as empty.
const sentKeys = (role) => Object.fromEntries(Object.entries(countsKeys[role])
	.filter(([, keys]) => keys.length >= counts.suppressBelow));
const second = { a: new Run(counts, 'a', a, 1, fixedCounts('a')), b: new Run(counts, 'b', b, 1, fixedCounts('b')) };
const countsBlinded = { a: second.a.blind(sentKeys('a')), b: second.b.blind(sentKeys('b')) };
const countsEvaluated = second.b.exchange(countsBlinded.a);
second.a.exchange(countsBlinded.b);
const cells = second.a.reveal(countsEvaluated);
const told = second.b.reveal(second.a.answer);
if (cells['customer,prospect'] !== 2 || cells['prospect,prospect'] !== 1 || told['prospect,customer'] !== 2 ||
	told['prospect,prospect'] !== 'suppressed')
	throw new Error('other counts');

const countsRows = [['secret', 'hex']];
for (const role of ['a', 'b']) {
	const f = fixedCounts(role);
	countsRows.push([role + ' k', bytesToHex(other.scalarBytes(f.k))],
		[role + ' seal-key secret', bytesToHex(f.sealSecret)],
		[role + ' share-key secret', bytesToHex(f.shareSecret)],
		[role + ' padding scalar', bytesToHex(other.scalarBytes(f.padding(0)))],
		[role + ' key-proof r', bytesToHex(other.scalarBytes(f.keyNonce))],
		[role + ' seal-ephemeral secret', bytesToHex(f.ephemeral)]);
}
block('counts-secrets.csv', countsRows.map((r) => r.join(',')).join('\n'));
block('counts-agreement.csv', countsText);
for (const role of ['a', 'b']) {
	block(`counts-${role}-keys.csv`, ['group,key,element', ...['customer', 'prospect'].flatMap((g) => [
		...second[role].rows.filter((r) => r.group === g)
			.map((r) => `${g},${r.key ?? '(padding)'},${bytesToHex(r.element)}`),
		...(sentKeys(role)[g] ? [] : countsKeys[role][g].map((key) => `${g},${key},(not sent)`))])].join('\n'));
	block(`counts-${role}-blinded.csv`, countsBlinded[role]);
}
block('counts-b-evaluated.csv', countsEvaluated);
block('counts-a-answer.csv', second.a.answer);
block('counts.csv', ['a,b,matches', ...Object.entries(cells).map(([at, n]) =>
	`${at},${n < counts.suppressBelow ? 'suppressed' : n}`)].join('\n'));
process.stdout.write(out.join('\n'));
