// Whole sessions between the programs and the other implementation: both
// suites, both roles, both modes. Usage: node interop.mjs BIN EXAMPLES
// Runs in the current folder, which should be empty.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Run, identityText, makeIdentity, parseIdentity, readAgreement, signAgreement } from './partner.mjs';
import { Sharing, parseRow } from './shared.mjs';

const [bin, examples] = process.argv.slice(2);
let passed = 0;

function tool(name, args, input) {
	return execFileSync(`${bin}/psi-${name}`, args, { input, encoding: 'utf8', maxBuffer: 1 << 30,
		stdio: ['pipe', 'pipe', 'pipe'] });
}

function check(what, ok) {
	if (!ok)
		throw new Error(`${what}: failed`);
	console.log(`ok ${++passed} - ${what}`);
}

// The keys of a keys file: "type:value" by account and by population.
function readKeys(text, types) {
	const rows = text.trimEnd().split('\n').slice(1).map((line) => {
		const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)
			.map((c) => c.replace(/,$/, '')).map((c) => (c.startsWith('"') ? c.slice(1, -1).replaceAll('""', '"') : c));
		return { account: cells[0], population: cells[1], type: cells[2], value: cells[3] };
	});
	return rows.filter((r) => r.account !== '' && types.has(r.type))
		.map((r) => ({ ...r, key: `${r.type}:${r.value}` }));
}

const strength = ['customer', 'open_opportunity', 'prospect', 'former_customer', 'other'];

function grouped(rows, groups) {
	const best = new Map();
	for (const r of rows)
		if (!best.has(r.key) || strength.indexOf(r.population) < strength.indexOf(best.get(r.key)))
			best.set(r.key, r.population);
	return Object.fromEntries(groups.map((g) => [g, [...best].filter(([, p]) => p === g).map(([k]) => k)]));
}

// Accounts of a keys file, and rows of an export by account.
function accountsOf(rows) {
	const accounts = new Map();
	for (const { account, population, key } of rows) {
		if (!accounts.has(account))
			accounts.set(account, { account, population, keys: [] });
		accounts.get(account).keys.push(key);
	}
	return [...accounts.values()];
}

function exported(path, id) {
	const [head, ...rows] = readFileSync(path, 'utf8').replace(/^\uFEFF/, '').trimEnd().split(/\r?\n/).map(parseRow);
	return new Map(rows.map((r) => [r[head.indexOf(id)], Object.fromEntries(head.map((h, i) => [h, r[i]]))]));
}

// Claims and fields in both directions, after both have revealed.
function sharing(dir, run, { ours, theirs }) {
	const path = (name) => `${dir}/${name}`;
	const list = `${examples}/data/acme-salesforce.csv`;
	const join = (text) => {
		writeFileSync(path('shared.csv'), text);
		return tool('join', ['-q', '-s', path('s'), '--accounts', list, path('shared.csv')])
			.trimEnd().split('\n').map(parseRow);
	};
	const us = new Sharing(run);
	const told = (rows) => rows.map((r) => `${r.tokens.join(' ')},${r.population}`).sort().join('\n');

	const claims = us.readClaims(tool('share', ['-q', '-s', path('s')]));
	check(`${dir}: their claims are of the accounts that matched`, claims.length > 20 &&
		told(claims.map((r) => ({ ...r, population: r.cells[0] }))) === told(us.claimsOf(run.partner, accountsOf(theirs))));
	join(us.claims(accountsOf(ours)));
	check(`${dir}: our claims are accepted`, true);

	const their = exported(list, 'Account ID');
	// Duplicates have the same tokens: any of them may stand for all.
	const holders = us.claimsOf(run.partner, accountsOf(theirs));
	const fields = us.readFields(tool('share', ['-q', '-s', path('s'), '--accounts', list]));
	check(`${dir}: their fields are those of their list`, fields.length > 20 && fields.every((r) =>
		holders.filter((h) => h.tokens.join() === r.tokens.join()).map((h) => their.get(h.account))
			.some((row) => row['Account Name'].trim() === r.values.name && row['Account Owner'].trim() === r.values.owner)));
	const our = exported(`${examples}/data/globex-hubspot.csv`, 'Record ID');
	const column = { name: 'Company name', owner: 'Company owner' };
	const sent = us.fields((account, field) => our.get(account)[column[field]].trim());
	const [head, ...pairs] = join(sent);
	const cell = (row, name) => row[head.indexOf(name)];
	const labels = new Map(us.own.map((r) => [r.label, r.account]));
	const named = pairs.filter((r) => cell(r, 'their_name') !== '');
	check(`${dir}: our fields stand in their pairs`, named.length > 20 && named.every((r) =>
		cell(r, 'their_name') === our.get(labels.get(cell(r, 'their_account')))['Company name'].trim() &&
		cell(r, 'their_owner') === our.get(labels.get(cell(r, 'their_account')))['Company owner'].trim()));
}

