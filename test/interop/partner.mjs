// A partner in a session, written from lib/FORMAT.md and lib/PROTOCOL.md.
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, randomBytes } from '@noble/hashes/utils.js';
import { bytes, generateProof, integer, suites, verifyProof } from './suites.mjs';
import { open, seal } from './seal.mjs';

const BLOCK = 65536;
export const base64 = (b) => Buffer.from(b).toString('base64');
export const unbase64 = (t) => {
	const b = new Uint8Array(Buffer.from(t, 'base64'));
	if (base64(b) !== t)
		throw new Error('base64 is not canonical');
	return b;
};
const compare = (a, b) => Buffer.compare(a, b);
export const today = () => new Date().toISOString().slice(0, 10);

// Section 6: Bech32m over both public keys.
const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
function checksum(values) {
	const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
	let c = 1;
	for (const v of values) {
		const top = c >>> 25;
		c = ((c & 0x1ffffff) << 5) ^ v;
		for (let i = 0; i < 5; i++)
			if ((top >>> i) & 1)
				c ^= generator[i];
	}
	return c >>> 0;
}
const prefix = [...'psi'].flatMap((c) => [c.charCodeAt(0) >> 5])
	.concat([0], [...'psi'].map((c) => c.charCodeAt(0) & 31));

export function identityText(keys) {
	let bits = 0, held = 0;
	const values = [];
	for (const byte of keys) {
		held = (held << 8) | byte;
		bits += 8;
		while (bits >= 5) {
			bits -= 5;
			values.push((held >> bits) & 31);
			held &= (1 << bits) - 1;
		}
	}
	if (bits > 0)
		values.push((held << (5 - bits)) & 31);
	const c = checksum([...prefix, ...values, 0, 0, 0, 0, 0, 0]) ^ 0x2bc830a3;
	for (let i = 0; i < 6; i++)
		values.push((c >>> (5 * (5 - i))) & 31);
	return 'psi1' + values.map((v) => ALPHABET[v]).join('');
}

export function parseIdentity(text) {
	const values = [...text.slice(4)].map((c) => ALPHABET.indexOf(c));
	if (!text.startsWith('psi1') || values.includes(-1) || checksum([...prefix, ...values]) !== 0x2bc830a3)
		throw new Error('not an identity');
	const out = [];
	let bits = 0, held = 0;
	for (const v of values.slice(0, -6)) {
		held = (held << 5) | v;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			out.push((held >> bits) & 255);
			held &= (1 << bits) - 1;
		}
	}
	return Uint8Array.from(out);
}

export function makeIdentity() {
	const ed = ed25519.utils.randomSecretKey();
	const x = x25519.utils.randomSecretKey();
	return { ed, x, keys: bytes(ed25519.getPublicKey(ed), x25519.getPublicKey(x)) };
}

// Section 1: digest and signature.
const signedText = (kind, digest) => bytes('psi-file/1', integer(0, 1), kind, integer(0, 1), digest);

export function lines(text) {
	if (!text.endsWith('\n'))
		throw new Error('cut off');
	return text.slice(0, -1).split('\n').map((l) => l.replace(/\r$/, ''));
}

function digestBefore(all, name) {
	const at = all.findIndex((l) => l.startsWith(name + ','));
	return { at, digest: sha256(bytes(all.slice(0, at).map((l) => l + '\n').join(''))) };
}

export function finish(rows, kind, identity) {
	const text = rows.map((r) => r + '\n').join('');
	const digest = sha256(bytes(text));
	const signature = ed25519.sign(signedText(kind, digest), identity.ed);
	return { text: `${text}sha256,${bytesToHex(digest)}\nsignature,${base64(signature)}\n`, digest };
}

