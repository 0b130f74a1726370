// Claims and fields of accounts that matched, from lib/FORMAT.md section 3b and
// lib/PROTOCOL.md section 7.
import { x25519 } from '@noble/curves/ed25519.js';
import { blake2b } from '@noble/hashes/blake2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, randomBytes } from '@noble/hashes/utils.js';
import { bytes, integer } from './suites.mjs';
import { CHUNK, open, seal } from './seal.mjs';
import { base64, finish, lines, today, unbase64, verifyFile } from './partner.mjs';

const TAG = 'psi-share/1';
const LEAST = 65536;
const HEAD = 8 + 32;
const TOKENS = 64;
const ROWS_OF_TOKEN = 16;
const populations = ['customer', 'open_opportunity', 'prospect', 'former_customer', 'other'];
const fieldNames = ['name', 'domain', 'country', 'owner', 'owner_email', 'industry', 'segment', 'region', 'employees',
	'revenue', 'stage', 'amount', 'close_date', 'open_deals', 'products', 'nps', 'health', 'renewal_date', 'tier', 'team',
	'practice', 'propensity', 'committed_spend', 'registered', 'opt_out'];

// Section 4: what a side shares of its population `own` in the other's `theirs`:
// null for none, else a map from fields to suffixes.
function cell(agreement, role, own, theirs) {
	const rows = new Map(agreement.all('share-' + role).map((row) => {
		const [o, t, what] = row.split(' ');
		return [`${o} ${t}`, what];
	}));
	const what = [`${own} ${theirs}`, `${own} any`, `any ${theirs}`, 'any any']
		.map((at) => rows.get(at)).find((w) => w !== undefined) ?? 'match';
	if (what === 'none')
		return null;
	return new Map(what === 'match' ? [] : what.split('+').map((f) => f.split(':')));
}

// The columns of a side's fields.
function columnsOf(agreement, role) {
	const any = new Set(populations.flatMap((own) => populations.flatMap((theirs) =>
		[...(cell(agreement, role, own, theirs) ?? new Map()).keys()])));
	return fieldNames.filter((f) => any.has(f));
}

export function alias(key, person) {
	const lower = person.replace(/[A-Z]/g, (c) => c.toLowerCase());
	return 'owner-' + bytesToHex(blake2b(bytes('psi-alias/1', key, lower), { dkLen: 32 })).slice(0, 12);
}

const quote = (text) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function tableText(columns, rows) {
	const all = [['label', 'tokens', ...columns], ...rows.map((r) => [r.label, r.tokens.join(' '), ...r.cells]),
		['rows', String(rows.length), ...columns.map(() => '')]];
	return all.map((cells) => cells.map(quote).join(',') + '\n').join('');
}

export function parseRow(line) {
	return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)]
		.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
}

// Only what the one form says: it is what writing it again would give.
function parseTable(text, columns) {
	const rows = lines(text).slice(1, -1).map(parseRow)
		.map(([label, tokens, ...cells]) => ({ label, tokens: tokens.split(' '), cells }));
	if (tableText(columns, rows) !== text)
		throw new Error('the table is not in the one form');
	const ascending = (list) => list.every((x, i) => i === 0 || list[i - 1] < x);
	if (!ascending(rows.map((r) => r.label)) || rows.some((r) => !ascending(r.tokens)))
		throw new Error('order');
	for (const r of rows)
		if (!/^[0-9a-f]{32}$/.test(r.label) || r.tokens.length > TOKENS ||
			r.tokens.some((t) => !/^[0-9a-f]{32}$/.test(t)) || r.cells.length !== columns.length)
			throw new Error('grammar');
	return rows;
}

function countTokens(rows) {
	const count = new Map();
	for (const t of rows.flatMap((r) => r.tokens))
		count.set(t, (count.get(t) ?? 0) + 1);
	return count;
}

