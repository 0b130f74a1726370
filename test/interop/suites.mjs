// The two suites of RFC 9497 in mode VOPRF, on @noble/curves.
import { ristretto255, ristretto255_hasher } from '@noble/curves/ed25519.js';
import { p256, p256_hasher } from '@noble/curves/nist.js';
import { expand_message_xmd } from '@noble/curves/abstract/hash-to-curve.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes, randomBytes } from '@noble/hashes/utils.js';

export const bytes = (...parts) =>
	concatBytes(...parts.map((p) => (typeof p === 'string' ? utf8ToBytes(p) : p)));

export function integer(n, length) {
	const out = new Uint8Array(length);
	let x = BigInt(n);
	for (let i = length - 1; i >= 0; i--, x >>= 8n)
		out[i] = Number(x & 255n);
	return out;
}

const toBig = (b, little) => {
	let x = 0n;
	for (const byte of little ? [...b].reverse() : b)
		x = (x << 8n) | BigInt(byte);
	return x;
};

function makeSuite(name, Point, hasher, hash, q, little, scalarLength) {
	const context = bytes('OPRFV1-', Uint8Array.of(1), '-', name);
	const tag = (prefix) => bytes(prefix, context);
	const suite = { name, hash, q, little, elementBytes: Point.BASE.toBytes().length };
	suite.base = Point.BASE;
	suite.zero = Point.ZERO;
	suite.decode = (b) => {
		const p = Point.fromBytes(b);
		if (p.equals(Point.ZERO))
			throw new Error('identity');
		return p;
	};
	suite.encode = (p) => p.toBytes();
	suite.hashToGroup = (message) => hasher.hashToCurve(message, { DST: tag('HashToGroup-') });
	suite.hashToScalar = (message) =>
		toBig(expand_message_xmd(message, tag('HashToScalar-'), scalarLength, hash), little) % q;
	suite.scalarBytes = (k) => {
		const b = integer(k, 32);
		return little ? b.reverse() : b;
	};
	suite.scalar = (b) => {
		const k = toBig(b, little);
		if (k >= q)
			throw new Error('scalar is not canonical');
		return k;
	};
	suite.randomScalar = () => (toBig(randomBytes(48), false) % (q - 1n)) + 1n;
	suite.seedTag = tag('Seed-');
	suite.mul = (p, k) => {
		const s = ((k % q) + q) % q;
		return s === 0n ? Point.ZERO : p.multiplyUnsafe(s);
	};
	return suite;
}

export const suites = {
	'ristretto255-SHA512': makeSuite('ristretto255-SHA512', ristretto255.Point, ristretto255_hasher, sha512,
		2n ** 252n + 27742317777372353535851937790883648493n, true, 64),
	'P256-SHA256': makeSuite('P256-SHA256', p256.Point, p256_hasher, sha256,
		0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n, false, 48),
};

const framed = (b) => bytes(integer(b.length, 2), b);

// RFC 9497 section 2.2, on lists of one element.
function composites(suite, B, M, Z) {
	const seed = suite.hash(bytes(framed(suite.encode(B)), framed(suite.seedTag)));
	const d = suite.hashToScalar(bytes(framed(seed), integer(0, 2),
		framed(suite.encode(M)), framed(suite.encode(Z)), 'Composite'));
	return [suite.mul(M, d), suite.mul(Z, d)];
}

const challenge = (suite, B, M, Z, t2, t3) =>
	suite.hashToScalar(bytes(...[B, M, Z, t2, t3].map((p) => framed(suite.encode(p))), 'Challenge'));

export function generateProof(suite, k, B, C, D, r = suite.randomScalar()) {
	const [M, Z] = composites(suite, B, C, D);
	const c = challenge(suite, B, M, Z, suite.mul(suite.base, r), suite.mul(M, r));
	const s = (((r - c * k) % suite.q) + suite.q) % suite.q;
	return bytes(suite.scalarBytes(c), suite.scalarBytes(s));
}

export function verifyProof(suite, B, C, D, proof) {
	const c = suite.scalar(proof.subarray(0, 32));
	const s = suite.scalar(proof.subarray(32));
	const [M, Z] = composites(suite, B, C, D);
	const t2 = suite.mul(suite.base, s).add(suite.mul(B, c));
	const t3 = suite.mul(M, s).add(suite.mul(Z, c));
	return challenge(suite, B, M, Z, t2, t3) === c;
}