// Section 4: enough of the agreement to take part in a run.
export function readAgreement(text) {
	const all = lines(text);
	const { at, digest } = digestBefore(all, 'sha256');
	if (all[at] !== 'sha256,' + bytesToHex(digest))
		throw new Error('agreement is altered');
	const terms = {};
	for (const line of all.slice(1)) {
		const comma = line.indexOf(',');
		const name = line.slice(0, comma);
		const raw = line.slice(comma + 1);
		const value = raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw;
		(terms[name] ??= []).push(value);
	}
	const one = (name) => terms[name]?.[0];
	return {
		text, digest, one, all: (name) => terms[name] ?? [], groups: terms.group ?? [],
		suite: suites[one('suite')],
		counts: one('mode') === 'counts',
		padding: Number(one('padding-multiple')),
		answersFirst: one('answers-first'),
		minimumOverlap: Number(one('minimum-overlap')),
		suppressBelow: Number(one('suppress-below')),
		identities: { a: parseIdentity(one('party-a-identity')), b: parseIdentity(one('party-b-identity')) },
	};
}

export function signAgreement(text, role, identity) {
	const agreement = readAgreement(text);
	const signature = base64(ed25519.sign(signedText('agreement/2', agreement.digest), identity.ed));
	const all = lines(text).filter((l) => !l.startsWith(`signature-${role},`));
	const other = all.findIndex((l) => l.startsWith('signature-b,'));
	all.splice(role === 'a' && other >= 0 ? other : all.length, 0, `signature-${role},${signature}`);
	return all.map((l) => l + '\n').join('');
}

export function verifyFile(all, kind, agreement, from) {
	const { at, digest } = digestBefore(all, 'sha256');
	if (at !== all.length - 2 || all[at] !== 'sha256,' + bytesToHex(digest))
		throw new Error('digest');
	const signature = unbase64(all[at + 1].slice('signature,'.length));
	if (!ed25519.verify(signature, signedText(kind, digest), agreement.identities[from].subarray(0, 32)))
		throw new Error('signature');
	return digest;
}

// A run. `keys` are texts "type:value"; with groups a map from group to texts.
export class Run {
	// `fixed` replaces what is random, for the worked example.
	constructor(agreement, role, identity, run, fixed = {}) {
		Object.assign(this, { agreement, role, identity, run, fixed, suite: agreement.suite });
		this.partner = role === 'a' ? 'b' : 'a';
		this.k = fixed.k ?? this.suite.randomScalar();
		this.publicKey = this.suite.mul(this.suite.base, this.k);
		this.sealSecret = fixed.sealSecret ?? x25519.utils.randomSecretKey();
		this.sealKey = x25519.getPublicKey(this.sealSecret);
		this.shareSecret = fixed.shareSecret ?? x25519.utils.randomSecretKey();
		this.shareKey = x25519.getPublicKey(this.shareSecret);
	}

	ownTranscript(role, nonce) {
		return bytes('psi-own/1', this.agreement.digest, role, integer(this.run, 8), nonce);
	}

	blindKeys(keys) {
		const { suite, agreement } = this;
		const rows = keys.map((key) => ({
			key,
			element: suite.encode(suite.mul(suite.hashToGroup(
				bytes('psi-key/1', agreement.digest, key)), this.k)),
		}));
		while (rows.length % agreement.padding !== 0 || rows.length === 0)
			rows.push({ key: null, element: suite.encode(suite.mul(suite.base,
				this.fixed.padding?.(this.padded++) ?? suite.randomScalar())) });
		return rows.sort((x, y) => compare(x.element, y.element));
	}

	blind(keys) {
		const { suite, agreement } = this;
		const groups = agreement.groups.length > 0 ? agreement.groups : [null];
		this.padded = 0;
		const parts = groups.map((g) => (g !== null && (keys[g] ?? []).length === 0
			? [] : this.blindKeys(g === null ? keys : keys[g])));
		this.rows = parts.flatMap((part, i) => part.map((row) => ({ ...row, group: groups[i] })));
		const nonce = this.fixed.nonce ?? randomBytes(16);
		const T = suite.hashToGroup(this.ownTranscript(this.role, nonce));
		const kT = suite.mul(T, this.k);
		const rows = ['record,value', 'file,blinded/2', `agreement,${bytesToHex(agreement.digest)}`,
			`from,${this.role}`, `run,${this.run}`, `nonce,${bytesToHex(nonce)}`,
			`created,${this.fixed.today ?? today()}`,
			`source-date,${this.fixed.sourceDate ?? today()}`, `suite,${suite.name}`,
			`public-key,${base64(suite.encode(this.publicKey))}`,
			`key-element,${base64(suite.encode(kT))}`,
			`key-proof,${base64(generateProof(suite, this.k, this.publicKey, T, kT,
				this.fixed.keyNonce))}`,
			`seal-key,${base64(this.sealKey)}`, `share-key,${base64(this.shareKey)}`,
			`elements,${this.rows.length}`];
		if (agreement.groups.length > 0)
			groups.forEach((g, i) => rows.push(`group,${g}`, `group-elements,${parts[i].length}`));
		for (const row of this.rows)
			rows.push(`element,${base64(row.element)}`);
		const { text, digest } = finish(rows, 'blinded/2', this.identity);
		this.blindedDigest = digest;
		return text;
	}

