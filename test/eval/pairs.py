#!/usr/bin/env python3
"""Pairs of names by class, and texts that are no name of a company.

PAIRS is a CSV file class,name_1,country_1,name_2,country_2,same, where `same` is
yes or no; two names are found where they have a default key in common. NO_NAMES
has a text a line, none of which may have a key of a name. What is not as it should
be is printed, then a line for each class. The program fails where less than
FOUND of the pairs that are the same are found, or any other pair is, or any text
has a key.
"""
import argparse
import collections
import csv
import io
import os
import subprocess
import sys
import tempfile


def keys_of(program, rows):
    """The keys of each row, which is a list by itself: no other row of it
    decides what is a key."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'list.csv')
        with open(path, 'w', encoding='utf-8', newline='') as f:
            csv.writer(f).writerows([['Account ID', 'Account Name', 'Country'],
                                     ['1', *rows]])
        out = subprocess.run(
            [program, '-q', '--source-date', '2026-01-01', path],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if out.returncode != 0:
        sys.exit('pairs.py: ' + out.stderr.decode('utf-8', 'replace'))
    return {(row[2], row[3])
            for row in csv.reader(io.StringIO(out.stdout.decode('utf-8')))
            if row[0] == '1'}


def judge_pairs(args):
    """How many pairs that are the same were found, of how many; and how many
    others."""
    found, total = collections.Counter(), collections.Counter()
    with open(args.pairs, encoding='utf-8', newline='') as f:
        pairs = list(csv.DictReader(f))
    for pair in pairs:
        one = keys_of(args.program, (pair['name_1'], pair['country_1']))
        two = keys_of(args.program, (pair['name_2'], pair['country_2']))
        kind = pair['class'], pair['same']
        total[kind] += 1
        found[kind] += bool(one & two)
        if bool(one & two) != (pair['same'] == 'yes'):
            print('found ' if one & two else 'missed', pair['class'],
                  pair['name_1'], pair['name_2'], sep='\t')
    for kind in sorted(total):
        print(*kind, f'{found[kind]}/{total[kind]}', sep='\t')
    return [sum(counter[kind] for kind in counter if kind[1] == same)
            for same in ('yes', 'no') for counter in (found, total)]


def judge_no_names(args):
    with open(args.no_names, encoding='utf-8') as f:
        texts = f.read().split('\n')[:-1]
    bad = [text for text in texts if keys_of(args.program, (text, ''))]
    for text in bad:
        print('a name', text, sep='\t')
    return len(bad), len(texts)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('program')
    parser.add_argument('pairs')
    parser.add_argument('no_names')
    parser.add_argument('found', type=float)
    args = parser.parse_args()
    found, same, wrong, others = judge_pairs(args)
    bad, texts = judge_no_names(args)
    print(f'{found} of {same} pairs that are the same are found, {wrong} of '
          f'{others} others; {bad} of {texts} texts that are no name have a key')
    return 1 if found < args.found * same or wrong > 0 or bad > 0 else 0


if __name__ == '__main__':
    sys.exit(main())
