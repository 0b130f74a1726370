#!/usr/bin/env python3
"""One question has one answer, wherever it is asked: by a command with and
without the agreement, on the page, in the workbook, and by psi-motions.

usage: one_answer.py BIN PARTNERS [QUICKSTART]

PARTNERS is what examples/partners.sh leaves, QUICKSTART what quickstart.sh
does. The pairs of each partner are asked about, and pairs that are drawn: with
several matches of an account, weak ones, other countries, and fields that are
missing, known to us alone, or known to both. With the standard library only.
"""
import csv
import io
import os
import random
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile
from collections import Counter

from page_numbers import Page, number

SHEETS = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'


def read_book(path):
    """The rows of each sheet, as lists of texts."""
    book = zipfile.ZipFile(path)
    shared = [''.join(text.text or '' for text in item.iter(SHEETS + 't'))
              for item in ElementTree.fromstring(
                  book.read('xl/sharedStrings.xml')).findall(SHEETS + 'si')]
    names = [sheet.get('name') for sheet in ElementTree.fromstring(
        book.read('xl/workbook.xml')).iter(SHEETS + 'sheet')]
    sheets = {}
    for i, name in enumerate(names):
        rows = sheets[name] = []
        for row in ElementTree.fromstring(book.read(
                f'xl/worksheets/sheet{i + 1}.xml')).iter(SHEETS + 'row'):
            cells = {}
            for cell in row.findall(SHEETS + 'c'):
                value = cell.find(SHEETS + 'v')
                column = 0
                for letter in re.match('[A-Z]+', cell.get('r')).group():
                    column = column * 26 + ord(letter) - ord('A') + 1
                if value is not None:
                    cells[column - 1] = (shared[int(value.text)]
                                         if cell.get('t') == 's'
                                         else value.text)
            rows.append([cells.get(i, '')
                         for i in range(max(cells, default=-1) + 1)])
    return sheets


class Case:
    def __init__(self, tools, name, folder, pairs, agreement, accounts):
        self.tools, self.name, self.folder = tools, name, folder
        self.files = [pairs]
        self.agreement = ['-a', agreement]
        self.accounts = ['--accounts', accounts] if accounts else []
        self.made = self.failed = 0

    def same(self, got, want, words):
        self.made += 1
        if got != want:
            self.failed += 1
            print(f'{self.name}: {words}: {got!r:.300} '
                  f'instead of {want!r:.300}')

    def run(self, *command):
        return subprocess.run(
            [os.path.join(self.tools, command[0]), *command[1:]],
            cwd=self.folder, check=True, capture_output=True,
            encoding='utf-8').stdout

    def ask(self, question, *options):
        text = self.run('psi-report', question, '-q', '--csv', *options,
                        *self.files)
        return text, list(csv.DictReader(io.StringIO(text)))

    def questions(self):
        text = self.run('psi-report', '--list', '--csv')
        programs = 'coverage', 'integration', 'balance'
        for row in csv.DictReader(io.StringIO(text)):
            if row['needs'] == '' or row['name'] in programs:
                yield row

    def check(self):
        with tempfile.TemporaryDirectory() as folder:
            page = os.path.join(folder, 'report.html')
            book = os.path.join(folder, 'report.xlsx')
            options = self.agreement + self.accounts
            self.run('psi-report', 'page', '-q', *options, '-o', page,
                     *self.files)
            self.page = Page()
            with open(page, encoding='utf-8') as file:
                self.page.feed(file.read())
            self.book = None
            try:
                self.run('psi-report', 'workbook', '-q', *options, '-o', book,
                         *self.files)
                self.book = read_book(book)
            except subprocess.CalledProcessError as error:
                # Built without libxlsxwriter.
                if 'libxlsxwriter' not in error.stderr:
                    raise
        for row in self.questions():
            self.check_question(row)
        self.check_actions()

    def check_question(self, row):
        name = row['name']
        text, answer = self.ask(name, *self.accounts)
        with_agreement, _ = self.ask(name, *self.accounts, *self.agreement)
        self.same(text, with_agreement, f'{name} without the agreement')
        if name == 'check':
            self.check_to_check(answer)
            return
        if self.book is not None:
            rows = self.book.get(name)
            self.same(len(rows) - 1 if rows else 0, len(answer),
                      f'rows of the sheet {name}')
            self.check_sheet(name, rows, answer)
        self.check_page(name, row, answer)

    def check_sheet(self, name, rows, answer):
        if rows and answer and 'Accounts' in rows[0]:
            at = rows[0].index('Accounts')
            self.same(sum(int(row[at]) for row in rows[1:]),
                      sum(int(row['accounts']) for row in answer),
                      f'accounts of the sheet {name}')
        if rows and answer and 'Account' in rows[0]:
            at = rows[0].index('Account')
            self.same(Counter(row[at] for row in rows[1:]),
                      Counter(row['our_name'] for row in answer),
                      f'names of the sheet {name}')

    def check_page(self, name, row, answer):
        tables = [table for table in
                  self.page.sections['q-' + name]['tables']
                  if not table.names]
        table = tables[0] if tables else None
        if not answer:
            self.same(table.rows if table else [], [],
                      f'rows of {name} on the page')
        elif name == 'matrix':
            self.same(sum(number(cell) for line in table.rows
                          for cell in line[1:]),
                      sum(int(row['accounts']) for row in answer),
                      'accounts of the matrix on the page')
        elif row['across']:
            # A grid of single products, which page_numbers.py counts.
            return
        elif table.has('Accounts'):
            self.same(sum(number(cell) for cell, in table.values('Accounts')),
                      sum(int(row['accounts']) for row in answer),
                      f'accounts of {name} on the page')
        elif table.has('Account'):
            self.same(Counter(cell for cell, in table.values('Account')),
                      Counter(row['our_name'] for row in answer),
                      f'names of {name} on the page')
        else:
            self.same(len(table.rows), len(answer),
                      f'rows of {name} on the page')

    def check_to_check(self, answer):
        rows = [row for table in self.page.sections['check']['tables']
                for row in table.rows]
        self.same(len(rows), len(answer), 'rows to check on the page')
        if self.book is not None:
            self.same(len(self.book['Check first']) - 1, len(answer),
                      'rows of the sheet Check first')

    def check_actions(self):
        """What psi-motions counts is what the answers count."""
        actions = list(csv.DictReader(io.StringIO(self.run(
            'psi-motions', '-q', *self.agreement, *self.files))))
        counted = [row for row in actions if row['counted'] == 'yes']
        for row in counted:
            self.same(row['sure'] in ('certain', 'likely', 'unknown'), True,
                      'a counted action of a match that is only possible')
        _, revenue = self.ask('revenue')
        want = Counter()
        for row in revenue:
            want[row['motion']] += int(row['accounts'])
        self.same(Counter(row['motion'] for row in counted
                          if row['primary'] == 'yes'), want,
                  'counted primary actions by motion')
        _, matrix = self.ask('matrix')
        _, nothing = self.ask('nothing')
        total = sum(int(row['accounts']) for row in matrix)
        self.same(sum(want.values()) + len(nothing), total,
                  'accounts with a motion and without one')
        self.same(number(self.page.sections['q-matrix']['answers'][0]), total,
                  'accounts of the page')