	readBlinded(text) {
		const { suite, agreement } = this;
		const all = lines(text);
		const digest = verifyFile(all, 'blinded/2', agreement, this.partner);
		const names = ['record', 'file', 'agreement', 'from', 'run', 'nonce', 'created', 'source-date', 'suite',
			'public-key', 'key-element', 'key-proof', 'seal-key', 'share-key', 'elements'];
		const header = {};
		names.forEach((name, i) => {
			if (!all[i].startsWith(name + ','))
				throw new Error(`${name} is missing`);
			header[name] = all[i].slice(name.length + 1);
		});
		let at = names.length;
		const groups = [];
		for (const g of agreement.groups) {
			if (all[at] !== `group,${g}`)
				throw new Error('group');
			groups.push({ name: g, count: Number(all[at + 1].slice('group-elements,'.length)) });
			at += 2;
		}
		if (groups.length === 0)
			groups.push({ name: null, count: Number(header.elements) });
		const expected = { file: 'blinded/2', agreement: bytesToHex(agreement.digest), from: this.partner,
			run: String(this.run), suite: suite.name };
		for (const [name, value] of Object.entries(expected))
			if (header[name] !== value)
				throw new Error(`${name} is not ${value}`);
		const elements = all.slice(at, -2).map((l) => {
			if (!l.startsWith('element,'))
				throw new Error('element is missing');
			return unbase64(l.slice('element,'.length));
		});
		if (elements.length !== Number(header.elements) || elements.length % agreement.padding !== 0)
			throw new Error('number of elements');
		let from = 0;
		for (const group of groups) {
			group.elements = elements.slice(from, from += group.count);
			group.elements.forEach((e, i) => {
				if (i > 0 && compare(group.elements[i - 1], e) >= 0)
					throw new Error('elements are not ascending');
			});
		}
		const publicKey = suite.decode(unbase64(header['public-key']));
		const T = suite.hashToGroup(this.ownTranscript(this.partner, hexToBytes(header.nonce)));
		if (!verifyProof(suite, publicKey, T, suite.decode(unbase64(header['key-element'])),
			unbase64(header['key-proof'])))
			throw new Error('key proof');
		this.theirs = { digest, groups, elements, publicKey, sealKey: unbase64(header['seal-key']),
			shareKey: unbase64(header['share-key']) };
	}

	// What the transcripts of both answers begin and go on with.
	head(tag, role, answers, beside) {
		const { suite, agreement } = this;
		return bytes(tag, integer(suite.name.length, 1), suite.name, agreement.digest, role, integer(this.run, 8),
			answers, beside);
	}

	sums(S, rows) {
		const { suite } = this;
		let M = suite.zero, Z = suite.zero;
		for (const { i, C, D } of rows) {
			const digest = sha512(bytes('psi-weights/1', S, integer(i >> 2, 4)));
			const w = digest.slice(16 * (i % 4), 16 * (i % 4) + 16).reverse();
			const weight = BigInt('0x' + bytesToHex(w));
			M = M.add(suite.mul(suite.decode(C), weight));
			Z = Z.add(suite.mul(suite.decode(D), weight));
		}
		return [M, Z];
	}

