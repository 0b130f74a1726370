#!/usr/bin/python3
"""A whole session inside one Python program, with nothing but ctypes.

Two companies, everything in memory, from their exports to their matches:
the same road as embed_session.c. What crosses the line between them is the
agreement and four buffers; in life those are files that go by mail.

usage: embed_session.py LIBPSI.SO
"""
import ctypes
import sys
from ctypes import (CFUNCTYPE, POINTER, Structure, byref, c_char, c_char_p,
                    c_int, c_int32, c_size_t, c_uint, c_uint32, c_uint64,
                    c_uint8, c_void_p)

TODAY = 20500  # days since 1970-01-01
# enum psi_session_file
FILE_BLINDED, FILE_ANSWER = 1, 2
SUFFIXES = b"com\nde\nuk\nco.uk\n"


# The structures of the public headers that this program fills or reads.
class Error(Structure):
    _fields_ = [("code", c_int), ("sys_errno", c_int), ("line", c_uint64),
                ("text", c_char * 384), ("hint", c_char * 384)]


class Source(Structure):
    _fields_ = [("read", c_void_p), ("cookie", c_void_p)]


class Sink(Structure):
    _fields_ = [("write", c_void_p), ("cookie", c_void_p)]


class Store(Structure):
    _fields_ = [(name, c_void_p) for name in (
        "open", "close", "create", "commit", "abandon", "remove", "lock",
        "unlock", "cookie")]


class NormalizerConfig(Structure):
    _fields_ = [("version", c_uint32), ("suffixes", c_char_p),
                ("suffixes_len", c_size_t)]


class NormalizeOptions(Structure):
    _fields_ = [("version", c_uint32), ("encoding", c_char_p),
                ("delimiter", c_char), ("maps", POINTER(c_char_p)),
                ("num_maps", c_size_t), ("types", c_char_p),
                ("population", c_char_p), ("source_date", c_char_p),
                ("rules", POINTER(Source)), ("overrides", POINTER(Source)),
                ("exclude", POINTER(Source)), ("skip_lines", c_uint64),
                ("directory", c_void_p), ("country", c_char_p),
                ("jobs", c_uint), ("memory", c_uint64),
                ("scratch", c_void_p)]


NOTE = CFUNCTYPE(c_int, c_void_p, c_void_p)


class Key(Structure):
    _fields_ = [("account", c_void_p), ("account_len", c_size_t),
                ("population", c_char_p), ("type", c_char_p),
                ("value", c_void_p), ("value_len", c_size_t)]


KEY = CFUNCTYPE(c_int, c_void_p, POINTER(Key))


class NormalizeEvents(Structure):
    _fields_ = [("note", NOTE), ("key", KEY), ("cookie", c_void_p),
                ("advice", c_void_p)]


class SessionOptions(Structure):
    _fields_ = [("version", c_uint32), ("today", c_int32), ("jobs", c_uint),
                ("progress", c_void_p), ("memory", c_uint64),
                ("scratch", c_void_p)]


class Cell(Structure):
    _fields_ = [("text", c_void_p), ("len", c_size_t)]

    def __str__(self):
        return ctypes.string_at(self.text, self.len).decode()


class MatchRow(Structure):
    _fields_ = [("match", c_char_p), ("our_account", Cell),
                ("score", c_uint), ("tier", c_char_p), ("level", c_char_p),
                ("matched_on", c_char_p), ("ambiguous", c_int),
                ("our_population", c_char_p), ("cells", POINTER(Cell)),
                ("num_cells", c_size_t)]


class Preset(Structure):
    _fields_ = [("term", c_char_p), ("value", c_char_p)]


class PsiFailure(Exception):
    """What libpsi says of a failure: never account data."""