VALUES = {
    'population': ['customer', 'open_opportunity', 'prospect',
                   'former_customer', 'other'],
    'country': ['US', 'DE', 'FR', 'US'],
    'owner': ['Ann', 'Bob', 'Zoë "Z" Ng'],
    'industry': ['Retail', 'Energy', 'Health; Care'],
    'segment': ['SMB', 'Enterprise'],
    'region': ['EMEA', 'APAC'],
    'amount': ['EUR 20000', 'USD 5', 'EUR 1-10k', '7000', 'EUR -5'],
    'close_date': ['2026-12-10', '2027-Q1', '2020-01-01', '2090-05-05'],
    'products': ['CRM', 'ERP; CRM', 'Vault'],
    'nps': ['10', '9', '7', '3', 'promoter', 'passive'],
    'health': ['at risk', 'good', 'red'],
    'renewal_date': ['2026-12-31', '2027-Q1', '2029-02-03'],
    'tier': ['1', '2', 'Tier 1'],
    'practice': ['CRM', 'Vault'],
    'propensity': ['high', 'low'],
    'committed_spend': ['USD 1000', 'EUR 5'],
    'opt_out': ['yes', 'no'],
    'registered': ['yes', 'no'],
}


def draw_pairs(path, like, seed):
    """Pairs with the header and agreement of others."""
    draw = random.Random(seed)
    with open(like, encoding='utf-8', newline='') as file:
        first = next(reader := csv.DictReader(file))
        header = reader.fieldnames
    with open(path, 'w', encoding='utf-8', newline='') as file:
        out = csv.DictWriter(file, header, restval='')
        out.writeheader()
        for account in range(draw.randrange(1, 200)):
            ours = {}
            for field, values in VALUES.items():
                if field == 'population' or draw.random() < 0.7:
                    ours['our_' + field] = draw.choice(values)
            for match in range(draw.choice([1, 1, 1, 2, 3])):
                row = {key: first[key] for key in
                       ('partner', 'agreement', 'our_party', 'run', 'date')}
                row |= ours
                row |= {'our_account': f'A{account}',
                        'their_account': f'x{account}-{match}',
                        'match': f'm{account}-{match}',
                        'our_name': f'Company {account}',
                        'their_name': f'Company {account} Ltd',
                        'score': draw.choice(['0.999', '0.95', '0.7']),
                        'level': draw.choice(['account'] * 4 +
                                             ['review', 'group']),
                        'ambiguous': draw.choice(['', '', '', 'ours',
                                                  'theirs', 'both']),
                        'matched_on': draw.choice(['domain', 'name',
                                                   'domain name'])}
                for field, values in VALUES.items():
                    if field == 'population' or draw.random() < 0.6:
                        # A list of ours may say anything.
                        row['their_' + field] = draw.choice(
                            [value for value in values if value != 'EUR -5'])
                # What is not a column of these pairs is not known.
                out.writerow({key: value for key, value in row.items()
                              if key in header})


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    tools, partners = map(os.path.abspath, sys.argv[1:3])
    acme = os.path.join(partners, 'acme')
    cases = [Case(tools, partner, acme, f'{partner}/pairs.csv',
                  f'{partner}/agreement.csv', 'accounts.csv')
             for partner in ('globex', 'initech', 'hooli')]
    if len(sys.argv) > 3:
        folder = os.path.join(os.path.abspath(sys.argv[3]), 'acme')
        cases.append(Case(tools, 'quickstart', folder, 'pairs.csv',
                          'agreement.csv', 'accounts.csv'))
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(4):
            pairs = os.path.join(folder, f'pairs-{seed}.csv')
            draw_pairs(pairs, os.path.join(acme, 'initech/pairs.csv'), seed)
            cases.append(Case(tools, f'drawn with seed {seed}', acme, pairs,
                              'initech/agreement.csv', None))
        for case in cases:
            case.check()
    made = sum(case.made for case in cases)
    failed = sum(case.failed for case in cases)
    print(f'{len(cases)} files of pairs, {made} comparisons, {failed} failed')
    sys.exit(failed > 0 or made < 500)


if __name__ == '__main__':
    main()