	weightedSums(role, publicKey, answers, beside, block, C, D) {
		const S = sha512(bytes(this.head('psi-batch/1', role, answers, beside), this.suite.encode(publicKey),
			integer(block, 8), integer(C.length, 4), ...C, ...D));
		return this.sums(S, C.map((c, i) => ({ i, C: c, D: D[i] })));
	}

	// A block of the second answer: `positions` of its rows, and its matched rows.
	matchedSums(role, publicKey, answers, beside, first, block, positions, rows) {
		const S = sha512(bytes(this.head('psi-second/1', role, answers, beside), first, this.suite.encode(publicKey),
			integer(block, 8), integer(positions.length, 4), ...positions.map((p) => integer(p, 4)),
			...rows.map((r) => r.C), ...rows.map((r) => r.D)));
		return this.sums(S, rows);
	}

	get isFirst() {
		return this.agreement.answersFirst === this.role;
	}

	get identityBytes() {
		return bytes(this.agreement.identities.a, this.agreement.identities.b);
	}

	// Write an answer: `middle` are its records between beside and public-key.
	writeAnswer(kind, middle, plain) {
		const { suite, agreement, theirs } = this;
		const ephemeralSecret = this.fixed.ephemeral ?? x25519.utils.randomSecretKey();
		const ephemeral = x25519.getPublicKey(ephemeralSecret);
		const rows = ['record,value', `file,${kind}`, `agreement,${bytesToHex(agreement.digest)}`,
			`from,${this.role}`, `run,${this.run}`, `answers,${bytesToHex(theirs.digest)}`,
			`beside,${bytesToHex(this.blindedDigest)}`, ...middle,
			`public-key,${base64(suite.encode(this.publicKey))}`,
			`elements,${theirs.elements.length}`, `seal-ephemeral,${base64(ephemeral)}`];
		const clearDigest = sha256(bytes(rows.map((r) => r + '\n').join('')));
		const sealed = seal(plain, ephemeralSecret, ephemeral, theirs.sealKey, this.identityBytes,
			clearDigest, this.fixed.sealHeader);
		rows.push(`seal-header,${base64(sealed.header)}`);
		for (const record of sealed.records)
			rows.push(`sealed,${base64(record)}`);
		const { text, digest } = finish(rows, kind, this.identity);
		this.answerDigest = digest;
		return text;
	}

	// The partner's blinded file. The side that answers first answers.
	exchange(text) {
		const { suite, agreement } = this;
		this.readBlinded(text);
		const { theirs } = this;
		if (!this.isFirst)
			return null;
		theirs.evaluated = theirs.elements.map((e) => suite.encode(suite.mul(suite.decode(e), this.k)));
		const parts = [];
		if (agreement.counts) {
			let from = 0;
			for (const group of theirs.groups)
				parts.push(...theirs.evaluated.slice(from, from += group.count).sort(compare));
		} else {
			for (let at = 0, block = 0; at < theirs.elements.length; at += BLOCK, block++) {
				const C = theirs.elements.slice(at, at + BLOCK);
				const D = theirs.evaluated.slice(at, at + BLOCK);
				const [M, Z] = this.weightedSums(this.role, this.publicKey, theirs.digest,
					this.blindedDigest, block, C, D);
				parts.push(...D, generateProof(suite, this.k, this.publicKey, M, Z,
					this.fixed.proofNonce));
			}
		}
		return this.writeAnswer('evaluated/2', [], bytes(...parts));
	}

