#!/usr/bin/env python3
"""Write the official test vectors as C headers.

usage: vectors.py SOURCE-FOLDER

The folder holds the vectors as JSON, as the working groups publish them:
rfc9497_oprf.json, ristretto255_rfc9496.json,
rfc9380_P256_XMD_SHA-256_SSWU_RO.json and the three
rfc9380_expand_message_xmd_*.json. README.md says where they are from. The
headers are part of the tree, so that no test needs this script.
"""

import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def load(name):
    path = os.path.join(sys.argv[1], name)
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def text(value, indent):
    """A C string literal, cut into lines."""
    width = 64 - indent * 8
    parts = [value[i:i + width] for i in range(0, len(value), width)] or [""]
    tabs = "\n" + "\t" * indent
    return tabs + tabs.join('"%s"' % part for part in parts)


def write(name, head, body):
    guard = "PSI_KAT_" + name.upper().replace(".", "_")
    with open(os.path.join(HERE, name), "w", encoding="ascii") as file:
        file.write("/* clang-format off */\n")
        file.write("/*\n" + "".join(" * %s\n" % line for line in head))
        file.write(" */\n#ifndef %s\n#define %s\n\n" % (guard, guard))
        file.write(body)
        file.write("\n#endif\n")


def xmd():
    names = ["SHA256_38", "SHA256_256", "SHA512_38"]
    body = ("struct kat_xmd {\n\tint sha512;\n\tconst char *dst;\n"
            "\tconst char *msg;\n\tint out_len;\n\tconst char *out;\n};\n\n"
            "static const struct kat_xmd kat_xmd[] = {\n")
    for name in names:
        suite = load("rfc9380_expand_message_xmd_%s.json" % name)
        for test in suite["tests"]:
            body += "\t{ %d,%s,%s,\n\t\t%d,%s },\n" % (
                suite["hash"] == "SHA512", text(suite["DST"], 2),
                text(test["msg"], 2), int(test["len_in_bytes"], 16),
                text(test["uniform_bytes"], 2))
    write("rfc9380_xmd.h", [
        "RFC 9380, appendices K.1 (SHA-256), K.2 (SHA-256, long DST) and",
        "K.3 (SHA-512): expand_message_xmd. Messages and tags are text,",
        "outputs hexadecimal."], body + "};\n")


def p256_map():
    suite = load("rfc9380_P256_XMD_SHA-256_SSWU_RO.json")
    body = "static const char kat_p256_map_dst[] =%s;\n\n" % text(
        suite["dst"], 1)
    body += ("struct kat_p256_map {\n\tconst char *msg;\n\tconst char *x;\n"
             "\tconst char *y;\n};\n\n"
             "static const struct kat_p256_map kat_p256_map[] = {\n")
    for test in suite["vectors"]:
        body += "\t{%s,%s,%s },\n" % (
            text(test["msg"], 2), text(test["P"]["x"][2:], 2),
            text(test["P"]["y"][2:], 2))
    write("rfc9380_p256.h", [
        "RFC 9380, appendix J.1.1: P256_XMD:SHA-256_SSWU_RO_. Messages are",
        "text, coordinates hexadecimal, big-endian."], body + "};\n")


def ristretto255():
    suite = load("ristretto255_rfc9496.json")
    body = "static const char *const kat_ristretto255_multiples[] = {\n"
    for value in suite["multiples_of_generator"]:
        body += "\t\"%s\",\n" % value
    body += "};\n\nstatic const char *const kat_ristretto255_invalid[] = {\n"
    for kind, values in suite["invalid_encodings"].items():
        body += "\t/* %s */\n" % kind.rstrip(".")
        for value in values:
            body += "\t\"%s\",\n" % value
    body += ("};\n\nstruct kat_ristretto255_map {\n\tconst char *in;\n"
             "\tconst char *out;\n};\n\n"
             "static const struct kat_ristretto255_map "
             "kat_ristretto255_map[] = {\n")
    pairs = [(test["input"], test["output"])
             for test in suite["element_derivation"]]
    same = suite["element_derivation_same_output"]
    pairs += [(value, same["output"]) for value in same["inputs"]]
    for pair in pairs:
        body += "\t{%s,%s },\n" % (text(pair[0], 2), text(pair[1], 2))
    write("rfc9496_ristretto255.h", [
        "RFC 9496, appendix A: multiples of the generator from 0 (A.1),",
        "invalid encodings (A.2), and the map from 64 uniform bytes (A.3).",
        "Hexadecimal."], body + "};\n")


def oprf():
    keep = {"ristretto255-SHA512", "P256-SHA256"}
    body = ("#define KAT_OPRF_BATCH_MAX 2\n\n"
            "struct kat_oprf {\n\tconst char *suite;\n"
            "\t/* 0: OPRF, 1: VOPRF. */\n\tint mode;\n"
            "\tconst char *group_dst;\n\tconst char *private_key;\n"
            "\t/* VOPRF only, as r and the proof; NULL else. */\n"
            "\tconst char *public_key;\n\tint batch;\n"
            "\tconst char *input[KAT_OPRF_BATCH_MAX];\n"
            "\tconst char *blind[KAT_OPRF_BATCH_MAX];\n"
            "\tconst char *blinded[KAT_OPRF_BATCH_MAX];\n"
            "\tconst char *evaluated[KAT_OPRF_BATCH_MAX];\n"
            "\tconst char *output[KAT_OPRF_BATCH_MAX];\n"
            "\tconst char *r;\n\tconst char *proof;\n};\n\n"
            "static const struct kat_oprf kat_oprf[] = {\n")
    for suite in load("rfc9497_oprf.json"):
        if suite["identifier"] not in keep or suite["mode"] > 1:
            continue
        for test in suite["vectors"]:
            body += "\t{ .suite = \"%s\",\n\t\t.mode = %d,\n" % (
                suite["identifier"], suite["mode"])
            body += "\t\t.group_dst =%s,\n" % text(suite["groupDST"], 3)
            body += "\t\t.private_key =%s,\n" % text(suite["skSm"], 3)
            if suite["mode"] == 1:
                body += "\t\t.public_key =%s,\n" % text(suite["pkSm"], 3)
                body += "\t\t.r =%s,\n" % text(test["Proof"]["r"], 3)
                body += "\t\t.proof =%s,\n" % text(
                    test["Proof"]["proof"], 3)
            body += "\t\t.batch = %d,\n" % test["Batch"]
            for field, key in (("input", "Input"), ("blind", "Blind"),
                               ("blinded", "BlindedElement"),
                               ("evaluated", "EvaluationElement"),
                               ("output", "Output")):
                values = test[key].split(",")
                body += "\t\t.%s = {%s },\n" % (
                    field, ",".join(text(value, 3) for value in values))
            body += "\t},\n"
    write("rfc9497_oprf.h", [
        "RFC 9497, appendices A.1 (ristretto255-SHA512) and A.3",
        "(P256-SHA256), modes OPRF and VOPRF. Hexadecimal."],
        body + "};\n")


xmd()
p256_map()
ristretto255()
oprf()
