#!/usr/bin/env python3
"""Count how rare words are in names of organisations: token_frequency.def.

usage: token_frequency.py PSI_NORMALIZE WORDS LIST... > rows

Each LIST is a CSV file, also compressed with gzip, with a column of names called
'Company name' or 'Account Name'; LIST:PREFIX takes the rows whose first cell begins
with PREFIX. WORDS is SCOWL's list of English words, /usr/share/dict/american-english
of Debian's package wamerican 2020.12.07. The table was counted on four lists:

  SEC registrants      https://www.sec.gov/files/company_tickers.json
  UK employers         https://gender-pay-gap.service.gov.uk/viewing/download
  ROR organisations    https://doi.org/10.5281/zenodo.6347574
  .gov domain holders  https://github.com/cisagov/dotgov-data

What a name's words are psi-normalize says: those of its loose key. So the rows
change with the lists of the day, and a little with the rules of loose keys. The
table is part of the fingerprint and is not counted anew with either: of its 2,763
rows this program finds nine in ten on lists of a later day, nearly all of them with
the same bits, or with one more or less.
"""
import collections
import csv
import gzip
import io
import math
import os
import subprocess
import sys
import tempfile

COLUMNS = ('Company name', 'Account Name')
# Rarer than so many bits is not listed: an English word of four letters, another
# one of four letters, and any other word.
ENGLISH_BITS, OTHER_BITS, SHORT_BITS = 14, 12.8, 12
# Lists that have a word, and how often each.
LISTS_MIN, TIMES_MIN = 2, 2


def names_of(argument):
    path, _, prefix = argument.partition(':')
    opener = gzip.open if path.endswith('.gz') else open
    with opener(path, 'rt', encoding='utf-8', newline='') as f:
        rows = csv.reader(f)
        header = next(rows)
        column = next(header.index(c) for c in COLUMNS if c in header)
        return {r[column] for r in rows if r and r[0].startswith(prefix)}


def loose_names(program, names):
    """The loose names, each once: all names are given to one account, so that
    none is left out because another one has it too."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'names.csv')
        with open(path, 'w', encoding='utf-8', newline='') as f:
            writer = csv.writer(f)
            writer.writerow(['Account ID', 'Account Name', 'Country'])
            writer.writerows(['1', name, 'US'] for name in sorted(names))
        out = subprocess.run(
            [program, '-q', '--source-date', '2026-01-01',
             '--types', 'loose,loose+country', path],
            stdout=subprocess.PIPE, check=True)
    values = set()
    for row in csv.reader(io.StringIO(out.stdout.decode('utf-8'))):
        if len(row) == 4 and row[0] == '1':
            values.add(row[3].rpartition('|')[0] or row[3])
    # Of a name of several words there is one without blanks, too.
    joined = {v.replace(' ', '') for v in values if ' ' in v}
    return values - joined


def count(program, arguments):
    """For each word its share in each list, and in how many it is at home."""
    shares = collections.defaultdict(float)
    homes = collections.Counter()
    for argument in arguments:
        names = loose_names(program, names_of(argument))
        words = collections.Counter(w for n in names for w in set(n.split()))
        for word, num in words.items():
            shares[word] += num / len(names) / len(arguments)
            homes[word] += num >= TIMES_MIN
        print(f'{argument}: {len(names)} names', file=sys.stderr)
    return shares, homes


def is_listed(word, bits, homes, english):
    if word.isdigit():
        return False
    if bits < SHORT_BITS or len(word) < 4:
        return bits < SHORT_BITS and homes >= LISTS_MIN
    if word in english:
        return bits < ENGLISH_BITS
    return homes >= LISTS_MIN and bits < OTHER_BITS


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    with open(sys.argv[2], encoding='utf-8') as f:
        # Those in capitals are names of people and places.
        english = {word for word in f.read().split() if word.islower()}
    shares, homes = count(sys.argv[1], sys.argv[3:])
    for word, share in sorted(shares.items()):
        bits = -math.log2(share)
        if is_listed(word, bits, homes[word], english):
            print(f'TOKEN({int(bits)}, "{word}")')


if __name__ == '__main__':
    main()