// After `run` was revealed. `first` is the digest of the first agreement.
export class Sharing {
	constructor(run, first = run.agreement.digest) {
		Object.assign(this, { run, first });
		this.keys = new Map(run.agreement.all('key').map((k) => {
			const [type, tier, weight] = k.split(' ');
			return [type, { tier, weight: Number(weight) }];
		}));
		// By token, the key: own verified ones.
		this.known = new Map(Object.entries(run.tokens()).map(([key, token]) => [token, key]));
		this.sizes = {};
		// What was written, by revision.
		this.tables = {};
	}

	kindOf(token) {
		const type = this.known.get(token).split(':')[0];
		return { type, ...this.keys.get(type) };
	}

	isOfGroup(token) {
		const { type, tier } = this.kindOf(token);
		return type === 'host' || tier === 'family';
	}

	label(account) {
		const secret = blake2b(bytes('psi-label-key/1', integer(0, 1), this.run.identity.ed), { dkLen: 32 });
		return bytesToHex(blake2b(bytes('psi-label/1', this.first, integer(bytes(account).length, 2), account),
			{ key: secret, dkLen: 16 }));
	}

	write(revision, columns, rows) {
		const { run } = this;
		const { agreement } = run;
		const fixed = run.fixed.shared?.[revision] ?? {};
		const table = bytes(tableText(columns, rows));
		this.tables[revision] = tableText(columns, rows);
		const random = fixed.random ?? randomBytes(32);
		const secret = fixed.ephemeral ?? x25519.utils.randomSecretKey();
		const ephemeral = x25519.getPublicKey(secret);
		const out = ['record,value', 'file,shared/1', `agreement,${bytesToHex(agreement.digest)}`,
			`from,${run.role}`, `run,${run.run}`, `revision,${revision}`,
			`session,${bytesToHex(run.sessionDigest)}`, `created,${run.fixed.today ?? today()}`,
			`content,${bytesToHex(sha256(bytes('psi-content/1', random, table)))}`,
			`seal-ephemeral,${base64(ephemeral)}`];
		let total = this.sizes[run.role] ?? LEAST;
		while (total < HEAD + table.length)
			total *= 2;
		this.sizes[run.role] = total;
		const plain = new Uint8Array(total);
		plain.set(bytes(integer(table.length, 8), random, table));
		const sealed = seal(plain, secret, ephemeral, run.theirs.shareKey, run.identityBytes,
			sha256(bytes(out.map((r) => r + '\n').join(''))), fixed.sealHeader, TAG);
		out.push(`seal-header,${base64(sealed.header)}`, ...sealed.records.map((r) => `sealed,${base64(r)}`));
		return finish(out, 'shared/1', run.identity).text;
	}

	read(text, revision, columns) {
		const { run } = this;
		const { agreement } = run;
		const all = lines(text);
		verifyFile(all, 'shared/1', agreement, run.partner);
		const expected = ['record,value', 'file,shared/1', `agreement,${bytesToHex(agreement.digest)}`,
			`from,${run.partner}`, `run,${run.run}`, `revision,${revision}`,
			`session,${bytesToHex(run.sessionDigest)}`];
		expected.forEach((line, i) => {
			if (all[i] !== line)
				throw new Error(`not ${line}`);
		});
		const [created, content, ephemeral, header] = ['created', 'content', 'seal-ephemeral', 'seal-header']
			.map((name, i) => {
				if (!all[7 + i].startsWith(name + ','))
					throw new Error(`${name} is missing`);
				return all[7 + i].slice(name.length + 1);
			});
		if (!/^\d{4}-\d\d-\d\d$/.test(created))
			throw new Error('created');
		const records = all.slice(11, -2).map((l) => unbase64(l.slice('sealed,'.length)));
		const plain = open(records, unbase64(header), run.shareSecret, unbase64(ephemeral), run.shareKey,
			run.identityBytes, sha256(bytes(all.slice(0, 10).map((l) => l + '\n').join(''))),
			records.length * CHUNK, TAG);
		return parseTable(this.unframe(plain, content), columns);
	}

	unframe(plain, content) {
		const length = Number('0x' + bytesToHex(plain.subarray(0, 8)));
		const table = plain.subarray(HEAD, HEAD + length);
		let total = this.sizes[this.run.partner] ?? LEAST;
		while (total < HEAD + length)
			total *= 2;
		this.sizes[this.run.partner] = total;
		if (plain.length !== total || plain.subarray(HEAD + length).some((b) => b !== 0))
			throw new Error('padding');
		if (content !== bytesToHex(sha256(bytes('psi-content/1', plain.subarray(8, HEAD), table))))
			throw new Error('content');
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(table);
	}

