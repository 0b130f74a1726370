#!/usr/bin/env python3
"""Checks the second worked example of FORMAT.md, from the documents alone.

usage: counts.py FORMAT.md

Everything is here but Ed25519, X25519, ChaCha20 and Poly1305, which are the
package cryptography's: P-256 and RFC 9380's map to it, RFC 9497's proofs, the
files, the seal by the steps of FORMAT.md section 3. Nothing is of this library.
Exit status 77: the package is not installed.
"""
import base64
import hashlib
import re
import struct
import sys

try:
    from cryptography.hazmat.primitives.asymmetric import ed25519, x25519
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
    from cryptography.hazmat.primitives.poly1305 import Poly1305
    from cryptography.hazmat.primitives.serialization import (
        Encoding, PublicFormat)
except ImportError:
    print('skipped: the package cryptography is not installed')
    sys.exit(77)

# ---- P-256, SEC 2 section 2.4.2; points are pairs, None is the identity ----

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
Q = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551
A = P - 3
B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b
G = (0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296,
     0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5)


def inverse(x):
    return pow(x, -1, P)


def add(left, right):
    if left is None or right is None:
        return left or right
    if left[0] == right[0]:
        if (left[1] + right[1]) % P == 0:
            return None
        slope = (3 * left[0]**2 + A) * inverse(2 * left[1]) % P
    else:
        slope = (right[1] - left[1]) * inverse(right[0] - left[0]) % P
    x = (slope**2 - left[0] - right[0]) % P
    return x, (slope * (left[0] - x) - left[1]) % P


def mul(k, point):
    out = None
    while k:
        if k & 1:
            out = add(out, point)
        point = add(point, point)
        k >>= 1
    return out


def encode(point):
    return bytes([2 + (point[1] & 1)]) + point[0].to_bytes(32, 'big')