	// The plaintext of the partner's answer, after all that can be seen outside.
	openAnswer(text, kind, length) {
		const { suite, agreement } = this;
		const all = lines(text);
		const digest = verifyFile(all, kind, agreement, this.partner);
		const names = ['record', 'file', 'agreement', 'from', 'run', 'answers', 'beside',
			...(kind === 'answer/1' ? ['first'] : []), 'public-key', 'elements', 'seal-ephemeral', 'seal-header'];
		const header = Object.fromEntries(names.map((name, i) => {
			if (!all[i].startsWith(name + ','))
				throw new Error(`${name} is missing`);
			return [name, all[i].slice(name.length + 1)];
		}));
		const expected = { file: kind, agreement: bytesToHex(agreement.digest), from: this.partner,
			run: String(this.run), answers: bytesToHex(this.blindedDigest), beside: bytesToHex(this.theirs.digest),
			'public-key': base64(suite.encode(this.theirs.publicKey)), elements: String(this.rows.length) };
		if (kind === 'answer/1')
			expected.first = bytesToHex(this.answerDigest);
		for (const [name, value] of Object.entries(expected))
			if (header[name] !== value)
				throw new Error(`${name} is not ${value}`);
		const clearDigest = sha256(bytes(all.slice(0, names.length - 1).map((l) => l + '\n').join('')));
		const plain = open(all.slice(names.length, -2).map((l) => unbase64(l.slice('sealed,'.length))),
			unbase64(header['seal-header']), this.sealSecret, unbase64(header['seal-ephemeral']), this.sealKey,
			this.identityBytes, clearDigest, length);
		return { plain, digest };
	}

	// Returns the matched keys; in counts mode the number per pair of groups.
	// The side that answers second has its answer in `answer` then.
	reveal(text) {
		return this.isFirst ? this.revealAsFirst(text) : this.revealAsSecond(text);
	}

	revealAsSecond(text) {
		const { suite, agreement, theirs } = this;
		const n = this.rows.length;
		const { plain, digest } = this.openAnswer(text, 'evaluated/2',
			n * suite.elementBytes + (agreement.counts ? 0 : 64 * Math.ceil(n / BLOCK)));
		const evaluated = [];
		let at = 0;
		for (let from = 0, block = 0; from < n; from += BLOCK, block++) {
			const rows = Math.min(BLOCK, n - from);
			const D = Array.from({ length: rows }, (_, i) =>
				plain.slice(at + i * suite.elementBytes, at + (i + 1) * suite.elementBytes));
			at += rows * suite.elementBytes;
			evaluated.push(...D);
			if (agreement.counts)
				continue;
			const C = this.rows.slice(from, from + rows).map((r) => r.element);
			const [M, Z] = this.weightedSums(this.partner, theirs.publicKey, this.blindedDigest,
				theirs.digest, block, C, D);
			if (!verifyProof(suite, theirs.publicKey, M, Z, plain.slice(at, at + 64)))
				throw new Error(`proof of block ${block}`);
			at += 64;
		}
		const place = new Map(evaluated.map((e, i) => [bytesToHex(e), i]));
		if (place.size !== n)
			throw new Error('equal elements');
		const found = theirs.elements.map((e) =>
			place.get(bytesToHex(suite.encode(suite.mul(suite.decode(e), this.k)))) ?? -1);
		const total = found.filter((i) => i >= 0).length;
		if (total < agreement.minimumOverlap)
			found.fill(-1);
		if (agreement.counts)
			return this.answerCounts(found, digest, total < agreement.minimumOverlap);
		const parts = [];
		for (let from = 0, block = 0; from < found.length; from += BLOCK, block++) {
			const positions = found.slice(from, from + BLOCK).map((i) => i + 1);
			const rows = positions.flatMap((p, i) => (p === 0 ? []
				: [{ i, C: theirs.elements[from + i], D: evaluated[p - 1] }]));
			parts.push(...positions.map((p) => integer(p, 4)));
			if (rows.length === 0) {
				parts.push(new Uint8Array(64));
				continue;
			}
			const [M, Z] = this.matchedSums(this.role, this.publicKey, theirs.digest, this.blindedDigest, digest,
				block, positions, rows);
			parts.push(generateProof(suite, this.k, this.publicKey, M, Z, this.fixed.proofNonce));
		}
		this.answer = this.writeAnswer('answer/1', [`first,${bytesToHex(digest)}`], bytes(...parts));
		this.rows.forEach((row, i) => { row.evaluated = evaluated[i]; });
		const matched = new Set(found);
		return this.takeMatched((i) => matched.has(i));
	}

	takeMatched(isMatched) {
		this.matched = this.rows.filter((row, i) => isMatched(i));
		if (this.matched.some((row) => row.key === null))
			throw new Error('padding matched');
		return this.matched.map((row) => row.key).sort();
	}

	groupOf(groups, i) {
		let end = 0;
		return groups.findIndex((g) => i < (end += g.count));
	}