class Psi:
    """libpsi.so: each call that fails raises a PsiFailure."""

    def __init__(self, path):
        self.lib = ctypes.CDLL(path)
        self.lib.psi_version.restype = c_char_p
        self.lib.psi_memory_bytes.restype = c_void_p
        self.lib.psi_memory_bytes.argtypes = [c_void_p, POINTER(c_size_t)]
        self.lib.psi_identity_public.restype = c_void_p
        self.lib.psi_identity_public.argtypes = [c_void_p]

    def __call__(self, name, *args):
        """Call int psi_NAME(..., struct psi_error *err)."""
        err = Error()
        if getattr(self.lib, "psi_" + name)(*args, byref(err)) != 0:
            raise PsiFailure("%s: %s; %s" % (
                name, err.text.decode(), err.hint.decode()))

    def options(self, structure, name, version):
        """The defaults, by the library: psi_NAME_init(out, version). It
        refuses a version that is not the one described above."""
        out = structure()
        if getattr(self.lib, "psi_%s_init" % name)(byref(out), version) != 0:
            raise PsiFailure("libpsi has another version of " + name)
        return out


class Memory:
    """Bytes that the library writes and reads."""

    def __init__(self, psi, content=b""):
        self.psi = psi
        self.handle = c_void_p()
        psi("memory_new", byref(self.handle), content, c_size_t(len(content)))

    def source(self):
        out = Source()
        self.psi.lib.psi_memory_source(self.handle, byref(out))
        return byref(out)

    def sink(self):
        out = Sink()
        self.psi.lib.psi_memory_sink(self.handle, byref(out))
        return byref(out)

    def bytes(self):
        size = c_size_t()
        at = self.psi.lib.psi_memory_bytes(self.handle, byref(size))
        return ctypes.string_at(at, size.value) if size.value else b""

    def free(self):
        self.psi.lib.psi_memory_free(self.handle)
        self.handle = c_void_p()


class Company:
    """One side: its identity, its stores, its session."""

    def __init__(self, psi, name, export):
        self.psi, self.name, self.export = psi, name, export
        self.identity = c_void_p()
        psi("identity_generate", byref(self.identity))
        self.memory_stores = []
        self.ledger = self.store()
        self.state = self.store()
        psi("ledger_create", byref(self.ledger),
            c_void_p(psi.lib.psi_identity_public(self.identity)))
        self.agreement = c_void_p()
        self.session = c_void_p()

    def store(self):
        handle, out = c_void_p(), Store()
        self.psi("memory_store_new", byref(handle))
        self.psi.lib.psi_memory_store(handle, byref(out))
        self.memory_stores.append(handle)
        return out

    def identity_text(self):
        out = ctypes.create_string_buffer(114)
        self.psi.lib.psi_public_identity_format(
            out, c_void_p(self.psi.lib.psi_identity_public(self.identity)))
        return out.value

    def normalize(self, normalizer):
        """From the export to the keys file; types counted as they come."""
        options = self.psi.options(NormalizeOptions, "normalize_options", 6)
        options.source_date = b"2026-02-01"
        types = {}

        def count(_cookie, key):
            name = key.contents.type.decode()
            types[name] = types.get(name, 0) + 1
            return 0

        events = NormalizeEvents(NOTE(), KEY(count), None, None)
        export, keys = Memory(self.psi, self.export), Memory(self.psi)
        self.psi("normalize", normalizer, export.source(), keys.sink(),
                 byref(options), byref(events), None)
        export.free()
        print("%s: %s" % (self.name, ", ".join(
            "%d %s" % (types[name], name) for name in sorted(types))))
        return keys

    def blind(self, keys):
        options = self.psi.options(SessionOptions, "session_options", 2)
        options.today, options.jobs = TODAY, 2
        self.psi("session_open", byref(self.session), byref(self.state),
                 byref(self.ledger), self.agreement, self.identity,
                 byref(options))
        self.psi("session_blind", self.session, keys.source(), None)
        return self.copy(FILE_BLINDED)

    def copy(self, what):
        out = Memory(self.psi)
        self.psi("session_copy", self.session, c_int(what), out.sink())
        return out

    def exchange(self, blinded):
        self.psi("session_exchange", self.session, blinded.source())

    def answer(self):
        return self.copy(FILE_ANSWER)

    def reveal(self, evaluated):
        """The accounts that matched, with their scores, one after another."""
        rows, row, more = c_void_p(), MatchRow(), c_int()
        self.psi("session_reveal", self.session, evaluated.source())
        self.psi("match_list_new", byref(rows), self.session, None)
        found = []
        while True:
            self.psi("match_list_next", rows, byref(row), byref(more))
            if not more.value:
                break
            found.append((str(row.our_account), row.score / 1000,
                          row.matched_on.decode()))
        self.psi.lib.psi_match_list_free(rows)
        return found

    def free(self):
        self.psi.lib.psi_session_free(self.session)
        self.psi.lib.psi_agreement_free(self.agreement)
        self.psi.lib.psi_identity_free(self.identity)
        for handle in self.memory_stores:
            self.psi.lib.psi_memory_store_free(handle)