def decode(text):
    x = int.from_bytes(text[1:], 'big')
    square = (x**3 + A * x + B) % P
    y = pow(square, (P + 1) // 4, P)
    assert len(text) == 33 and text[0] in (2, 3) and x < P
    assert y * y % P == square
    return x, y if y & 1 == text[0] & 1 else P - y


# ---- RFC 9380: expand_message_xmd, the simplified SWU map ----

def expand(message, tag, length):
    tag += bytes([len(tag)])
    first = hashlib.sha256(bytes(64) + message + length.to_bytes(2, 'big') +
                           b'\0' + tag).digest()
    block = hashlib.sha256(first + b'\1' + tag).digest()
    out = block
    for i in range(2, -(-length // 32) + 1):
        mixed = bytes(x ^ y for x, y in zip(first, block))
        block = hashlib.sha256(mixed + bytes([i]) + tag).digest()
        out += block
    return out[:length]


def map_to_curve(u):
    z = P - 10
    t = (z**2 * pow(u, 4, P) + z * u**2) % P
    x = (-B * inverse(A) * (1 + inverse(t)) if t else B * inverse(z * A)) % P
    if pow(x**3 + A * x + B, (P - 1) // 2, P) > 1:
        x = z * u**2 * x % P
    y = pow(x**3 + A * x + B, (P + 1) // 4, P)
    return x, y if y & 1 == u & 1 else P - y


# ---- RFC 9497: P256-SHA256, mode VOPRF ----

CONTEXT = b'OPRFV1-\1-P256-SHA256'


def hash_to_group(message):
    uniform = expand(message, b'HashToGroup-' + CONTEXT, 96)
    return add(*(map_to_curve(int.from_bytes(part, 'big') % P)
                 for part in (uniform[:48], uniform[48:])))


def hash_to_scalar(message):
    return int.from_bytes(
        expand(message, b'HashToScalar-' + CONTEXT, 48), 'big') % Q


def framed(text):
    return len(text).to_bytes(2, 'big') + text


def composites(key, c, d):
    seed = hashlib.sha256(
        framed(encode(key)) + framed(b'Seed-' + CONTEXT)).digest()
    weight = hash_to_scalar(framed(seed) + b'\0\0' + framed(encode(c)) +
                            framed(encode(d)) + b'Composite')
    return mul(weight, c), mul(weight, d)


def challenge(*points):
    return hash_to_scalar(
        b''.join(framed(encode(p)) for p in points) + b'Challenge')


def generate_proof(k, c, d, r):
    key = mul(k, G)
    m, z = composites(key, c, d)
    value = challenge(key, m, z, mul(r, G), mul(r, m))
    return value.to_bytes(32, 'big') + ((r - value * k) % Q).to_bytes(32, 'big')


def verify_proof(key, c, d, proof):
    value, s = (int.from_bytes(proof[i:i + 32], 'big') for i in (0, 32))
    assert 0 < value < Q and 0 < s < Q
    m, z = composites(key, c, d)
    assert value == challenge(key, m, z, add(mul(s, G), mul(value, key)),
                              add(mul(s, m), mul(value, z)))


# ---- FORMAT.md: blocks, digests, signatures, identities ----

DOCUMENT = open(sys.argv[1], encoding='utf-8').read()
BLOCKS = dict(re.findall(r'```csv (\S+)\n(.*?\n)```', DOCUMENT, re.S))


def records(name):
    return [line.split(',', 1) for line in BLOCKS[name].splitlines()]


def table(name):
    return [line.split(',') for line in BLOCKS[name].splitlines()[1:]]


OWN = {name: bytes.fromhex(value) for name, value in table('secrets.csv')}
RUN = {name: bytes.fromhex(value)
       for name, value in table('counts-secrets.csv')}


def scalar(name):
    return int.from_bytes(RUN[name], 'big')


def raw(key):
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def x25519_key(secret):
    return x25519.X25519PrivateKey.from_private_bytes(secret)


SIGNER = {role: ed25519.Ed25519PrivateKey.from_private_bytes(
    OWN[role + ' ed25519 seed']).public_key() for role in 'ab'}
IDENTITY = {role: raw(SIGNER[role]) +
            raw(x25519_key(OWN[role + ' x25519 secret']).public_key())
            for role in 'ab'}


def verified(name, kind, role, record='signature'):
    """The digest of a file whose digest and signature hold."""
    text = BLOCKS[name]
    end = text.index('\nsha256,') + 1
    digest = hashlib.sha256(text[:end].encode()).digest()
    assert text[end:].splitlines()[0] == 'sha256,' + digest.hex()
    SIGNER[role].verify(base64.b64decode(dict(records(name))[record]),
                        b'psi-file/1\0' + kind.encode() + b'\0' + digest)
    return digest


# ---- the seal, section 3 ----

def hchacha20(key, nonce):
    state = list(struct.unpack('<16I', b'expand 32-byte k' + key + nonce))

    def quarter(a, b, c, d):
        for x, y, z, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8),
                              (c, d, b, 7)):
            state[x] = state[x] + state[y] & 0xffffffff
            word = state[z] ^ state[x]
            state[z] = (word << turn | word >> 32 - turn) & 0xffffffff
    for _ in range(10):
        for i in range(4):
            quarter(i, 4 + i, 8 + i, 12 + i)
        for i in range(4):
            quarter(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return struct.pack('<8I', *(state[:4] + state[12:]))


def chacha20(key, block, nonce, data):
    return Cipher(algorithms.ChaCha20(key, struct.pack('<I', block) + nonce),
                  None).encryptor().update(data)


def unseal(name, recipient):
    """The plaintext of an answer, and its header."""
    header = dict(records(name))
    text = BLOCKS[name]
    clear = hashlib.sha256(text[:text.index('seal-header,')].encode()).digest()
    own = x25519_key(RUN[recipient + ' seal-key secret'])
    ephemeral = base64.b64decode(header['seal-ephemeral'])
    shared = own.exchange(x25519.X25519PublicKey.from_public_bytes(ephemeral))
    key = hashlib.blake2b(
        b'psi-seal/1' + shared + ephemeral + raw(own.public_key()) +
        IDENTITY['a'] + IDENTITY['b'] + clear, digest_size=32).digest()
    stream = base64.b64decode(header['seal-header'])
    subkey, inner = hchacha20(key, stream[:16]), stream[16:]
    sealed = [base64.b64decode(value) for record, value in records(name)
              if record == 'sealed']
    out = b''
    for i, record in enumerate(sealed):
        nonce = struct.pack('<I', i + 1) + inner
        tag = chacha20(subkey, 1, nonce,
                       bytes([3 if i + 1 == len(sealed) else 0]) + bytes(63))
        mac = Poly1305.generate_tag(
            chacha20(subkey, 0, nonce, bytes(32)),
            clear + tag + record[1:-16] + struct.pack('<QQ', 32, 2112))
        assert record[:1] == tag[:1] and record[-16:] == mac
        out += chacha20(subkey, 2, nonce, record[1:-16])
        inner = bytes(x ^ y for x, y in zip(inner, mac))
    return out, header


# ---- the example ----

def check_blinded(role, agreement):
    """The elements of each group of a blinded file, made again."""
    name = f'counts-{role}-blinded.csv'
    header = dict(records(name))
    k = scalar(role + ' k')
    elements = [base64.b64decode(value) for record, value in records(name)
                if record == 'element']
    groups = [value for record, value in records(name) if record == 'group']
    sizes = [int(value) for record, value in records(name)
             if record == 'group-elements']
    out = []
    for group, size in zip(groups, sizes):
        part, elements = elements[:size], elements[size:]
        keys = [key for where, key, element
                in table(f'counts-{role}-keys.csv')
                if where == group and element != '(not sent)']
        made = [mul(scalar(role + ' padding scalar'), G) if key == '(padding)'
                else mul(k, hash_to_group(b'psi-key/1' + agreement +
                                          key.encode())) for key in keys]
        assert part == sorted(encode(point) for point in made)
        assert size % 2 == 0
        out.append(part)
    assert not elements
    t = hash_to_group(b'psi-own/1' + agreement + role.encode() +
                      struct.pack('>Q', 1) + bytes.fromhex(header['nonce']))
    proof = base64.b64decode(header['key-proof'])
    assert base64.b64decode(header['public-key']) == encode(mul(k, G))
    assert base64.b64decode(header['key-element']) == encode(mul(k, t))
    verify_proof(mul(k, G), t, mul(k, t), proof)
    assert proof == generate_proof(k, t, mul(k, t), scalar(role + ' key-proof r'))
    for key in 'seal-key', 'share-key':
        own = x25519_key(RUN[f'{role} {key} secret']).public_key()
        assert base64.b64decode(header[key]) == raw(own)
    return out


def main():
    for role in 'ab':
        agreement = verified('counts-agreement.csv', 'agreement/2', role,
                             'signature-' + role)
    digests = {role: verified(f'counts-{role}-blinded.csv', 'blinded/2', role)
               for role in 'ab'}
    groups = {role: check_blinded(role, agreement) for role in 'ab'}

    # The first answer: each group of a's under b's key, sorted.
    first = verified('counts-b-evaluated.csv', 'evaluated/2', 'b')
    plain, header = unseal('counts-b-evaluated.csv', 'a')
    assert header['answers'] == digests['a'].hex()
    assert header['beside'] == digests['b'].hex()
    answers = [sorted(encode(mul(scalar('b k'), decode(e))) for e in group)
               for group in groups['a']]
    expected = b''.join(e for group in answers for e in group)
    assert plain == expected.ljust(len(plain), b'\0')

    # The second: for each group of b's and of a's a number, or suppressed.
    verified('counts-a-answer.csv', 'answer/1', 'a')
    plain, header = unseal('counts-a-answer.csv', 'b')
    assert header['first'] == first.hex()
    assert header['answers'] == digests['b'].hex()
    other = [{encode(mul(scalar('a k'), decode(e))) for e in group}
             for group in groups['b']]
    cells = [len(theirs & set(ours)) for theirs in other for ours in answers]
    told = [2**64 - 1 if n < 2 else n for n in cells]
    assert plain == struct.pack('>4Q', *told).ljust(len(plain), b'\0')

    # An alias of the first example, from the value that it stands for.
    owner = next(value for side, account, field, value in
                 (line.rsplit(',', 3) if '"' not in line else [''] * 4
                  for line in BLOCKS['values.csv'].splitlines()[1:])
                 if field == 'owner')
    alias = 'owner-' + hashlib.blake2b(
        b'psi-alias/1' + OWN['a alias key'] + owner.lower().encode(),
        digest_size=32).hexdigest()[:12]
    assert alias in BLOCKS['a-fields-table.csv']
    print('section 8 holds, and the alias of section 7')


main()
