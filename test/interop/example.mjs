// Makes the worked example of lib/FORMAT.md, section 7: node example.mjs
//
// Every secret is SHA-256 (or, for 64 bytes, SHA-512) of a label, so that the
// example can be made again by anybody, byte for byte.
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { bytes, suites } from './suites.mjs';
import { Run, identityText, readAgreement, signAgreement } from './partner.mjs';

const secret = (label) => sha256(bytes('libpsi example: ' + label));
const suite = suites['ristretto255-SHA512'];
const scalar = (label) => {
	let x = 0n;
	for (const b of sha512(bytes('libpsi example: ' + label)).reverse())
		x = (x << 8n) | BigInt(b);
	return x % suite.q;
};

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
	['share-b', 'any any match'],
];

let text = 'term,value\n' + terms.map(([t, v]) => `${t},${v}\n`).join('');
text += `sha256,${bytesToHex(sha256(bytes(text)))}\n`;
text = signAgreement(signAgreement(text, 'a', a), 'b', b);
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
		[role + ' seal-ephemeral secret', bytesToHex(f.ephemeral)]);
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
process.stdout.write(out.join('\n'));
