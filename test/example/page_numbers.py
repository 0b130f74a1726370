#!/usr/bin/env python3
"""One number for each thing: what a page of psi-report says in a sentence is
what its tables come to, counted anew.

usage: page_numbers.py PAGE [PAGE...]

With the standard library only. Every sentence of a question, every total, the
numbers at the top, the partners, the grids and the rules of thumb are compared
with the rows of the tables, and with each other.
"""
import re
import sys
from html import unescape
from html.parser import HTMLParser


class Table:
    def __init__(self, names):
        self.names = names
        self.caption = ''
        self.heads = []
        self.rows = []
        self.foot = []

    # A page about one partner has no column for it.
    partner = None

    def column(self, head):
        return self.heads.index(head)

    def has(self, *heads):
        return all(head in self.heads or
                   (head == 'Partner' and self.partner is not None)
                   for head in heads)

    def cell(self, row, head):
        if head == 'Partner' and head not in self.heads:
            return self.partner
        return row[self.column(head)]

    def values(self, *heads):
        return [tuple(self.cell(row, head) for head in heads)
                for row in self.rows]

    def dicts(self):
        """Each row by its headings."""
        return [dict({'Partner': self.partner}, **dict(zip(self.heads, row)))
                for row in self.rows]


class Page(HTMLParser):
    """Sections by id: their sentences, notes and tables."""

    def __init__(self):
        super().__init__()
        self.sections = {}
        self.tiles = []
        self.section = None
        self.table = None
        self.part = None
        self.row = None
        self.text = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        kind = attrs.get('class', '')
        if tag == 'section':
            self.section = {'answers': [], 'notes': [], 'tables': []}
            self.sections[attrs['id']] = self.section
        elif tag == 'table':
            self.table = Table('names' in kind)
            self.section['tables'].append(self.table)
        elif tag in ('thead', 'tbody', 'tfoot'):
            self.part = tag
        elif tag == 'tr':
            self.row = []
        elif tag in ('td', 'th', 'caption') and self.table is not None:
            self.text = []
        elif tag == 'p' and self.table is None and self.section:
            self.text = []
            self.into = self.section[
                'answers' if kind == 'answer' else 'notes']
        elif tag == 'li' and self.section is None:
            self.text = []

    def handle_data(self, data):
        if self.text is not None:
            self.text.append(data)

    def handle_endtag(self, tag):
        text = None if self.text is None else ''.join(self.text).strip()
        if tag in ('td', 'th') and text is not None:
            self.row.append(text)
        elif tag == 'caption':
            self.table.caption = text
        elif tag == 'tr' and self.row is not None:
            if self.part == 'thead':
                self.table.heads = self.row
            elif self.part == 'tfoot':
                self.table.foot = self.row
            else:
                self.table.rows.append(self.row)
        elif tag == 'table':
            self.table = None
        elif tag == 'p' and text is not None and self.table is None:
            self.into.append(text)
        elif tag == 'li' and self.section is None and text is not None:
            self.tiles.append(text)
        if tag in ('td', 'th', 'caption', 'p', 'li') and (
                self.table is None or tag != 'p'):
            self.text = None


def number(text):
    found = re.search(r'\d[\d,]*', text)
    return int(found.group().replace(',', '')) if found else 0


def split(products):
    return {product.strip() for product in products.split(';')} - {''}


NEVER = (9999, 9)


def lower_end(size):
    """The lower end of "USD 45,000" and "EUR 250k-1M"."""
    found = re.search(r'(\d[\d,]*)(?:-\d+)?([kMb]?)', size)
    return (int(found.group(1).replace(',', '')) *
            {'': 1, 'k': 10**3, 'M': 10**6, 'b': 10**9}[found.group(2)])


def quarter(date):
    """Of 2026-12-10 and 2026-Q4."""
    year, rest = date[:4], date[5:7]
    return int(year), int(rest[1]) if rest[0] == 'Q' else (int(rest) + 2) // 3