	// What a side claims of accounts { account, population, keys }: by account,
	// its tokens and population.
	claimsOf(role, accounts) {
		const { run } = this;
		const tokens = run.tokens();
		const groups = run.agreement.one('group-pairs') !== 'none';
		const rows = accounts.filter((a) => populations.some((p) => cell(run.agreement, role, a.population, p) !== null))
			.map((a) => ({ account: a.account, population: a.population,
				tokens: a.keys.map((k) => tokens[k]).filter((t) => t !== undefined && (groups || !this.isOfGroup(t))) }));
		const count = countTokens(rows);
		const stronger = (x, y) => {
			const [k, l] = [this.kindOf(x), this.kindOf(y)];
			return l.weight - k.weight || (k.type < l.type ? -1 : k.type > l.type ? 1 : 0) || (x < y ? -1 : 1);
		};
		for (const r of rows)
			r.tokens = r.tokens.filter((t) => count.get(t) <= ROWS_OF_TOKEN).sort(stronger).slice(0, TOKENS).sort();
		return rows.filter((r) => r.tokens.length > 0);
	}

	claims(accounts) {
		this.own = this.claimsOf(this.run.role, accounts)
			.map((r) => ({ ...r, label: this.label(r.account), cells: [r.population] }))
			.sort((x, y) => (x.label < y.label ? -1 : 1));
		return this.write(1, ['population'], this.own);
	}

	readClaims(text) {
		const rows = this.read(text, 1, ['population']);
		for (const r of rows)
			if (!populations.includes(r.cells[0]) || r.tokens.some((t) => !this.known.has(t)))
				throw new Error('claims');
		if ([...countTokens(rows).values()].some((n) => n > ROWS_OF_TOKEN))
			throw new Error('a token in too many rows');
		this.claimed = rows;
		return rows;
	}

	// Of the pairs that may be sent, this partner sends those that are no
	// question of scores: with a key of tier 1 in common, and no other own row
	// for the partner's. value(account, field, suffix) gives a text or ''.
	fields(value) {
		const { agreement, role } = this.run;
		const columns = columnsOf(agreement, role);
		const best = new Map();
		for (const theirs of this.claimed) {
			const ours = this.own.filter((o) => o.tokens.some((t) => theirs.tokens.includes(t)));
			if (ours.length === 1 && ours[0].tokens.some((t) => theirs.tokens.includes(t) &&
				!this.isOfGroup(t) && this.kindOf(t).tier === '1'))
				best.set(ours[0], [...(best.get(ours[0]) ?? []), theirs]);
		}
		const rows = [];
		for (const own of this.own) {
			const cells = (best.get(own) ?? []).map((t) => cell(agreement, role, own.population, t.cells[0]) ?? new Map());
			// In several pairs: the most that one of them allows.
			const most = (f) => {
				const with_ = cells.filter((c) => c.has(f)).map((c) => c.get(f));
				return with_.length === 0 ? null : with_.includes(undefined) ? '' : with_[0];
			};
			if (columns.some((f) => most(f) !== null))
				rows.push({ label: own.label, tokens: own.tokens,
					cells: columns.map((f) => (most(f) === null ? '' : value(own.account, f, most(f)))) });
		}
		return this.write(2, columns, rows);
	}

	// Rows with their values by field.
	readFields(text) {
		const columns = columnsOf(this.run.agreement, this.run.partner);
		const claimed = new Map(this.claimed.map((r) => [r.label, r]));
		return this.read(text, 2, columns).map((r) => {
			if (claimed.get(r.label)?.tokens.join() !== r.tokens.join())
				throw new Error('fields of what was not claimed');
			return { ...r, population: claimed.get(r.label).cells[0],
				values: Object.fromEntries(columns.map((f, i) => [f, r.cells[i]])) };
		});
	}
}
