"""What may leave, worked out slowly and apart from the library.

Reads what share_random writes: for each case the agreement, the lists, the
labels, and the values that came to the other side. Exits 1 at the first value
that should not have left, or should have and did not.
"""
import re
import sys

POPULATIONS = ['customer', 'open_opportunity', 'prospect', 'former_customer',
               'other']
KEYS = {'domain': ('domain', '1', 970), 'family': ('family', 'family', 600),
        'host': ('domain', '2', 900), 'label+country': ('name', '3', 700),
        'name': ('name', '2', 800)}
GROUP = ('host', 'family')


def cell(case, role, own, theirs):
    for key in ((own, theirs), (own, 'any'), ('any', theirs), ('any', 'any')):
        if key in case['share'][role]:
            return case['share'][role][key]
    return 'match'


def fields(text):
    out = {}
    if text in ('none', 'match'):
        return out
    for part in text.split('+'):
        name, _, form = part.partition(':')
        out[name] = form
    return out


def sends(case, role, population):
    return any(cell(case, role, population, p) != 'none' for p in POPULATIONS)


def judge(case, keys):
    """Score and level of a pair by the keys in common."""
    best = {}
    for key in keys:
        family, _, weight = KEYS[key.split(':')[0]]
        best[family] = max(best.get(family, 0), weight)
    miss, unit = 1, 1
    for weight in best.values():
        miss *= 1000 - weight
        unit *= 1000
    # Rounded half up to thousandths.
    score = min(999, (2 * (unit - miss) * 1000 + unit) // (2 * unit))
    types = {key.split(':')[0] for key in keys}
    tiers = {KEYS[t][1] for t in types}
    if score < case['minimum'] or min(tiers) == '3':
        return score, 'review'
    return score, 'group' if types <= set(GROUP) else 'account'


def band(value):
    currency, number = value.split(' ')
    for name, end in (('<10k', 10000), ('10k-50k', 50000),
                      ('50k-250k', 250000), ('250k-1M', 1000000)):
        if int(number) < end:
            return currency + ' ' + name
    return currency + ' 1M+'


def quarter(value):
    return '%s-Q%d' % (value[:4], (int(value[5:7]) - 1) // 3 + 1)


def expected(case, side):
    """Values that leave a side: account, field -> how they must look."""
    role, other = 'ab'[side], 'ab'[1 - side]
    accounts = [{}, {}]
    for s in (0, 1):
        for account, (population, keys) in case['key'][s].items():
            if sends(case, 'ab'[s], population):
                accounts[s][account] = set(keys)
    shared = set().union(*accounts[0].values(), set()) & \
        set().union(*accounts[1].values(), set())
    if case['group'] == 'none':
        shared = {k for k in shared if k.split(':')[0] not in GROUP}
    rows = [{a: k & shared for a, k in accounts[s].items() if k & shared}
            for s in (0, 1)]
    ours, theirs = rows[side], rows[1 - side]
    out = {}
    for their, their_keys in theirs.items():
        scores = {}
        for own, own_keys in ours.items():
            if own_keys & their_keys:
                scores[own] = judge(case, own_keys & their_keys)
        drawn = [o for o, (_, level) in scores.items()
                 if level == 'group' and case['group'] == 'fields']
        strong = {o: s for o, (s, level) in scores.items() if level != 'group'}
        if strong:
            top = max(strong.values())
            first = [o for o in strong if strong[o] == top]
            if len({frozenset(ours[o]) for o in first}) == 1:
                first.sort(key=lambda o: case['label'][side][o])
                if scores[first[0]][1] == 'account':
                    drawn.append(first[0])
        for own in drawn:
            what = fields(cell(case, role, case['key'][side][own][0],
                               case['key'][1 - side][their][0]))
            for field, form in what.items():
                before = out.get((own, field))
                out[own, field] = '' if before == '' or form == '' else form
    return out


def check(case):
    people = {}
    for side in (0, 1):
        must = expected(case, side)
        left = dict(case['left'][side])
        for (own, field), form in must.items():
            raw = case['value'][side][own].get(field, '')
            got = left.pop((own, field), None)
            if raw == '':
                assert got is None, (own, field, got)
                continue
            assert got is not None, ('missing', own, field)
            if form == 'alias':
                assert re.fullmatch('owner-[0-9a-f]{12}', got), got
                assert people.setdefault((side, raw), got) == got
                continue
            want = {'': lambda v: v, 'band': band, 'quarter': quarter}[form]
            assert got == want(raw), (own, field, got, want(raw))
        assert not left, ('left and must not', left)
    return sum(len(case['left'][s]) for s in (0, 1))


def main():
    num, values, case = 0, 0, None
    for line in sys.stdin:
        word, _, rest = line.rstrip('\n').partition(' ')
        if word == 'case':
            case = {'name': rest, 'share': {'a': {}, 'b': {}},
                    'key': [{}, {}], 'value': [{}, {}], 'label': [{}, {}],
                    'account': [{}, {}], 'left': [{}, {}]}
        elif case is None:
            continue
        elif word == 'minimum':
            case['minimum'] = int(rest)
        elif word == 'group':
            case['group'] = rest
        elif word == 'share':
            role, own, theirs, what = rest.split(' ')
            case['share'][role][own, theirs] = what
        elif word == 'key':
            side, account, population, key = rest.split(' ')
            row = case['key'][int(side)].setdefault(account, (population, []))
            row[1].append(key)
        elif word == 'value':
            side, account, field, value = rest.split(' ', 3)
            case['value'][int(side)].setdefault(account, {})[field] = value
        elif word == 'label':
            side, label, account = rest.split(' ')
            case['label'][int(side)][account] = label
            case['account'][int(side)][label] = account
        elif word == 'left':
            side, label, field, value = rest.split(' ', 3)
            case['left'][int(side)][label, field] = value
        elif word == 'end':
            for side in (0, 1):
                case['left'][side] = {
                    (case['account'][side][label], field): value
                    for (label, field), value in case['left'][side].items()}
            try:
                values += check(case)
            except AssertionError as wrong:
                print('case %s: %s' % (case['name'], wrong))
                return 1
            num += 1
            case = None
    print('%d cases, %d values' % (num, values))
    return 0 if num > 0 and values > 0 else 1


sys.exit(main())
