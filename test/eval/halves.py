#!/usr/bin/env python3
"""Wrong pairs between random, disjoint halves of one list, by type of key.

Every row of LIST, a CSV file or one compressed with gzip, goes into one of two
halves, as each seed (1, 2 and 3 by default) shuffles them. Both halves are
normalised with the default keys; two accounts that share one are a pair, and
every pair is wrong as far as the list has each company once. With --prefix only
rows whose first cell begins with TEXT. With -v the pairs are
printed too. With --at-most the program fails where a seed has more pairs.
Skipped, with status 77, where LIST is not there.
"""
import argparse
import collections
import csv
import gzip
import io
import os
import random
import subprocess
import sys
import tempfile


def read_list(path, prefix):
    opener = gzip.open if path.endswith('.gz') else open
    with opener(path, 'rt', encoding='utf-8', newline='') as f:
        rows = list(csv.reader(f))
    return rows[0], [r for r in rows[1:] if r and r[0].startswith(prefix)]


def keys_of(program, header, rows):
    """{(type, value): [account, ...]}; accounts are called by their place."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'list.csv')
        with open(path, 'w', encoding='utf-8', newline='') as f:
            writer = csv.writer(f)
            writer.writerow(header)
            writer.writerows([i] + r[1:] for i, r in enumerate(rows))
        out = subprocess.run(
            [program, '-q', '--source-date', '2026-01-01', path],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if out.returncode != 0:
        sys.exit('halves.py: ' + out.stderr.decode('utf-8', 'replace'))
    keys = collections.defaultdict(list)
    for row in csv.reader(io.StringIO(out.stdout.decode('utf-8'))):
        if len(row) >= 4 and row[0].isdigit():
            keys[row[2], row[3]].append(int(row[0]))
    return keys


def measure(args, header, rows, seed):
    order = list(rows)
    random.Random(seed).shuffle(order)
    middle = len(order) // 2
    left, right = order[:middle], order[middle:]
    one = keys_of(args.program, header, left)
    two = keys_of(args.program, header, right)
    found = collections.defaultdict(list)
    for key in one.keys() & two.keys():
        for a in one[key]:
            for b in two[key]:
                found[a, b].append(key)
    by_type = collections.Counter(
        kind for keys in found.values() for kind in {k[0] for k in keys})
    alone = collections.Counter(
        ' '.join(sorted({k[0] for k in keys})) for keys in found.values())
    print(f'seed {seed}: {len(left)} x {len(right)} accounts, '
          f'{len(found)} wrong pairs')
    for kind, num in by_type.most_common():
        print(f'  {num:6} have {kind}')
    for kinds, num in alone.most_common():
        print(f'  {num:6} have only {kinds}')
    if args.verbose:
        for (a, b), keys in sorted(found.items()):
            print('  ', left[a][1:], right[b][1:],
                  ' '.join(sorted(f'{t}:{v}' for t, v in keys)), sep='\t')
    return len(found)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('program')
    parser.add_argument('list')
    parser.add_argument('--seeds', default='1,2,3')
    parser.add_argument('-v', dest='verbose', action='store_true')
    parser.add_argument('--prefix', default='')
    parser.add_argument('--at-most', type=int)
    args = parser.parse_args()
    if not os.path.exists(args.list):
        print(f'skipped: {args.list} is not there')
        return 77
    header, rows = read_list(args.list, args.prefix)
    worst = max(measure(args, header, rows, seed)
                for seed in map(int, args.seeds.split(',')))
    if args.at_most is not None and worst > args.at_most:
        print(f'more than {args.at_most} wrong pairs')
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
