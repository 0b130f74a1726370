// libsodium's crypto_secretstream_xchacha20poly1305 and the key of the sealed
// part, from FORMAT.md section 3.
import { chacha20, hchacha } from '@noble/ciphers/chacha.js';
import { poly1305 } from '@noble/ciphers/_poly1305.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { blake2b } from '@noble/hashes/blake2.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { bytes } from './suites.mjs';

export const CHUNK = 2048;
const MESSAGE = 0;
const FINAL = 3;

const words = (b) => {
	const view = new DataView(b.buffer, b.byteOffset, b.byteLength);
	return Uint32Array.from({ length: b.length / 4 }, (_, i) => view.getUint32(4 * i, true));
};

const sigma = words(new TextEncoder().encode('expand 32-byte k'));

class Stream {
	constructor(key, header) {
		const out = new Uint32Array(8);
		hchacha(sigma, words(key), words(header.slice(0, 16)), out);
		this.key = new Uint8Array(out.buffer);
		this.counter = 1;
		this.nonce = header.slice(16, 24);
	}

	fullNonce() {
		const n = new Uint8Array(12);
		new DataView(n.buffer).setUint32(0, this.counter, true);
		n.set(this.nonce, 4);
		return n;
	}

	xor(data, block) {
		return chacha20(this.key, this.fullNonce(), data, undefined, block);
	}

	mac(ad, tagBlock, sealed) {
		const zeros = (n) => new Uint8Array(n);
		const lengths = new Uint8Array(16);
		const view = new DataView(lengths.buffer);
		view.setUint32(0, ad.length, true);
		view.setUint32(8, 64 + sealed.length, true);
		return poly1305(bytes(ad, zeros((16 - (ad.length % 16)) % 16), tagBlock, sealed,
			zeros(sealed.length % 16), lengths), this.xor(zeros(32), 0));
	}

	step(mac) {
		this.nonce = this.nonce.map((b, i) => b ^ mac[i]);
		this.counter++;
	}

	push(message, ad, tag) {
		const block = new Uint8Array(64);
		block[0] = tag;
		const tagBlock = this.xor(block, 1);
		const sealed = this.xor(message, 2);
		const mac = this.mac(ad, tagBlock, sealed);
		this.step(mac);
		return bytes(tagBlock.subarray(0, 1), sealed, mac);
	}

	pull(record, ad) {
		const block = new Uint8Array(64);
		block[0] = record[0];
		const opened = this.xor(block, 1);
		const tag = opened[0];
		opened[0] = record[0];
		const sealed = record.subarray(1, record.length - 16);
		const mac = this.mac(ad, opened, sealed);
		const theirs = record.subarray(record.length - 16);
		if (mac.some((b, i) => b !== theirs[i]))
			throw new Error('the sealed part does not open');
		const message = this.xor(sealed, 2);
		this.step(mac);
		return [message, tag];
	}
}

function deriveKey(tag, shared, ephemeral, sealKey, identities, clearDigest) {
	return blake2b(bytes(tag, shared, ephemeral, sealKey, identities, clearDigest), { dkLen: 32 });
}

// Returns the header of the stream and the sealed records.
export function seal(plain, secret, ephemeral, sealKey, identities, clearDigest, header = randomBytes(24),
	tag = 'psi-seal/1') {
	const key = deriveKey(tag, x25519.getSharedSecret(secret, sealKey), ephemeral, sealKey, identities, clearDigest);
	const stream = new Stream(key, header);
	const records = [];
	const padded = new Uint8Array(Math.ceil(plain.length / CHUNK) * CHUNK);
	padded.set(plain);
	for (let at = 0; at < padded.length; at += CHUNK)
		records.push(stream.push(padded.subarray(at, at + CHUNK), clearDigest,
			at + CHUNK === padded.length ? FINAL : MESSAGE));
	return { header, records };
}

export function open(records, header, secret, ephemeral, sealKey, identities, clearDigest, length,
	tag = 'psi-seal/1') {
	const key = deriveKey(tag, x25519.getSharedSecret(secret, ephemeral), ephemeral, sealKey, identities, clearDigest);
	const stream = new Stream(key, header);
	const chunks = records.map((record, i) => {
		const [chunk, tag] = stream.pull(record, clearDigest);
		if (tag !== (i === records.length - 1 ? FINAL : MESSAGE))
			throw new Error('the sealed part does not end where it should');
		return chunk;
	});
	const plain = bytes(...chunks);
	if (plain.length !== Math.ceil(length / CHUNK) * CHUNK || plain.subarray(length).some((b) => b !== 0))
		throw new Error('the sealed part has the wrong length');
	return plain.subarray(0, length);
}