function session(suite, role, mode) {
	const dir = `${suite}-${role}-${mode}`;
	const path = (name) => `${dir}/${name}`;
	const partner = role === 'a' ? 'b' : 'a';
	mkdirSync(dir);
	const us = makeIdentity();
	const them = tool('keygen', ['-o', path('their.key')]).trim();
	check(`${dir}: identity is read and written alike`,
		identityText(parseIdentity(them)) === them);

	const groups = mode === 'groups' ? ['customer', 'open_opportunity', 'prospect'] : [];
	const settings = { 'party-a-identity': role === 'a' ? them : identityText(us.keys),
		'party-b-identity': role === 'a' ? identityText(us.keys) : them, 'party-a-name': '"Acme, ""Inc."""',
		'party-b-name': 'Globex', 'share-a': 'any any name+owner', 'share-b': 'any any name+owner', suite, 'padding-multiple': 64, 'suppress-below': 0, 'minimum-overlap': 0 };
	const draft = tool('agree', ['template', '-m', mode === 'accounts' ? 'accounts' : 'counts']).trimEnd().split('\n')
		.filter((line) => !line.startsWith('group,') && !(line.split(',')[0] in settings))
		.concat(Object.entries(settings).map(([term, value]) => `${term},${value}`), (groups.length > 0 ? groups : ['none']).map((g) => `group,${g}`));
	writeFileSync(path('draft.csv'), draft.map((line) => line + '\n').join(''));
	tool('agree', ['propose', '-i', path('their.key'), '-o', path('proposal.csv'), path('draft.csv')]);
	writeFileSync(path('agreement.csv'), signAgreement(readFileSync(path('proposal.csv'), 'utf8'), partner, us));
	// The public-suffix list goes with the agreement.
	if (existsSync(path('proposal.csv.psl')))
		copyFileSync(path('proposal.csv.psl'), path('agreement.csv.psl'));
	tool('agree', ['check', path('agreement.csv')]);
	const agreement = readAgreement(readFileSync(path('agreement.csv'), 'utf8'));
	const types = new Set();
	for (const line of agreement.text.split('\n'))
		if (line.startsWith('key,'))
			types.add(line.slice(4).split(' ')[0]);

	// Theirs: the Salesforce export through the tools; ours: the HubSpot one.
	const theirKeys = tool('normalize', ['-q', '-a', path('agreement.csv'), `${examples}/data/acme-salesforce.csv`]);
	const ourKeys = tool('normalize', ['-q', '-a', path('agreement.csv'), `${examples}/data/globex-hubspot.csv`]);
	const theirs = readKeys(theirKeys, types);
	const ours = readKeys(ourKeys, types);

	const theirBlinded = tool('blind', ['-q', '-a', path('agreement.csv'), '-i', path('their.key'), '-s', path('s')],
		theirKeys);
	const run = new Run(agreement, partner, us, 1);
	const ourBlinded = run.blind(groups.length > 0 ? grouped(ours, groups) : [...new Set(ours.map((r) => r.key))]);
	// By the default of a draft a answers first: each of us once in each role.
	let ourAnswer = run.exchange(theirBlinded);
	let theirAnswer = tool('exchange', ['-q', '-s', path('s')], ourBlinded);
	let ourMatches, theirMatches;
	const takeTheirs = () => {
		ourMatches = run.reveal(theirAnswer);
		ourAnswer = run.isFirst ? ourAnswer : run.answer;
	};
	const takeOurs = () => {
		theirMatches = tool('reveal', ['-q', '-s', path('s')], ourAnswer).trimEnd().split('\n').slice(1);
		theirAnswer = tool('exchange', ['-q', '-s', path('s')], '');
	};
	check(`${dir}: only the side that answers first has something to send`,
		run.isFirst === (ourAnswer !== null) && run.isFirst === (theirAnswer === ''));
	if (run.isFirst) {
		takeOurs();
		takeTheirs();
	} else {
		takeTheirs();
		takeOurs();
	}
	check(`${dir}: both files and all proofs are accepted on both sides`, true);

	const theirSet = new Set(theirs.map((r) => r.key));
	const ourSet = new Set(ours.map((r) => r.key));
	const shared = [...ourSet].filter((k) => theirSet.has(k)).sort();
	check(`${dir}: the example lists share keys`, shared.length > 20);
	if (mode === 'accounts') {
		check(`${dir}: our matches are the shared keys`, ourMatches.join('\n') === shared.join('\n'));
		const expected = [...new Set(theirs.filter((r) => ourSet.has(r.key)).map((r) => r.account))].sort();
		check(`${dir}: their matches are the accounts that hold them`,
			theirMatches.map((l) => l.split(',')[1]).sort().join('\n') === expected.join('\n'));
		sharing(dir, run, { ours, theirs });
		const tokens = run.tokens();
		const known = new Set(Object.values(tokens));
		check(`${dir}: their match tokens are ours`, theirMatches.every((l) => known.has(l.split(',')[0])));
	} else if (groups.length === 0) {
		check(`${dir}: our count is right`, ourMatches['all,all'] === shared.length);
		check(`${dir}: their count is right`, theirMatches[0] === `all,all,${shared.length}`);
	} else {
		const g = grouped(theirs, groups);
		const o = grouped(ours, groups);
		for (const mine of groups)
			for (const other of groups) {
				const n = g[other].filter((k) => o[mine].includes(k)).length;
				check(`${dir}: our count ${mine} x ${other}`, ourMatches[`${mine},${other}`] === n);
				check(`${dir}: their count ${other} x ${mine}`, theirMatches.includes(`${other},${mine},${n}`));
			}
	}
}

for (const suite of ['ristretto255-SHA512', 'P256-SHA256'])
	for (const role of ['a', 'b'])
		for (const mode of ['accounts', 'counts', 'groups'])
			session(suite, role, mode);
console.log(`${passed} passed, 0 failed`);