	get ownGroups() {
		const groups = this.agreement.groups.length > 0 ? this.agreement.groups : [null];
		return groups.map((name) => ({ name, count: this.rows.filter((r) => r.group === name).length }));
	}

	// Cells by the partner's group and then by the own one.
	answerCounts(found, digest, withheld) {
		const { theirs, agreement, ownGroups } = this;
		const cells = theirs.groups.map(() => ownGroups.map(() => 0));
		found.forEach((i, j) => {
			if (i >= 0)
				cells[this.groupOf(theirs.groups, j)][this.groupOf(ownGroups, i)]++;
		});
		const hidden = (1n << 64n) - 1n;
		const numbers = cells.flat().map((c) => (withheld ? 0 : c < agreement.suppressBelow ? hidden : c));
		this.answer = this.writeAnswer('answer/1', [`first,${bytesToHex(digest)}`],
			bytes(...numbers.map((c) => integer(c, 8))));
		const result = {};
		ownGroups.forEach((g, i) => theirs.groups.forEach((t, j) => {
			result[`${g.name ?? 'all'},${t.name ?? 'all'}`] = cells[j][i];
		}));
		return result;
	}

	revealAsFirst(text) {
		const { suite, agreement, theirs, ownGroups } = this;
		const n = this.rows.length;
		const num = ownGroups.length;
		const { plain } = this.openAnswer(text, 'answer/1',
			agreement.counts ? 8 * num * num : 4 * n + 64 * Math.ceil(n / BLOCK));
		const number = (at, length) => Number('0x' + bytesToHex(plain.slice(at, at + length)));
		if (agreement.counts) {
			const result = {};
			const withheld = plain.every((b) => b === 0);
			ownGroups.forEach((g, i) => theirs.groups.forEach((t, j) => {
				const at = 8 * (i * num + j);
				const hidden = plain.slice(at, at + 8).every((b) => b === 255);
				const c = hidden ? 'suppressed' : number(at, 8);
				if (hidden ? agreement.suppressBelow === 0
					: c > g.count || c > t.count || (c < agreement.suppressBelow && !withheld))
					throw new Error('count');
				result[`${g.name ?? 'all'},${t.name ?? 'all'}`] = c;
			}));
			return result;
		}
		const seen = new Set();
		let at = 0;
		for (let from = 0, block = 0; from < n; from += BLOCK, block++) {
			const positions = Array.from({ length: Math.min(BLOCK, n - from) }, (_, i) => number(at + 4 * i, 4));
			at += 4 * positions.length;
			const proof = plain.slice(at, at += 64);
			const rows = positions.flatMap((p, i) => {
				if (p === 0)
					return [];
				if (p > theirs.elements.length || seen.has(p))
					throw new Error('position');
				seen.add(p);
				const row = this.rows[from + i];
				row.evaluated = theirs.evaluated[p - 1];
				return [{ i, C: row.element, D: row.evaluated }];
			});
			if (rows.length === 0) {
				if (proof.some((b) => b !== 0))
					throw new Error('a proof of nothing');
				continue;
			}
			const [M, Z] = this.matchedSums(this.partner, theirs.publicKey, this.blindedDigest, theirs.digest,
				this.answerDigest, block, positions, rows);
			if (!verifyProof(suite, theirs.publicKey, M, Z, proof))
				throw new Error(`proof of block ${block}`);
		}
		if (seen.size > 0 && seen.size < agreement.minimumOverlap)
			throw new Error('fewer matches than agreed');
		return this.takeMatched((i) => this.rows[i].evaluated !== undefined);
	}

	get sessionDigest() {
		return this.role === 'a' ? sha256(bytes(this.blindedDigest, this.theirs.digest))
			: sha256(bytes(this.theirs.digest, this.blindedDigest));
	}

	// Match tokens by key, after reveal.
	tokens() {
		const session = this.sessionDigest;
		return Object.fromEntries(this.matched.map((row) => [row.key,
			bytesToHex(sha256(bytes('psi-match/1', session, row.evaluated)).slice(0, 16))]).sort());
	}
}