def agree(psi, normalizer, a, b):
    """a drafts, both sign, both read what was signed."""
    fingerprint = ctypes.create_string_buffer(65)
    suffixes = ctypes.create_string_buffer(65)
    psi.lib.psi_normalizer_fingerprint(normalizer, fingerprint)
    psi.lib.psi_normalizer_suffixes_digest(normalizer, suffixes)
    terms = {
        b"party-a-name": a.name.encode(),
        b"party-a-identity": a.identity_text(),
        b"party-a-contact": b"alliances@acme.example",
        b"party-b-name": b.name.encode(),
        b"party-b-identity": b.identity_text(),
        b"party-b-contact": b"alliances@globex.example",
        b"normalizer-fingerprint": fingerprint.value,
        b"public-suffix-list": suffixes.value,
        b"minimum-overlap": b"1",
    }
    presets = (Preset * len(terms))(*terms.items())
    draft, text = c_void_p(), Memory(psi)
    psi("agreement_draft", byref(draft), None, presets, c_size_t(len(terms)),
        c_int32(TODAY))
    for side in (a, b):
        psi("agreement_sign", draft, side.identity)
    psi("agreement_write", draft, text.sink())
    for side in (a, b):
        psi("agreement_read", byref(side.agreement), text.source())
        psi("agreement_check", side.agreement, c_int32(TODAY))
    psi.lib.psi_agreement_free(draft)
    text.free()


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: embed_session.py LIBPSI.SO")
    psi = Psi(sys.argv[1])
    print("libpsi", psi.lib.psi_version().decode())
    config = psi.options(NormalizerConfig, "normalizer_config", 1)
    config.suffixes, config.suffixes_len = SUFFIXES, len(SUFFIXES)
    normalizer = c_void_p()
    psi("normalizer_new", byref(normalizer), byref(config))
    acme = Company(psi, "Acme", (
        "Account ID,Account Name,Website,Type\n"
        "A-1,\"Northwind Traders, Inc.\",www.northwind.com,Customer\n"
        "A-2,M\u00fcller GmbH,https://mueller.de/kontakt,Customer\n"
        "A-3,Only Acme Knows Ltd,only-acme.co.uk,Prospect\n").encode())
    globex = Company(psi, "Globex", (
        "Record ID;Company name;Company Domain Name;Lifecycle Stage\n"
        "77;NORTHWIND TRADERS;northwind.com;Customer\n"
        "78;Globex Alone Inc;globex-alone.com;Lead\n"
        "79;Mueller;MUELLER.DE;Lead\n").encode())
    agree(psi, normalizer, acme, globex)
    keys = [side.normalize(normalizer) for side in (acme, globex)]
    blinded = [side.blind(k) for side, k in zip((acme, globex), keys)]
    acme.exchange(blinded[1])
    globex.exchange(blinded[0])
    # By the agreement a, who is Acme, answers first.
    answers = [acme.answer()]
    found = [globex.reveal(answers[0])]
    answers.append(globex.answer())
    found.insert(0, acme.reveal(answers[1]))
    for side, rows in zip((acme, globex), found):
        print(side.name)
        for account, score, matched_on in rows:
            print("%s, %.3f, by %s" % (account, score, matched_on))
        side.free()
    for memory in keys + blinded + answers:
        memory.free()
    psi.lib.psi_normalizer_free(normalizer)
    if [[row[0] for row in rows] for rows in found] != (
            [["A-1", "A-2"], ["77", "79"]]):
        sys.exit("the two accounts that both have should have matched")
    try:
        psi("agreement_read", byref(c_void_p()),
            Memory(psi, b"no agreement\n").source())
    except PsiFailure:
        return
    sys.exit("what is no agreement should have been refused")


if __name__ == "__main__":
    main()