class Check:
    def __init__(self, path):
        self.path = path
        self.page = Page()
        with open(path, encoding='utf-8') as file:
            self.text = file.read()
        self.page.feed(self.text)
        self.made = 0
        self.failed = 0
        self.partners = [row[0] for row in
                         self.page.sections['partners']['tables'][0].rows]
        if len(self.partners) == 1:
            for section in self.page.sections.values():
                for table in section['tables']:
                    table.partner = self.partners[0]

    def same(self, got, want, words):
        self.made += 1
        if got != want:
            self.failed += 1
            print(f'{self.path}: {words}: {got} instead of {want}')

    # ---- what a sentence says ----

    def said(self, name):
        """The number of the answer, those by partner, and the matches."""
        text = self.page.sections[name]['answers'][0]
        first, _, rest = text.partition(' By partner: ')
        by = {}
        for partner in self.partners:
            found = re.search(re.escape(partner) + r' (\d+)[,.]', rest + '.')
            if found:
                by[partner] = int(found.group(1))
        matches = re.search(r'That is (\d+) matches, (\d+) more', rest)
        total = number(first)
        if len(self.partners) == 1:
            by = {self.partners[0]: total}
        if by and matches:
            self.same(int(matches.group(1)) - int(matches.group(2)), total,
                      f'{name}: matches less the overlap')
            self.same(sum(by.values()), int(matches.group(1)),
                      f'{name}: partners together are the matches')
        elif by and self.is_of_accounts(name):
            self.same(sum(by.values()), total, f'{name}: partners together')
        return total, by, int(matches.group(1)) if matches else total

    @staticmethod
    def is_of_accounts(name):
        return name not in ('q-reps', 'q-teams', 'q-products')

    # ---- tables ----

    def check_list(self, name, table):
        total, by, matches = self.said(name)
        self.same(len(table.rows), matches, f'{name}: rows')
        self.same(len(set(table.values('Account'))), total,
                  f'{name}: accounts')
        for partner, count in by.items():
            rows = [row for row in table.values('Partner')
                    if row[0] == partner]
            self.same(len(rows), count, f'{name}: rows of {partner}')

    def check_cross(self, name, table):
        total, by, _ = self.said(name)
        at = table.column('Accounts')
        self.same(number(table.foot[at]), total, f'{name}: total')
        for partner, count in by.items():
            column = table.column(partner)
            self.same(number(table.foot[column]), count,
                      f'{name}: total of {partner}')
            self.same(sum(number(row[column]) for row in table.rows), count,
                      f'{name}: rows of {partner}')
        self.check_sum(name, table, total)

    def check_sum(self, name, table, accounts):
        """Where the column adds up to more, a line says by how much."""
        added = sum(number(row[table.column('Accounts')])
                    for row in table.rows)
        notes = [re.search(r'adds up to (\d+), (\d+) more than the (\d+) ',
                           note) for note in self.page.sections[name]['notes']]
        notes = [tuple(map(int, note.groups())) for note in notes if note]
        if added == accounts:
            self.same(notes, [], f'{name}: a line about the sum')
        else:
            self.same(notes, [(added, added - accounts, accounts)],
                      f'{name}: a line about the sum')

    def check_combinations(self, name, table, ours, theirs):
        total, by, _ = self.said(name)
        pairs = set(table.values('Partner', ours, theirs))
        known = [pair for pair in pairs if 'not known' not in pair[1:]]
        self.same(len(known), total, f'{name}: combinations')
        for partner, count in by.items():
            self.same(len([pair for pair in known if pair[0] == partner]),
                      count, f'{name}: combinations of {partner}')
        if len(table.rows) != total:
            self.same([number(note) for note in
                       self.page.sections[name]['notes']
                       if note.startswith('The table has ')],
                      [len(table.rows)], f'{name}: a line about the rows')

    def check_question(self, name, section):
        tables = [table for table in section['tables'] if not table.names]
        for table in section['tables']:
            if table.names:
                self.same(len(table.rows), self.said(name)[0],
                          f'{name}: accounts by name')
        if not tables:
            return
        table = tables[0]
        if name == 'q-matrix':
            by = self.said(name)[1]
            for grid in tables:
                partner = grid.caption.split(':')[0]
                self.same(sum(number(cell) for row in grid.rows
                              for cell in row[1:]), by[partner],
                          f'{name}: the grid of {partner}')
        elif name == 'q-products':
            self.check_combinations(name, table, 'Our products there',
                                    'Their products there')
        elif name in ('q-reps', 'q-teams'):
            self.check_combinations(name, table, 'Our owner', 'Their owner')
        elif table.foot:
            self.check_cross(name, table)
        elif table.has('Account', 'Partner') and section['answers']:
            self.check_list(name, table)

    # ---- one with another ----

    def check_top(self):
        accounts, matches, to_check = map(number, self.page.tiles[:3])
        table = self.page.sections['accounts']['tables'][0]
        check = self.page.sections['check']['tables']
        self.same(len(table.rows), matches, 'matches')
        self.same(len(set(table.values('Our CRM id'))), accounts, 'accounts')
        rows = [row for each in check
                for row in each.values('Account', 'Partner')]
        self.same(len(set((row[0], row[1]) for row in rows)) <= to_check <=
                  len(rows), True, 'matches to check')
        self.same(number(' '.join(self.page.sections['check']['answers'])),
                  to_check, 'the sentence about matches to check')
        self.same(self.said('q-matrix')[0], accounts, 'accounts of the grid')
        sure = set(table.values('Our CRM id', 'Partner',
                                'Their name for it'))
        self.same(len(sure), matches, 'no match stands twice')

    def check_partners(self):
        table = self.page.sections['partners']['tables'][0]
        rows = self.page.sections['accounts']['tables'][0]
        both = rows.dicts()
        deals = ('prospect', 'open deal')
        wanted = {
            'Shared accounts': lambda row: True,
            'Customers of both': lambda row:
                row['To us'] == row['To the partner'] == 'customer',
            'They can introduce us': lambda row:
                row['To us'] in deals and row['To the partner'] == 'customer',
            'We can introduce them': lambda row:
                row['To us'] == 'customer' and row['To the partner'] in deals,
            'Open deals of both': lambda row:
                row['To us'] == row['To the partner'] == 'open deal',
        }
        for head, holds in wanted.items():
            for row in table.rows:
                self.same(number(row[table.column(head)]),
                          len([each for each in both if holds(each) and
                               each['Partner'] == row[0]]),
                          f'{head} of {row[0]}')

    def check_rules(self):
        """Numbers of rules of thumb are those of other questions."""
        of = {
            ('q-coverage', 'mutual customers'): 'q-mutual',
            ('q-coverage', 'open deals of both'): 'q-pipeline',
            ('q-coverage', 'introductions'): 'q-bring',
            ('q-integration', 'mutual customers'): 'q-mutual',
            ('q-integration', 'product combinations'): 'q-products',
            ('q-balance', 'we give'): 'q-give',
        }
        for (name, measure), other in of.items():
            table = self.page.sections[name]['tables'][0]
            by = self.said(other)[1]
            rows = [row for row in table.dicts()
                    if row['What we look at'] == measure]
            self.same(len(rows), len(self.partners), f'{name}: {measure}')
            for row in rows:
                self.same(number(row['Number']), by[row['Partner']],
                          f'{name}: {measure} of {row["Partner"]}')
        self.same(self.said('q-introductions')[0], self.said('q-bring')[0],
                  'introductions')

    def turn(self, rows):
        """When an account's turn is: its first quarter, the size, and without
        a date the priority."""
        today = quarter(re.search(r'Made on ([\d-]+)', self.text).group(1))
        turns = []
        for row in rows:
            because = row['Because']
            turns.append((NEVER, -number(row['Priority'])))
            for details in re.findall(r'open deal of \w+ \(([^)]*)\)',
                                      because):
                size, _, date = details.rpartition('to close ')
                if date[:1].isdigit():
                    turns.append((max(quarter(date), today),
                                  -lower_end(size) if size else 0))
            renewal = re.search(r'at risk, on ([\d-]+)', because)
            if renewal:
                turns.append((max(quarter(renewal.group(1)), today), 0))
        return min(turns)

    def check_week(self):
        """What comes first is what the rule says, with the best partner."""
        table = self.page.sections['accounts']['tables'][0]
        accounts = {}
        for row in table.dicts():
            if not row['First step'].startswith('Nothing yet'):
                accounts.setdefault(row['Account'], []).append(row)
        week = self.text[self.text.index('<section id="week">'):]
        cards = [[unescape(re.sub('<[^>]+>', '', part)) for part in card]
                 for card in re.findall(
                     r'<h3>(.*?)</h3><p><b>(.*?)</b></p>',
                     week[:week.index('</section>')])]
        turns = [self.turn(accounts[name]) for name, _ in cards]
        self.same(turns, sorted(map(self.turn, accounts.values()))[:10],
                  'the order of this week')
        for name, step in cards:
            rows = accounts[name]
            best = [row for row in rows
                    if row.get('Best partner') == row['Partner']]
            top = max(number(row['Priority']) for row in rows)
            first = best or [row for row in rows
                             if number(row['Priority']) == top]
            self.same(step in [row['First step'] for row in first], True,
                      f'{name}: the step with the best partner')

    def check_sure(self):
        """How sure a match is has one wording, wherever it stands."""
        table = self.page.sections['accounts']['tables'][0]
        heads = ('Account', 'Partner', 'Same company?')
        if not table.has(*heads):
            return
        known = set(table.values(*heads))
        told = [row for name, section in self.page.sections.items()
                if name.startswith('q-') for each in section['tables']
                if each.has(*heads) for row in each.values(*heads)]
        self.same([row for row in told if row not in known], [],
                  'how sure a match is')
        self.same(bool(told), True, 'questions say how sure a match is')

    def check_door(self):
        """Whoever is asked for an introduction opens the door."""
        theirs = ('intro-in', 'accelerate', 'win-back', 'lend-hand')
        ours = ('intro-out', 'help-close', 'help-win-back')
        for name, section in self.page.sections.items():
            for table in section['tables']:
                self.same('Who begins' in table.heads, False,
                          f'{name}: who begins')
                if not table.has('Who opens the door', 'Motion'):
                    continue
                for who, motion in table.values('Who opens the door',
                                                'Motion'):
                    if motion in theirs + ours:
                        self.same(who, 'they do' if motion in theirs
                                  else 'we do', f'{name}: {motion}')

    def check_marketplace(self):
        """What may belong there too is of the kinds that the section names."""
        notes = ' '.join(self.page.sections['q-marketplace']['notes'])
        more = re.search(r'(\d+) more accounts? (?:is|are) not', notes)
        total = self.said('q-marketplace')[0]
        if not more or total == 0:
            return
        table = self.page.sections['accounts']['tables'][0]
        kinds = {'customer', 'prospect'}
        if 'with an open deal as well' in notes:
            kinds.add('open deal')
        accounts = {account for account, kind in
                    table.values('Our CRM id', 'To us') if kind in kinds}
        self.same(int(more.group(1)) <= len(accounts) - total, True,
                  'q-marketplace: what may belong there')

    def check_best(self):
        """Partners that have an account are those of its sure matches."""
        if len(self.partners) < 2 or 'q-best' not in self.page.sections:
            return
        accounts, matches, _ = map(number, self.page.tiles[:3])
        tables = self.page.sections['q-best']['tables']
        if tables and len(tables[0].rows) == accounts:
            at = tables[0].column('Partners that have it')
            self.same(sum(number(row[at]) for row in tables[0].rows), matches,
                      'partners that have an account')

    def check_possible(self):
        """What is only possible is what stands there to be checked."""
        deals = ('prospect', 'open deal')
        rows = [row for table in self.page.sections['check']['tables']
                for row in table.dicts()
                if not row['Why it is not sure, and how to check'].startswith(
                    'Less likely than another row')]
        table = self.page.sections['q-balance']['tables'][0]
        for row in table.dicts():
            if row['What we look at'] != 'only possible':
                continue
            found = [each for each in rows
                     if each['Partner'] == row['Partner'] and
                     ((each['To us'] == 'customer' and
                       each['To the partner'] in deals) or
                      (each['To us'] in deals and
                       each['To the partner'] == 'customer'))]
            self.same(number(row['Number']), len(found),
                      f'only possible at {row["Partner"]}')

    def check_sizes(self):
        """A sum that decides is one of sizes that stand on the page."""
        sums = {}
        for row in self.page.sections['accounts']['tables'][0].dicts():
            size = re.search(r'open deal of ours \((\D*)(\d[^ )]*)',
                             row['Because'])
            if size and not size.group(1).startswith('to close'):
                of = sums.setdefault(row['Partner'], {})
                currency = size.group(1).strip()
                of[currency] = of.get(currency, 0) + lower_end(size.group(2))
        for row in self.page.sections['q-coverage']['tables'][0].dicts():
            if row['What we look at'] != 'size of our open deals':
                continue
            shown = {}
            for part in row['Number'].split('; '):
                amount = re.search(r'\d[\d,]*', part).group()
                currency = part[:part.index(amount)].strip()
                if number(amount):
                    shown[currency] = number(amount)
            self.same(shown, sums.get(row['Partner'], {}),
                      f'size of our open deals at {row["Partner"]}')

    def check_sums(self):
        """Where a sum has no currency, a line says so."""
        for name, section in self.page.sections.items():
            for table in section['tables']:
                heads = [head for head in table.heads
                         if 'deal size' in head or 'Revenue' in head]
                if 'Accounts' not in table.heads or not heads:
                    continue
                bare = [cell for head in heads
                        for cell, in table.values(head)
                        if re.match(r'\d|.*; \d', cell)]
                self.same(bool(bare),
                          'names no currency' in ' '.join(section['notes']),
                          f'{name}: sums without a currency')

    def check_said(self):
        """Nothing is explained or promised that the page does not have, and
        reasons name their values."""
        table = self.page.sections['accounts']['tables'][0]
        steps = self.page.sections['q-revenue']['tables']
        motions = {row['Motion'] for each in steps for row in each.dicts()
                   if 'Motion' in row}
        promised = 'a renewal at risk' in ' '.join(
            self.page.sections['week']['notes'])
        self.same(promised, 'renewal-protect' in motions,
                  'a renewal at risk in this week')
        priority = re.search(r'<dt>Priority</dt><dd>(.*?)</dd>',
                             self.text).group(1)
        self.same(re.findall(r'\d+', priority), [],
                  'a priority that no motion may have')
        for row in table.dicts():
            same = row['Same company?']
            self.same(same.startswith('certain') and 'country' in same, False,
                      'certain in two countries')
        for each in self.page.sections.get('q-best', {'tables': []})['tables']:
            for why, in each.values('Why'):
                if 'NPS' in why:
                    self.same('(' in why or 'no NPS is known' in why, True,
                              'a reason with its NPS')

    def check_terms(self):
        """Each agreement says yes or no."""
        terms = self.text[self.text.index('<section id="terms">'):]
        terms = terms[:terms.index('</section>')]
        for box in terms.split('<div class="terms"')[1:]:
            answers = re.findall(r'<dt>May we [^<]*\?</dt><dd><b>(Yes|No|Only '
                                 r'as a range)</b>', box)
            self.same(len(answers), 3, 'three plain answers')

    def check_products(self):
        """What could be sold is missing, and the groups add up to it."""
        rows = [row for table in self.page.sections['q-resell']['tables']
                for row in table.dicts()]
        missing = {}
        for whose, has, lacks in (
                ('ours', 'Our products there', 'We could sell'),
                ('theirs', 'Their products there', 'They could sell')):
            for row in rows:
                products = split(row.get(lacks, ''))
                self.same(products & split(row[has]), set(),
                          'a product that is there already')
                for product in products:
                    key = (row['Account'],) if whose == 'ours' else (
                        row['Account'], row['Partner'])
                    missing.setdefault((whose, product), set()).add(key)
        self.same(bool(missing) or not rows, True, 'products to sell')
        counts = {}
        for table in self.page.sections['q-crosssell']['tables']:
            for row in table.dicts():
                for whose, lacks in (('ours', 'We could sell'),
                                     ('theirs', 'They could sell')):
                    for product, count in re.findall(
                            r'([^;]+) \((\d+)\)', row.get(lacks, '')):
                        key = (whose, product.strip())
                        counts[key] = counts.get(key, 0) + int(count)
        self.same(counts, {key: len(found) for key, found in missing.items()},
                  'products to sell by industry')

    def check_open(self):
        """What has a section of its own is not said to be missing."""
        self.same('q-check' in self.page.sections, False,
                  'a second section of what to check')

    def check_words(self):
        """Whoever reads a page has no shell."""
        for name, section in self.page.sections.items():
            if name == 'commands':
                continue
            for text in section['answers'] + section['notes']:
                self.same(re.findall(r'psi-\w+|pairs\.csv|--\w+|-o FILE',
                                     text), [], f'{name}: a command')

    def run(self):
        self.check_top()
        self.check_partners()
        self.check_rules()
        self.check_week()
        self.check_sure()
        self.check_door()
        self.check_marketplace()
        self.check_best()
        self.check_possible()
        self.check_sizes()
        self.check_sums()
        self.check_said()
        self.check_terms()
        self.check_products()
        self.check_open()
        self.check_words()
        for name, section in self.page.sections.items():
            if name.startswith('q-'):
                self.check_question(name, section)
        print(f'{self.path}: {self.made} numbers compared, '
              f'{self.failed} differ')
        return self.failed == 0 and self.made > 100


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if not all([Check(path).run() for path in sys.argv[1:]]):
        sys.exit(1)


if __name__ == '__main__':
    main()
